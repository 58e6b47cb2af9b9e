"""Beats of an ECG and pulses of a pressure or pleth curve, by two moving averages, for many beds at once.

ECG: M. Elgendi, "Fast QRS detection with an optimized knowledge-based method", PLoS ONE 8(9), 2013, e73557: band of 8
to 20 Hz, squared, averages over 97 and 611 ms, offset of 8 % of the mean. Pulses: M. Elgendi et al., "Systolic peak
detection in acceleration photoplethysmograms", PLoS ONE 8(10), 2013, e76585: 0.5 to 8 Hz, positive part squared, 111
and 667 ms, offset of 2 %. Ours: the band is cut in the frequency domain, and a peak must reach a share of the bed's
usual beat and a floor, because averages that only compare with each other find beats in noise where there are none.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.ward.witness.grid import RATE_HZ, Matrix

_PAD: Final = int(RATE_HZ)
_REFRACTORY: Final = int(0.2 * RATE_HZ)
_LONGEST: Final = int(0.4 * RATE_HZ)
_SHARE: Final = 0.3
"""Of the bed's usual beat; below it a peak is noise."""


@dataclass(frozen=True)
class Manner:
    """How one kind of signal is read; Hz, seconds, share of the mean, and the floor in the signal's unit."""

    band_hz: tuple[float, float]
    event: float
    beat: float
    offset: float
    positive: bool
    floor: float


ECG: Final = Manner((8.0, 20.0), 0.097, 0.611, 0.08, positive=False, floor=0.04)
"""The floor in mV after the filter; about 0.1 mV of a QRS complex before it (our choice)."""
PULSE: Final = Manner((0.5, 8.0), 0.111, 0.667, 0.02, positive=True, floor=0.0)


@dataclass(frozen=True)
class Beats:
    """Each beat found: `row` the bed, `column` the sample of the window, `height` after the filter; in order."""

    row: NDArray[np.intp]
    column: NDArray[np.intp]
    height: Matrix


def find(samples: Matrix, manner: Manner, usual: Matrix | None = None) -> Beats:
    """Beats in a matrix of shape (beds, n) at RATE_HZ with NaN for gaps; `usual` the height of each bed's beats.

    A beat within a gap or at its edge is none.
    """
    missing = np.isnan(samples)
    curve = band(filled(samples, missing), manner.band_hz)
    energy = np.square(np.maximum(curve, 0.0) if manner.positive else curve)
    event = average(energy, manner.event)
    threshold = average(energy, manner.beat) + manner.offset * energy.mean(axis=1, keepdims=True)
    blocks = (event > threshold) & ~_near(missing)
    rows, starts, ends = _runs(blocks)
    wide = ends - starts >= int(manner.event * RATE_HZ)
    rows, starts, ends = rows[wide], starts[wide], ends[wide]
    columns, heights = _peaks(curve if manner.positive else np.abs(curve), rows, starts, ends)
    least = np.full(len(samples), manner.floor, dtype=np.float32)
    if usual is not None:
        least = np.maximum(least, _SHARE * usual)
    kept = heights > least[rows]
    return _apart(rows[kept], columns[kept], heights[kept])


def band(samples: Matrix, hertz: tuple[float, float]) -> Matrix:
    """Only what lies between these frequencies, without delay; edges of 20 % of each frequency."""
    padded = np.pad(samples, ((0, 0), (_PAD, _PAD)), mode="reflect")
    frequencies = np.fft.rfftfreq(padded.shape[1], 1 / RATE_HZ)
    low, high = hertz
    rise = np.clip((frequencies - 0.8 * low) / (0.4 * low), 0, 1)
    fall = np.clip((1.2 * high - frequencies) / (0.4 * high), 0, 1)
    cut = np.fft.irfft(np.fft.rfft(padded, axis=1) * (rise * fall), padded.shape[1], axis=1)
    found: Matrix = cut[:, _PAD:-_PAD].astype(np.float32)
    return found


def average(samples: Matrix, seconds: float) -> Matrix:
    """The mean of the `seconds` around each sample, shorter at the ends."""
    half = int(seconds * RATE_HZ) // 2
    sums = np.cumsum(samples, axis=1, dtype=np.float64)
    sums = np.concatenate([np.zeros((len(sums), 1)), sums], axis=1)
    places = np.arange(samples.shape[1])
    high, low = np.minimum(places + half + 1, samples.shape[1]), np.maximum(places - half, 0)
    found: Matrix = ((sums[:, high] - sums[:, low]) / (high - low)).astype(np.float32)
    return found


def filled(samples: Matrix, missing: NDArray[np.bool_]) -> Matrix:
    """Gaps bridged by a straight line, so that their edges make no beat; a row without any sample is zero."""
    found = samples.copy()
    places = np.arange(samples.shape[1])
    for row in np.flatnonzero(missing.any(axis=1)):
        there = ~missing[row]
        found[row] = np.interp(places, places[there], samples[row, there]) if there.any() else 0.0
    return found


def _near(missing: NDArray[np.bool_]) -> NDArray[np.bool_]:
    if not missing.any():
        return missing
    return average(missing.astype(np.float32), 0.1) > 0


def _runs(marked: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Row, first column and the column after the last of every run of True."""
    edge = np.zeros((len(marked), 1), dtype=np.int8)
    steps = np.diff(np.concatenate([edge, marked.astype(np.int8), edge], axis=1), axis=1)
    rows, starts = np.nonzero(steps == 1)
    _, ends = np.nonzero(steps == -1)
    return rows, starts, ends


def _peaks(
    curve: Matrix, rows: NDArray[np.intp], starts: NDArray[np.intp], ends: NDArray[np.intp]
) -> tuple[NDArray[np.intp], Matrix]:
    places = starts[:, None] + np.arange(_LONGEST)
    inside = places < ends[:, None]
    heights = np.where(inside, curve[rows[:, None], np.minimum(places, curve.shape[1] - 1)], -np.inf)
    best = heights.argmax(axis=1)
    found: Matrix = heights[np.arange(len(rows)), best].astype(np.float32)
    return starts + best, found


def _apart(rows: NDArray[np.intp], columns: NDArray[np.intp], heights: Matrix) -> Beats:
    """Of two peaks nearer than a heart can beat, the lower is none."""
    kept = np.ones(len(rows), dtype=bool)
    if len(rows) > 1:
        close = (rows[1:] == rows[:-1]) & (columns[1:] - columns[:-1] < _REFRACTORY)
        lower = heights[1:] < heights[:-1]
        kept[1:] &= ~(close & lower)
        kept[:-1] &= ~(close & ~lower)
    return Beats(rows[kept], columns[kept], heights[kept])
