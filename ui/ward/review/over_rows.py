"""What lies over the rows of the page: times, gaps with their length, alarms with shape and word, the chosen moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPen

from app.ward.recording.model import AlarmMark
from app.ward.review.gaps import within
from app.ward.review.reading import Review
from app.ward.review.rows import RowPlan
from ui.texts import tr
from ui.ward.review.flags import beside, flag_width, paint_flag
from ui.ward.review.marks import mark_words, short_words
from ui.ward.review.times import clock, day, lasted
from ui.ward.wall.looks import WallLooks

_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTER: Final = Qt.AlignmentFlag.AlignCenter
_BAND: Final = 4
"""How high the band of a lasting alarm is, in pixels."""
_FARTHEST, _FARTHEST_SHAPE = 6, 16
"""How far a flag may give way to others, in flags, and one without words; then a more urgent one covers it."""


@dataclass(frozen=True)
class RowsPlace:
    """Where rows lie on the widget: left edge and width of the signal, height of a row."""

    left: float
    width: float
    height: float


@dataclass(frozen=True)
class _Flag:
    mark: AlarmMark
    box: QRectF
    words: str


class OverRows:
    """Made anew for another size, span, waveform or choice of alarms; then each row is painted by its number."""

    def __init__(
        self, review: Review, plan: RowPlan, alarms: Sequence[AlarmMark], zone: str, place: RowsPlace, looks: WallLooks
    ) -> None:
        self._review, self._plan, self._zone, self._place, self._looks = review, plan, zone, place, looks
        # The least urgent first, so that the most urgent one is painted over it.
        self._alarms = sorted(alarms, key=lambda mark: (-int(mark.priority), mark.began_at))
        self._began = np.array([mark.began_at for mark in self._alarms])
        last = review.window[1]
        self._ended = np.array([last if mark.ended_at is None else mark.ended_at for mark in self._alarms])
        self._font = looks.font("text_small")
        self._bold = looks.font("text_small", "semibold")
        self._metrics = QFontMetrics(self._bold)
        self._words: dict[AlarmMark, tuple[str, str]] = {}

    def x(self, moment: float, row: int) -> float:
        """Where a moment lies in its row, from the left edge of the widget; beyond the row it stands at its edge."""
        share = (moment - self._plan.begin(row)) / self._plan.seconds
        return self._place.left + min(1.0, max(0.0, share)) * self._place.width

    def paint_time(self, painter: QPainter, row: int, top: float, *, with_day: bool) -> None:
        """The row's time at its left; the day above where it is another than in the row before."""
        begin = self._plan.begin(row)
        room = QRectF(0, top, self._place.left, self._place.height)
        words = clock(begin, self._zone, seconds=self._plan.seconds < 60)
        painter.setFont(self._bold)
        painter.setPen(self._looks.colour("text"))
        if with_day or day(begin, self._zone) != day(begin - 1, self._zone):
            words = f"{day(begin, self._zone)}\n{words}"
        painter.drawText(room.adjusted(self._looks.theme.gap(2), 0, 0, 0), _LEFT, words)

    def paint_gaps(self, painter: QPainter, row: int, top: float) -> None:
        """Hatched, with how long nothing was received; what lies outside the 24 hours is plain ground."""
        begin, end = self._plan.begin(row), self._plan.begin(row + 1)
        start, last = self._review.window
        for first, after in ((begin, min(start, end)), (max(last, begin), end)):
            if after > first:
                painter.fillRect(self._box(first, after, row, top), self._looks.colour("sunken"))
        for gap in within(self._review.gaps, begin, end):
            box = self._box(*gap, row, top)
            painter.fillRect(box, self._looks.colour("sector"))
            painter.fillRect(box, QBrush(self._looks.colour("line_strong"), Qt.BrushStyle.BDiagPattern))
            self._write_on(painter, box, tr("ward_review.gap", time=lasted(gap[1] - gap[0])))

    def paint_words(self, painter: QPainter, row: int, top: float, words: str) -> None:
        """One sentence in a row that has no picture."""
        box = QRectF(self._place.left, top, self._place.width, self._place.height - 1)
        painter.fillRect(box, self._looks.colour("sector"))
        painter.setFont(self._font)
        painter.setPen(self._looks.colour("text_muted"))
        painter.drawText(box, _CENTER, words)

    def paint_alarms(self, painter: QPainter, row: int, top: float) -> None:
        """A band as long as each lasted, and where it began its shape and its word, as far as there is room."""
        if not self._alarms:
            return
        begin, end = self._plan.begin(row), self._plan.begin(row + 1)
        there = np.flatnonzero((self._began < end) & (self._ended >= begin))
        marks = [self._alarms[at] for at in there]
        for at, mark in zip(there, marks, strict=True):
            left, right = self.x(mark.began_at, row), self.x(float(self._ended[at]), row)
            painter.fillRect(QRectF(left, top, max(2.0, right - left), _BAND), self._looks.alarm(mark.priority))
        for flag in self._flags([mark for mark in marks if mark.began_at >= begin], row, top):
            painter.setFont(self._bold)
            paint_flag(painter, self._looks, flag.mark.priority, flag.box, flag.words)

    def paint_chosen(self, painter: QPainter, row: int, top: float, at: float, strip: tuple[float, float]) -> None:
        """The chosen moment, and around it what the strip below shows."""
        begin, end = self._plan.begin(row), self._plan.begin(row + 1)
        ink = self._looks.colour("focus")
        if strip[0] < end and strip[1] > begin:
            box = self._box(*strip, row, top).adjusted(0.5, 0.5, -0.5, -1.5)
            wash = QColor(self._looks.colour("accent"))
            wash.setAlphaF(0.14)
            painter.fillRect(box, wash)
            painter.setPen(QPen(self._looks.colour("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
        if begin <= at < end:
            painter.fillRect(QRectF(self.x(at, row) - 1, top, 2, self._place.height - 1), ink)

    def mark_at(self, row: int, x: float) -> AlarmMark | None:
        """The alarm whose flag lies here, the most urgent of several."""
        begin, end = self._plan.begin(row), self._plan.begin(row + 1)
        marks = [mark for mark in self._alarms if begin <= mark.began_at < end]
        over = [flag.mark for flag in self._flags(marks, row, 0.0) if flag.box.left() <= x <= flag.box.right()]
        return over[-1] if over else None

    def _flags(self, marks: Sequence[AlarmMark], row: int, top: float) -> list[_Flag]:
        """The most urgent ones get their words first; whoever finds no room shows the shape alone."""
        height = self._metrics.height() + 2
        flags: list[_Flag] = []
        taken: list[tuple[float, float]] = []
        right_edge = self._place.left + self._place.width
        for mark in reversed(marks):
            own = self.x(mark.began_at, row)
            for words in (*self._words_of(mark), ""):
                width = flag_width(height, self._metrics.horizontalAdvance(words))
                left = beside(own, width, taken)
                if left + width <= right_edge and left - own <= (_FARTHEST if words else _FARTHEST_SHAPE) * height:
                    break
            else:
                left = min(own, right_edge - width)
            taken.append((left, left + width))
            flags.append(_Flag(mark, QRectF(left, top, width, height), words))
        return flags[::-1]

    def _words_of(self, mark: AlarmMark) -> tuple[str, str]:
        if mark not in self._words:
            self._words[mark] = mark_words(mark), short_words(mark)
        return self._words[mark]

    def _box(self, first: float, after: float, row: int, top: float) -> QRectF:
        left, right = self.x(first, row), self.x(after, row)
        return QRectF(left, top, right - left, self._place.height - 1)

    def _write_on(self, painter: QPainter, box: QRectF, words: str) -> None:
        """Words on a plain plate in the middle of a hatched box, where they fit."""
        width, height = QFontMetrics(self._font).horizontalAdvance(words) + 12, self._metrics.height() + 2
        if width > box.width():
            return
        plate = QRectF(box.center().x() - width / 2, box.center().y() - height / 2, width, height)
        painter.fillRect(plate, self._looks.colour("sector"))
        painter.setFont(self._font)
        painter.setPen(self._looks.colour("text_muted"))
        painter.drawText(plate, _CENTER, words)
