"""Who has disagreements: one line a person, the gravest first."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.sync.disagreeing import Disagreeing
from ui.administration.states import States
from ui.bridge import Latest
from ui.conflicts.lines import title_of
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.texts.formats import show_date, show_number
from ui.widgets.buttons import QuietButton
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.shapes import SIGNS
from ui.widgets.table import Column, Table, TableModel, no_more

OF_ACCOUNTS = "accounts"
"""The subject of what disagrees about nobody's record."""


class ListPage(QWidget):
    """`opened` carries the person, or OF_ACCOUNTS; `past` asks for the decisions that were taken."""

    opened = Signal(str)
    past = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._latest = Latest(self)
        self.people: tuple[Disagreeing, ...] = ()
        layout = column(self, gap=4, margin=6)
        head = row(gap=3)
        head.addWidget(Text(tr("conflicts.title"), "title"), 1)
        self.past_button = QuietButton(tr("conflicts.past_open"), icon_name="history", on_press=self.past.emit)
        self.past_button.setObjectName("past_decisions")
        head.addWidget(self.past_button)
        layout.addLayout(head)
        layout.addWidget(Text(tr("conflicts.about"), "muted", wrap=True))
        self.states = States(lines=6)
        self.model: TableModel[Disagreeing] = TableModel(_columns(), no_more)
        self.table = Table(self.model, name=tr("conflicts.list_name"))
        self.table.opened.connect(lambda key: self.opened.emit(str(key)))
        self.table.clicked.connect(lambda index: self._open(index.row()))
        self.count = Text("", "small", wrap=True)
        self.states.full.addWidget(self.table)
        self.states.full.addWidget(self.count)
        layout.addWidget(self.states, 1)

    def read(self) -> None:
        """Read the list anew."""
        self.states.show_loading()
        sync, session = self._context.station.sync, self._context.session
        self._latest.ask(lambda: sync.disagreements(session), self._show, self._tell)

    def _show(self, found: tuple[Disagreeing, ...]) -> None:
        self.people = found
        self.model.show_ids([one.person_id or OF_ACCOUNTS for one in found], found)
        if not found:
            self.states.show_empty("check-circle", tr("conflicts.none"), tr("conflicts.none_next"))
            return
        self.count.setText(f"{tr_count('conflicts.count', len(found))} {_legend(found)}".rstrip())
        self.states.show_full()
        self.table.selectRow(0)
        self.table.setFocus()

    def _open(self, line: int) -> None:
        key = self.model.id_at(line)
        if key is not None:
            self.opened.emit(key)

    def _tell(self, error: Exception) -> None:
        self.states.show_wrong(words_of(error).together, self.read)


def what_words(one: Disagreeing) -> str:
    """What disagrees, each thing once."""
    titles = [title_of(topic.kind, topic.entity, topic.names) for topic in one.topics]
    return ", ".join(dict.fromkeys(titles))


def _legend(found: Sequence[Disagreeing]) -> str:
    """What the sign means, where it stands."""
    marked = any(_mark(one) for one in found)
    return f"{SIGNS['triangle']} {tr('conflicts.serious')}: {tr('conflicts.serious_hint')}" if marked else ""


def _columns() -> tuple[Column[Disagreeing], ...]:
    words: dict[str, Callable[[Disagreeing], str]] = {
        "person": lambda one: one.shown_name or tr("conflicts.of_the_unit"),
        "born": lambda one: show_date(one.birth_date) if one.birth_date else "",
        "what": lambda one: f"{_mark(one)}{what_words(one)}",
    }
    return (
        Column(tr("conflicts.column_person"), words["person"], width="side_panel_narrow"),
        Column(tr("conflicts.column_born"), words["born"]),
        Column(tr("conflicts.column_what"), words["what"], stretch=True),
        Column(tr("conflicts.column_count"), lambda one: show_number(len(one.topics)), figures=True),
    )


def _mark(one: Disagreeing) -> str:
    serious = any(topic.serious for topic in one.topics)
    return f"{SIGNS['triangle']} " if serious else ""
