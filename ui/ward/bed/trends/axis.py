"""The axis of time below the trends: the hours of the unit's own clock, the day where it changes."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter

from ui.ward.review.times import clock, day, local

_STEPS: Final = (60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400)
_LEAST_PIXELS: Final = 78
"""Between two labels at 100 %."""


def tick_times(start: float, end: float, zone: str, most: int) -> list[float]:
    """At most so many round times of the local clock in [start, end], as POSIX seconds."""
    step = next((one for one in _STEPS if (end - start) / one <= most), _STEPS[-1])
    midnight = local(start, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    found = []
    at = midnight + timedelta(seconds=(start - midnight.timestamp()) // step * step)
    while at.timestamp() <= end:
        if at.timestamp() >= start:
            found.append(at.timestamp())
        at += timedelta(seconds=step)
    return found


def tick_words(moment: float, zone: str) -> str:
    """ "10:00", or at midnight the day."""
    words = clock(moment, zone, seconds=False)
    return day(moment, zone) if words == "00:00" else words


class TrendAxis(pg.AxisItem):  # type: ignore[misc] # pyqtgraph has no types
    """Draws straight away, and the translucent lines of the grid as bars of one pixel: pyqtgraph's own records all of
    it and draws lines, which takes Qt about ten times as long, and every frame of a scroll has others.
    """

    picture: Any

    def paint(self, painter: QPainter, _option: Any, _widget: Any = None) -> None:
        """What changes the axis sets `picture` to None, as pyqtgraph has it."""
        painter.save()
        if self.style["tickFont"]:
            painter.setFont(self.style["tickFont"])
        if self.picture is None:
            self.picture = self.generateDrawSpecs(painter) or ()
        if self.picture:
            axis, ticks, texts = self.picture
            for pen, begin, end in ticks:
                painter.fillRect(_bar(begin, end), pen.color())
            self.drawPicture(painter, axis, (), texts)
        painter.restore()


def _bar(begin: QPointF, end: QPointF) -> QRect:
    """A line along one of the axes, one pixel wide."""
    left, right = sorted((round(begin.x()), round(end.x())))
    top, bottom = sorted((round(begin.y()), round(end.y())))
    return QRect(left, top, max(1, right - left), max(1, bottom - top))


class TimeAxis(TrendAxis):
    """Asks for POSIX seconds, writes local time."""

    def __init__(self, zone: str, scale: int) -> None:
        super().__init__("bottom")
        self._zone, self._least = zone, _LEAST_PIXELS * scale / 100

    def tickValues(self, minimum: float, maximum: float, size: float) -> list[tuple[float, list[float]]]:
        """As pyqtgraph asks: (distance, moments)."""
        most = max(2, int(size / self._least))
        return [(60.0, tick_times(minimum, maximum, self._zone, most))]

    def tickStrings(self, values: Sequence[float], _scale: Any, _spacing: Any) -> list[str]:
        """Their words."""
        return [tick_words(one, self._zone) for one in values]
