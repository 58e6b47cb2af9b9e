"""A signal as the columns of a picture: its lowest and highest value in each, so that nothing between them is lost."""

import numpy as np

from app.ward.signals import Samples


def columns_of(
    samples: Samples, first_at: float, rate_hz: float, start: float, end: float, columns: int
) -> tuple[Samples, Samples]:
    """Lowest and highest value in each of `columns` equal parts of [start, end): shape (columns,) each, NaN for a gap.

    Besides the samples inside, each column takes the line's height at both of its edges: two neighbours always touch,
    also where a column holds no sample at all.
    """
    edges = np.linspace(start, end, columns + 1)
    if len(samples) < 2:
        nothing = np.full(columns, np.nan, np.float32)
        return nothing, nothing.copy()
    times = first_at + np.arange(len(samples)) / rate_hz
    heights = np.interp(edges, times, samples, left=np.nan, right=np.nan).astype(np.float32)
    low, high = np.fmin(heights[:-1], heights[1:]), np.fmax(heights[:-1], heights[1:])
    column = np.floor((times - start) / (end - start) * columns).astype(np.int64)
    inside = (column >= 0) & (column < columns) & ~np.isnan(samples)
    np.fmin.at(low, column[inside], samples[inside])
    np.fmax.at(high, column[inside], samples[inside])
    return low, high


def joined(low: Samples, high: Samples) -> tuple[Samples, Samples]:
    """Columns stretched so that each touches the one before it; the last axis is the columns. Gaps stay gaps."""
    known = ~np.isnan(low)
    touching = known[..., 1:] & known[..., :-1]
    low, high = low.copy(), high.copy()
    before_low, before_high = low[..., :-1].copy(), high[..., :-1].copy()
    np.fmin(low[..., 1:], before_high, out=low[..., 1:], where=touching)
    np.fmax(high[..., 1:], before_low, out=high[..., 1:], where=touching)
    return low, high
