"""The last seconds of every trace of a ward in one array, so that a wall draws all of them in one operation.

Whatever rate a device samples at, its trace lies here on one grid of 250 samples a second that all traces share.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.ward.signals import WaveBlock

RATE_HZ: Final = 250
"""Samples a second of the common grid; sample k belongs to the monotonic second k / 250."""

_LENGTH: Final = 4096
"""Samples kept of a trace (16.4 s), a power of two."""

_JOIN_SECONDS: Final = 0.4
"""A block that begins this close to where the last one ended continues it: what differs is the network's delay."""

_SLEW: Final = 0.02
"""Share of that difference by which a continued trace follows the sender's clock."""


class TraceRings:
    """Traces × samples, each 0 (lower edge of what is shown) to 1, NaN where nothing was received.

    One thread puts, another reads; a sample becomes visible only once it is written.
    """

    def __init__(self, traces: int) -> None:
        self._values: NDArray[np.float32] = np.full((traces, _LENGTH), np.nan, np.float32)
        self._filled: NDArray[np.int64] = np.zeros(traces, np.int64)
        self._ends: NDArray[np.float64] = np.full(traces, -np.inf)
        self._last: NDArray[np.float32] = np.full(traces, np.nan, np.float32)
        self.late = 0
        """Blocks that came after what followed them, and were left out."""

    def __len__(self) -> int:
        return len(self._filled)

    def put(self, trace: int, block: WaveBlock, shown: tuple[float, float]) -> None:
        """Add a block; `shown` is the value of the lower and of the upper edge, in the block's unit."""
        count = len(block.samples)
        if not count:
            return
        step = 1.0 / block.rate_hz
        begin, joined = self._begin(trace, block.first_at, step)
        end = begin + (count - 1) * step
        first = self._filled[trace] if joined else int(np.ceil(begin * RATE_HZ - 1e-6))
        after = int(np.floor(end * RATE_HZ + 1e-6)) + 1
        if end <= self._ends[trace] or after <= first:
            self.late += 1
            return
        low, high = shown
        scaled = (block.samples.astype(np.float32) - low) / (high - low)
        times = begin + step * np.arange(count)
        if joined:
            times = np.concatenate(([self._ends[trace]], times))
            scaled = np.concatenate((self._last[trace : trace + 1], scaled))
        first = max(first, after - _LENGTH)
        grid = np.arange(first, after)
        self._fill_gap(trace, first)
        self._values[trace, grid % _LENGTH] = np.interp(grid / RATE_HZ, times, scaled)
        self._ends[trace], self._last[trace] = end, scaled[-1]
        self._filled[trace] = after

    def _begin(self, trace: int, first_at: float, step: float) -> tuple[float, bool]:
        """When the block's first sample is taken to be, and whether it continues what is there."""
        expected = self._ends[trace] + step
        apart = first_at - expected
        if abs(apart) < _JOIN_SECONDS:
            return float(expected + np.clip(_SLEW * apart, -step / 2, step / 2)), True
        return first_at, False

    def _fill_gap(self, trace: int, first: int) -> None:
        """Between the last sample and `first` nothing was received; what lies there is a lap old."""
        start = max(int(self._filled[trace]), first - _LENGTH)
        if start < first:
            self._values[trace, np.arange(start, first) % _LENGTH] = np.nan

    def window(self, first: int, after: int, rows: NDArray[np.intp] | None = None) -> NDArray[np.float32]:
        """Traces from grid sample `first` to before `after`: shape (traces, after - first), NaN where unknown.

        `rows`: only these traces, in this order; all where it is left out.
        """
        chosen = np.arange(len(self)) if rows is None else rows
        start = first % _LENGTH
        if start + after - first <= _LENGTH:
            found: NDArray[np.float32] = self._values[:, start : start + after - first][chosen]
        else:
            found = self._values[:, np.arange(first, after) % _LENGTH][chosen]
        filled = self._filled[chosen]
        if len(filled) and (filled.min() < after or filled.max() > first + _LENGTH):
            grid = np.arange(first, after)
            found = np.where((grid < filled[:, None]) & (grid >= filled[:, None] - _LENGTH), found, np.float32(np.nan))
        return found

    def larger(self, traces: int) -> "TraceRings":
        """The same rows and room for more."""
        more = TraceRings(traces)
        rows = len(self)
        more._values[:rows], more._filled[:rows] = self._values, self._filled
        more._ends[:rows], more._last[:rows] = self._ends, self._last
        more.late = self.late
        return more

    def forget(self, trace: int) -> None:
        """The trace begins anew: another patient lies there, nothing of the former may be seen."""
        self._filled[trace] = 0
        self._ends[trace] = -np.inf
        self._last[trace] = np.nan
        self._values[trace] = np.nan

    def last_at(self, trace: int) -> float:
        """The monotonic second of the newest sample, minus infinity where there is none."""
        return float(self._ends[trace])
