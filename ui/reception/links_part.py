"""The links to a person's own pages, on her panel: called back with a reason, and when that was done."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from app.reminders.attribute_service import LinkCalls
from app.reminders.called_back import LONGEST_REASON
from app.security.roles import Action
from ui.bridge import Op
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.buttons import DangerButton, QuietButton
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column
from ui.widgets.mistake import Mistake
from ui.widgets.reason_input import ReasonInput


class LinksPart(QWidget):
    """Hidden where messages hold no links and none was called back. `grew`: there is more to see than before."""

    grew = Signal()

    def __init__(self, context: UiContext, person_id: str) -> None:
        super().__init__()
        self._context, self._person_id = context, person_id
        self.found: LinkCalls | None = None
        self.begin_button: QuietButton | None = None
        self.reason_field: Field | None = None
        self.call_back_button: DangerButton | None = None
        layout = column(self, gap=2)
        layout.addWidget(Text(tr("links_part.heading"), "strong"))
        self._body = column(gap=2)
        layout.addLayout(self._body)
        self.hide()
        attributes = context.station.reminders.attributes
        Op(self, partial(attributes.link_calls, context.session, person_id)).on_success(self._show).on_failure(
            self._tell
        ).start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.reason_field is not None:
            self._leave_form()
        else:
            super().keyPressEvent(event)

    def begin(self) -> None:
        """Ask why."""
        clear(self._body)
        self.begin_button = None
        self._body.addWidget(Text(tr("links_part.about"), "small", wrap=True))
        offered = [tr(f"links_part.reason_{one}") for one in ("lost", "other_person", "asked")]
        reason = ReasonInput(offered, name=tr("links_part.reason"))
        reason.line.setMaxLength(LONGEST_REASON)
        self.reason_field = Field(tr("links_part.reason"), reason, required=True)
        self._body.addWidget(self.reason_field)
        deeds = QWidget()
        flow = FlowLayout(deeds, gap=2)
        self.call_back_button = DangerButton(tr("links_part.call_back"), on_press=self.call_back)
        flow.addWidget(self.call_back_button)
        flow.addWidget(QuietButton(tr("common.cancel"), on_press=self._leave_form))
        self._body.addWidget(deeds)
        reason.setFocus()
        self.grew.emit()

    def call_back(self) -> None:
        """Let every link that was made until now open nothing."""
        assert self.reason_field is not None
        assert self.call_back_button is not None
        reason = self.reason_field.control
        assert isinstance(reason, ReasonInput)
        if not self.call_back_button.isEnabled():
            return
        self.reason_field.set_error(None)
        self.call_back_button.setEnabled(False)
        attributes = self._context.station.reminders.attributes
        call = partial(attributes.call_back_links, self._context.session, self._person_id, reason.value())
        Op(self, call).on_success(self._done).on_failure(self._refused).start()

    def _done(self, calls: LinkCalls) -> None:
        self._show(calls)
        self._context.message("success", tr("links_part.done"))
        self._focus()

    def _refused(self, error: Exception) -> None:
        if self.reason_field is None or self.call_back_button is None:
            return
        self.call_back_button.setEnabled(True)
        if isinstance(error, KnownError) and error.code.startswith("attributes.reason_"):
            self.reason_field.set_error(words_of(error).together)
            self.reason_field.setFocus()
        else:
            self._tell(error)

    def _leave_form(self) -> None:
        if self.found is not None:
            self._show(self.found)
            self._focus()

    def _focus(self) -> None:
        if self.begin_button is not None:
            self.begin_button.setFocus()

    def _show(self, calls: LinkCalls) -> None:
        self.found = calls
        self.reason_field = self.call_back_button = None
        clear(self._body)
        zone = self._context.station.profile.time_zone
        for one in calls.calls:
            self._body.addWidget(Text(tr("links_part.called_back", reason=one.reason), wrap=True))
            self._body.addWidget(Text(f"{show_instant(one.at, zone)} · {one.by}", "small", wrap=True))
        if not calls.calls:
            self._body.addWidget(Text(tr("links_part.good"), "muted", wrap=True))
        if calls.offered and self._context.may(Action.CHANGE_PERSON):
            self.begin_button = QuietButton(tr("links_part.begin"), icon_name="x", on_press=self.begin)
            self._body.addWidget(self.begin_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setVisible(calls.offered or bool(calls.calls))

    def _tell(self, error: Exception) -> None:
        clear(self._body)
        self.begin_button = self.reason_field = self.call_back_button = None
        self._body.addWidget(Mistake(words_of(error).together))
        self.show()
