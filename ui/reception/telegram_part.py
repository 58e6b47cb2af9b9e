"""A person's chat on Telegram, on her panel: whether it is linked, and the code by which she links it herself."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.clinic.people.model import Channel, PersonRecord
from app.reminders.grant import GrantState
from app.reminders.linking import ChatState, LinkCode
from app.security.roles import Action
from ui.bridge import Latest, Op
from ui.errors import words_of
from ui.papers.issue import issue_now
from ui.papers.paper import PaperOffer
from ui.reception.telegram_paper import code_offer, steps_words
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column
from ui.widgets.mistake import Mistake

_LOOK_MS = 5000


@dataclass(frozen=True)
class Found:
    """How it stands. `offered`: messages can go out by Telegram from here, or go out elsewhere; `bot`: "" unknown."""

    state: ChatState
    offered: bool
    bot: str


class TelegramPart(QWidget):
    """Hidden where Telegram is not used and nothing is linked. While a code is shown it notices that she used it.
    `grew`: there is more to see than before."""

    grew = Signal()

    def __init__(self, context: UiContext, record: PersonRecord, show_paper: Callable[[PaperOffer], object]) -> None:
        super().__init__()
        self._context, self._record, self._show_paper = context, record, show_paper
        self.found: Found | None = None
        self.code: LinkCode | None = None
        self.give_button: QuietButton | None = None
        self.print_button: SecondaryButton | None = None
        self._latest = Latest(self)
        layout = column(self, gap=2)
        layout.addWidget(Text(tr("telegram.heading"), "strong"))
        self._body = column(gap=2)
        layout.addLayout(self._body)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.read)
        self.hide()
        if context.may(Action.VIEW_MESSAGES):
            self.read()

    def read(self) -> None:
        """Ask how it stands."""
        self._latest.ask(self._read, self._show, self._tell)

    def _read(self) -> Found:
        """In a worker."""
        reminders, session = self._context.station.reminders, self._context.session
        here = any(one.code == Channel.TELEGRAM.value for one in reminders.channels.active(session))
        elsewhere = reminders.grant.status().state is GrantState.NOT_HERE
        state = reminders.attributes.chat(session, self._record.id)
        return Found(state, here or elsewhere, reminders.channels.bot_name(session))

    def _show(self, found: Found) -> None:
        before, self.found = self.found, found
        if found == before:
            return
        if self.code is not None and found.state.code_until is not None:
            return  # she has not used it yet: what she is being shown stays
        self.code = None
        self._show_state()

    def _show_state(self) -> None:
        found = self.found
        assert found is not None
        self._timer.stop()
        clear(self._body)
        self.print_button = None
        self._body.addWidget(Text(self._state_words(found.state), wrap=True))
        if found.state.linked_at is not None and not self._agreed():
            self._body.addWidget(Text(tr("telegram.consent_missing"), "small", wrap=True))
        if self._context.may(Action.SCHEDULE_MESSAGES):
            again = found.state.linked_at is not None or found.state.code_until is not None
            words = tr("telegram.give_again" if again else "telegram.give")
            self.give_button = QuietButton(words, icon_name="key", on_press=self.give)
            self._body.addWidget(self.give_button, 0, Qt.AlignmentFlag.AlignLeft)
            self.setFocusProxy(self.give_button)
        self.setVisible(found.offered or found.state.linked_at is not None)

    def _state_words(self, state: ChatState) -> str:
        zone = self._context.station.profile.time_zone
        if state.code_until is not None:
            return tr("telegram.waiting", at=show_instant(state.code_until, zone))
        if state.linked_at is not None:
            return tr("telegram.linked", at=show_instant(state.linked_at, zone))
        return tr("telegram.not_linked")

    def _agreed(self) -> bool:
        said = self._record.consents.get(Channel.TELEGRAM)
        return said is not None and said.given

    # the code

    def give(self) -> None:
        """Make a code and show it, this once."""
        if self.give_button is not None:
            self.give_button.setEnabled(False)
        attributes, session = self._context.station.reminders.attributes, self._context.session
        call = partial(attributes.issue_link_code, session, self._record.id)
        Op(self, call).on_success(self._show_code).on_failure(self._tell).start()

    def _show_code(self, code: LinkCode) -> None:
        assert self.found is not None
        self.code, self.give_button = code, None
        clear(self._body)
        shown = Text(code.code, "title")
        shown.setObjectName("link_code")
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        shown.setAccessibleName(f"{tr('telegram.code')}: {' '.join(code.code)}")
        self._body.addWidget(Text(tr("telegram.code"), "label"))
        self._body.addWidget(shown)
        for words in steps_words(code.code, self.found.bot):
            step = Text(words, wrap=True)
            step.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._body.addWidget(step)
        until = show_instant(code.expires_at, self._context.station.profile.time_zone)
        self._body.addWidget(Text(tr("telegram.only_now", at=until), "small", wrap=True))
        if not self._agreed():
            self._body.addWidget(Text(tr("telegram.consent_missing"), "small", wrap=True))
        deeds = QWidget()
        flow = FlowLayout(deeds, gap=2)
        self.print_button = SecondaryButton(tr("telegram.print"), icon_name="printer", on_press=self.print_code)
        if self._context.may(Action.PRINT_RECORD):
            flow.addWidget(self.print_button)
        flow.addWidget(QuietButton(tr("telegram.done"), on_press=self.put_away))
        self._body.addWidget(deeds)
        self.setFocusProxy(self.print_button)
        self.print_button.setFocus()
        self.grew.emit()
        if self.isVisible():
            self._timer.start()

    def print_code(self) -> None:
        """As a paper that she takes along."""
        if self.code is not None and self.found is not None:
            issue = issue_now(self._context, self._context.station.profile)
            self._show_paper(code_offer(self._record, self.code, self.found.bot, issue))

    def put_away(self) -> None:
        """She has it: it is not shown again."""
        self.code, self.found = None, None
        self.read()

    def _tell(self, error: Exception) -> None:
        words = words_of(error)
        self._timer.stop()
        clear(self._body)
        self.give_button = self.print_button = self.code = None
        self._body.addWidget(Mistake(words.together))
        self.show()

    # by itself

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.code is not None:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
