"""What the unit has referred: late and unread in front, narrowed by chips and by name."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.security.roles import Action, Role
from ui.administration.states import States
from ui.bridge import Latest
from ui.errors import words_of
from ui.referrals.lines import Group, Outbox, read_outbox
from ui.referrals.outbox_table import OutboxTable
from ui.shell.context import UiContext
from ui.spoken.announcer import say_found
from ui.spoken.roles import give_role
from ui.texts import tr, tr_count
from ui.texts.formats import show_number
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.text_fields import SearchField

_ICONS = {Group.OPEN: None, Group.UNREAD: "mail", Group.LATE: "clock", Group.ENDED: "check-circle"}


class OutboxPage(QWidget):
    """`opened` carries the id of a referral."""

    opened = Signal(object)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._latest = Latest(self)
        self._group = Group.OPEN
        self.outbox: Outbox | None = None
        self.banner = Banner()
        self.late = Banner()
        self.search = SearchField(placeholder=tr("outbox.search_hint"), name=tr("outbox.search"))
        self.search.setObjectName("referral_search")
        self.chips: dict[Group, Button] = {}
        self.states = States(lines=10)
        self.table = OutboxTable()
        self.count = Text("", "small")
        self._build()

    def refresh(self) -> None:
        """Read everything again."""
        if self.outbox is None:
            self.states.show_loading()
        tell = lambda error: self.states.show_wrong(words_of(error).together, self.refresh)  # noqa: E731 - one use
        self._latest.ask(read_outbox(self._context), self._show, tell)

    def choose(self, group: Group) -> None:
        """Show one group only."""
        self._group = group
        self._show_group()

    def first_focus(self) -> QWidget:
        """The search above the list."""
        return self.search

    def step_back(self) -> bool:
        """Esc: the search is emptied, then all that is open is shown again; False after that."""
        if self.search.value():
            self.search.clear()
            return True
        if self._group is not Group.OPEN:
            self.choose(Group.OPEN)
            return True
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        into_list = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if watched is self.search and pressed and isinstance(event, QKeyEvent) and event.key() in into_list:
            self.table.enter()
            return True
        return False

    def _build(self) -> None:
        layout = column(self, gap=3, margin=5)
        layout.addWidget(self.banner)
        layout.addWidget(self.late)
        layout.addWidget(self.search)
        holder = QWidget()
        flow = FlowLayout(holder, gap=2)
        for group in Group:
            chip = Button("", "chip", icon_name=_ICONS[group], on_press=partial(self.choose, group))
            chip.setCheckable(True)
            give_role(chip, "choice")
            chip.setAutoDefault(False)
            chip.setObjectName(f"group_{group.value}")
            self.chips[group] = chip
            flow.addWidget(chip)
        layout.addWidget(holder)
        self.states.full.addWidget(self.table, 1)
        layout.addWidget(self.states, 1)
        layout.addWidget(self.count)
        self._show_counts()
        self.search.searched.connect(lambda _text: self._show_group())
        self.search.installEventFilter(self)
        self.table.opened.connect(self.opened.emit)
        self.table.left_upwards.connect(self.search.setFocus)

    def _show(self, outbox: Outbox) -> None:
        self.outbox = outbox
        self._show_group()
        self._show_late(outbox.count(Group.LATE))

    def _show_group(self) -> None:
        if self.outbox is None:
            return
        lines = self.outbox.fitting(self._group, self.search.value())
        self.table.show_lines(lines, self.outbox.zone)
        self._show_counts()
        self.count.setText(tr_count("outbox.count", len(lines)) if lines else "")
        say_found(self.search, self.count.text() or tr("outbox.none_found"))
        if lines:
            self.states.show_full()
        elif self.search.value():
            self.states.show_empty("search", tr("outbox.none_found"), tr("outbox.none_found_next"))
        elif not self.outbox.lines:
            self._show_empty()
        else:
            self.states.show_empty("check-circle", tr(f"outbox.none_{self._group.value}"), tr("outbox.none_next"))

    def _show_empty(self) -> None:
        button = None
        if self._context.may(Action.SEND_REFERRAL):
            go = partial(self._context.navigate, "pregnancy", None)
            button = PrimaryButton(tr("outbox.to_pregnancies"), icon_name="pregnancy", on_press=go)
        self.states.show_empty("referral", tr("outbox.empty"), tr("outbox.empty_next"), button)

    def _show_late(self, count: int) -> None:
        """The coordinator is told first what the server says is late."""
        if count and self._context.session.role is Role.COORDINATOR and self._group is not Group.LATE:
            action = (tr("outbox.late_look"), partial(self.choose, Group.LATE))
            self.late.show_message("warn", tr_count("outbox.late", count), tr("outbox.late_next"), action=action)
        elif not count:
            self.late.hide()

    def _show_counts(self) -> None:
        for group, chip in self.chips.items():
            number = self.outbox.count(group) if self.outbox else 0
            chip.set_text(f"{tr(f'outbox.group_{group.value}')}  {show_number(number)}")
            chip.setChecked(group is self._group)
