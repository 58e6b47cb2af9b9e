"""Opening the record of somebody who is not in this unit's care: why, asked where the record will stand."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from ui.shell.context import UiContext
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.field import Field
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, row
from ui.widgets.reason_input import ReasonInput

NEEDED = "people.reason_needed"
_OFFERED = ("urgent", "follow_up", "asked_by_unit", "search", "double")


class OpeningReason(QWidget):
    """`open_it(reason)` opens, `back()` leaves the record closed; Esc goes back."""

    def __init__(self, name: str, open_it: Callable[[str], object], back: Callable[[], object]) -> None:
        super().__init__()
        self._open = open_it
        self._back = back
        self.setAccessibleName(tr("opening.title", name=name))
        content = QWidget()
        body = column(content, gap=4, margin=6)
        head = row(gap=3)
        head.addWidget(IconLabel("lock", "text_muted", "icon_large"), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(Text(tr("opening.title", name=name), "heading", wrap=True), 1)
        body.addLayout(head)
        body.addWidget(Text(tr("opening.explanation"), "muted", wrap=True))
        self.reason = ReasonInput([tr(f"opening.reason_{code}") for code in _OFFERED])
        self.field = Field(tr("opening.reason"), self.reason, required=True)
        body.addWidget(self.field)
        buttons = row(gap=2)
        buttons.addWidget(PrimaryButton(tr("opening.verb"), on_press=self.submit))
        buttons.addWidget(SecondaryButton(tr("opening.back"), on_press=back))
        buttons.addStretch(1)
        body.addLayout(buttons)
        body.addStretch(1)
        column(self, gap=0).addWidget(Scroll(content, width="start_column_outer"))
        self.setMinimumWidth(current_theme().px("side_panel_least"))
        self.setFocusProxy(self.field)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.field.setFocus()

    def submit(self) -> None:
        """Open, unless the reason is missing."""
        reason = self.reason.value()
        self.field.set_error(None if reason else tr("opening.reason_missing"))
        if reason:
            self._open(reason)
        else:
            self.field.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submit()
        else:
            super().keyPressEvent(event)


def ask_for_reason(
    error: Exception, context: UiContext, again: Callable[[], object], back: Callable[[], object], asked: str = ""
) -> OpeningReason | None:
    """The question where `error` says that a reason is needed, else None.

    The answer is kept for this person until the session ends: it is asked once, and the audit trail has it at every
    opening. `asked`: the identifier that was opened, where it may be one that was merged into another.
    """
    if not isinstance(error, KnownError) or error.code != NEEDED:
        return None

    def given(reason: str) -> None:
        for person_id in (str(error.values["person_id"]), asked):
            context.given_reasons[person_id] = reason
        again()

    return OpeningReason(str(error.values["name"]), given, back)
