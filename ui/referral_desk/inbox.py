"""Encaminhamentos recebidos: what waits for this hospital, whoever is to be read first in front."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.security.roles import Action
from ui.administration.states import States
from ui.bridge import Latest
from ui.errors import words_of
from ui.referral_desk.inbox_list import InboxList
from ui.referral_desk.inbox_rows import Group, Inbox
from ui.referrals.words import server_now
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.texts.formats import show_number
from ui.widgets.banner import Banner
from ui.widgets.choices import ChoiceChips
from ui.widgets.labels import Text
from ui.widgets.layouts import column


class InboxPage(QWidget):
    """`opened` carries a referral's id, `read` the `Inbox` after each reading."""

    opened = Signal(str)
    read = Signal(object)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._latest = Latest(self)
        self._under_way = False
        self._failed = False
        self.inbox: Inbox | None = None
        self.banner = Banner()
        self.heading = Text(tr("referral_desk.title"), "title")
        self.summary = Text("", "muted", wrap=True)
        self.groups = self._offered()
        self.chips = ChoiceChips(
            [(one, tr(f"referral_desk.group_{one.value}")) for one in self.groups],
            name=tr("referral_desk.groups"),
            optional=False,
        )
        self.chips.set_value(Group.ALL)
        self.states = States(lines=8)
        self.list = InboxList()
        self._build()

    def refresh(self) -> None:
        """Read anew; what stands keeps standing until then. A reading that is slow is waited for."""
        if self._under_way:
            return
        self._under_way = True
        if self.inbox is None:
            self.states.show_loading()
        self._latest.ask(read_inbox(self._context), self._show, self.tell_failure)

    def choose(self, group: Group) -> None:
        """Narrow the list."""
        self.chips.set_value(group)
        self._show_group(group)

    @property
    def group(self) -> Group:
        """What is shown."""
        value = self.chips.value()
        return value if isinstance(value, Group) else Group.ALL

    def first_focus(self) -> QWidget:
        """The list where it has lines, else the filter."""
        return self.list if self.states.state == "full" else self.chips

    def step_back(self) -> bool:
        """Back to everything that waits."""
        if self.group is Group.ALL:
            return False
        self.choose(Group.ALL)
        self.first_focus().setFocus()
        return True

    def _offered(self) -> list[Group]:
        """A nurse reads nothing for the answer, so nothing is hers; a second reading is a doctor's."""
        reads, answers = self._context.may(Action.READ_REFERRAL), self._context.may(Action.ANSWER_REFERRAL)
        fitting = {Group.MINE: reads, Group.SECOND: answers}
        return [one for one in Group if fitting.get(one, True)]

    def _build(self) -> None:
        layout = column(self, gap=3, margin=5)
        layout.addWidget(self.heading)
        layout.addWidget(self.summary)
        layout.addWidget(self.chips)
        layout.addWidget(self.banner)
        self.states.full.addWidget(self.list, 1)
        layout.addWidget(self.states, 1)
        self.chips.changed.connect(self._show_group)
        self.list.opened.connect(self.opened.emit)
        self.list.left_upwards.connect(self.chips.setFocus)

    def _show(self, inbox: Inbox) -> None:
        self._under_way = False
        if self._failed:
            self._failed = False
            self.banner.hide()
        first, self.inbox = self.inbox is None, inbox
        for group in self.groups:
            words = f"{tr(f'referral_desk.group_{group.value}')}  {show_number(inbox.count(group))}"
            self.chips.set_words(group, words)
        self.summary.setText(summary_words(inbox))
        self._show_group(self.group)
        focus = QApplication.focusWidget()
        if first and focus is not None and self.chips.isAncestorOf(focus):
            # Whoever came before the list was read stands at the filter: Enter is to open what waits longest.
            self.first_focus().setFocus()
        self.read.emit(inbox)

    def _show_group(self, value: object) -> None:
        inbox, group = self.inbox, value if isinstance(value, Group) else Group.ALL
        if inbox is None:
            return
        at, had_focus = self.list.current_id(), self.list.hasFocus()
        rows = inbox.rows(group)
        if not rows:
            sign = "check-circle" if group is Group.ALL else "search"
            empty = f"referral_desk.empty_{group.value}"
            self.states.show_empty(sign, tr(empty), tr(f"{empty}_next"))
            if had_focus:
                self.chips.setFocus()
            return
        self.list.rows.show_rows(rows)
        self.states.show_full()
        if self.list.rows.line_of(at) is None or not self.list.currentIndex().isValid():
            self.list.go_to(at)

    def tell_failure(self, error: Exception) -> None:
        """The reading failed: what stands keeps standing, and says that it is not fresh."""
        self._under_way = False
        words = words_of(error)
        if self.inbox is None:
            self.states.show_wrong(words.together, self.refresh)
            return
        self._failed = True
        again = (tr("common.try_again"), self.refresh)
        self.banner.show_message("error", words.title, tr("referral_desk.stale"), action=again)


def read_inbox(context: UiContext) -> Callable[[], Inbox]:
    """The reading, for a worker thread."""
    station, session = context.station, context.session

    def read() -> Inbox:
        waiting, answered = station.referral_desk.inbox(session), station.referral_desk.answered(session)
        return Inbox(waiting, answered, session.account_id, server_now(station), station.profile.time_zone)

    return read


def summary_words(inbox: Inbox) -> str:
    """How many wait, how many are late; what is quiet is said as well."""
    waiting, late = inbox.count(Group.ALL), inbox.count(Group.OVERDUE)
    parts = [tr_count("referral_desk.waiting", waiting) if waiting else tr("referral_desk.none_waiting")]
    if late:
        parts.append(tr_count("referral_desk.late", late))
    return " · ".join(parts)
