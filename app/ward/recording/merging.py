"""An hour that is over as one record, and its minutes: what is read from far need not open hundreds of records."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from app.ward.recording.blocks import (
    TIMES,
    VALUES,
    Extremes,
    Numbers,
    Seconds,
    packed_extremes,
    packed_numbers,
)
from app.ward.recording.samples import pack_exactly, unpack, unpack_exactly
from app.ward.signals import Samples

MINUTE: Final = 60
_COUNTS: Final = "<u2"


class Minutes(msgspec.Struct, array_like=True, frozen=True):
    """One vital sign in each minute from `minute` (since 1970) on; a minute without a value counts none."""

    vital: str
    minute: int
    counts: bytes
    mean: bytes
    low: bytes
    high: bytes


class DayPart(msgspec.Struct, array_like=True, frozen=True):
    """One record of a part of minutes."""

    simulated: bool
    vitals: list[Minutes]


class Steps(msgspec.Struct, frozen=True):
    """A vital sign in equal steps from `first` (counted in steps since 1970) on; shape (n,) each."""

    first: int
    counts: NDArray[np.float64]
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@lru_cache(maxsize=1024)
def read_extremes(one: Extremes) -> tuple[Samples, Samples]:
    """Lowest and highest, not to be changed: a window asks for the same hours again and again."""
    return unpack(one.low, one.count, one.low_step), unpack(one.high, one.count, one.high_step)


def read_numbers(one: Numbers) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Moments and values."""
    return one.first + np.cumsum(unpack_exactly(one.times, TIMES)) / 1000, unpack_exactly(one.values, VALUES)


def read_minutes(one: Minutes) -> Steps:
    """As steps of a minute."""
    counts, rest = unpack_exactly(one.counts, _COUNTS), (one.mean, one.low, one.high)
    return Steps(one.minute, counts, *(unpack_exactly(each, VALUES) for each in rest))


def merged(records: Sequence[Seconds]) -> tuple[Seconds, DayPart]:
    """All records of an hour as one, and its minutes."""
    simulated = any(one.simulated for one in records)
    waves = {each.wave for one in records for each in one.waves}
    vitals = {each.vital for one in records for each in one.numbers}
    far = [
        _one_wave(wave, [each for one in records for each in one.waves if each.wave == wave]) for wave in sorted(waves)
    ]
    numbers = [
        (vital, *all_numbers(each for one in records for each in one.numbers if each.vital == vital))
        for vital in sorted(vitals)
    ]
    whole = Seconds(simulated, True, far, [packed_numbers(*one) for one in numbers])
    minutes = [packed_minutes(vital, stepped(times, values, MINUTE)) for vital, times, values in numbers]
    return whole, DayPart(simulated, minutes)


def _one_wave(wave: str, pieces: Sequence[Extremes]) -> Extremes:
    first = min(one.second for one in pieces)
    count = max(one.second + one.count for one in pieces) - first
    low, high = (np.full(count, np.nan, np.float32) for _ in range(2))
    for one in pieces:
        at = slice(one.second - first, one.second - first + one.count)
        lowest, highest = read_extremes(one)
        low[at], high[at] = np.fmin(low[at], lowest), np.fmax(high[at], highest)
    return packed_extremes(wave, first, low, high)


def all_numbers(pieces: Iterable[Numbers]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Moments and values of one vital sign, in the order of time."""
    read = [read_numbers(one) for one in pieces]
    if not read:
        return np.empty(0), np.empty(0)
    times, values = (np.concatenate([one[which] for one in read]) for which in (0, 1))
    order = np.argsort(times, kind="stable")
    return times[order], values[order]


def stepped(times: NDArray[np.float64], values: NDArray[np.float64], step: float) -> Steps:
    """The numbers of each step; `times` never goes down."""
    known = np.isfinite(values)
    places, kept = np.floor(times[known] / step).astype(np.int64), values[known]
    if not len(places):
        return Steps(0, *(np.empty(0) for _ in range(4)))
    first = int(places[0])
    places -= first
    counts = np.bincount(places).astype(np.float64)
    with np.errstate(invalid="ignore"):
        mean = np.bincount(places, kept) / counts
    low, high = (np.full(len(counts), np.nan) for _ in range(2))
    starts = np.flatnonzero(np.diff(places, prepend=-1))
    low[places[starts]], high[places[starts]] = np.minimum.reduceat(kept, starts), np.maximum.reduceat(kept, starts)
    return Steps(first, counts, mean, low, high)


def packed_minutes(vital: str, steps: Steps) -> Minutes:
    """As they are kept."""
    counts = np.minimum(steps.counts, 65_535).astype(_COUNTS)
    rest = (pack_exactly(each.astype(VALUES)) for each in (steps.mean, steps.low, steps.high))
    return Minutes(vital, steps.first, pack_exactly(counts), *rest)
