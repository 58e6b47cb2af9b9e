"""The drawing of one chart (pyqtgraph): range, limits, lines with markers and their names at the line itself."""

from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPen, QWheelEvent

from app.clinic.prenatal.series import TERM_WEEK, ChartSeries, Limit, RangeBand
from ui.pregnancy.charts.looks import LIMITS, LINES, LineLook
from ui.pregnancy.charts.words import band_words, limit_words, line_words
from ui.texts import tr
from ui.texts.formats import show_number
from ui.theme import current_theme

Place = tuple[int, int]
"""Number of the line and of the point in it."""
LAST_WEEK: Final = 42
_EVERY_WEEKS: Final = 4
_SPARE: Final = 0.1
"""Share of the height that stays free above and below; above a limit as much again, for its words."""
_SOFT: Final = 48
"""How much of its colour a range keeps, of 255."""
_MARKER_STEPS: Final = 2.25
_NEAR_STEPS: Final = 6
_LEFT_STEPS: Final = 9
"""Room for the figures at the left: the same in every chart, so that their weeks stand below one another."""


class _Axis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph is not typed
    """Numbers as the language writes them."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        decimals = 0 if spacing >= 1 else 1
        return [show_number(round(value, decimals), decimals) for value in values]


class Plot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph is not typed
    """`chosen` carries the place of the point under the cursor or the arrow keys, None where there is none."""

    spoken_role = "chart"

    chosen = Signal(object)

    def __init__(self, series: ChartSeries, weeks_today: float | None) -> None:
        super().__init__(axisItems={"left": _Axis("left"), "bottom": _Axis("bottom")})
        self.series = series
        self.place: Place | None = None
        self._weeks_today = weeks_today
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if series.count else Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setMenuEnabled(False)
        self.setMouseEnabled(x=False, y=False)
        self.hideButtons()
        self.setFrameShape(pg.PlotWidget.Shape.NoFrame)
        self.draw()

    def draw(self) -> None:
        """Draw everything anew in the colours of the theme in use."""
        theme = current_theme()
        self.setBackground(theme.color("surface"))
        item = self.getPlotItem()
        item.clear()
        for name in ("left", "bottom"):
            axis = item.getAxis(name)
            axis.setPen(QPen(theme.color("line_strong"), theme.px("hairline")))
            axis.setTextPen(theme.color("text_muted"))
            axis.setTickFont(theme.font("text_small"))
            axis.setStyle(tickLength=-theme.gap(1), tickTextOffset=theme.gap(1), maxTickLevel=0)
        item.getAxis("bottom").setTickSpacing(_EVERY_WEEKS, _EVERY_WEEKS)
        item.getAxis("left").setWidth(theme.gap(_LEFT_STEPS))
        low, high = self._reach()
        self.setXRange(0, LAST_WEEK, padding=0)
        self.setYRange(low, high, padding=0)
        for band in self.series.bands:
            self._draw_band(band)
        edges = {edge for band in self.series.bands for edge in (band.low, band.high)}
        for limit in self.series.limits:
            # The edge of a range is drawn with the range.
            if limit.value not in edges:
                self._draw_limit(limit)
        for guide in self.series.guides:
            pen = self._pen("text_faint", Qt.PenStyle.DotLine)
            self.plot([x for x, _ in guide.points], [y for _, y in guide.points], pen=pen, antialias=True)
            self._write(*guide.points[0], tr("charts.guide"), "text_faint", (1.05, 0.5))
        self._draw_today(high)
        for number, line in enumerate(self.series.lines):
            if line.points:
                self._draw_line(number)
        self._ring = pg.ScatterPlotItem(size=theme.gap(_MARKER_STEPS * 2), pxMode=True)
        self._ring.setZValue(20)
        self.addItem(self._ring)
        self._show_ring()

    def choose(self, place: Place | None) -> None:
        """Put the ring on a point, and tell."""
        if place != self.place:
            self.place = place
            self._show_ring()
            self.chosen.emit(place)

    # keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if key in steps:
            self._step(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._change_line(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Home:
            self._jump(0)
        elif key == Qt.Key.Key_End:
            self._jump(-1)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.place is None:
            self._jump(-1)
        self._show_ring()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_ring()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        near = self._nearest(event.position())
        if near is not None:
            self.choose(near)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._show_ring()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page scrolls; a chart never changes under the wheel."""
        event.ignore()

    def _filled(self) -> list[int]:
        return [number for number, line in enumerate(self.series.lines) if line.points]

    def _step(self, by: int) -> None:
        if self.place is None:
            self._jump(-1)
            return
        line, at = self.place
        last = len(self.series.lines[line].points) - 1
        self.choose((line, min(last, max(0, at + by))))

    def _jump(self, at: int) -> None:
        filled = self._filled()
        if filled:
            line = self.place[0] if self.place else filled[0]
            self.choose((line, at % len(self.series.lines[line].points)))

    def _change_line(self, by: int) -> None:
        """To the point of the next line that is nearest in time."""
        filled = self._filled()
        if self.place is None or len(filled) < 2:
            return
        line, at = self.place
        weeks = self.series.lines[line].points[at].weeks
        other = filled[(filled.index(line) + by) % len(filled)]
        points = self.series.lines[other].points
        self.choose((other, min(range(len(points)), key=lambda one: abs(points[one].weeks - weeks))))

    def _nearest(self, position: QPointF) -> Place | None:
        found = []
        for number, line in enumerate(self.series.lines):
            for at, point in enumerate(line.points):
                scene = self.getPlotItem().getViewBox().mapViewToScene(QPointF(point.weeks, point.value))
                apart = self.mapFromScene(scene) - position.toPoint()
                found.append((apart.manhattanLength(), (number, at)))
        apart, place = min(found, default=(0, None))
        return place if apart <= current_theme().gap(_NEAR_STEPS) else None

    # drawing

    def _reach(self) -> tuple[float, float]:
        """From the lowest to the highest of values, limits and ranges, with some room."""
        series = self.series
        values = [point.value for line in series.lines for point in line.points]
        values += [limit.value for limit in series.limits]
        values += [edge for band in series.bands for edge in (band.low, band.high)]
        values += [y for guide in series.guides for _, y in guide.points]
        if series.bands and series.bands[0].from_week is not None:
            values.append(0.0)
        if not values:
            return 0.0, 1.0
        spare = (max(values) - min(values) or 1.0) * _SPARE
        above = 2 * spare if any(limit.value == max(values) for limit in series.limits) else spare
        return min(values) - spare, max(values) + above

    def _draw_band(self, band: RangeBand) -> None:
        soft = QColor(current_theme().color("success"))
        soft.setAlpha(_SOFT)
        # A range that holds at one week alone is drawn as a bar there, never as a band over weeks nobody gave.
        begins = 0.0 if band.from_week is None else band.from_week - 0.7
        ends = float(LAST_WEEK) if band.to_week is None else band.to_week + 0.7
        edge = self._pen("success", Qt.PenStyle.SolidLine)
        upper = pg.PlotDataItem([begins, ends], [band.high, band.high], pen=edge)
        lower = pg.PlotDataItem([begins, ends], [band.low, band.low], pen=edge)
        for one in (upper, lower, pg.FillBetweenItem(upper, lower, brush=soft)):
            self.addItem(one)
        if band.from_week is None:
            self._write(0, band.low, band_words(band), "success", (0, 1))
        else:
            self._write(begins, (band.low + band.high) / 2, band_words(band), "success", (1.05, 0.5))

    def _draw_limit(self, limit: Limit) -> None:
        token, style = LIMITS[limit.level]
        self.plot([0, LAST_WEEK], [limit.value, limit.value], pen=self._pen(token, style))
        self._write(0, limit.value, limit_words(self.series, limit), token, (0, 1))

    def _draw_today(self, top: float) -> None:
        if self._weeks_today is not None and self._weeks_today <= LAST_WEEK:
            line = pg.InfiniteLine(self._weeks_today, angle=90, pen=self._pen("line_strong", Qt.PenStyle.DotLine))
            self.addItem(line)
            anchor = (0, 0) if self._weeks_today < TERM_WEEK - 4 else (1, 0)
            self._write(self._weeks_today, top, tr("charts.today"), "text_faint", anchor)

    def _draw_line(self, number: int) -> None:
        look, line = look_of(number), self.series.lines[number]
        theme = current_theme()
        pen = self._pen(look.token, look.style)
        pen.setWidthF(theme.px("ring"))
        xs, ys = [one.weeks for one in line.points], [one.value for one in line.points]
        item = self.plot(
            xs,
            ys,
            pen=pen,
            symbol=look.marker,
            symbolSize=theme.gap(_MARKER_STEPS),
            symbolBrush=theme.color(look.token),
            symbolPen=theme.color("surface"),
            antialias=True,
        )
        item.setZValue(10)
        if sum(1 for one in self.series.lines if one.points) > 1:
            right = xs[-1] < TERM_WEEK - 6
            self._write(
                xs[-1], ys[-1], line_words(line.code), look.token, (-0.08, 0.5) if right else (1, 1.2), bold=True
            )

    def _show_ring(self) -> None:
        focused = self.hasFocus()
        frame = self._pen("accent" if focused else "surface", Qt.PenStyle.SolidLine)
        frame.setWidthF(current_theme().px("ring"))
        self.getPlotItem().getViewBox().setBorder(frame)
        if self.place is None or not (focused or self.underMouse()):
            self._ring.setData([], [])
            return
        line, at = self.place
        point = self.series.lines[line].points[at]
        pen = self._pen("focus", Qt.PenStyle.SolidLine)
        pen.setWidthF(current_theme().px("ring"))
        self._ring.setData([point.weeks], [point.value], pen=pen, brush=QBrush(Qt.BrushStyle.NoBrush), symbol="o")

    def _pen(self, token: str, style: Qt.PenStyle) -> QPen:
        pen = QPen(current_theme().color(token))
        pen.setCosmetic(True)
        pen.setStyle(style)
        return pen

    def _write(
        self, x: float, y: float, words: str, token: str, anchor: tuple[float, float], *, bold: bool = False
    ) -> None:
        theme = current_theme()
        text = pg.TextItem(words, color=theme.color(token), anchor=anchor)
        text.setFont(theme.font("text_small", "semibold" if bold else "regular"))
        text.setPos(x, y)
        text.setZValue(15)
        self.addItem(text, ignoreBounds=True)


def look_of(number: int) -> LineLook:
    """The look of the line of this number."""
    return LINES[number % len(LINES)]
