"""Where a trend has values: pure arithmetic for what draws it."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.ward.signals import Samples


def runs(values: Samples) -> Iterator[tuple[int, int]]:
    """(first, after) of each stretch without a gap."""
    known = np.concatenate(([False], ~np.isnan(values), [False]))
    edges = np.flatnonzero(known[1:] != known[:-1])
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def lonely(values: Samples) -> NDArray[np.bool_]:
    """Values with a gap on both sides: no line goes through them."""
    known = ~np.isnan(values)
    around = np.concatenate(([False], known, [False]))
    result: NDArray[np.bool_] = known & ~around[:-2] & ~around[2:]
    return result


def nearest(times: NDArray[np.float64], step: float, moment: float) -> int | None:
    """The step in which a moment lies; None outside all."""
    if not len(times) or not times[0] <= moment < times[-1] + step:
        return None
    return int(np.searchsorted(times, moment, side="right")) - 1
