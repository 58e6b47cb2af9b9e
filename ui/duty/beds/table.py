"""All beds: whose each is, since when, its group, and what is still to be done."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from ui.duty.beds.words import BedLine, state_words
from ui.duty.reading import Held
from ui.texts import tr
from ui.theme import current_theme
from ui.ward.beds.words import bed_words
from ui.widgets.table import Column, Table, TableModel, no_more

_HOLDER, _STATE = 2, 5
MINOR = (1, 3, 4)
"""Columns that step back while a bed is opened beside the list."""


class _Model(TableModel[BedLine]):
    """What lacks somebody stands out by its mark and its colour; one's own beds by weight."""

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.row_at(index.row()) if index.isValid() else None
        if line is not None and role == Qt.ItemDataRole.ForegroundRole and index.column() == _STATE:
            return current_theme().color("error" if line.gap is not None else "warn")
        if line is not None and role == Qt.ItemDataRole.FontRole and line.is_mine and index.column() == _HOLDER:
            return current_theme().font("text_body", "semibold")
        return super().data(index, role)


class HolderTable(Table):
    """`show_state` replaces the lines."""

    def __init__(self) -> None:
        self._state: Held | None = None
        columns = (
            Column[BedLine](tr("ward_beds.column_bed"), lambda one: one.bed.label),
            Column[BedLine](tr("ward_beds.column_who"), lambda one: bed_words(one.bed), stretch=True),
            Column[BedLine](tr("duty_beds.column_holder"), self._holder, stretch=True),
            Column[BedLine](tr("duty_beds.column_since"), lambda one: one.since),
            Column[BedLine](tr("duty.group"), lambda one: one.group),
            Column[BedLine](tr("duty_beds.column_state"), self._said, stretch=True),
        )
        self._lines = _Model(columns, no_more)
        super().__init__(self._lines, name=tr("duty_beds.list"))

    def show_state(self, state: Held, lines: Sequence[BedLine]) -> None:
        """Show these; the cursor stays with its bed."""
        before = self._lines.id_at(self.currentIndex().row())
        self._state = state
        self._lines.show_ids([one.bed.bed for one in lines], lines)
        self.choose(before or (lines[0].bed.bed if lines else ""))

    def choose(self, bed: str) -> None:
        """Put the cursor on a bed."""
        for line in range(self._lines.rowCount()):
            if self._lines.id_at(line) == bed:
                self.selectRow(line)

    def words_at(self, line: int) -> list[str]:
        """What a line says."""
        return [str(self._lines.index(line, number).data()) for number in range(self._lines.columnCount())]

    def _holder(self, line: BedLine) -> str:
        return tr("duty_beds.you", name=line.holder) if line.is_mine else line.holder

    def _said(self, line: BedLine) -> str:
        return state_words(line, self._state) if self._state is not None else ""
