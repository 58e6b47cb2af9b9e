"""The erase-bar sweep: all traces of a wall move on in one operation, each frame from the monotonic clock.

A bar wipes what is one turn old, and behind it the newest samples appear; what is drawn stays where it is. Paper
speed 25 mm/s. Per frame: one read of all new samples, one fill under the bar, one call of Qt for each colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QPainter, QPen

from app.ward.picture.rings import RATE_HZ, TraceRings
from ui.ward.wall.canvas import Canvas, draw_lines
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
        self._colours: list[tuple[QPen, slice]] = []
        self._rows: NDArray[np.intp] = np.zeros(0, np.intp)
        self._left: NDArray[np.float64] = np.zeros(0)
        self._bottom: NDArray[np.float64] = np.zeros(0)
        self._high: NDArray[np.float64] = np.zeros(0)

    @property
    def turn_seconds(self) -> float:
        """How long the bar takes from edge to edge."""
        return self._width / (self._pixels_per_sample * RATE_HZ)

    def show(self, traces: Sequence[DrawnTrace]) -> None:
        """Draw these from now on, from an empty picture of each."""
        ordered = sorted(traces, key=lambda one: one.colour.rgb())
        self._rows = np.array([one.row for one in ordered], np.intp)
        self._left = np.array([one.band.left for one in ordered], np.float64)
        self._high = np.array([max(1, one.band.height - 3) for one in ordered], np.float64)
        self._bottom = np.array([one.band.bottom - 2 for one in ordered], np.float64)
        self._colours, start = [], 0
        for at in range(1, len(ordered) + 1):
            if at == len(ordered) or ordered[at].colour != ordered[start].colour:
                self._colours.append((QPen(ordered[start].colour, 1), slice(start, at)))
                start = at
        self._drawn = None

    def advance(self, rings: TraceRings, until: float) -> None:
        """Draw up to the monotonic second `until`."""
        after = int(until * RATE_HZ) + 1
        turn = int(self._width / self._pixels_per_sample)
        first = after - turn + int(_BAR / self._pixels_per_sample)
        if self._drawn is not None and first <= self._drawn < after + turn:
            first = self._drawn
        if after <= first:
            return
        start = int(self._column(np.array([first - 1]))[0])
        span = min(self._width, int((after - first) * self._pixels_per_sample) + 2 + _BAR)
        self._wipe(start + 1, span - 1)
        if len(self._rows):
            self._draw(rings, first - 1, after)
        self._drawn = after

    def _column(self, samples: NDArray[np.int64]) -> NDArray[np.float64]:
        """Where samples stand within a trace, from 0 to its width."""
        columns: NDArray[np.float64] = np.mod(samples * self._pixels_per_sample, self._width)
        return columns

    def _wipe(self, start: int, span: int) -> None:
        """Lay the ground over a run of columns of every sector's traces at once."""
        band, grid = self._sector.traces, self._grid
        sectors = self._canvas.pixels.reshape(grid.rows, grid.height, grid.columns, grid.width)
        start %= self._width
        for begin, end in ((start, start + span), (0, start + span - self._width)):
            if end > begin:
                left, right = band.left + begin, band.left + min(end, self._width)
                sectors[:, band.top : band.bottom, :, left:right] = self._ground

    def _draw(self, rings: TraceRings, first: int, after: int) -> None:
        columns = self._column(np.arange(first, after))
        values = rings.window(first, after)[self._rows]
        np.clip(values, 0.0, 1.0, out=values)
        heights = self._bottom[:, None] - values * self._high[:, None]
        known = ~np.isnan(values)
        joined = known[:, 1:] & known[:, :-1] & (columns[1:] > columns[:-1])
        lines = np.empty((*joined.shape, 4))
        lines[..., 0] = self._left[:, None] + columns[:-1]
        lines[..., 1] = heights[:, :-1]
        lines[..., 2] = self._left[:, None] + columns[1:]
        lines[..., 3] = heights[:, 1:]
        painter = QPainter(self._canvas.image)
        for pen, part in self._colours:
            painter.setPen(pen)
            draw_lines(painter, lines[part][joined[part]])
        painter.end()
