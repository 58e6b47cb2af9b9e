"""Charts for print, in black alone: lines differ by dash and mark, ranges by hatching, each named where it stands."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPolygonF

from app.clinic.prenatal.series import TERM_WEEK, WEIGHT, Chart, ChartSeries, Line
from ui.papers.blocks import Align, Heading, Picture
from ui.papers.pieces import Words, pen, width_of
from ui.papers.words import exam_name
from ui.texts import chosen_language, has_text, tr
from ui.texts.formats import show_number
from ui.theme import paper

CHARTS_ON_CARD: Final = (Chart.WEIGHT_GAIN, Chart.FUNDAL_HEIGHT, Chart.BLOOD_PRESSURE)
_FIRST_WEEK, _LAST_WEEK = 4, 42
_WEEK_STEP = 4
_HEIGHT, _NARROW_HEIGHT = 190.0, 165.0
_LEFT, _BOTTOM, _TOP = 30.0, 26.0, 4.0
_RIGHT_SHARE = 0.26
_MARK = 4.4
_DASHES: Final = ((), (5.0, 3.0), (1.5, 2.5), (6.0, 2.0, 1.5, 2.0), (9.0, 3.0), (3.0, 1.5))
_MARKS: Final = ("circle", "square", "triangle", "diamond", "ring", "cross")
_ROUND_STEPS: Final = (1, 2, 5, 10, 20, 50, 100)
_MOST_STEPS = 8
# What a chart without any value spans, so that it can be filled in by hand; no clinical meaning.
_EMPTY_SPAN: Final[dict[Chart | None, tuple[float, float]]] = {
    Chart.WEIGHT_GAIN: (-4.0, 20.0),
    Chart.FUNDAL_HEIGHT: (8.0, 42.0),
    Chart.BLOOD_PRESSURE: (50.0, 170.0),
    Chart.FETAL_HEART_RATE: (100.0, 180.0),
    Chart.GLUCOSE: (60.0, 220.0),
}


def chart_block(series: ChartSeries) -> tuple[Heading, Picture]:
    """The chart under its own heading; its words are taken now, in the language that is spoken."""
    plot = _Plot(series)
    return Heading(_title(series), small=True), Picture(_HEIGHT, plot.paint, plot.caption, _NARROW_HEIGHT)


def _title(series: ChartSeries) -> str:
    if series.chart is None:
        return exam_name(series.lines[0].code)
    if any(line.code == WEIGHT for line in series.lines):
        return tr("paper_charts.weight")
    return tr(f"paper_charts.{series.chart.value}")


@dataclass(frozen=True)
class _Label:
    value: float
    words: str


class _Plot:
    """One chart: a grid over the weeks, ranges, limits, what is expected, and what was measured."""

    def __init__(self, series: ChartSeries) -> None:
        self._series = series
        self._lines = [one for one in series.lines if one.points]
        self._low, self._high = _span(series)
        self._step = next(
            (one for one in _ROUND_STEPS if (self._high - self._low) / one <= _MOST_STEPS), _ROUND_STEPS[-1]
        )
        self._low = math.floor(self._low / self._step) * self._step
        self._high = math.ceil(self._high / self._step) * self._step
        self._axis = tr("paper_charts.weeks")
        steps = range(round((self._high - self._low) / self._step) + 1)
        self._values = [(self._low + at * self._step, show_number(round(self._low + at * self._step))) for at in steps]
        self._labels = _labels(series)
        self._names = [(line, _line_name(line)) for line in self._lines] if len(series.lines) > 1 else []
        self.caption = _caption(series)
        self._box = QRectF()

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Draw everything into the box."""
        right = max(52.0, box.width() * _RIGHT_SHARE)
        self._box = box.adjusted(_LEFT, _TOP, -right, -_BOTTOM)
        self._paint_bands(painter)
        self._paint_grid(painter)
        self._paint_limits(painter)
        for number, line in enumerate(self._lines):
            self._paint_line(painter, line, number)
        self._paint_labels(painter, right)
        self._paint_legend(painter, box)

    def _x(self, week: float) -> float:
        share = (week - _FIRST_WEEK) / (_LAST_WEEK - _FIRST_WEEK)
        return self._box.left() + self._box.width() * min(1.0, max(0.0, share))

    def _y(self, value: float) -> float:
        return self._box.bottom() - self._box.height() * (value - self._low) / (self._high - self._low)

    def _paint_grid(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for value, words in self._values:
            y = self._y(value)
            painter.setPen(pen(paper.GRID if value not in (self._low, self._high) else paper.RULE))
            painter.drawLine(QPointF(self._box.left(), y), QPointF(self._box.right(), y))
            number = Words(words, _LEFT - 4, paper.SMALL, align=Align.RIGHT)
            number.draw(painter, self._box.left() - _LEFT, y - number.height / 2)
        for week in range(_FIRST_WEEK, _LAST_WEEK + 1, _WEEK_STEP // 2):
            x = self._x(week)
            painter.setPen(pen(paper.GRID))
            painter.drawLine(QPointF(x, self._box.top()), QPointF(x, self._box.bottom()))
            if (week - _FIRST_WEEK) % _WEEK_STEP == 0:
                number = Words(str(week), 20, paper.SMALL, align=Align.CENTER)
                number.draw(painter, x - 10, self._box.bottom() + 1)
        painter.setPen(pen(paper.RULE))
        painter.drawRect(self._box)

    def _paint_bands(self, painter: QPainter) -> None:
        for band in self._series.bands:
            top, bottom = self._y(band.high), self._y(band.low)
            if band.from_week is not None and band.from_week == band.to_week:
                self._paint_bracket(painter, self._x(band.from_week), top, bottom)
                continue
            left = self._x(_FIRST_WEEK if band.from_week is None else band.from_week)
            right = self._x(_LAST_WEEK if band.to_week is None else band.to_week)
            _hatch(painter, QRectF(QPointF(left, top), QPointF(right, bottom)))

    def _paint_bracket(self, painter: QPainter, x: float, top: float, bottom: float) -> None:
        """A range that holds at one week alone."""
        painter.setPen(pen(2.2))
        painter.drawLine(QPointF(x, top), QPointF(x, bottom))
        for y in (top, bottom):
            painter.drawLine(QPointF(x - 5, y), QPointF(x + 5, y))

    def _paint_limits(self, painter: QPainter) -> None:
        for limit in self._series.limits:
            dashed = pen(1.1)
            dashed.setDashPattern([4.0, 3.0])
            painter.setPen(dashed)
            painter.drawLine(
                QPointF(self._box.left(), self._y(limit.value)), QPointF(self._box.right(), self._y(limit.value))
            )
        for guide in self._series.guides:
            dotted = pen(1.1)
            dotted.setDashPattern([1.5, 2.5])
            painter.setPen(dotted)
            (week_a, value_a), (week_b, value_b) = guide.points
            painter.drawLine(QPointF(self._x(week_a), self._y(value_a)), QPointF(self._x(week_b), self._y(value_b)))

    def _paint_line(self, painter: QPainter, line: Line, number: int) -> None:
        places = [QPointF(self._x(one.weeks), self._y(one.value)) for one in line.points]
        drawn = pen(1.5)
        if dashes := _DASHES[number % len(_DASHES)]:
            drawn.setDashPattern(list(dashes))
        painter.setPen(drawn)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(places))
        for place in places:
            _mark(painter, place, _MARKS[number % len(_MARKS)])

    def _paint_labels(self, painter: QPainter, right: float) -> None:
        """What limits and ranges mean, at the right beside their height, pushed apart where they would touch."""
        at = self._box.top() - 4
        for label in sorted(self._labels, key=lambda one: -one.value):
            words = Words(label.words, right - 8, paper.SMALL)
            at = max(at, self._y(label.value) - words.height / 2)
            words.draw(painter, self._box.right() + 6, at)
            at += words.height

    def _paint_legend(self, painter: QPainter, box: QRectF) -> None:
        """The axis' name, and which line is which."""
        top = self._box.bottom() + 12
        Words(self._axis, box.width(), paper.SMALL).draw(painter, self._box.left(), top)
        x = self._box.left() + width_of(self._axis, paper.SMALL) + 14
        for number, (_, words) in enumerate(self._names):
            drawn = pen(1.5)
            if dashes := _DASHES[number % len(_DASHES)]:
                drawn.setDashPattern(list(dashes))
            painter.setPen(drawn)
            painter.drawLine(QPointF(x, top + 7), QPointF(x + 24, top + 7))
            _mark(painter, QPointF(x + 12, top + 7), _MARKS[number % len(_MARKS)])
            Words(words, box.width(), paper.SMALL).draw(painter, x + 28, top)
            x += 28 + width_of(words, paper.SMALL) + 12


def _span(series: ChartSeries) -> tuple[float, float]:
    values = [one.value for line in series.lines for one in line.points]
    values += [edge for band in series.bands for edge in (band.low, band.high)]
    values += [limit.value for limit in series.limits]
    values += [value for guide in series.guides for _, value in guide.points]
    low, high = _EMPTY_SPAN.get(series.chart, (min(values, default=0.0), max(values, default=10.0)))
    if any(line.code == WEIGHT for line in series.lines):
        # The weight itself, where the gain is not known: about what was measured, else about any adult's.
        low, high = (min(values) - 5, max(values) + 10) if values else (40.0, 100.0)
    return min([low, *values]), max([high, *values])


def _labels(series: ChartSeries) -> list[_Label]:
    language = chosen_language()
    found = []
    for band in series.bands:
        key = "paper_charts.band_at" if band.from_week is not None else "paper_charts.band"
        words = tr(
            key,
            label=band.label.in_language(language),
            low=_short(band.low),
            high=_short(band.high),
            week=_short(band.from_week or TERM_WEEK),
        )
        found.append(_Label((band.low + band.high) / 2, words))
    for limit in series.limits:
        sign = "≥" if limit.above else "<"
        found.append(_Label(limit.value, f"{sign} {_short(limit.value)}: {limit.label.in_language(language)}"))
    for guide in series.guides:
        found.append(_Label(guide.points[-1][1], tr("paper_charts.guide")))
    return found


def _caption(series: ChartSeries) -> str:
    """Where the figures come from, and what the chart lacks."""
    language = chosen_language()
    sources = dict.fromkeys(
        one.source.label.in_language(language) for part in (series.bands, series.limits, series.guides) for one in part
    )
    parts = [tr("paper_charts.source", sources="; ".join(sources))] if sources else []
    parts += [tr(f"paper_charts.missing_{one.value}") for one in series.missing]
    if series.undated:
        parts.append(tr("paper_charts.undated", count=series.undated))
    return " ".join(parts)


def _line_name(line: Line) -> str:
    key = f"charts.line_{line.code}"
    return tr(key) if has_text(key) else exam_name(line.code)


def _short(value: float) -> str:
    return show_number(int(value) if value == int(value) else value)


def _hatch(painter: QPainter, box: QRectF) -> None:
    """Thin strokes at equal distance: grey tones do not survive a photocopy."""
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.setPen(pen(paper.GRID))
    reach, at = box.height(), box.left() - box.height()
    while at < box.right():
        painter.drawLine(QPointF(at, box.bottom()), QPointF(at + reach, box.top()))
        at += 6.0
    painter.restore()


def _mark(painter: QPainter, at: QPointF, shape: str) -> None:
    painter.setPen(pen(1.1))
    painter.setBrush(QBrush(QColor(paper.GROUND if shape in ("square", "ring") else paper.INK)))
    edge = _MARK
    box = QRectF(at.x() - edge / 2, at.y() - edge / 2, edge, edge)
    if shape in ("circle", "ring"):
        painter.drawEllipse(box)
    elif shape == "square":
        painter.drawRect(box)
    elif shape == "cross":
        painter.drawLine(box.topLeft(), box.bottomRight())
        painter.drawLine(box.topRight(), box.bottomLeft())
    else:
        painter.drawPolygon(QPolygonF(_corners(at, edge, shape)))


def _corners(at: QPointF, edge: float, shape: str) -> Sequence[QPointF]:
    half = edge * 0.65
    offsets: Iterable[tuple[float, float]] = ((0, -half), (half, half), (-half, half))
    if shape == "diamond":
        offsets = ((0, -half), (half, 0), (0, half), (-half, 0))
    return [QPointF(at.x() + x, at.y() + y) for x, y in offsets]
