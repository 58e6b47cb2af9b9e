"""Rows of a signal as pictures, by arithmetic alone: a worker thread makes them without Qt."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.ward.signals import Samples

_HALF: Final = 0.65
"""Half the thickness of a trace, in pixels."""
_STEPS: Final = 256


@dataclass(frozen=True)
class Inks:
    """Trace and ground as 0xffRRGGBB."""

    trace: int
    ground: int

    def mixed(self) -> NDArray[np.uint32]:
        """From the ground (0) to the trace (255), shape (256,)."""
        share = np.linspace(0.0, 1.0, _STEPS)
        mixed = np.full(_STEPS, 0xFF, np.uint32) << np.uint32(24)
        for shift in (16, 8, 0):
            trace, ground = (self.trace >> shift) & 0xFF, (self.ground >> shift) & 0xFF
            part = np.round(ground + (trace - ground) * share).astype(np.uint32)
            mixed |= part << np.uint32(shift)
        return mixed


def shade(low: Samples, high: Samples, height: int, shown: tuple[float, float], inks: Inks) -> NDArray[np.uint32]:
    """Pictures of columns from `low` to `high` (rows, columns): shape (rows, height, columns), 0xffRRGGBB.

    What lies beyond `shown` is drawn at the edge. NaN stays ground.
    """
    bottom, top = shown
    scale = (height - 1 - 2 * _HALF) / (top - bottom)
    upper = _HALF + (top - np.clip(high, bottom, top)) * scale
    lower = _HALF + (top - np.clip(low, bottom, top)) * scale
    lines = np.arange(height, dtype=np.float32)[None, :, None]
    # The part of each pixel between the two heights, half a line's thickness beyond both.
    covered = np.minimum(lines + 0.5, (lower + _HALF)[:, None, :]) - np.maximum(
        lines - 0.5, (upper - _HALF)[:, None, :]
    )
    covered = np.nan_to_num(covered, nan=0.0)
    shares = (np.clip(covered, 0.0, 1.0) * (_STEPS - 1)).astype(np.uint8)
    picture: NDArray[np.uint32] = inks.mixed()[shares]
    return picture
