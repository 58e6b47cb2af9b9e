"""An hour that is over as one record, and its minutes: what is read from far need not open hundreds of records."""

from array import array
from collections.abc import Iterable
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
    return _extremes_of(one)


def _extremes_of(one: Extremes) -> tuple[Samples, Samples]:
    return unpack(one.low, one.count, one.low_step), unpack(one.high, one.count, one.high_step)


def read_numbers(one: Numbers) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Moments and values."""
    return one.first + np.cumsum(unpack_exactly(one.times, TIMES)) / 1000, unpack_exactly(one.values, VALUES)


def read_minutes(one: Minutes) -> Steps:
    """As steps of a minute."""
    counts, rest = unpack_exactly(one.counts, _COUNTS), (one.mean, one.low, one.high)
    return Steps(one.minute, counts, *(unpack_exactly(each, VALUES) for each in rest))


class _Wave:
    """Lowest and highest of each second, grown to what comes."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.low, self.high = (np.empty(0, np.float32) for _ in range(2))

    def take(self, one: Extremes) -> None:
        before, at = max(0, self.first - one.second), max(0, one.second - self.first)
        behind = max(0, at + one.count - before - len(self.low))
        if before or behind:
            self.first -= before
            self.low, self.high = (
                np.pad(each, (before, behind), constant_values=np.nan) for each in (self.low, self.high)
            )
        there = slice(at, at + one.count)
        lowest, highest = _extremes_of(one)
        self.low[there], self.high[there] = np.fmin(self.low[there], lowest), np.fmax(self.high[there], highest)


def merged(records: Iterable[Seconds]) -> tuple[Seconds, DayPart]:
    """All records of an hour as one, and its minutes.

    One record after another, its numbers in plain arrays: all of them at once would be what a node's memory grows by.
    """
    simulated = False
    waves: dict[str, _Wave] = {}
    numbers: dict[str, tuple[array[float], array[float]]] = {}
    for one in records:
        simulated = simulated or one.simulated
        for each in one.waves:
            waves.setdefault(each.wave, _Wave(each.second)).take(each)
        for vital in one.numbers:
            kept = numbers.setdefault(vital.vital, (array("d"), array("d")))
            for known, read in zip(kept, read_numbers(vital), strict=True):
                known.frombytes(read.tobytes())
    far = [packed_extremes(wave, one.first, one.low, one.high) for wave, one in sorted(waves.items())]
    ordered = {name: _in_order(np.frombuffer(one[0]), np.frombuffer(one[1])) for name, one in sorted(numbers.items())}
    whole = Seconds(simulated, True, far, [packed_numbers(name, *one) for name, one in ordered.items()])
    return whole, DayPart(simulated, [packed_minutes(name, stepped(*one, MINUTE)) for name, one in ordered.items()])


def all_numbers(pieces: Iterable[Numbers]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Moments and values of one vital sign, in the order of time."""
    read = [read_numbers(one) for one in pieces]
    if not read:
        return np.empty(0), np.empty(0)
    times, values = (np.concatenate([one[which] for one in read]) for which in (0, 1))
    return _in_order(times, values)


def _in_order(
    times: NDArray[np.float64], values: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
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
