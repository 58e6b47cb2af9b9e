"""Waiting for a person."""

from collections.abc import Sequence
from functools import partial
from threading import Event

from app.reminders.message_lists import ShownMessage
from app.reminders.outbox.model import Status
from app.security.roles import Action
from ui.bridge import Latest, Op
from ui.errors import words_of
from ui.reminders.attention.decisions import Decided, Decision, decide, fitting, put_back
from ui.reminders.attention.panel import OnePanel, SeveralPanel
from ui.reminders.attention.table import MINOR, AttentionTable
from ui.reminders.parts.list_page import ListPage
from ui.reports.slow_line import SlowLine
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.texts.formats import show_number
from ui.widgets.confirm_sheet import ask


class AttentionPage(ListPage[OnePanel | SeveralPanel]):
    """The list, and beside it what happened to the chosen ones and what may be decided about them."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("reminders_page.title_attention"), tr("reminders_page.explain_attention"))
        self._stop = Event()
        self._latest = Latest(self)
        self.table = AttentionTable(self._zone)
        self.progress = SlowLine(on_cancel=self._stop_deciding)
        self.lay_out(self.table, MINOR, tr("attention_page.keys"), above=self.progress)
        self.table.picked.connect(self.show_chosen)
        self.table.deleted.connect(partial(self.decide, Decision.GIVE_UP))
        self.refresh()

    @property
    def may_decide(self) -> bool:
        """Whether the reader may settle what waits."""
        return self.context.may(Action.SCHEDULE_MESSAGES)

    def refresh(self) -> None:
        """Read again what waits; a list that is shown stays in sight meanwhile."""
        call = partial(self.context.station.reminders.messages.for_a_person, self.context.session)
        self.read_again(call, self._show)

    def open_subject(self, subject: str) -> None:
        """Choose one message, as soon as the list is there."""
        self._wanted = subject
        self.table.choose_message(subject)

    def _show(self, waiting: Sequence[ShownMessage]) -> None:
        if not waiting:
            self.shut_panel()
            self.states.show_empty("check-circle", tr("attention_page.empty"), tr("attention_page.empty_next"))
            return
        self.states.show_full()
        self.table.show_messages(waiting)
        if self._wanted:
            self.table.choose_message(self._wanted)
            self._wanted = ""

    # the panel

    def show_chosen(self) -> None:
        """What is under the cursor, beside the list."""
        chosen = self.table.chosen_messages()
        self._latest.drop()
        if not chosen:
            self.panel = None
            self.beside.shut()
        elif not self._closed:
            self._fill_panel(chosen)

    def _fill_panel(self, chosen: Sequence[ShownMessage]) -> None:
        do = self.decide if self.may_decide else None
        if len(chosen) > 1:
            self.panel = SeveralPanel(chosen, do)
            self.beside.open(tr("attention_page.several", count=show_number(len(chosen))), self.panel)
            return
        one = chosen[0]
        open_record = partial(self.context.navigate, "reception", one.person_id)
        panel = OnePanel(one, self._zone, do, open_record if self.context.may(Action.VIEW_PERSON) else None)
        self.panel = panel
        self.beside.open(one.shown_name, panel)
        panel.history.show_loading()
        call = partial(self.context.station.reminders.messages.history, self.context.session, one.id)
        retry = partial(self._fill_panel, chosen)
        tell = lambda error: panel.history.show_wrong(words_of(error).together, retry)  # noqa: E731 - read once
        self._latest.ask(call, panel.show_history, tell)

    # deciding

    def decide(self, decision: Decision) -> None:
        """Settle the chosen ones; what may arrive twice is asked before."""
        chosen = fitting(decision, self.table.chosen_messages())
        if not chosen or not self.may_decide or not self.table.isEnabled():
            return
        unknown = sum(1 for one in chosen if one.status is Status.UNKNOWN)
        if decision is Decision.SEND_AGAIN and unknown:
            question, verb = tr_count("attention_page.twice", unknown), tr("attention_page.twice_verb")
            why = tr("attention_page.twice_why")
            ask(self, question, verb, partial(self._decide, decision, chosen), explanation=why)
        else:
            self._decide(decision, chosen)

    def _decide(self, decision: Decision, chosen: Sequence[ShownMessage]) -> None:
        self._stop = stop = Event()
        self.banner.hide()
        self.table.setEnabled(False)
        self.progress.wait(tr("attention_page.deciding"))
        reminders, session = self.context.station.reminders, self.context.session

        def work() -> Decided:
            return decide(reminders, session, decision, chosen, lambda done: operation.report(done), stop.is_set)

        operation: Op[Decided] = Op(self, work)
        operation.on_progress(lambda done: self.progress.advance(done, len(chosen)))
        operation.on_success(self._decided).on_failure(self.show_error).on_end(self._end).start()

    def _stop_deciding(self) -> None:
        self._stop.set()

    def _end(self) -> None:
        self.progress.end()
        self.table.setEnabled(True)
        self.table.setFocus()
        self.refresh()

    def _decided(self, decided: Decided) -> None:
        words = tr_count(f"attention_page.done_{decided.decision.value}", len(decided.done)) if decided.done else ""
        following = []
        if decided.refused and decided.error is not None:
            following.append(tr_count("attention_page.refused", decided.refused))
            following.append(words_of(decided.error).together)
        if decided.stopped:
            following.append(tr("attention_page.stopped"))
        action = None
        if decided.done:
            action = (tr("attention_page.undo"), partial(self._undo, decided))
        tone = "success" if decided.done and not decided.refused else "warn"
        title = words or following.pop(0) if words or following else tr("attention_page.stopped")
        self.banner.show_message(tone, title, " ".join(following), action=action)

    def _undo(self, decided: Decided) -> None:
        self.banner.hide()
        messages, session = self.context.station.reminders.messages, self.context.session
        self.does(lambda: put_back(messages, session, decided), partial(self._undone, len(decided.done)))

    def _undone(self, wanted: int, count: int) -> None:
        """What is on its way already cannot be called back."""
        gone = tr_count("attention_page.on_its_way", wanted - count) if count < wanted else ""
        if count:
            self.banner.show_message("warn" if gone else "success", tr_count("attention_page.undone", count), gone)
        else:
            self.banner.show_message("warn", gone)
        self.refresh()
        self.table.setFocus()
