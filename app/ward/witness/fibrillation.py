"""Whether an ECG looks like ventricular fibrillation: two published criteria, and both must hold.

Threshold crossing sample count: M. A. Arafat, A. W. Chowdhury, M. K. Hasan, "A simple time domain algorithm for the
detection of ventricular fibrillation in electrocardiogram", Signal, Image and Video Processing 5(1), 2011: in windows
of 3 s, under a cosine window and divided by the largest value, the share of samples beyond 0.2; its mean over 8 s
beyond 48 % is fibrillation. Leakage of the fibrillation filter: S. Kuo, R. Dillman, "Computer detection of ventricular
fibrillation", Computers in Cardiology 1978, as in A. Amann et al., BioMedical Engineering OnLine 4:60, 2005: the
signal and itself half a mean period later cancel each other in fibrillation; what is left is below 0.625.

Either alone calls broad ordinary beats fibrillation (docs/alarms.md has the figures). The thresholds are known here at
second hand; the band of 1 to 30 Hz is cut in the frequency domain.
"""

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from app.ward.witness.beats import band, filled
from app.ward.witness.grid import RATE_HZ, Matrix

SECONDS: Final = 8.0
_SHARE: Final = 48.0
_LEAKAGE: Final = 0.625
_STAGE: Final = int(3 * RATE_HZ)
_LEVEL: Final = 0.2
_QUIET_MV: Final = 0.1
"""Largest value below which there is nothing to judge (our choice): a line that trembles is no fibrillation."""


def fibrillating(samples: Matrix) -> NDArray[np.bool_]:
    """For each bed, whether the last SECONDS of its ECG fulfil both criteria; False where it is too small to be judged.

    `samples` in mV at RATE_HZ, shape (beds, n), n at least SECONDS; NaN for gaps.
    """
    last = samples[:, -int(SECONDS * RATE_HZ) :]
    curve = band(filled(last, np.isnan(last)), (1.0, 30.0))
    found: NDArray[np.bool_] = (crossing_share(curve) > _SHARE) & (np.abs(curve).max(axis=1) >= _QUIET_MV)
    for row in np.flatnonzero(found):
        found[row] = leakage(curve[row]) < _LEAKAGE
    return found


def crossing_share(curve: Matrix) -> NDArray[np.float64]:
    """The threshold crossing sample count of each row, in per cent."""
    stages = sliding_window_view(curve, _STAGE, axis=1)[:, :: int(RATE_HZ)] * _window()
    largest = np.abs(stages).max(axis=2, keepdims=True)
    beyond = (np.abs(stages) > _LEVEL * np.maximum(largest, 1e-6)).mean(axis=2)
    shares: NDArray[np.float64] = 100.0 * beyond.mean(axis=1, dtype=np.float64)
    return shares


def leakage(curve: NDArray[np.float32]) -> float:
    """What is left of a signal when itself, half a mean period later, is added: 0 for a sine, near 1 for beats."""
    steps = float(np.abs(np.diff(curve)).sum())
    if steps <= 0.0:
        return 1.0
    half = int(np.pi * float(np.abs(curve).sum()) / steps + 0.5)
    half = min(max(half, 1), len(curve) // 2)
    early, late = curve[:-half], curve[half:]
    return float(np.abs(early + late).sum() / max(float((np.abs(early) + np.abs(late)).sum()), 1e-9))


def _window() -> NDArray[np.float32]:
    seconds = np.arange(_STAGE) / RATE_HZ
    rising = 0.5 * (1 - np.cos(4 * np.pi * np.minimum(seconds, 0.25)))
    falling = 0.5 * (1 - np.cos(4 * np.pi * np.minimum(3 - seconds, 0.25)))
    window: NDArray[np.float32] = np.minimum(rising, falling).astype(np.float32)
    return window
