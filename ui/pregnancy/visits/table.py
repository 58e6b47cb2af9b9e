"""The table of visits, a column for each measure, as the pregnant woman's card has it."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent

from app.clinic.prenatal.planner import VisitStatus
from ui.pregnancy.visits.lines import VisitLine
from ui.pregnancy.words import gestational_words
from ui.texts import tr
from ui.texts.formats import show_date
from ui.theme import current_theme
from ui.widgets.table import Column, Table, TableModel

_TOKENS = {
    VisitStatus.OVERDUE: "error",
    VisitStatus.MISSED: "warn",
    VisitStatus.DUE: "accent_text",
    VisitStatus.PLANNED: "text_muted",
}
_ROOM_STEPS: Final = 215
"""Narrower than this (steps of the grid) the minor columns step back; the line opened beside shows everything."""
_MINOR: Final = (4, 6)
_SHORT_STEPS: Final = 150
_LEFT_OUT: Final = (5, 7, 8)
"""What steps back besides in really short room, so that day, age, weight and pressure stand whole."""


def _columns() -> tuple[Column[VisitLine], ...]:
    return (
        Column(tr("visits.column_day"), lambda one: show_date(one.day)),
        Column(tr("visits.column_age"), lambda one: gestational_words(one.age) if one.age else ""),
        Column(tr("visits.column_weight"), lambda one: " ".join(one.values("weight_kg")[-1:]), figures=True),
        Column(tr("visits.column_pressure"), lambda one: one.pressure, figures=True),
        Column(tr("visits.column_height"), lambda one: " ".join(one.values("fundal_height_cm")[-1:]), figures=True),
        Column(tr("visits.column_heart"), lambda one: " ".join(one.values("fetal_heart_rate")[-1:]), figures=True),
        Column(tr("visits.column_oedema"), _oedema),
        Column(tr("visits.column_who"), _who),
        Column(tr("visits.column_words"), lambda one: one.words, stretch=True),
    )


def _oedema(one: VisitLine) -> str:
    return tr(f"prenatal.oedema_{one.visit.oedema.value}") if one.visit and one.visit.oedema else ""


def _who(one: VisitLine) -> str:
    return tr(f"prenatal.professional_{one.professional.value}") if one.professional else ""


class VisitModel(TableModel[VisitLine]):
    """Everything is at hand. What waits is told by word and colour, what was struck out by a line through it."""

    def __init__(self) -> None:
        super().__init__(_columns(), lambda _ids: ())

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.row_at(index.row()) if index.isValid() else None
        if line is not None and role == Qt.ItemDataRole.ForegroundRole:
            token = "text_muted" if line.struck else _TOKENS.get(line.status)
            return current_theme().color(token) if token else None
        if line is not None and role == Qt.ItemDataRole.FontRole:
            font = current_theme().font("text_body", "semibold" if line.status is VisitStatus.OVERDUE else "regular")
            font.setStrikeOut(line.struck)
            return font
        if line is not None and role == Qt.ItemDataRole.ToolTipRole:
            return line.words or None
        return super().data(index, role)


class VisitTable(Table):
    """`show_lines` replaces everything; minor columns step back where there is no room."""

    def __init__(self) -> None:
        self.lines = VisitModel()
        super().__init__(self.lines, name=tr("visits.table"))
        self.lines.setParent(self)

    def show_lines(self, lines: Sequence[VisitLine]) -> None:
        """Show these lines."""
        self.lines.show_ids([one.id for one in lines], lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for room, numbers in ((_ROOM_STEPS, _MINOR), (_SHORT_STEPS, _LEFT_OUT)):
            narrow = self.width() < current_theme().gap(room)
            for number in numbers:
                if self.isColumnHidden(number) != narrow:
                    self.setColumnHidden(number, narrow)
