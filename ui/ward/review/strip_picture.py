"""A strip on paper, true to size: the millimetre grid, the traces at 25 mm/s and 10 mm/mV, a bar to check it with.

Black alone and no line thinner than half a point: large squares are lines, small ones dots, so that a photocopy keeps
both. Measures are points (1/72 inch).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.ward.catalogue import Waveform, waveforms
from app.ward.recording.model import WaveSpan
from app.ward.review.strips import Strip, strip_rule
from ui.papers.pieces import Words, pen
from ui.texts import in_chosen, tr
from ui.theme import paper
from ui.theme.paper import POINTS_PER_MM
from ui.ward.review.strip_paint import scale_words
from ui.ward.review.strip_view import band_mm
from ui.ward.review.times import clock

CALIBRATION_MM: Final = 6.0
"""At the left of an ECG: the step of 1 mV, and room around it."""
BAR_MM: Final = 25.0
_LARGE_MM, _SMALL_MM = 5.0, 1.0
_HEAD: Final = 12.0
_LABEL_GAP: Final = 2.0


@dataclass(frozen=True)
class StripLine:
    """One line of the paper: [start, end) of a strip, the chosen waveform over the others."""

    strip: Strip
    waves: tuple[Waveform, ...]
    start: float
    end: float
    zone: str
    first: bool

    @property
    def height(self) -> float:
        """In points."""
        bands = sum(_band_mm(wave) for wave in self.waves)
        return _HEAD + bands * POINTS_PER_MM + (_HEAD if self.first else 0.0)

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Draw it, from the left edge of the box, as wide as its seconds are at true scale."""
        left = box.left() + CALIBRATION_MM * POINTS_PER_MM
        top = box.top() + _HEAD
        height = sum(_band_mm(wave) for wave in self.waves) * POINTS_PER_MM
        grid = QRectF(left, top, self._x(self.end), height)
        self._paint_grid(painter, grid)
        self._paint_times(painter, grid)
        for wave in self.waves:
            band = QRectF(left, top, grid.width(), _band_mm(wave) * POINTS_PER_MM)
            self._paint_band(painter, band, wave)
            top += band.height()
        if self.first:
            _paint_bar(painter, QPointF(left, grid.bottom() + _HEAD * 0.75))

    def _x(self, moment: float) -> float:
        return (moment - self.start) * strip_rule().mm_per_second * POINTS_PER_MM

    def _paint_grid(self, painter: QPainter, grid: QRectF) -> None:
        large, small = _LARGE_MM * POINTS_PER_MM, _SMALL_MM * POINTS_PER_MM
        painter.setPen(pen(paper.GRID))
        for step in range(int(grid.width() / large + 0.01) + 1):
            x = grid.left() + step * large
            painter.drawLine(QLineF(x, grid.top(), x, grid.bottom()))
        for step in range(int(grid.height() / large + 0.01) + 1):
            y = grid.top() + step * large
            painter.drawLine(QLineF(grid.left(), y, grid.right(), y))
        dots = QPen(pen(paper.GRID))
        # In widths of the pen: a dot as long as the line is thick, once each small square.
        dots.setDashPattern([1.0, small / paper.GRID - 1.0])
        painter.setPen(dots)
        for step in range(int(grid.height() / small + 0.01) + 1):
            if step % round(_LARGE_MM / _SMALL_MM):
                y = grid.top() + step * small
                painter.drawLine(QLineF(grid.left() - paper.GRID / 2, y, grid.right(), y))

    def _paint_times(self, painter: QPainter, grid: QRectF) -> None:
        words = Words(clock(self.start, self.zone), grid.width(), paper.SMALL)
        words.draw(painter, grid.left(), grid.top() - words.height)
        at = self.strip.at
        if self.start <= at < self.end:
            x = grid.left() + self._x(at)
            painter.setPen(pen(paper.FRAME))
            painter.drawLine(QLineF(x, grid.top() - 3, x, grid.bottom()))
            sign = Words(f"▼ {clock(at, self.zone)}", grid.width(), paper.SMALL, "semibold")
            if x - grid.left() > words.natural_width + 6:
                sign.draw(painter, min(x - 4, grid.right() - sign.natural_width), grid.top() - sign.height)

    def _paint_band(self, painter: QPainter, band: QRectF, wave: Waveform) -> None:
        low, high = wave.shown
        per_unit = band.height() / (high - low)
        if wave.unit == "mV":
            per_unit = strip_rule().mm_per_millivolt * POINTS_PER_MM
            _paint_step(painter, band, band.top() + high * per_unit, per_unit)
        named = in_chosen(wave.label)
        if wave.unit != "mV":
            named = f"{named} {scale_words(wave)}".strip()
        label = Words(named, band.width(), paper.SMALL, "semibold")
        room = QRectF(band.left() + _LABEL_GAP, band.top() + 1, label.natural_width + 2, label.height)
        painter.fillRect(room, QColor(paper.GROUND))
        label.draw(painter, room.left() + 1, room.top())
        span = self.strip.wave(wave.code)
        if span is not None:
            painter.setPen(pen(paper.RULE))
            for run in self._runs(span, band, wave, per_unit):
                painter.drawPolyline(run)

    def _runs(self, span: WaveSpan, band: QRectF, wave: Waveform, per_unit: float) -> list[QPolygonF]:
        """The line of a waveform, broken where nothing was received."""
        times = span.first_at + np.arange(len(span.samples)) / span.rate_hz
        inside = (times >= self.start) & (times <= self.end)
        x = band.left() + (times - self.start) * strip_rule().mm_per_second * POINTS_PER_MM
        values = np.clip(span.samples.astype(np.float64), *wave.shown)
        y = band.top() + (wave.shown[1] - values) * per_unit
        known = inside & ~np.isnan(y)
        edges = np.flatnonzero(np.diff(np.concatenate(([False], known, [False]))))
        return [
            QPolygonF([QPointF(x[at], y[at]) for at in range(first, after)])
            for first, after in edges.reshape(-1, 2)
            if after - first > 1
        ]


def strip_lines(strip: Strip, wave: str, width: float, zone: str) -> list[StripLine]:
    """The lines that a strip takes on paper of this width (points): as many large squares as fit, side by side."""
    rule = strip_rule()
    large = _LARGE_MM * POINTS_PER_MM
    squares = max(1, int((width - CALIBRATION_MM * POINTS_PER_MM) / large + 1e-6))
    seconds = squares * _LARGE_MM / rule.mm_per_second
    known = waveforms()
    codes = [wave, *(one.wave for one in strip.waves if one.wave != wave)]
    waves = tuple(known[code] for code in codes if strip.wave(code) is not None)
    count = max(1, int(np.ceil((strip.end - strip.start) / seconds - 1e-6)))
    starts = [strip.start + number * seconds for number in range(count)]
    return [
        StripLine(strip, waves, start, min(strip.end, start + seconds), zone, start == starts[0]) for start in starts
    ]


def _band_mm(wave: Waveform) -> float:
    """Whole large squares, so that every band begins on a line of the grid."""
    return float(np.ceil(band_mm(wave) / _LARGE_MM) * _LARGE_MM)


def _paint_step(painter: QPainter, band: QRectF, zero: float, millivolt: float) -> None:
    """The step of calibration: 1 mV high."""
    painter.setPen(pen(paper.RULE))
    left, right = band.left() - 0.8 * CALIBRATION_MM * POINTS_PER_MM, band.left() - 1.0
    a, b = left + (right - left) * 0.25, left + (right - left) * 0.75
    points = [(left, zero), (a, zero), (a, zero - millivolt), (b, zero - millivolt), (b, zero), (right, zero)]
    painter.drawPolyline(QPolygonF([QPointF(*one) for one in points]))


def _paint_bar(painter: QPainter, at: QPointF) -> None:
    """A bar of 25 mm: whoever holds the sheet can lay a ruler on it."""
    width = BAR_MM * POINTS_PER_MM
    painter.setPen(pen(paper.FRAME))
    painter.drawLine(QLineF(at.x(), at.y(), at.x() + width, at.y()))
    for x in (at.x(), at.x() + width):
        painter.drawLine(QLineF(x, at.y() - 4, x, at.y() + 4))
    words = Words(tr("ward_strip.bar"), 400, paper.SMALL)
    words.draw(painter, at.x() + width + 6, at.y() - words.height / 2)
