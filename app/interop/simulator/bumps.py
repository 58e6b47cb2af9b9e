"""Sums of Gaussian bumps, of all beds at once: the building stone of the ECG, the pleth and the pressure's notch.

The model is the sum of Gaussians of McSharry et al. 2003 (see `beats.py`), with the bumps placed in time around each R
wave instead of around a limit cycle: nothing is integrated, so a sample depends on its beats alone.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.interop.simulator.grid import Signal

_FARTHEST = 4.5
"""Standard deviations beyond which a bump counts as nothing (4e-5 of its height)."""


class Bumps:
    """Rows of (bed, centre, width, heights) to be drawn on one stretch of time."""

    def __init__(self, beds: int, columns: int) -> None:
        self._beds, self._columns = beds, columns
        self._rows: list[NDArray[np.float64]] = []

    def add(self, bed: NDArray[np.float64], centre: Signal, width: Signal, heights: NDArray[np.float64]) -> None:
        """Shapes (n,), (n,), (n,) and (n, columns)."""
        self._rows.append(np.column_stack([bed, centre, width, heights]))

    def add_rows(self, rows: Sequence[tuple[float, ...]]) -> None:
        """The same, one tuple a bump."""
        if rows:
            self._rows.append(np.array(rows, dtype=float))

    def drawn(self, at: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shape (columns, beds, samples) at the given seconds."""
        out = np.zeros((self._columns, self._beds, len(at)))
        if not self._rows:
            return out
        rows = np.concatenate(self._rows)
        reach = _FARTHEST * rows[:, 2]
        rows = rows[(rows[:, 1] + reach > at[0]) & (rows[:, 1] - reach < at[-1])]
        if not len(rows):
            return out
        rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
        beds = rows[:, 0].astype(np.intp)
        first = np.flatnonzero(np.concatenate([[True], beds[1:] != beds[:-1]]))
        away = (at - rows[:, 1:2]) / rows[:, 2:3]
        shapes = np.exp(-0.5 * away * away)
        for column in range(self._columns):
            out[column, beds[first]] = np.add.reduceat(shapes * rows[:, 3 + column, None], first, axis=0)
        return out
