"""All beds in their order: who lies there, since when, with which devices, and their last sign of life."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from app.ward.beds.model import BedView
from ui.texts import tr
from ui.theme import current_theme
from ui.ward.beds.words import LOST, Signs, bed_sign_words, bed_words, devices_words, since_words, state_of
from ui.widgets.table import Column, Table, TableModel, no_more

_SIGN = 4
MINOR = (2, 3)
"""Columns that step back while a bed is opened beside the list."""


class _Model(TableModel[BedView]):
    """A free bed steps back; what was lost without a word stands out, by its mark and by its colour."""

    def __init__(self, columns: Sequence[Column[BedView]]) -> None:
        super().__init__(columns, no_more)
        self.signs: Signs = None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.ForegroundRole and index.isValid():
            bed = self.row_at(index.row())
            if bed is not None and bed.occupant is None:
                return current_theme().color("text_muted")
            if bed is not None and index.column() == _SIGN and is_lost(bed, self.signs):
                return current_theme().color("error")
        return super().data(index, role)


def is_lost(bed: BedView, signs: Signs) -> bool:
    """A device of this bed fell silent without a word."""
    devices = bed.occupant.devices if bed.occupant is not None else ()
    return any(state_of(one.device, signs) == LOST for one in devices)


class BedTable(Table):
    """`show_beds` replaces the lines, `show_signs` only what devices say."""

    def __init__(self, zone: str) -> None:
        columns = (
            Column[BedView](tr("ward_beds.column_bed"), lambda one: one.label),
            Column[BedView](tr("ward_beds.column_who"), bed_words, stretch=True),
            Column[BedView](tr("ward_beds.column_since"), lambda one: since_words(one, zone)),
            Column[BedView](tr("ward_beds.column_devices"), self._devices),
            Column[BedView](tr("ward_beds.column_sign"), self._sign, stretch=True),
        )
        self._beds = _Model(columns)
        super().__init__(self._beds, name=tr("ward_beds.list"))

    def show_beds(self, beds: Sequence[BedView]) -> None:
        """Show these; the cursor stays with its bed."""
        before = self._beds.id_at(self.currentIndex().row())
        self._beds.show_ids([one.bed for one in beds], beds)
        for line, one in enumerate(beds):
            if one.bed == before:
                self.selectRow(line)

    def show_signs(self, signs: Signs) -> None:
        """What the devices said last, without touching the lines."""
        self._beds.signs = signs
        if self._beds.rowCount():
            last = self._beds.index(self._beds.rowCount() - 1, self._beds.columnCount() - 1)
            self._beds.dataChanged.emit(self._beds.index(0, 0), last)

    def choose(self, bed: str) -> None:
        """Put the cursor on a bed."""
        for line in range(self._beds.rowCount()):
            if self._beds.id_at(line) == bed:
                self.selectRow(line)

    def words_at(self, line: int) -> list[str]:
        """What a line says."""
        return [str(self._beds.index(line, number).data()) for number in range(self._beds.columnCount())]

    def _devices(self, bed: BedView) -> str:
        return devices_words(bed.occupant.devices) if bed.occupant is not None else ""

    def _sign(self, bed: BedView) -> str:
        said = bed_sign_words(bed, self._beds.signs)
        return f"▲ {said}" if is_lost(bed, self._beds.signs) else said
