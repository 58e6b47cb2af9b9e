"""Decisions that were taken: about whom, what, who decided and when, why. Without the values, which her page shows."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.kernel.clock import from_text
from app.sync.past import PastTopic, Told
from ui.administration.states import States
from ui.bridge import Latest
from ui.conflicts.lines import title_of
from ui.conflicts.list_page import OF_ACCOUNTS
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.texts.formats import show_instant
from ui.widgets.buttons import IconButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.table import Column, Table, TableModel, no_more


class PastList(QWidget):
    """`opened` carries the person, or OF_ACCOUNTS; `back` leaves for what is open."""

    opened = Signal(str)
    back = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._latest = Latest(self)
        self.topics: tuple[PastTopic, ...] = ()
        layout = column(self, gap=4, margin=6)
        head = row(gap=3)
        self.back_button = IconButton("arrow-left", tr("conflicts.to_list"), on_press=self.back.emit)
        head.addWidget(self.back_button)
        head.addWidget(Text(tr("conflicts.past_title"), "title"), 1)
        layout.addLayout(head)
        layout.addWidget(Text(tr("conflicts.past_about"), "muted", wrap=True))
        self.states = States(lines=6)
        self.model: TableModel[PastTopic] = TableModel(_columns(context.station.profile.time_zone), no_more)
        self.table = Table(self.model, name=tr("conflicts.past_title"))
        self.table.opened.connect(lambda key: self._open(int(str(key))))
        self.table.clicked.connect(lambda index: self._open(index.row()))
        self.count = Text("", "small", wrap=True)
        self.states.full.addWidget(self.table)
        self.states.full.addWidget(self.count)
        layout.addWidget(self.states, 1)

    def read(self) -> None:
        """Read the decisions anew."""
        self.states.show_loading()
        sync, session = self._context.station.sync, self._context.session
        self._latest.ask(lambda: sync.past(session), self._show, self._tell)

    def first_focus(self) -> QWidget:
        """The decisions, else the way back."""
        return self.table if self.topics else self.back_button

    def _show(self, found: tuple[PastTopic, ...]) -> None:
        self.topics = found
        self.model.show_ids([str(place) for place in range(len(found))], found)
        if not found:
            leave = SecondaryButton(tr("conflicts.to_list"), on_press=self.back.emit)
            self.states.show_empty("check-circle", tr("conflicts.past_none"), tr("conflicts.past_none_next"), leave)
            return
        self.count.setText(tr_count("conflicts.past_count", len(found)))
        self.states.show_full()
        self.table.selectRow(0)
        self.table.setFocus()

    def _open(self, line: int) -> None:
        if 0 <= line < len(self.topics):
            self.opened.emit(self.topics[line].person_id or OF_ACCOUNTS)

    def _tell(self, error: Exception) -> None:
        self.states.show_wrong(words_of(error).together, self.read)


def choice_words(told: Told | None, *, of_list: bool = False) -> str:
    """What was chosen; where nobody noted it, that it was decided."""
    if told is None or told.choice is None:
        return tr("conflicts.past_unknown")
    kind = "list_" if of_list else ""
    return tr(f"conflicts.past_{kind}{told.choice.value}")


def author_words(told: Told | None) -> str:
    """Who decided, and whether elsewhere."""
    if told is None:
        return tr("conflicts.unknown_author")
    name = told.by_name or tr("conflicts.unknown_author")
    return name if told.here else f"{name} · {tr('conflicts.elsewhere')}"


def _columns(zone: str) -> tuple[Column[PastTopic], ...]:
    def when(one: PastTopic) -> str:
        return show_instant(from_text(one.told.at), zone) if one.told else ""

    words: dict[str, Callable[[PastTopic], str]] = {
        "person": lambda one: one.shown_name or tr("conflicts.of_the_unit"),
        "what": lambda one: title_of(one.topic.kind, one.topic.entity, one.topic.names),
        "choice": lambda one: choice_words(one.told, of_list=one.topic.entity == "allergy"),
        "who": lambda one: author_words(one.told),
    }
    return (
        Column(tr("conflicts.column_person"), words["person"], width="side_panel_narrow"),
        Column(tr("conflicts.past_what"), words["what"], stretch=True),
        Column(tr("conflicts.past_choice"), words["choice"]),
        Column(tr("conflicts.past_who"), words["who"]),
        Column(tr("conflicts.past_when"), when),
    )
