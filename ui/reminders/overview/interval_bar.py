"""A share with its doubt: a line from 0 to 100 %, the band where the truth probably lies, a mark at what was seen."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.reminders.intervals import Interval
from ui.theme import current_theme

_HEIGHT_STEPS, _TRACK_STEPS, _MARK_STEPS = 5, 1, 4


class IntervalBar(QWidget):
    """`words`: the same, spoken."""

    def __init__(self, interval: Interval, words: str) -> None:
        super().__init__()
        self._interval = interval
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px("field_short"), theme.gap(_HEIGHT_STEPS))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, mark = self.height() / 2, theme.gap(1)
        room = self.width() - mark
        track, band = theme.gap(_TRACK_STEPS), theme.gap(_MARK_STEPS) / 2
        painter.setBrush(theme.color("pressed"))
        painter.drawRoundedRect(QRectF(0, middle - track / 2, self.width(), track), track / 2, track / 2)
        left, right = room * self._interval.low, room * self._interval.high + mark
        painter.setBrush(theme.color("line_strong"))
        painter.drawRoundedRect(QRectF(left, middle - band / 2, right - left, band), band / 2, band / 2)
        painter.setBrush(theme.color("accent"))
        tall = theme.gap(_MARK_STEPS)
        at = room * self._interval.share
        painter.drawRoundedRect(QRectF(at, middle - tall / 2, mark, tall), mark / 2, mark / 2)
