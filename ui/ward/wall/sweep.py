"""The erase-bar sweep: all traces of a wall move on in one operation, each frame from the monotonic clock.

A bar wipes what is one turn old, and behind it the newest samples appear; what is drawn stays where it is. Paper
speed 25 mm/s. Per frame: one read of all new samples, one fill under the bar, and one assignment of all pixels that
become lit: a line that goes on to the right is, in each column, the run from its lowest to its highest row there.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from app.ward.picture.rings import RATE_HZ, TraceRings
from ui.ward.wall.canvas import Canvas
from ui.ward.wall.grid import Grid
from ui.ward.wall.sector import Band, Sector

MM_PER_SECOND: Final = 25.0
_MM_PER_INCH: Final = 25.4
_BAR: Final = 12
"""Width of the bar in pixels."""


@dataclass(frozen=True)
class DrawnTrace:
    """A row of the rings, the band of the picture where it is drawn, and its colour."""

    row: int
    band: Band
    colour: QColor


class Sweep:
    """Draws into `canvas` the traces of the sectors of `grid`; all have the same left edge within their sector.

    `speed`: of the paper, in mm/s.
    """

    def __init__(
        self,
        canvas: Canvas,
        grid: Grid,
        sector: Sector,
        ground: QColor,
        dots_per_inch: float,
        speed: float = MM_PER_SECOND,
    ) -> None:
        self._canvas, self._grid, self._sector = canvas, grid, sector
        self._ground = ground.rgb()
        self._width = max(2, sector.traces.width)
        self._pixels_per_sample = speed / _MM_PER_INCH * dots_per_inch / RATE_HZ
        self._drawn: int | None = None
        self._wiped = 0
        self._shift = 0
        self.show(())

    @property
    def turn_seconds(self) -> float:
        """How long the bar takes from edge to edge."""
        return self._width / (self._pixels_per_sample * RATE_HZ)

    @property
    def pixels_per_second(self) -> float:
        """Of the picture."""
        return self._pixels_per_sample * RATE_HZ

    def show(self, traces: Sequence[DrawnTrace]) -> None:
        """Draw these from now on, from an empty picture of each."""
        self._rows = np.array([one.row for one in traces], np.intp)
        self._left = np.array([one.band.left for one in traces], np.intp)
        self._high = np.array([max(1, one.band.height - 3) for one in traces], np.float32)
        self._bottom = np.array([one.band.bottom - 2 for one in traces], np.float32)
        self._colours = np.array([one.colour.rgb() for one in traces], np.uint32)
        self._drawn = None

    def advance(self, rings: TraceRings, until: float) -> None:
        """Draw up to the monotonic second `until`."""
        after = int(until * RATE_HZ) + 1
        turn = int(self._width / self._pixels_per_sample)
        first = after - turn + int(_BAR / self._pixels_per_sample)
        if self._drawn is not None and first <= self._drawn < after + turn:
            first = self._drawn
        else:
            self._wiped = 0
        if after <= first:
            return
        start, end = self._column(first - 1), self._column(after - 1)
        # What lies under the bar was wiped when the bar came there.
        self._wipe(max(start + 1, self._wiped), end + _BAR)
        self._wiped = end + _BAR
        if len(self._rows):
            self._draw(rings, first - 1, after, start, end)
        self._drawn = after

    def stand(self, rings: TraceRings, until: float) -> None:
        """Draw the last turn in the order of time, the newest at the right edge; `advance` then begins anew."""
        self._shift = self._width - 1 - self._column(int(until * RATE_HZ))
        self._drawn = None
        self.advance(rings, until)
        self._shift, self._drawn = 0, None

    def _column(self, sample: int) -> int:
        """Where a sample stands on a paper without end; its column within a trace is the rest modulo the width."""
        return math.floor(sample * self._pixels_per_sample)

    def _wipe(self, begin: int, end: int) -> None:
        """Lay the ground over a run of columns of every sector's traces at once."""
        band, grid = self._sector.traces, self._grid
        sectors = self._canvas.pixels.reshape(grid.rows, grid.height, grid.columns, grid.width)
        span = min(end - begin, self._width)
        begin = (begin + self._shift) % self._width
        for left, right in ((begin, min(begin + span, self._width)), (0, begin + span - self._width)):
            if right > left:
                sectors[:, band.top : band.bottom, :, band.left + left : band.left + right] = self._ground

    def _draw(self, rings: TraceRings, first: int, after: int, start: int, end: int) -> None:
        """The samples from `first` to before `after`, which lie in the columns `start` to `end`."""
        values = np.ascontiguousarray(rings.window(first, after, self._rows).T)
        np.clip(values, 0.0, 1.0, out=values)
        highest, lowest = self._runs(self._bottom - values * self._high, first, start, end)
        # Where nothing is known: a run of no length.
        top = np.rint(np.fmax(highest, -1)).astype(np.intp)
        lengths = (np.rint(np.fmax(lowest, -2)).astype(np.intp) - top + 1).ravel()
        columns = ((np.arange(start, end + 1) + self._shift) % self._width)[:, None] + self._left
        width = self._canvas.pixels.shape[1]
        # Each run as the places of its pixels in the picture, one row below the other.
        ends = lengths.cumsum()
        begins = (top * width + columns).ravel() - (ends - lengths) * width
        places = begins.repeat(lengths) + np.arange(ends[-1]) * width
        colours = np.broadcast_to(self._colours, top.shape).ravel()
        self._canvas.pixels.reshape(-1)[places] = colours.repeat(lengths)

    def _runs(
        self, rows: NDArray[np.float32], first: int, start: int, end: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The highest and the lowest row that each trace's line reaches in each column: (columns, traces), NaN where it
        reaches none. `rows`: (samples, traces), from sample `first` on.

        The line goes from sample to sample, so that it enters and leaves a column between two of them.
        """
        last = len(rows) - 1
        borders = np.clip(np.arange(start, end + 2) / self._pixels_per_sample - first, 0, last)
        before = np.minimum(borders.astype(np.intp), last - 1)
        share = (borders - before).astype(np.float32)[:, None]
        crossed = rows[before] * (1 - share) + rows[before + 1] * share
        highest, lowest = np.fmin(crossed[:-1], crossed[1:]), np.fmax(crossed[:-1], crossed[1:])
        # A column may hold several samples; where the paper goes fast, none.
        held = np.floor(np.arange(first, first + last + 1) * self._pixels_per_sample).astype(np.intp) - start
        for row, column in zip(rows, held.tolist(), strict=True):
            np.fmin(highest[column], row, out=highest[column])
            np.fmax(lowest[column], row, out=lowest[column])
        return highest, lowest
