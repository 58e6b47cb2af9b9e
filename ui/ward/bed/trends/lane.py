"""The alarms above the trends: one lane a priority, the stars beside it, a bar from beginning to end."""

from typing import Any, Final

import pyqtgraph as pg
from PySide6.QtGui import QBrush, QPen

from app.ward.alarms.words import Priority
from ui.reports.charts import thin
from ui.theme import current_theme
from ui.theme.tokens import ALARM_COLOURS
from ui.ward.bed.trends.axis import TimeAxis, TrendAxis
from ui.ward.bed.trends.reading import Trends
from ui.ward.review.marks import stars

_BAR: Final = 0.6
LANE_STEPS: Final = 21
"""Its height with the hours below it, in steps of the grid: they are in sight before anybody scrolls."""


class AlarmLane(pg.PlotItem):  # type: ignore[misc] # pyqtgraph has no types
    """Critical above; an alarm that still is goes on to the right edge."""

    def __init__(self, zone: str) -> None:
        theme = current_theme()
        axes = {"bottom": TimeAxis(zone, theme.scale), "left": TrendAxis("left")}
        super().__init__(axisItems=axes, enableMenu=False)
        self.hideButtons()
        self.setMouseEnabled(x=True, y=False)
        left, bottom = self.getAxis("left"), self.getAxis("bottom")
        left.setWidth(theme.gap(12))
        left.setTextPen(QPen(theme.color("text")))
        left.setStyle(tickFont=theme.font("text_small"), tickLength=0)
        left.setTicks([[(self._middle(one), stars(one)) for one in Priority]])
        for axis in (left, bottom):
            axis.setPen(QPen(theme.color("line_strong")))
        bottom.setTextPen(QPen(theme.color("text")))
        bottom.setStyle(tickFont=theme.font("text_small"), tickLength=0, tickTextOffset=theme.gap(1))
        self.setYRange(0, len(Priority), padding=0)
        self.setFixedHeight(theme.gap(LANE_STEPS))
        self._drawn: list[Any] = []
        self.cursor = pg.InfiniteLine(angle=90, movable=False, pen=thin(theme.color("focus")))
        self.addItem(self.cursor, ignoreBounds=True)

    def show_trends(self, trends: Trends) -> None:
        """The alarms of other hours."""
        for item in self._drawn:
            self.removeItem(item)
        self._drawn.clear()
        theme = current_theme()
        for priority in Priority:
            marks = [one for one in trends.marks if one.priority is priority]
            if not marks:
                continue
            colour = theme.color(ALARM_COLOURS[priority])
            item = pg.BarGraphItem(
                x0=[one.began_at for one in marks],
                x1=[trends.end if one.ended_at is None else one.ended_at for one in marks],
                y=[self._middle(priority)] * len(marks),
                height=_BAR,
                brush=QBrush(colour),
                pen=thin(colour),
            )
            self.addItem(item, ignoreBounds=True)
            self._drawn.append(item)

    @staticmethod
    def _middle(priority: Priority) -> float:
        return len(Priority) - int(priority) - 0.5
