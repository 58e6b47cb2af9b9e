"""One chart of the trends: lines with the band from lowest to highest, gaps as gaps, limits dashed, a cursor."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsPathItem

from app.ward.alarms.limits import VitalLimits
from app.ward.catalogue import vital_signs
from app.ward.recording.model import Trend
from ui.reports.charts import thin
from ui.theme import current_theme
from ui.theme.tokens import WAVE_COLOURS
from ui.ward.bed.trends.axis import TimeAxis, TrendAxis
from ui.ward.bed.trends.reading import Panel, Trends
from ui.ward.bed.trends.runs import lonely, runs

_BAND_STRENGTH: Final = 60
"""Of 255: the band lies behind its line."""
_DASHES: Final = (Qt.PenStyle.SolidLine, Qt.PenStyle.SolidLine, Qt.PenStyle.DotLine)

_LIMIT_DASHES: Final = (Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)


def panel_colour(panel: Panel) -> QColor:
    """The colour of the signal on the wall."""
    group = vital_signs()[panel.vitals[0]].group
    return current_theme().color(WAVE_COLOURS.get(group, "wave_other"))


class TrendChart(pg.PlotItem):  # type: ignore[misc] # pyqtgraph has no types
    """One panel. Its time axis is shown only where it is the lowest."""

    def __init__(self, panel: Panel, zone: str, *, lowest: bool) -> None:
        theme = current_theme()
        axes = {"bottom": TimeAxis(zone, theme.scale), "left": TrendAxis("left")}
        super().__init__(axisItems=axes, enableMenu=False)
        self.panel = panel
        self.hideButtons()
        self.setMouseEnabled(x=True, y=False)
        self.showGrid(x=True, y=True, alpha=0.2)
        left, bottom = self.getAxis("left"), self.getAxis("bottom")
        left.setWidth(theme.gap(12))
        for axis in (left, bottom):
            axis.setTextPen(QPen(theme.color("text")))
            axis.setPen(QPen(theme.color("line_strong")))
            axis.setStyle(tickFont=theme.font("text_small"), tickLength=0, tickTextOffset=theme.gap(1))
        bottom.setStyle(showValues=lowest)
        if not lowest:
            bottom.setHeight(theme.gap(1))
        self._drawn: list[Any] = []
        self.cursor = pg.InfiniteLine(angle=90, movable=False, pen=thin(theme.color("focus")))
        self.addItem(self.cursor, ignoreBounds=True)

    def show_trends(self, trends: Trends, limits: Mapping[str, VitalLimits]) -> None:
        """Draw other numbers."""
        for item in self._drawn:
            self.removeItem(item)
        self._drawn.clear()
        colour = panel_colour(self.panel)
        lines = [(vital, trends.of(vital)) for vital in self.panel.vitals]
        for at, (_vital, trend) in enumerate(lines):
            if trend is not None:
                self._line(trend, colour, _DASHES[min(at, 2)])
        self._limits(limits)
        self._fit([trend for _, trend in lines if trend is not None])

    def _line(self, trend: Trend, colour: QColor, style: Qt.PenStyle) -> None:
        middle = trend.times + trend.step / 2
        if not self.panel.is_pressure:
            self._add(_band(middle, trend, colour))
        pen = thin(colour)
        pen.setStyle(style)
        pen.setWidth(2)
        curve = pg.PlotDataItem(middle, trend.mean, pen=pen, connect="finite")
        self._add(curve)
        # Only now: before it has its view, pyqtgraph takes the whole widget for it.
        curve.setClipToView(True)
        alone = lonely(trend.mean)
        if alone.any():
            dot = current_theme().gap(1.5)
            points = pg.ScatterPlotItem(middle[alone], trend.mean[alone], size=dot, pen=None, brush=QBrush(colour))
            self._add(points)

    def _limits(self, limits: Mapping[str, VitalLimits]) -> None:
        """All that are set; signs that share the chart have dashes of their own, and their figures stand beside it."""
        drawn: set[float] = set()
        for vital, style in zip(self.panel.vitals, _LIMIT_DASHES, strict=False):
            own = limits.get(vital)
            for value in (own.low, own.high) if own is not None else ():
                if value is not None and value not in drawn:
                    drawn.add(value)
                    pen = thin(current_theme().color("text_faint"))
                    pen.setStyle(style)
                    self._add(pg.InfiniteLine(value, angle=0, pen=pen), ignore=True)

    def _fit(self, trends: list[Trend]) -> None:
        """The height shows what was measured, and never less than a tenth of what is possible."""
        known = [each[~np.isnan(each)] for one in trends for each in (one.low, one.high, one.mean)]
        values = np.concatenate(known) if known else np.zeros(0)
        if not len(values):
            return
        sign = vital_signs()[self.panel.vitals[0]]
        least = (sign.possible[1] - sign.possible[0]) / 10
        low, high = float(values.min()), float(values.max())
        spare = max(0.0, least - (high - low)) / 2
        self.setYRange(low - spare, high + spare, padding=0.08)

    def _add(self, item: Any, *, ignore: bool = False) -> None:
        self.addItem(item, ignoreBounds=ignore)
        self._drawn.append(item)


def _band(middle: "np.ndarray[Any, np.dtype[np.float64]]", trend: Trend, colour: QColor) -> QGraphicsPathItem:
    """From lowest to highest, one form for each stretch without a gap."""
    path = QPainterPath()
    for first, after in runs(trend.mean):
        upper = [QPointF(x, y) for x, y in zip(middle[first:after], trend.high[first:after], strict=True)]
        lower = [QPointF(x, y) for x, y in zip(middle[first:after], trend.low[first:after], strict=True)]
        path.addPolygon(QPolygonF([*upper, *reversed(lower)]))
    item = QGraphicsPathItem(path)
    soft = QColor(colour)
    soft.setAlpha(_BAND_STRENGTH)
    item.setBrush(QBrush(soft))
    item.setPen(QPen(Qt.PenStyle.NoPen))
    item.setZValue(-1)
    return item
