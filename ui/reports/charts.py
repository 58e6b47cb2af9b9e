"""Charts of counts (pyqtgraph), readable without colour: words and figures at each bar, a shape at each point.

Every chart has the table beside it as its text; nothing in a chart is reached by keyboard or mouse alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.texts.formats import show_number
from ui.theme import current_theme

_BAR = 0.56
_LABEL_SHARE = 0.34
"""The most of a chart's width that the words at its side may take."""
_HEAD_ROOM = 1.12
_FEWEST = 4
"""Where there are fewer bars, room is left: one bar alone must not fill the chart."""
_SYMBOLS = {"triangle": "t1", "diamond": "d", "circle": "o", "bar": "s"}
_DASHES = {
    "triangle": Qt.PenStyle.SolidLine,
    "diamond": Qt.PenStyle.DashLine,
    "circle": Qt.PenStyle.DotLine,
    "bar": Qt.PenStyle.DashDotLine,
}


@dataclass(frozen=True)
class Bar:
    """One horizontal bar: `words` at its left, `said` at its end; `before` is an outline behind it."""

    words: str
    value: float
    said: str
    token: str = "accent"
    before: float | None = None


@dataclass(frozen=True)
class Line:
    """One line over the groups: its end is named; `shape` marks its points and chooses its dashes."""

    words: str
    values: tuple[float | None, ...]
    token: str = "accent"
    shape: str = ""


class Chart(QWidget):
    """The ground of every chart: no zoom, no menu, the colours of the theme, drawn anew when the theme changes."""

    _restyled = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._restyled.connect(self.draw, Qt.ConnectionType.QueuedConnection)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)
        self.plot = pg.PlotWidget()
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setMouseEnabled(x=False, y=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plot)

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px("line_room"), max(self.minimumHeight(), theme.gap(40)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            # Not now: Qt is walking through every widget, and must not meet one that goes meanwhile.
            self._restyled.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def draw(self) -> None:
        """Draw what is shown in the colours of now."""

    def _begin(self) -> None:
        theme = current_theme()
        self.plot.clear()
        self.plot.setBackground(theme.color("surface"))
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setTextPen(QPen(theme.color("text")))
            axis.setPen(QPen(theme.color("line_strong")))
            axis.setStyle(tickFont=theme.font("text_small"), tickLength=0, tickTextOffset=theme.gap(2))

    def _write(self, words: str, at: QPointF, anchor: tuple[float, float], token: str = "text") -> None:
        item = pg.TextItem(words, color=current_theme().color(token), anchor=anchor)
        item.setFont(current_theme().font("text_small", "semibold"))
        item.setPos(at)
        self.plot.addItem(item)


class BarChart(Chart):
    """Horizontal bars from top to bottom, the figure at the end of each; the outline is the period before."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._bars: tuple[Bar, ...] = ()

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show other bars."""
        self._bars = tuple(bars)
        self.setAccessibleDescription("; ".join(f"{one.words}: {one.said}" for one in self._bars))
        self.draw()

    def draw(self) -> None:
        self._begin()
        theme = current_theme()
        most = max((max(one.value, one.before or 0) for one in self._bars), default=0) or 1
        for number, one in enumerate(self._bars):
            at = -number
            self._bar(at, one.value, QBrush(theme.color(one.token)), thin(theme.color(one.token)))
            if one.before is not None:
                self._bar(at, one.before, QBrush(Qt.BrushStyle.NoBrush), thin(theme.color("text"), dashed=True))
            self._write(f" {one.said}", QPointF(max(one.value, one.before or 0), at), (0.0, 0.5))
        self.plot.getAxis("bottom").hide()
        axis = self.plot.getAxis("left")
        axis.setPen(QPen(QColor(Qt.GlobalColor.transparent)))
        words = [self._short(one.words) for one in self._bars]
        axis.setTicks([[(-number, one) for number, one in enumerate(words)]])
        self.plot.setXRange(0, most * self._room_for_figures(words), padding=0)
        self.plot.setYRange(0.4 - max(len(self._bars), _FEWEST), 0.6, padding=0)

    def _bar(self, at: float, value: float, brush: QBrush, pen: QPen) -> None:
        self.plot.addItem(pg.BarGraphItem(x0=[0], y=[at], height=_BAR, width=[value], brush=brush, pen=pen))

    def _short(self, words: str) -> str:
        theme = current_theme()
        metrics = QFontMetrics(theme.font("text_small"))
        room = int(max(self.width(), theme.px("line_room")) * _LABEL_SHARE)
        return metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)

    def _room_for_figures(self, words: Sequence[str]) -> float:
        """How much further than the longest bar the chart goes, so that its figure stands inside."""
        theme = current_theme()
        strong, small = (QFontMetrics(theme.font("text_small", weight)) for weight in ("semibold", "regular"))
        figures = max((strong.horizontalAdvance(f"{one.said}") for one in self._bars), default=0) + theme.gap(5)
        labels = max((small.horizontalAdvance(one) for one in words), default=0) + theme.gap(6)
        bars = max(self.width(), theme.px("line_room")) - labels
        return bars / max(bars * 0.3, bars - figures)


class LineChart(Chart):
    """Lines over months (or other groups in order); a missing value is a gap, not a zero."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._groups: tuple[str, ...] = ()
        self._lines: tuple[Line, ...] = ()
        self._axis = ("", "")

    def show_lines(self, groups: Sequence[str], lines: Sequence[Line], *, across: str, up: str) -> None:
        """Show other lines; `across` and `up` name the axes."""
        self._groups, self._lines, self._axis = tuple(groups), tuple(lines), (across, up)
        self.setAccessibleDescription("; ".join(_spoken(one, self._groups) for one in self._lines))
        self.draw()

    def draw(self) -> None:
        self._begin()
        theme = current_theme()
        known = [value for one in self._lines for value in one.values if value is not None]
        most = max(known, default=0) or 1
        for one in self._lines:
            colour = theme.color(one.token)
            values = [float("nan") if value is None else value for value in one.values]
            pen = thin(colour)
            pen.setStyle(_DASHES.get(one.shape, Qt.PenStyle.SolidLine))
            pen.setWidth(theme.px("ring"))
            self.plot.plot(
                list(range(len(values))),
                values,
                pen=pen,
                connect="finite",
                symbol=_SYMBOLS.get(one.shape, "o"),
                symbolSize=theme.gap(3),
                symbolBrush=QBrush(colour),
                symbolPen=None,
                antialias=True,
            )
        self._name_ends(most)
        bottom, left = self.plot.getAxis("bottom"), self.plot.getAxis("left")
        bottom.setTicks([_thinned(self._groups, self.width())])
        for axis, words in ((bottom, self._axis[0]), (left, self._axis[1])):
            axis.setLabel(words, color=theme.hex("text_muted"), **{"font-size": f"{theme.px('text_small')}px"})
        self.plot.setXRange(-0.5, max(1, len(self._groups) - 1) * 1.25, padding=0)
        self.plot.setYRange(0, most * _HEAD_ROOM, padding=0)

    def _name_ends(self, most: float) -> None:
        """The name of each line at its end, pushed apart where two ends are close."""
        ends = []
        for one in self._lines:
            last = next((n for n in range(len(one.values) - 1, -1, -1) if one.values[n] is not None), None)
            value = one.values[last] if last is not None else None
            if last is not None and value is not None:
                ends.append((value, last, one))
        step, floor = most * 0.1, -most * 0.04
        for value, last, one in sorted(ends, key=lambda end: end[0]):
            floor = max(value, floor + step)
            self._write(f"  {one.words}", QPointF(last, floor), (0.0, 0.5), one.token)


def thin(colour: QColor, *, dashed: bool = False) -> QPen:
    """A pen as thin on the screen as anywhere: without this its width would be counted in pregnancies."""
    pen = QPen(colour)
    pen.setCosmetic(True)
    if dashed:
        pen.setStyle(Qt.PenStyle.DashLine)
    return pen


def _thinned(groups: Sequence[str], width: int) -> list[tuple[int, str]]:
    """As many of the groups as can be read beside each other."""
    theme = current_theme()
    metrics = QFontMetrics(theme.font("text_small"))
    each = max((metrics.horizontalAdvance(one) for one in groups), default=1) + theme.gap(4)
    step = max(1, -(-len(groups) * each // max(width, theme.px("line_room"))))
    return [(number, one) for number, one in enumerate(groups) if number % step == 0]


def _spoken(line: Line, groups: Sequence[str]) -> str:
    pairs = zip(groups, line.values, strict=True)
    figures = ", ".join(f"{group}: {show_number(round(value, 1))}" for group, value in pairs if value is not None)
    return f"{line.words}: {figures}"
