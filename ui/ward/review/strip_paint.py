"""What is painted on the strip: the millimetre grid that moves with the time, times, traces, alarms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from app.ward.catalogue import Waveform
from app.ward.recording.model import AlarmMark, WaveSpan
from app.ward.review.strips import strip_rule
from ui.texts import in_chosen, tr
from ui.ward.review.flags import beside, flag_width, paint_flag
from ui.ward.review.marks import mark_words, short_words
from ui.ward.review.times import clock, day, tenths
from ui.ward.wall.canvas import draw_lines
from ui.ward.wall.looks import WallLooks

_BAND: Final = 4.0
"""How high the line of a lasting alarm is, in pixels."""
_PEN: Final = 1.3
_GAP_SECONDS: Final = 0.2
"""Shorter ones are only left out of the line."""
_SQUARES: Final = ((1, "hover"), (5, "line"))


@dataclass(frozen=True)
class Band:
    """Where one waveform lies: its upper edge and its height in pixels."""

    wave: Waveform
    top: float
    height: float

    def y(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """How high values are drawn; what is beyond the range stands at its edge."""
        low, high = self.wave.shown
        heights: NDArray[np.float64] = self.top + (high - np.clip(values, low, high)) / (high - low) * self.height
        return heights


@dataclass(frozen=True)
class StripPlace:
    """In pixels: traces from `left`, `width` wide, from `head` down to `height`; the moment `start` lies at `left`.

    Above them the line of times, and from `flags` on the line of alarms.
    """

    left: float
    width: float
    flags: float
    head: float
    height: float
    per_mm: float
    start: float

    @property
    def per_second(self) -> float:
        """Pixels of a second."""
        return strip_rule().mm_per_second * self.per_mm

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def end(self) -> float:
        """The moment at the right edge."""
        return self.start + self.width / self.per_second

    def x(self, moment: float) -> float:
        """The column of a moment."""
        return self.left + (moment - self.start) * self.per_second


class StripPainter:
    """Paints one state of the strip."""

    def __init__(self, painter: QPainter, place: StripPlace, looks: WallLooks, zone: str) -> None:
        self._painter, self._place, self._looks, self._zone = painter, place, looks, zone

    def grid(self) -> None:
        """Small squares of 1 mm (40 ms, 0.1 mV), large ones of 5, fixed to the clock as paper that runs."""
        place, second = self._place, strip_rule().mm_per_second
        columns = np.arange(int(np.ceil(place.start * second)), int(place.end * second) + 1)
        rows = np.arange(int((place.height - place.head) / place.per_mm) + 1)
        for every, token in _SQUARES:
            x = place.left + (columns[columns % every == 0] / second - place.start) * place.per_second
            y = place.head + rows[rows % every == 0] * place.per_mm
            self._painter.setPen(QPen(self._looks.colour(token), 1))
            edges = np.broadcast_arrays(x, place.head, x, place.height)
            draw_lines(self._painter, np.stack(edges, 1))
            draw_lines(self._painter, np.stack(np.broadcast_arrays(place.left, y, place.left + place.width, y), 1))

    def times(self, at: float) -> None:
        """Every second second, and the moment that is looked at with tenths."""
        painter, place, base = self._painter, self._place, self._place.flags * 0.78
        painter.setFont(self._looks.font("text_small", "semibold"))
        painter.setPen(self._looks.colour("text"))
        chosen, wide = tenths(at, self._zone), painter.fontMetrics().horizontalAdvance("00:00:00,0 ")
        painter.drawText(QPointF(self._looks.theme.gap(2), base), day(at, self._zone))
        x = place.x(at)
        painter.drawText(QPointF(x + 4, base), chosen)
        painter.fillRect(QRectF(x - 1, 0, 2, place.height), self._looks.colour("focus"))
        painter.setFont(self._looks.font("text_small"))
        painter.setPen(self._looks.colour("text_muted"))
        for second in range(int(np.ceil(place.start)), int(place.end) + 1):
            left = place.x(second)
            if second % 2 == 0 and left + wide < place.left + place.width and abs(left - x) > wide:
                painter.drawText(QPointF(left + 2, base), clock(second, self._zone))

    def label(self, band: Band) -> None:
        """Name and scale at the left."""
        theme, painter = self._looks.theme, self._painter
        left, height = theme.gap(2), theme.px("text_small") * 1.4
        middle = band.top + band.height / 2
        painter.setFont(self._looks.font("text_small", "semibold"))
        painter.setPen(self._looks.wave(band.wave.group))
        name = QRectF(left, middle - height, self._place.left - left, height)
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, in_chosen(band.wave.label))
        painter.setFont(self._looks.font("wall_tiny"))
        painter.setPen(self._looks.colour("text_muted"))
        painter.drawText(name.translated(0, height), Qt.AlignmentFlag.AlignVCenter, scale_words(band.wave))

    def words(self, band: Band, words: str) -> None:
        """A sentence in the place of a trace."""
        self._painter.setFont(self._looks.font("text_small"))
        self._painter.setPen(self._looks.colour("text_muted"))
        room = QRectF(self._place.left, band.top, self._place.width, band.height)
        self._painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)

    def trace(self, band: Band, span: WaveSpan | None) -> None:
        """The line through its samples; hatched where nothing was received. None: nothing at all."""
        place = self._place
        if span is None:
            self._hatch(band, place.left, place.right)
            return
        first = max(0, int((place.start - span.first_at) * span.rate_hz) - 1)
        after = max(first, int((place.end - span.first_at) * span.rate_hz) + 2)
        y = band.y(span.samples[first:after].astype(np.float64))
        x = place.x(span.first_at) + (first + np.arange(len(y))) / span.rate_hz * place.per_second
        missing = np.isnan(y)
        for begin, end in np.flatnonzero(np.diff(np.concatenate(([False], missing, [False])))).reshape(-1, 2):
            if end - begin > _GAP_SECONDS * span.rate_hz:
                self._hatch(band, max(place.left, x[begin]), min(place.right, x[end - 1]))
        lines = np.stack([x[:-1], y[:-1], x[1:], y[1:]], 1)[~missing[1:] & ~missing[:-1]]
        self._painter.setPen(QPen(self._looks.wave(band.wave.group), _PEN))
        self._painter.setClipRect(QRectF(place.left, 0, place.width, place.height))
        draw_lines(self._painter, lines)
        self._painter.setClipping(False)

    def _hatch(self, band: Band, left: float, right: float) -> None:
        """No signal, in words where they fit."""
        box = QRectF(left, band.top, right - left, band.height)
        self._painter.fillRect(box, QBrush(self._looks.colour("line_strong"), Qt.BrushStyle.BDiagPattern))
        words = tr("ward_review.no_signal")
        self._painter.setFont(self._looks.font("text_small"))
        metrics = self._painter.fontMetrics()
        plate = QRectF(0, 0, metrics.horizontalAdvance(words) + metrics.height(), metrics.height() + 2)
        if plate.width() < box.width():
            plate.moveCenter(box.center())
            self._painter.fillRect(plate, self._looks.colour("sector"))
            self._painter.setPen(self._looks.colour("text_muted"))
            self._painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)

    def alarms(self, alarms: Sequence[AlarmMark], chosen: AlarmMark | None) -> None:
        """Over the traces, in a line of their own: a flag where each began or is cut off, the chosen one first.

        A line below as long as each lasted. What finds no room is counted at the left.
        """
        place, painter = self._place, self._painter
        there = [
            one for one in alarms if one.began_at < place.end and (one.ended_at is None or one.ended_at > place.start)
        ]
        painter.setFont(self._looks.font("text_small", "semibold"))
        height, metrics = place.head - place.flags - _BAND, painter.fontMetrics()
        for mark in sorted(there, key=lambda one: -int(one.priority)):
            left = max(place.left, place.x(mark.began_at))
            right = place.right if mark.ended_at is None else min(place.right, place.x(mark.ended_at))
            band = QRectF(left, place.head - _BAND, max(2.0, right - left), _BAND)
            painter.fillRect(band, self._looks.alarm(mark.priority))
        taken: list[tuple[float, float]] = []
        hidden = 0
        for mark in sorted(there, key=lambda one: (one != chosen, one.priority, -one.began_at)):
            for words in (mark_words(mark), short_words(mark), ""):
                width = flag_width(height, metrics.horizontalAdvance(words))
                left = beside(max(place.left, min(place.x(mark.began_at), place.right - width)), width, taken)
                if left + width <= place.right + 0.5:
                    taken.append((left, left + width))
                    box = QRectF(left, place.flags, width, height)
                    paint_flag(painter, self._looks, mark.priority, box, words)
                    break
            else:
                hidden += 1
        if hidden:
            painter.setPen(self._looks.colour("text"))
            room = QRectF(self._looks.theme.gap(2), place.flags, place.left, height)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, tr("ward.more_alarms", count=hidden))


def scale_words(wave: Waveform) -> str:
    """ "10 mm/mV", "0–200 mmHg"; empty for what has no unit."""
    if wave.unit == "mV":
        return f"{strip_rule().mm_per_millivolt:g} mm/mV"
    return "" if wave.unit == "1" else f"{wave.shown[0]:g}–{wave.shown[1]:g} {wave.unit}"
