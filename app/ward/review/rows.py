"""A long signal cut into rows of equal length, one below the other, as a full-disclosure page shows it."""

import math
from dataclasses import dataclass
from typing import Final

ROW_SECONDS: Final = (10.0, 30.0, 60.0, 300.0, 900.0, 3600.0)
"""From nearest to farthest; each divides the hour, so that rows begin at round times."""
DAY_SECONDS: Final = 86_400.0


@dataclass(frozen=True)
class RowPlan:
    """[start, end) in rows of `seconds`; POSIX seconds.

    Rows are numbered from the epoch: row n begins at n × seconds, whatever part of a recording is looked at.
    """

    start: float
    end: float
    seconds: float

    @property
    def first(self) -> int:
        """The row in which `start` lies."""
        return math.floor(self.start / self.seconds)

    @property
    def rows(self) -> int:
        """How many rows there are, at least one."""
        return max(1, math.ceil(self.end / self.seconds) - self.first)

    def begin(self, row: int) -> float:
        """When a row begins."""
        return row * self.seconds

    def row_of(self, moment: float) -> int:
        """The row in which a moment lies; the nearest one for a moment outside."""
        return min(max(self.first, math.floor(moment / self.seconds)), self.first + self.rows - 1)


def zoomed(seconds: float, steps: int) -> float:
    """The row length so many steps farther (positive) or nearer."""
    at = ROW_SECONDS.index(seconds) + steps
    return ROW_SECONDS[min(max(0, at), len(ROW_SECONDS) - 1)]


def days_of(span: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    """A recording in pieces of 24 hours, the last 24 hours first; the oldest piece may be shorter."""
    start, end = span
    pieces = []
    while end > start:
        pieces.append((max(start, end - DAY_SECONDS), end))
        end -= DAY_SECONDS
    return tuple(pieces)
