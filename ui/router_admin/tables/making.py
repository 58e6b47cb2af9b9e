"""The editor of each table."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from ui.router_admin.tables.cells import Cell
from ui.router_admin.tables.escalation import Calls
from ui.router_admin.tables.host import Editing
from ui.router_admin.tables.matrix import Matrix
from ui.router_admin.tables.plain import Deadlines, DiscardRows, EquipmentRows, Periods, PlainTable, ShiftRows, Topics
from ui.texts import tr
from ui.widgets.cards import Card, Section
from ui.widgets.layouts import column


class Shown:
    """One table on show: its fields, and the crossings of table 14."""

    def __init__(self, widget: QWidget, cells: Sequence[Cell], matrix: Matrix | None = None) -> None:
        self.widget, self.cells, self.matrix = widget, cells, matrix

    def tell(self, place: str, words: str) -> bool:
        """Say what is wrong at its value, and take back what was said before; whether the value is shown here."""
        found = self.matrix.tell(place, words) if self.matrix is not None else False
        for cell in self.cells:
            # "group 1, levels 2" speaks of a step as a whole, "left out" of a row: the first value of it tells.
            here = bool(words) and not found and (cell.place == place or cell.place.startswith(f"{place}, "))
            found = found or here
            cell.tell(words if here else None)
        return found and bool(words)


def make_table(editing: Editing, name: str, anew: Callable[[], None]) -> Shown:
    """The editor of a table; `anew` where its lines become others."""
    if name == "escalation":
        calls = Calls(editing, name, anew)
        return Shown(calls, calls.cells)
    if name == "distribution":
        return _distribution(editing, name)
    if name == "shifts":
        return _plain(ShiftRows(editing, name, anew))
    kinds: dict[str, type[PlainTable]] = {
        "deadlines": Deadlines,
        "priorities": Periods,
        "equipment": EquipmentRows,
        "discards": DiscardRows,
    }
    return _plain(kinds[name](editing, name))


def _plain(table: PlainTable) -> Shown:
    card = Card()
    card.body.addWidget(table)
    return Shown(_top(card), table.cells)


def _distribution(editing: Editing, name: str) -> Shown:
    matrix, topics = Matrix(editing, name), Topics(editing, name)
    whole = QWidget()
    layout = column(whole, gap=5)
    layout.addWidget(matrix)
    section = Section(tr("router_table_fields.topics"), tr("router_table_fields.topics_about"), ruled=True)
    card = Card()
    card.body.addWidget(topics)
    section.body.addWidget(card)
    layout.addWidget(section)
    return Shown(_top(whole), topics.cells, matrix)


def _top(widget: QWidget) -> QWidget:
    holder = QWidget()
    layout = column(holder, gap=0)
    layout.addWidget(widget)
    layout.addStretch(1)
    return holder
