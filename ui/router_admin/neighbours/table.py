"""Every other station in a list, with how it stands now."""

from collections.abc import Sequence
from typing import Final

from ui.router_admin.neighbours.words import Line, load_words, standing_words, trip_words
from ui.texts import tr
from ui.widgets.badge_delegate import BadgeDelegate
from ui.widgets.table import Column, Table, TableModel, no_more

_STANDING: Final = 1
MINOR: Final = (2, 3, 4)
"""Columns that step back while a station is opened beside the list."""
_LOOKS: Final = {
    "ready": ("success", "circle"),
    "round": ("warn", "diamond"),
    "away": ("error", "triangle"),
    "new": ("info", "ring"),
    "unknown": ("neutral", "bar"),
}


class NeighbourTable(Table):
    """Name, standing, trip, load, address."""

    def __init__(self) -> None:
        columns = (
            Column[Line](tr("router_neighbours.name"), lambda one: one.neighbour.name, stretch=True),
            Column[Line](tr("router_neighbours.standing"), standing_words),
            Column[Line](tr("router_neighbours.trip"), trip_words, figures=True),
            Column[Line](tr("router_neighbours.load"), load_words, figures=True),
            Column[Line](tr("router_neighbours.address"), lambda one: one.neighbour.address),
        )
        self._lines: TableModel[Line] = TableModel(columns, no_more)
        super().__init__(self._lines, name=tr("router_neighbours.list"))
        self.setItemDelegateForColumn(_STANDING, BadgeDelegate(self, self._look))

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these; the line under the cursor stays with its station."""
        before = self._lines.id_at(self.currentIndex().row())
        self._lines.show_ids([one.neighbour.name for one in lines], lines)
        for at, one in enumerate(lines):
            if one.neighbour.name == before:
                self.selectRow(at)

    def words_at(self, line: int) -> list[str]:
        """What a line says."""
        return [str(self._lines.index(line, number).data()) for number in range(self._lines.columnCount())]

    def _look(self, line: int) -> tuple[str, str, str]:
        row = self._lines.row_at(line)
        assert row is not None
        return standing_words(row), *_LOOKS[row.standing]
