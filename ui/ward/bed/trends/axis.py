"""The axis of time below the trends: the hours of the unit's own clock, the day where it changes."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import pyqtgraph as pg

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


class TimeAxis(pg.AxisItem):  # type: ignore[misc] # pyqtgraph has no types
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
