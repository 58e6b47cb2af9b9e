"""All charts of the trends below one another over the same hours, with one cursor through all of them."""

from collections.abc import Mapping
from html import escape
from typing import Any, Final

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent

from app.ward.alarms.limits import VitalLimits
from ui.texts import tr
from ui.theme import current_theme
from ui.ward.bed.trends.chart import TrendChart, panel_colour
from ui.ward.bed.trends.lane import LANE_STEPS, AlarmLane
from ui.ward.bed.trends.reading import Panel, Trends
from ui.ward.bed.trends.words import limits_words, panel_name, words_at
from ui.ward.review.times import clock, day

LEAST_SECONDS: Final = 120.0
MOST_SECONDS: Final = 96 * 3600.0
_CHART_STEPS: Final = 22
"""The least height of a chart, in steps of the grid."""
_SPOKEN_STEP: Final = 0.01
"""Of the hours that are seen: so far an arrow moves the cursor."""


class TrendPlot(pg.GraphicsLayoutWidget):  # type: ignore[misc] # pyqtgraph has no types
    """`looked(start, end)`: somebody scrolled or zoomed; `pointed(moment)`: the cursor stands there.

    Dragging and Ctrl with the wheel do so; arrows move the cursor, Page Up and Page Down the hours, + and - how many
    there are.
    """

    spoken_role = "chart"

    looked = Signal(float, float)
    pointed = Signal(float)

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._zone = zone
        self._trends: Trends | None = None
        self._set: Mapping[str, VitalLimits] = {}
        self._panels: tuple[Panel, ...] = ()
        self.charts: list[TrendChart] = []
        self.lane: AlarmLane | None = None
        self._labels: list[Any] = []
        self.cursor_at: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("ward_trends.plot_name"))
        self.setBackground(current_theme().color("surface"))
        self.scene().sigMouseMoved.connect(self._mouse_moved)

    def show_trends(self, trends: Trends, limits: Mapping[str, VitalLimits]) -> None:
        """Other numbers; the cursor stays at its moment while that is seen, and goes on with the time at the end."""
        before, self._trends, self._set = self._trends, trends, dict(limits)
        if trends.panels != self._panels:
            self._arrange(trends.panels)
        if self.lane is not None:
            self.lane.show_trends(trends)
        for chart in self.charts:
            chart.show_trends(trends, limits)
        self.set_range(trends.start, trends.end)
        at = self.cursor_at
        stays = before is not None and at is not None and at < before.end - 1 and trends.start <= at < trends.end
        self.point(at if stays and at is not None else trends.end - 1)

    def set_range(self, start: float, end: float) -> None:
        """Show these hours, without telling."""
        if self.lane is None:
            return
        self.lane.setXRange(start, end, padding=0)

    def seen(self) -> tuple[float, float]:
        """The hours that are seen."""
        if self.lane is None:
            return 0.0, 0.0
        (start, end), _ = self.lane.getViewBox().viewRange()
        return float(start), float(end)

    def point(self, moment: float) -> None:
        """Put the cursor at a moment, and write what was measured then."""
        trends = self._trends
        if trends is None or self.lane is None:
            return
        self.cursor_at = moment
        for each in self._all():
            each.cursor.setPos(moment)
        said = []
        for chart, label in zip(self.charts, self._labels, strict=True):
            words = words_at(trends, chart.panel, moment)
            label.setText(_label(chart.panel, words, limits_words(chart.panel, self._set)))
            said.append(f"{panel_name(chart.panel)}: {words}")
        self.setAccessibleDescription(f"{self.moment_words(moment)}. {'; '.join(said)}")
        self.pointed.emit(moment)

    def moment_words(self, moment: float) -> str:
        """ "21/11 10:32"."""
        return f"{day(moment, self._zone)} {clock(moment, self._zone, seconds=False)}"

    def zoom(self, factor: float) -> None:
        """So many times the hours that are seen now, about the cursor where it is seen."""
        start, end = self.seen()
        span = min(MOST_SECONDS, max(LEAST_SECONDS, (end - start) * factor))
        at = self.cursor_at if self.cursor_at is not None and start <= self.cursor_at <= end else (start + end) / 2
        first = at - (at - start) / max(1.0, end - start) * span
        self.looked.emit(first, first + span)

    def scroll(self, share: float) -> None:
        """So much of what is seen further: negative is back."""
        start, end = self.seen()
        step = (end - start) * share
        self.looked.emit(start + step, end + step)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl it zooms; without, whatever lies around scrolls to the other charts."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        start, end = self.seen()
        step = (end - start) * _SPOKEN_STEP
        at = self.cursor_at if self.cursor_at is not None else end
        moves = {
            Qt.Key.Key_Left.value: at - step,
            Qt.Key.Key_Right.value: at + step,
            Qt.Key.Key_Home.value: start,
            Qt.Key.Key_End.value: end - 1,
        }
        acts = {
            Qt.Key.Key_PageUp.value: lambda: self.scroll(-0.5),
            Qt.Key.Key_PageDown.value: lambda: self.scroll(0.5),
            Qt.Key.Key_Plus.value: lambda: self.zoom(0.5),
            Qt.Key.Key_Equal.value: lambda: self.zoom(0.5),
            Qt.Key.Key_Minus.value: lambda: self.zoom(2.0),
        }
        if event.key() in moves:
            self.point(min(max(start, moves[event.key()]), end - 1))
        elif event.key() in acts:
            acts[event.key()]()
        else:
            event.ignore()

    def _all(self) -> list[AlarmLane | TrendChart]:
        return [self.lane, *self.charts] if self.lane is not None else []

    def _arrange(self, panels: tuple[Panel, ...]) -> None:
        self.clear()
        theme = current_theme()
        self._panels = panels
        self.ci.setContentsMargins(0, 0, 0, 0)
        self.ci.setSpacing(theme.gap(1))
        self.lane = AlarmLane(self._zone)
        self.addItem(self.lane, 0, 0)
        self.charts, self._labels = [], []
        for at, panel in enumerate(panels, start=1):
            chart = TrendChart(panel, self._zone, lowest=at == len(panels))
            chart.setXLink(self.lane)
            self.addItem(chart, at, 0)
            label = pg.LabelItem("", justify="left")
            label.setFixedWidth(theme.gap(40))
            self.addItem(label, at, 1)
            self.charts.append(chart)
            self._labels.append(label)
        self.setMinimumHeight(theme.gap(LANE_STEPS) + len(panels) * theme.gap(_CHART_STEPS))
        for each in self._all():
            box = each.getViewBox()
            box.enableAutoRange(x=False)
            box.setLimits(minXRange=LEAST_SECONDS, maxXRange=MOST_SECONDS)
            # By the mouse alone: what the program shows is not told again.
            box.sigRangeChangedManually.connect(lambda _which: self.looked.emit(*self.seen()))

    def _mouse_moved(self, place: QPointF) -> None:
        for each in self._all():
            if each.getViewBox().sceneBoundingRect().contains(place):
                self.point(float(each.getViewBox().mapSceneToView(place).x()))
                return


def _label(panel: Panel, words: str, limits: str) -> str:
    """Name and number as rich text: only our own words and figures stand in it."""
    theme = current_theme()
    name = f'<span style="font-size:{theme.px("text_small")}px; color:{theme.hex("text_muted")}">{panel_name(panel)}'
    number = (
        f'<span style="font-size:{theme.px("text_heading")}px; font-weight:600; color:{panel_colour(panel).name()}">'
        f"{words}"
    )
    # The figures below their word: beside it there is no room for all of them.
    under = escape(limits).replace(" ", "<br>", 1)
    small = f'<span style="font-size:{theme.px("text_small")}px; color:{theme.hex("text_muted")}">{under}</span>'
    return f"{name}</span><br>{number}</span>{f'<br>{small}' if limits else ''}"
