"""Samples as few bytes: whole steps of 16 bits, differences of differences, the two bytes apart, deflated."""

import math
import zlib
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.ward.catalogue import waveforms
from app.ward.signals import Samples

_GAP: Final = -32768
_MOST: Final = 32_767
_LEVEL: Final = 1
"""Of zlib: higher levels take twice the time for one per cent of the bytes."""


@cache
def usual_step(wave: str) -> float:
    """How finely a waveform is kept: the power of two below a thousandth of what a sector shows of it."""
    known = waveforms().get(wave)
    low, high = known.shown if known is not None else (-1.0, 1.0)
    return float(2.0 ** math.floor(math.log2((high - low) / 1024)))


def pack(values: Samples, step: float) -> tuple[float, bytes]:
    """The step that was taken (a coarser one where `step` could not hold what is furthest out), and the bytes.

    NaN stays NaN; what is infinite becomes NaN, since no device can mean it.
    """
    steps = values.astype(np.float64) / step
    steps[~np.isfinite(steps)] = np.nan
    furthest = float(np.nanmax(np.abs(steps))) if np.isfinite(steps).any() else 0.0
    while furthest > _MOST:
        step, furthest, steps = step * 2, furthest / 2, steps / 2
    whole = np.where(np.isnan(steps), _GAP, np.rint(steps)).astype("<i2")
    return step, zlib.compress(_apart(_differences(_differences(whole))), _LEVEL)


def unpack(packed: bytes, count: int, step: float) -> Samples:
    """What `pack` was given, to within half a step. ValueError, zlib.error for anything else."""
    planes = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(2, count)
    folded = np.ascontiguousarray(planes.T).view("<u2").reshape(count)
    differences = ((folded >> 1) ^ (~(folded & 1) + np.uint16(1))).view("<i2")
    whole = np.cumsum(np.cumsum(differences, dtype="<i2"), dtype="<i2")
    values = whole.astype(np.float32) * np.float32(step)
    values[whole == _GAP] = np.nan
    return values


def pack_exactly(values: NDArray[np.generic]) -> bytes:
    """Numbers as they are, byte for byte, the same bytes of all of them together."""
    size = values.dtype.itemsize
    return zlib.compress(np.ascontiguousarray(values).view(np.uint8).reshape(-1, size).T.tobytes(), _LEVEL)


def unpack_exactly(packed: bytes, kind: str) -> NDArray[np.float64]:
    """What `pack_exactly` was given, of this kind, as float64."""
    size = np.dtype(kind).itemsize
    planes = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(size, -1)
    return np.ascontiguousarray(planes.T).view(kind).reshape(-1).astype(np.float64)


def _differences(values: NDArray[np.int16]) -> NDArray[np.int16]:
    """The first as it is, then each less the one before, in 16 bits that run over; summing them up undoes it."""
    return np.diff(values, prepend=values.dtype.type(0))


def _apart(values: NDArray[np.int16]) -> bytes:
    """Small numbers of either sign as small numbers, all low bytes, then all high bytes."""
    folded = ((values << 1) ^ (values >> 15)).view("<u2")
    return folded.view(np.uint8).reshape(-1, 2).T.tobytes()
