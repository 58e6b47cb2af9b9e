"""The trends as a table: one line for each hour (or less, where fewer hours are seen), the newest first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWidget

from ui.texts import tr
from ui.ward.bed.trends.reading import Panel, Trends
from ui.ward.bed.trends.words import panel_name, words_at
from ui.ward.numbers import UNKNOWN
from ui.ward.review.times import clock, day
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.table import Column, Table, TableModel, no_more

STEPS: Final = ((3_600.0, 300.0), (14_400.0, 900.0))
"""(up to so many seconds that are seen, so many a line); an hour a line beyond."""
HOUR: Final = 3_600.0


@dataclass(frozen=True)
class Line:
    """One line: when it begins, and the words of each panel."""

    moment: float
    when: str
    cells: tuple[str, ...]


def step_for(seconds: float) -> float:
    """How many seconds a line takes where so many are seen."""
    return next((step for most, step in STEPS if seconds <= most + 1), HOUR)


def table_lines(trends: Trends, step: float, zone: str) -> tuple[Line, ...]:
    """From the first line in which anything was measured to the last, the oldest first; a gap between has its line."""
    moments, at = [], trends.start
    while at < trends.end:
        moments.append(at)
        at += step
    made = [
        Line(
            one,
            f"{day(one, zone)} {clock(one, zone, seconds=False)}",
            tuple(words_at(trends, panel, one) for panel in trends.panels),
        )
        for one in moments
    ]
    measured = [at for at, one in enumerate(made) if any(cell != UNKNOWN for cell in one.cells)]
    return tuple(made[measured[0] : measured[-1] + 1]) if measured else ()


class TrendTable(QWidget):
    """Made anew where other vital signs were measured."""

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._zone = zone
        self._panels: tuple[Panel, ...] = ()
        self.lines: tuple[Line, ...] = ()
        self._layout = column(self, gap=2)
        self.said = Text("", "muted", wrap=True)
        self._layout.addWidget(self.said)
        self.model: TableModel[Line] | None = None
        self.table: Table | None = None

    def show_trends(self, trends: Trends, step: float) -> None:
        """Other hours."""
        self.lines = table_lines(trends, step, self._zone)
        self.said.setText(tr("ward_trends.table_said", minutes=round(step / 60)))
        if self.model is None or trends.panels != self._panels:
            self._panels = trends.panels
            self._make(trends.panels)
        newest = tuple(reversed(self.lines))
        if self.model is not None and self.table is not None:
            bar = self.table.verticalScrollBar()
            top = bar.value()
            self.model.show_ids([str(one.moment) for one in newest], newest)
            bar.setValue(top)

    def _make(self, panels: Sequence[Panel]) -> None:
        if self.table is not None:
            self.table.hide()
            self.table.deleteLater()
        columns: list[Column[Line]] = [Column(tr("ward_trends.column_when"), lambda one: one.when)]
        columns += [Column(panel_name(panel), _cell(at), figures=True) for at, panel in enumerate(panels)]
        self.model = TableModel(columns, no_more)
        self.table = Table(self.model, name=tr("ward_trends.table_name"))
        self._layout.addWidget(self.table, 1)


def _cell(at: int) -> Callable[[Line], str]:
    return lambda line: line.cells[at]
