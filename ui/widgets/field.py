"""A control with its label above, a hint below and, when something is wrong, what is expected."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from ui.spoken.announcer import announcer
from ui.spoken.rate import Piece
from ui.spoken.roles import give_role
from ui.texts import tr
from ui.theme.icons import pixmap
from ui.widgets.labels import Text, repolish
from ui.widgets.layouts import column, row

_OF_ONE_PART = (QLineEdit, QComboBox, QPlainTextEdit, QAbstractButton)


class Field(QWidget):
    """Label, control, hint and error of one question; the label and the error are also spoken."""

    def __init__(self, label: str, control: QWidget, *, hint: str = "", required: bool = False) -> None:
        super().__init__()
        self.control = control
        self._label = label
        self._hint = hint
        self._error = ""
        self.label = Text(label, "label")
        self.label.setBuddy(control)
        self._mark = Text(tr("common.required") if required else "", "small")
        # Never `setVisible(True)` here: without a parent it would be a window for a moment, and take the focus.
        if not required:
            self._mark.hide()
        self._below = Text(hint, "small", wrap=True)
        self._sign = Text()
        self._sign.hide()
        self._build()
        # What stands in an empty field as an example is no name: the label is.
        if not control.accessibleName() or control.accessibleName() == control.property("placeholderText"):
            control.setAccessibleName(label)
        control.setAccessibleDescription(self._said_below())
        if not isinstance(control, _OF_ONE_PART) and getattr(control, "spoken_role", None) is None:
            # Several controls under one label: a reader says the label when it comes to the first of them.
            give_role(control, "group")
        self.setFocusProxy(control)

    def _build(self) -> None:
        layout = column(self, gap=1)
        head = row(gap=2)
        head.addWidget(self.label)
        head.addStretch(1)
        head.addWidget(self._mark)
        layout.addLayout(head)
        layout.addWidget(self.control)
        foot = row(gap=1)
        foot.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self._below, 1)
        layout.addLayout(foot)
        self._below.setVisible(bool(self._hint))

    @property
    def error(self) -> str:
        """What is said to be wrong, empty where nothing is."""
        return self._error

    @property
    def hint(self) -> str:
        """The help below the control."""
        return self._hint

    def set_error(self, error: str | None) -> None:
        """Say below the control what is expected; None or empty takes it back to the hint."""
        before, said_before = self._error, self._said_below()
        self._error = error or ""
        wrong = bool(self._error)
        if wrong and self._error != before:
            said = tr("spoken.mistake", label=self._label, error=self._error)
            announcer().say(self, Piece(said, subject=f"field {self._label}"))
        self._below.setText(self._error or self._hint)
        self._below.setVisible(bool(self._below.text()))
        self._below.set_role("error" if wrong else "small")
        self._sign.setVisible(wrong)
        self._tint()
        for part in (self.control, *self._stops_inside()):
            if part is self.control or wrong or part.accessibleDescription() == said_before:
                part.setAccessibleDescription(self._said_below())
        for part in (self.control, *self.control.findChildren(QWidget)):
            if part.property("wrong") != wrong:
                part.setProperty("wrong", wrong)
                repolish(part)

    def _said_below(self) -> str:
        """What is spoken of it besides its label: that it must be answered, and the mistake or the help."""
        return ". ".join(part for part in (self._mark.text(), self._error or self._hint) if part)

    def _stops_inside(self) -> list[QWidget]:
        inside = self.control.findChildren(QWidget)
        return [one for one in inside if one.focusPolicy() & Qt.FocusPolicy.TabFocus]

    def set_hint(self, hint: str) -> None:
        """Change the help below the control."""
        self._hint = hint
        self.set_error(self._error)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._tint()

    def _tint(self) -> None:
        if self._error:
            self._sign.setPixmap(pixmap("alert-circle", "error", "icon_small"))
