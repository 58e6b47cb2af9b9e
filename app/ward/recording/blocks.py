"""Ten seconds of one stay: gathered as they come, cut off, and written as bytes.

What continues (app/ward/picture/rings.py judges alike) is laid behind what is there, and follows the sender's clock
slowly; what does not begins a section of its own, and between the two nothing was received.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from app.ward.recording.samples import pack, pack_exactly, usual_step
from app.ward.signals import Numeric, Samples, WaveBlock

_JOIN_SECONDS: Final = 0.4
_SLEW: Final = 0.02
TIMES, VALUES = "<u4", "<f4"
"""How numbers are kept: milliseconds since the first, and as they came."""


class Section(msgspec.Struct, array_like=True, frozen=True):
    """Samples of one waveform, evenly spaced over [first, end)."""

    wave: str
    rate_hz: float
    first: float
    end: float
    step: float
    count: int
    packed: bytes


class Signals(msgspec.Struct, array_like=True, frozen=True):
    """One record of a part of signals."""

    simulated: bool
    sections: list[Section]


class Extremes(msgspec.Struct, array_like=True, frozen=True):
    """The lowest and highest sample of each second from `second` on."""

    wave: str
    second: int
    count: int
    low_step: float
    low: bytes
    high_step: float
    high: bytes


class Numbers(msgspec.Struct, array_like=True, frozen=True):
    """The numbers of one vital sign; NaN where the device said that it has none."""

    vital: str
    first: float
    times: bytes
    values: bytes


class Seconds(msgspec.Struct, array_like=True, frozen=True):
    """One record of a part of seconds; `whole`: all of its hour, and its minutes are written."""

    simulated: bool
    whole: bool
    waves: list[Extremes]
    numbers: list[Numbers]


@dataclass
class _Run:
    rate_hz: float
    first: float
    end: float
    parts: list[Samples] = field(default_factory=list)


@dataclass(frozen=True)
class Stretch:
    """Samples of one waveform as they were gathered, in wall time."""

    wave: str
    rate_hz: float
    first: float
    end: float
    samples: Samples


@dataclass(frozen=True)
class Block:
    """What was gathered, in wall time; `numbers`: vital sign → moments and values."""

    first: float
    last: float
    simulated: bool
    stretches: Sequence[Stretch]
    numbers: Mapping[str, tuple[Sequence[float], Sequence[float]]]


class Gathering:
    """What came of one stay since it was cut last. Moments are those of the signals' clock until then."""

    def __init__(self) -> None:
        self._runs: dict[str, _Run] = {}
        self._over: list[tuple[str, _Run]] = []
        self._numbers: dict[str, tuple[list[float], list[float]]] = {}
        self._simulated = False
        self.since: float | None = None
        """When the first of it was taken, None where there is nothing."""

    def take_waves(self, blocks: Sequence[WaveBlock], simulated: bool, at: float) -> None:
        """Further samples."""
        for block in blocks:
            if len(block.samples):
                self._take(block)
                self._note(simulated, at)

    def take_numbers(self, numerics: Sequence[Numeric], moment: float, simulated: bool, at: float) -> None:
        """Further numbers, received at `moment`."""
        for one in numerics:
            times, values = self._numbers.setdefault(one.vital, ([], []))
            times.append(moment)
            values.append(float("nan") if one.value is None else one.value)
            self._note(simulated, at)

    def _note(self, simulated: bool, at: float) -> None:
        self._simulated = self._simulated or simulated
        if self.since is None:
            self.since = at

    def _take(self, block: WaveBlock) -> None:
        run, seconds = self._runs.get(block.wave), len(block.samples) / block.rate_hz
        if run is not None and run.rate_hz == block.rate_hz and abs(block.first_at - run.end) < _JOIN_SECONDS:
            half = 0.5 / run.rate_hz
            run.end += seconds + min(half, max(-half, _SLEW * (block.first_at - run.end)))
        else:
            if run is not None and run.parts:
                self._over.append((block.wave, run))
            run = self._runs[block.wave] = _Run(block.rate_hz, block.first_at, block.first_at + seconds)
        run.parts.append(block.samples)

    def cut(self, zero: float) -> Block | None:
        """All of it, `zero` being the POSIX second of the clock's beginning; the next continues it."""
        runs = [*self._over, *((wave, run) for wave, run in self._runs.items() if run.parts)]
        stretches = [
            Stretch(wave, run.rate_hz, zero + run.first, zero + run.end, np.concatenate(run.parts))
            for wave, run in runs
        ]
        numbers = {vital: ([zero + one for one in times], values) for vital, (times, values) in self._numbers.items()}
        for run in self._runs.values():
            run.first, run.parts = run.end, []
        simulated, self._simulated = self._simulated, False
        self._over, self._numbers, self.since = [], {}, None
        moments = [moment for times, _ in numbers.values() for moment in times]
        moments += [moment for one in stretches for moment in (one.first, one.end)]
        return Block(min(moments), max(moments), simulated, stretches, numbers) if moments else None


def signals_of(block: Block) -> bytes:
    """Every sample."""
    sections = []
    for one in block.stretches:
        step, packed = pack(one.samples, usual_step(one.wave))
        sections.append(Section(one.wave, one.rate_hz, one.first, one.end, step, len(one.samples), packed))
    return msgspec.msgpack.encode(Signals(block.simulated, sections))


def seconds_of(block: Block) -> bytes:
    """Its numbers, and what there is to see of its waveforms from further away."""
    waves = [packed_extremes(one.wave, *extremes(one)) for one in block.stretches]
    numbers = [
        packed_numbers(vital, np.asarray(times), np.asarray(values)) for vital, (times, values) in block.numbers.items()
    ]
    return msgspec.msgpack.encode(Seconds(block.simulated, False, waves, numbers))


def extremes(one: Stretch) -> tuple[int, Samples, Samples]:
    """The first second, and the lowest and highest sample of each; NaN for one without any."""
    count = len(one.samples)
    times = np.floor(one.first + np.arange(count) * ((one.end - one.first) / count)).astype(np.int64)
    first = int(times[0])
    low, high = folded(times - first, one.samples, one.samples, int(times[-1]) - first + 1)
    return first, low, high


def folded(places: NDArray[np.int64], low: Samples, high: Samples, count: int) -> tuple[Samples, Samples]:
    """The lowest and highest of what belongs to each of `count` places; `places` never goes down."""
    lowest, highest = (np.full(count, np.nan, np.float32) for _ in range(2))
    if len(places):
        starts = np.flatnonzero(np.diff(places, prepend=places[0] - 1))
        lowest[places[starts]] = np.fmin.reduceat(low, starts)
        highest[places[starts]] = np.fmax.reduceat(high, starts)
    return lowest, highest


def packed_extremes(wave: str, second: int, low: Samples, high: Samples) -> Extremes:
    """As they are kept."""
    step = usual_step(wave)
    low_step, low_packed = pack(low, step)
    high_step, high_packed = pack(high, step)
    return Extremes(wave, second, len(low), low_step, low_packed, high_step, high_packed)


def packed_numbers(vital: str, times: NDArray[np.float64], values: NDArray[np.float64]) -> Numbers:
    """As they are kept, in the order of their moments."""
    order = np.argsort(times, kind="stable")
    since = np.rint((times[order] - times[order[0]]) * 1000).astype(TIMES)
    first = float(times[order[0]])
    return Numbers(
        vital, first, pack_exactly(np.diff(since, prepend=since[0])), pack_exactly(values[order].astype(VALUES))
    )
