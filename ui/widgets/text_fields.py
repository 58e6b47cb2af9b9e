"""Fields for words: one line, several lines, a password, a search."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from ui.spoken.roles import give_role
from ui.texts import tr
from ui.theme import current_theme
from ui.theme.icons import pixmap
from ui.widgets.buttons import QuietButton
from ui.widgets.layouts import row

_SEARCH_PAUSE_MS = 60
"""Long enough to skip the letters of a fast typist, short enough to feel immediate (a search itself takes ≤ 30 ms)."""


class TextField(QLineEdit):
    """One line of words. `changed` carries the text without blanks around it."""

    changed = Signal(object)

    def __init__(self, text: str = "", *, placeholder: str = "", name: str = "", width: str | None = None) -> None:
        super().__init__(text)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        if placeholder:
            # In a narrow place or with large text it does not stand whole in the field.
            self.setToolTip(placeholder)
        if width is not None:
            self.setMaximumWidth(current_theme().px(width))
        self.textChanged.connect(lambda _text: self.changed.emit(self.value()))

    def value(self) -> str:
        """The text without blanks around it."""
        return self.text().strip()

    def set_value(self, text: str) -> None:
        """Put a text in."""
        self.setText(text)


class SearchField(TextField):
    """A search as you type: `searched` carries the text shortly after the last key, Esc empties the field first."""

    searched = Signal(object)

    def __init__(self, *, placeholder: str, name: str = "") -> None:
        super().__init__(placeholder=placeholder, name=name)
        self.setClearButtonEnabled(False)
        # Qt gives the icon of an action one size whatever the text size: the glass is painted here instead.
        self.setTextMargins(self.glass_edge() + current_theme().gap(1), 0, 0, 0)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_SEARCH_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.changed.connect(lambda _text: self._pause.start())

    def is_typing(self) -> bool:
        """Whether the last letter is so fresh that nothing was searched for it yet."""
        return self._pause.isActive()

    def _search(self) -> None:
        self.searched.emit(self.value())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def glass_edge(self) -> int:
        """How large the magnifying glass is, in pixels."""
        return current_theme().px("icon_small")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        glass = pixmap("search", "text_faint", "icon_small")
        top = (self.height() - self.glass_edge()) // 2
        QPainter(self).drawPixmap(current_theme().gap(2), top, glass)


class PasswordField(QWidget):
    """A secret, hidden until the person asks to see it."""

    spoken_role = ""

    changed = Signal(object)

    def __init__(self, *, name: str = "", placeholder: str = "") -> None:
        super().__init__()
        self.line = TextField(placeholder=placeholder, name=name)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        give_role(self.line, "secret")
        self._show = QuietButton(tr("common.show_password"), on_press=self._switch)
        self._show.setAutoDefault(False)
        layout = row(self, gap=1)
        layout.addWidget(self.line, 1)
        layout.addWidget(self._show)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(lambda text: self.changed.emit(text))

    def value(self) -> str:
        """The secret as typed: blanks count."""
        return self.line.text()

    def clear(self) -> None:
        """Empty the field."""
        self.line.clear()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(description)
        self.line.setAccessibleDescription(description)

    def _switch(self) -> None:
        hidden = self.line.echoMode() == QLineEdit.EchoMode.Password
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        give_role(self.line, "" if hidden else "secret")
        self._show.set_text(tr("common.hide_password") if hidden else tr("common.show_password"))
        self.line.setFocus()


class LongTextField(QPlainTextEdit):
    """Several lines of words; Tab goes to the next field, as in every other one."""

    changed = Signal(object)

    def __init__(self, *, placeholder: str = "", name: str = "", lines: int = 3) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + current_theme().gap(5))
        self.textChanged.connect(lambda: self.changed.emit(self.value()))

    def value(self) -> str:
        """The text without blanks around it."""
        return self.toPlainText().strip()

    def set_value(self, text: str) -> None:
        """Put a text in."""
        self.setPlainText(text)
