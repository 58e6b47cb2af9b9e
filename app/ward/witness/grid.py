"""The last seconds of one signal of many beds on one grid of time: a matrix, one row a bed."""

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.ward.signals import WaveBlock

Matrix = NDArray[np.float32]
RATE_HZ: Final = 125.0
SECONDS: Final = 12.0
WIDTH: Final = int(RATE_HZ * SECONDS)


class Grid:
    """`samples` has shape (beds, WIDTH), NaN where nothing came; its last column is the moment of `move`."""

    def __init__(self, beds: int) -> None:
        self.samples: Matrix = np.full((beds, WIDTH), np.nan, dtype=np.float32)
        self._end: int | None = None

    def grow(self, beds: int) -> None:
        """Rows for more beds; those that are there stay."""
        more = np.full((beds - len(self.samples), WIDTH), np.nan, dtype=np.float32)
        self.samples = np.concatenate([self.samples, more])

    def move(self, at: float) -> None:
        """Let the window end at this moment; what is older than SECONDS is forgotten."""
        end = int(np.floor(at * RATE_HZ))
        step = WIDTH if self._end is None else max(0, end - self._end)
        if step >= WIDTH:
            self.samples[:] = np.nan
        elif step:
            self.samples[:, :-step] = self.samples[:, step:]
            self.samples[:, -step:] = np.nan
        self._end = end if self._end is None else max(end, self._end)

    def put(self, row: int, blocks: Iterable[WaveBlock]) -> None:
        """Write what came for one bed, brought to RATE_HZ by linear interpolation; call after `move`."""
        if self._end is None:
            return
        first = self._end - WIDTH + 1
        for block in blocks:
            count = len(block.samples)
            if not count or not block.rate_hz > 0 or not np.isfinite(block.first_at):
                continue
            last_at = block.first_at + (count - 1) / block.rate_hz
            # The steps between two blocks belong to the later one.
            low = max(first, int(np.ceil((block.first_at - 0.5 / block.rate_hz) * RATE_HZ)))
            high = min(self._end, int(np.floor((last_at + 0.5 / block.rate_hz) * RATE_HZ)))
            if high < low:
                continue
            steps = (np.arange(low, high + 1) / RATE_HZ - block.first_at) * block.rate_hz
            self.samples[row, low - first : high - first + 1] = np.interp(steps, np.arange(count), block.samples)

    def forget(self, row: int) -> None:
        """Another patient."""
        self.samples[row] = np.nan
