"""What people answered."""

from collections.abc import Sequence
from functools import partial

from app.reminders.inbox import Reply
from app.security.roles import Action
from ui.reminders.inbox.reply_panel import Offers, ReplyPanel
from ui.reminders.inbox.reply_table import MINOR, ReplyTable, who
from ui.reminders.parts.list_page import ListPage
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.widgets.buttons import SecondaryButton
from ui.widgets.choices import ChoiceChips


class InboxPage(ListPage[ReplyPanel]):
    """What was marked as seen stays where it stands until the list is read again: nothing jumps under the hand."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("reminders_page.title_inbox"), tr("reminders_page.explain_inbox"))
        self._replies: tuple[Reply, ...] = ()
        self.which = ChoiceChips(
            [(False, tr("inbox_page.only_unseen")), (True, tr("inbox_page.all"))],
            name=tr("inbox_page.which"),
            optional=False,
        )
        self.which.set_value(False)
        self.table = ReplyTable(self._zone)
        self.lay_out(self.table, MINOR, tr("inbox_page.keys"), head=self.which)
        self.which.changed.connect(lambda _value: self.read())
        self.table.chosen.connect(lambda _id: self.show_chosen())
        self.table.settled.connect(self.settle)
        self.refresh()

    @property
    def with_seen(self) -> bool:
        """Whether those that somebody has seen are shown too."""
        return bool(self.which.value())

    @property
    def reply(self) -> Reply | None:
        """The one under the cursor."""
        return next((one for one in self._replies if one.id == self.table.current_id()), None)

    def refresh(self) -> None:
        """Read the replies again; a list that is shown stays in sight meanwhile."""
        self.read_again(self._call(), partial(self._show, self.with_seen))

    def read(self) -> None:
        """Read what is chosen."""
        self.loads(self.states, self._call(), partial(self._show, self.with_seen))

    def open_subject(self, subject: str) -> None:
        """Show one reply, seen or not."""
        self._wanted = subject
        self.which.set_value(True)
        self.read()

    def _call(self) -> "partial[tuple[Reply, ...]]":
        inbox = self.context.station.reminders.inbox
        return partial(inbox.list, self.context.session, with_seen=self.with_seen)

    def _show(self, with_seen: bool, replies: Sequence[Reply]) -> None:
        if with_seen != self.with_seen:
            return  # what was asked before the choice changed
        self._replies = tuple(replies)
        if not replies:
            self.shut_panel()
            self._show_empty()
            return
        self.states.show_full()
        self.table.show_replies(replies)
        if self._wanted and self.table.select_reply(self._wanted):
            self._wanted = ""
        self.show_chosen()

    def _show_empty(self) -> None:
        if self.with_seen:
            self.states.show_empty("mail", tr("inbox_page.empty"), tr("inbox_page.empty_next"))
            return
        button = SecondaryButton(tr("inbox_page.show_all"), on_press=self._show_all)
        self.states.show_empty("check-circle", tr("inbox_page.none_unseen"), tr("inbox_page.none_unseen_next"), button)

    def _show_all(self) -> None:
        self.which.set_value(True)
        self.which.setFocus()
        self.read()

    # the panel

    def show_chosen(self) -> None:
        """What is under the cursor, beside the list."""
        one = self.reply
        if one is None or self._closed:
            return
        self.panel = ReplyPanel(one, self._zone, self._offers(one))
        self.beside.open(who(one), self.panel)

    def _offers(self, one: Reply) -> Offers:
        may = self.context.may
        known = one.person_id is not None
        may_schedule = may(Action.SCHEDULE_MESSAGES)
        return Offers(
            settle=self.settle if may_schedule else None,
            answer=self._answer if may_schedule and known and not one.withdrew else None,
            open_record=self._open_record if known and may(Action.VIEW_PERSON) else None,
        )

    # what can be done

    def settle(self) -> None:
        """Seen, or put back among the unseen."""
        one = self.reply
        if one is None or not self.context.may(Action.SCHEDULE_MESSAGES):
            return
        inbox, session = self.context.station.reminders.inbox, self.context.session
        self.banner.hide()
        call = inbox.mark_seen if one.seen_at is None else inbox.mark_unseen
        self.does(partial(call, session, one.id), self._settled)

    def _settled(self, changed: Reply) -> None:
        self._replies = tuple(changed if one.id == changed.id else one for one in self._replies)
        self.table.show_replies(self._replies)
        if changed.seen_at is not None and self.table.current_id() == changed.id:
            self.table.step()
        self.show_chosen()
        left = sum(1 for one in self._replies if one.seen_at is None)
        words = tr_count("inbox_page.left", left) if left else tr("inbox_page.none_left")
        self.context.message("success", words)
        self.table.setFocus()

    def _answer(self) -> None:
        one = self.reply
        if one is not None:
            self.context.navigate("reminders", f"planned/new/{one.person_id}")

    def _open_record(self) -> None:
        one = self.reply
        if one is not None:
            self.context.navigate("reception", one.person_id)
