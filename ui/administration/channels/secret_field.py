"""A secret that is typed anew, stays as it is, or is taken away; what is kept is never shown."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.texts import tr
from ui.widgets.buttons import QuietButton
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.text_fields import PasswordField


class SecretField(QWidget):
    """`value()`: None while it stays as it is, "" where it is to be taken away, else what was typed."""

    changed = Signal(object)

    def __init__(self, *, kept: bool) -> None:
        super().__init__()
        self.kept = kept
        self._removed = False
        self.password = PasswordField()
        self._line = QWidget()
        self._words = Text("")
        self.change_button = self._button("change", self.type_anew)
        self.remove_button = self._button("remove", self.remove)
        self.back_button = self._button("keep", self.leave)
        line = row(self._line, gap=1)
        line.addWidget(IconLabel("lock", "text_muted", "icon_small"))
        line.addWidget(self._words, 1)
        line.addWidget(self.change_button)
        line.addWidget(self.remove_button)
        layout = column(self, gap=1)
        layout.addWidget(self._line)
        layout.addWidget(self.password)
        layout.addWidget(self.back_button)
        self.password.changed.connect(lambda _text: self.changed.emit(self.value()))
        self.leave()

    def value(self) -> str | None:
        """What is to become of it."""
        if self._removed:
            return ""
        return self.password.value() or None

    def type_anew(self) -> None:
        """Ask for another one."""
        self._show(line=False, back=True)
        self.password.setFocus()

    def remove(self) -> None:
        """Take it away with the next saving."""
        self._removed = True
        self._words.setText(tr("administration_channels.secret_goes"))
        self._show(line=True, back=True)
        self.back_button.setFocus()
        self.changed.emit("")

    def leave(self) -> None:
        """As it was: kept, or empty."""
        self._removed = False
        self.password.clear()
        self._words.setText(tr("administration_channels.secret_kept"))
        self._show(line=self.kept, back=False)
        self.changed.emit(None)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.password.setAccessibleName(name)
        for button in (self.change_button, self.remove_button, self.back_button):
            button.setAccessibleName(f"{name}: {button.text()}")

    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(description)
        self.password.setAccessibleDescription(description)

    def _button(self, what: str, press: Callable[[], object]) -> QuietButton:
        return QuietButton(tr(f"administration_channels.secret_{what}"), on_press=press)

    def _show(self, *, line: bool, back: bool) -> None:
        self._line.setVisible(line)
        self.password.setVisible(not line)
        self.back_button.setVisible(back)
        for button in (self.change_button, self.remove_button):
            button.setVisible(not self._removed)
        self.setFocusProxy(self.change_button if line and not self._removed else self.password)
