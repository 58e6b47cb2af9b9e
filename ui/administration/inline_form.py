"""A short form inside a section: fields, one verb, Enter sends it, errors stand at the field that they speak of."""

from collections.abc import Callable, Mapping
from typing import Protocol, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.kernel.errors import KnownError
from ui.administration.tab_order import in_reading_order
from ui.errors import words_of
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import DangerButton, PrimaryButton, SecondaryButton
from ui.widgets.field import Field
from ui.widgets.layouts import column, row


class HasValue(Protocol):
    """A control of the house."""

    def value(self) -> object: ...


class InlineForm(QWidget):
    """`where` tells which field an error code belongs to; what no field claims stands above the buttons.

    `minor`: not the most important form of its screen.
    """

    def __init__(
        self,
        verb: str,
        on_submit: Callable[[], object],
        *,
        on_cancel: Callable[[], object] | None = None,
        danger: bool = False,
        minor: bool = False,
        where: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._on_submit = on_submit
        self._on_cancel = on_cancel
        self._where = dict(where or {})
        self.fields: dict[str, Field] = {}
        layout = column(self, gap=4)
        self.body = column(gap=4)
        layout.addLayout(self.body)
        self.banner = Banner()
        layout.addWidget(self.banner)
        self.buttons = row(gap=2)
        rank = DangerButton if danger else SecondaryButton if minor else PrimaryButton
        self.submit_button = rank(verb, on_press=self.submit)
        self.buttons.addWidget(self.submit_button)
        if on_cancel is not None:
            self.cancel_button = SecondaryButton(tr("common.cancel"), on_press=on_cancel)
            self.buttons.addWidget(self.cancel_button)
        self.buttons.addStretch(1)
        layout.addLayout(self.buttons)
        layout.addStretch(1)

    def add(self, name: str, field: Field) -> Field:
        """Add a field at the end of the form."""
        self.fields[name] = field
        self.body.addWidget(field)
        return field

    def stand_apart(self, told: QWidget | None = None) -> QWidget:
        """The message and the buttons, with what is told beside them, to be put below what scrolls: always in sight."""
        foot = QWidget()
        layout = column(foot, gap=3)
        layout.addWidget(self.banner)
        own = self.layout()
        if own is not None:
            own.removeItem(self.buttons)
        self.buttons.setParent(None)
        if told is not None:
            self.buttons.insertWidget(self.buttons.count() - 1, told, 1)
        layout.addLayout(self.buttons)
        return foot

    def submit(self) -> None:
        """Take earlier errors away and hand the form in, once until `settle`."""
        if not self.submit_button.isEnabled():
            return
        self.banner.hide()
        for field in self.fields.values():
            field.set_error(None)
        self._on_submit()

    def require_filled(self, *names: str) -> bool:
        """Whether these fields hold words; the first that does not gets the focus."""
        missing = [name for name in names if not str(cast(HasValue, self.fields[name].control).value()).strip()]
        for name in missing:
            self.fields[name].set_error(tr("common.expected_text"))
        if missing:
            self.fields[missing[0]].setFocus()
        return not missing

    def wait(self) -> None:
        """It is being done: a second press must not do it twice."""
        self.submit_button.setEnabled(False)

    def settle(self) -> None:
        """It was done, or not: the form may be used again."""
        self.submit_button.setEnabled(True)

    def fail(self, error: Exception) -> None:
        """Say what is wrong where it is wrong."""
        self.settle()
        name = self._field_of(error)
        if name is None:
            self.banner.show_message("error", tr("administration.could_not_do"), words_of(error).together)
            return
        self.fields[name].set_error(words_of(error).together)
        self.fields[name].setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        line = [self.buttons.itemAt(number) for number in range(self.buttons.count())]
        buttons = [item.widget() for item in line if item is not None]
        in_reading_order([*self.fields.values(), *(one for one in buttons if one is not None)])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        writing = isinstance(self.focusWidget(), QPlainTextEdit)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not writing:
            self.submit()
        elif event.key() == Qt.Key.Key_Escape and self._on_cancel is not None:
            self._on_cancel()
        else:
            super().keyPressEvent(event)

    def _field_of(self, error: Exception) -> str | None:
        if not isinstance(error, KnownError):
            return None
        matches = [(len(code), name) for code, name in self._where.items() if error.code.startswith(code)]
        return max(matches)[1] if matches else None
