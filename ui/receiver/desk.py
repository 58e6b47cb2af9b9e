"""The page of whoever has signed in: the link, the alarms, the answers, and what can be asked."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.kernel.errors import KnownError
from app.router.receiver.came import Answer, Came, Refusal
from app.router.receiver.linked import LinkedReceiver
from app.router.receiver.model import AlarmKey
from app.router.requests import Agree, AskHistory, AtBedside, Done, History, Refused, Request, SetLimits, Want
from app.router.words import Response
from ui.errors import words_of
from ui.receiver.alarm_list import AlarmList, before_eyes
from ui.receiver.answers import AnswerPanel
from ui.receiver.head import LinkLine, PersonLine, TroubleLines, own_troubles, trouble_words
from ui.receiver.parts import AGREEMENT, Parts
from ui.receiver.words import refused_words, where_words
from ui.texts import tr, tr_count
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Text
from ui.widgets.layouts import add_all, column, row

_KEYS: Final = {response: f"receiver.key_{response.value}" for response in Response}
LEAST_STEPS: Final = 100
"""Width of the alarms at least, in steps of the grid."""
_PART_KEYS: Final = ("curves", "limits", "history", "other")


class Desk(QWidget):
    """`look` shows how things are; `hear` takes what the node said. `wider(pixels)`: a part opened (or, negative, was
    folded) beside the alarms, which stay where they are."""

    wider = Signal(int)

    def __init__(
        self,
        receiver: LinkedReceiver,
        now: Callable[[], float],
        lock: Callable[[], object],
        leave: Callable[[], object],
    ) -> None:
        super().__init__()
        self._receiver, self._now = receiver, now
        self._revision = -1
        self._trouble_painted = False
        self._offered_to = ""
        self.trouble_lines: list[str] = []
        across = row(self, gap=0)
        left = QWidget()
        left.setMinimumWidth(current_theme().gap(LEAST_STEPS))
        layout = column(left, gap=2, margin=3)
        across.addWidget(left, 1)
        self.person = PersonLine(lock, leave)
        self.link = LinkLine(only_trouble=True)
        self.troubles = TroubleLines()
        self.agreement = Banner()
        self.alarms = AlarmList(now, name=tr("receiver.alarms"))
        self.more = Text("", "warn")
        self.more.hide()
        self.calm = EmptyState("bell", tr("receiver.calm"), tr("receiver.calm_next"))
        self._list = QStackedWidget()
        self._list.addWidget(self.alarms)
        self._list.addWidget(self.calm)
        self.answers = AnswerPanel()
        self.banner = Banner()
        self.parts = Parts(now)
        add_all(layout, (self.person, self.link, self.troubles, self.agreement))
        layout.addWidget(self._list, 1)
        add_all(layout, (self.more, self.answers, self.banner, self.parts))
        across.addWidget(self.parts.body)
        self.alarms.painted.connect(self._painted)
        self.alarms.chosen.connect(self._chosen)
        self.troubles.painted.connect(self._troubles_painted)
        self.answers.answered.connect(self._answer)
        self.parts.asked.connect(self.ask)
        self.parts.opened_or_folded.connect(lambda is_open: self.wider.emit(self._part_width(is_open)))
        self.setFocusProxy(self.alarms)

    def look(self, sound_missing: bool | None, failures: int = 0) -> None:
        """As everything is now; called a few times a second, and whenever something came."""
        state, now = self._receiver.state, self._now()
        self.link.show_state(state, now)
        if state.signed is not None:
            self.person.show_person(state.signed.name, state.signed.label, connected=state.connected)
        own = own_troubles(state, sound_missing, failures)
        self.trouble_lines = [*own, *trouble_words(state.rows.troubles())]
        self.troubles.show_lines(self.trouble_lines)
        if state.rows.revision != self._revision:
            self._revision = state.rows.revision
            self._show_rows()
        self.alarms.turn(now)
        self._offer_agreement()
        beyond = self.alarms.asking_out_of_view()
        self.more.setText(tr_count("receiver.more_ask", beyond) if beyond else "")
        self.more.setVisible(beyond > 0)
        self._look_at_chosen()

    def hear(self, came: list[Came]) -> None:
        """What the node said to what was asked here."""
        for one in came:
            if isinstance(one, Refusal):
                self._refused(one)
            elif isinstance(one, Answer):
                self._heard(one.request, one.reply)

    def ask(self, request: Request) -> None:
        """Ask the node; a link that is gone is said at once."""
        try:
            self._receiver.ask(request)
        except KnownError as problem:
            self._say(problem)
            return
        self._receiver.state.ask_beds_soon()

    def forget(self) -> None:
        """Somebody else comes."""
        self.parts.forget()
        self._offered_to = ""
        self.agreement.hide()
        self.banner.hide()
        self._show_rows()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text().upper()
        for response, key in _KEYS.items():
            if typed and typed == tr(key).upper() and not event.modifiers():
                self.answers.press(response)
                return
        if typed in ("1", "2", "3", "4"):
            self.parts.open(_PART_KEYS[int(typed) - 1])
            return
        super().keyPressEvent(event)

    def step_back(self) -> bool:
        """Fold what is open, and go back to the list."""
        folded = self.parts.fold()
        self.alarms.setFocus()
        return folded

    def _offer_agreement(self) -> None:
        """Once for whoever has just signed in it opens beside the alarms; until it is accepted a line says that it
        waits. Nothing else does: no alarm, no answer, no other part."""
        signed = self._receiver.state.signed
        if signed is None or signed.agreement is None:
            self.agreement.hide()
            return
        if self._offered_to != signed.agreement.version:
            self._offered_to = signed.agreement.version
            read = (tr("receiver.agreement_read"), lambda: self.parts.open(AGREEMENT))
            self.agreement.show_message("info", tr("receiver.agreement_waits"), action=read, closable=False)
            if self.parts.opened() != AGREEMENT:
                self.parts.open(AGREEMENT)

    def _part_width(self, is_open: bool) -> int:
        width = self.parts.body.width()
        return width if is_open else -width

    def _show_rows(self) -> None:
        rows = self._receiver.state.rows.all()
        self.alarms.show_rows(rows)
        current = self.alarms.current()
        if rows and (current is None or current.ended_at is not None):
            # What was answered stays under the cursor: a second press must not meet another alarm.
            worst = rows[0]
            if current is None or (worst.asks and worst.key != current.key):
                self.alarms.choose(worst.key)
                self.answers.hold(self._now())
        # An empty list says that it is empty only where the node says so.
        state = self._receiver.state
        self._list.setCurrentWidget(self.calm if not rows and state.connected else self.alarms)
        if not rows and before_eyes(self):
            self._painted([])

    def _look_at_chosen(self) -> None:
        state, chosen = self._receiver.state, self.alarms.current()
        offered = state.answers(chosen) if chosen is not None else ()
        self.answers.show_row(chosen, offered, self._now())
        self.parts.show_state(state, chosen)

    def _chosen(self) -> None:
        self.parts.follow()
        self._look_at_chosen()

    def _painted(self, seen: list[tuple[AlarmKey, int]]) -> None:
        self._receiver.painted(seen, troubles=self._trouble_painted or not self._receiver.state.rows.troubles())
        self._trouble_painted = False

    def _troubles_painted(self) -> None:
        # Told with what is painted next; from within the painting nothing is sent.
        self._trouble_painted = self.troubles.all_said and before_eyes(self.troubles)
        QTimer.singleShot(0, self, lambda: self._painted([]))

    def _answer(self, key: AlarmKey, response: Response) -> None:
        try:
            self._receiver.answer(key, response)
        except KnownError as problem:
            self.answers.say(words_of(problem).title)

    def _refused(self, one: Refusal) -> None:
        words = refused_words(one.code)
        current = self.alarms.current()
        if current is not None and current.key == one.key:
            self.answers.say(words.title)
            return
        about = self._receiver.state.rows.get(one.key)
        self.banner.show_message("error", where_words(about) if about is not None else words.title, words.together)

    def _heard(self, request: Request, reply: object) -> None:
        if isinstance(request, AskHistory):
            if isinstance(reply, History):
                self.parts.history.show_history(request, reply)
            elif isinstance(reply, Refused):
                self.parts.history.refused(refused_words(reply.code, reply.values).title)
        elif isinstance(reply, Refused):
            words = refused_words(reply.code, reply.values)
            if isinstance(request, SetLimits):
                self.parts.limits.tell(words.title)
            elif isinstance(request, Agree):
                self.parts.agreement.refused(words.together)
            elif isinstance(request, Want | AtBedside):
                # What this receiver asks by itself it asks again; nobody has to be told.
                self.banner.show_message("error", words.title, words.next_step)
        elif isinstance(request, Agree) and isinstance(reply, Done):
            self.banner.show_message("success", tr("receiver.agreement_done"))
        elif isinstance(request, AtBedside) and isinstance(reply, Done):
            self.banner.show_message("success", tr("receiver.at_bed_told"))

    def _say(self, problem: KnownError) -> None:
        words = words_of(problem)
        self.banner.show_message("error", words.title, words.next_step)
