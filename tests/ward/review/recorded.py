"""A recording in memory: what a test says was received, and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.kernel.errors import KnownError
from app.ward.alarms.words import Priority
from app.ward.recording.model import AlarmMark, Envelope, Trend, WaveSpan
from app.ward.signals import Samples

RATE = 250.0
START = 1_763_700_000.0
"""21/11/2025 01:40 in Fortaleza."""


@dataclass
class InMemory:
    """A `BedRecording`; `unreadable` are spans in which reading fails."""

    start: float
    end: float
    signals: Mapping[str, Samples]
    marks: Sequence[AlarmMark] = ()
    numbers: Mapping[str, Callable[[float], float]] = field(default_factory=dict)
    unreadable: Sequence[tuple[float, float]] = ()
    is_simulated: bool = True
    reads: int = 0

    def simulated(self) -> bool:
        return self.is_simulated

    def span(self) -> tuple[float, float] | None:
        return (self.start, self.end) if self.end > self.start else None

    def waves(self) -> tuple[str, ...]:
        return tuple(self.signals)

    def vitals(self) -> tuple[str, ...]:
        return tuple(self.numbers)

    def wave(self, wave: str, start: float, end: float) -> WaveSpan:
        self._look(start, end)
        count = round((end - start) * RATE)
        first = round((start - self.start) * RATE)
        samples = np.full(count, np.nan, np.float32)
        known = self.signals[wave]
        left, right = max(0, -first), min(count, len(known) - first)
        if right > left:
            samples[left:right] = known[first + left : first + right]
        return WaveSpan(wave, RATE, start, samples)

    def envelope(self, wave: str, start: float, end: float, columns: int) -> Envelope:
        samples = self.wave(wave, start, end).samples
        column = np.minimum(columns - 1, np.arange(len(samples)) * columns // max(1, len(samples)))
        low, high = np.full(columns, np.nan, np.float32), np.full(columns, np.nan, np.float32)
        np.fmin.at(low, column, samples)
        np.fmax.at(high, column, samples)
        return Envelope(wave, start, end, low, high)

    def trend(self, vital: str, start: float, end: float, columns: int) -> Trend:
        self._look(start, end)
        step = max(1.0, np.ceil((end - start) / columns))
        times = np.arange(np.floor(start / step), np.floor(end / step)) * step
        told = [self.numbers[vital](at) if self.start <= at < self.end else np.nan for at in times]
        values = np.array(told, np.float32)
        return Trend(vital, float(step), times, values, values, values)

    def alarms(self, start: float, end: float) -> tuple[AlarmMark, ...]:
        there = (one for one in self.marks if one.began_at < end and (one.ended_at is None or one.ended_at > start))
        return tuple(sorted(there, key=lambda one: one.began_at))

    def _look(self, start: float, end: float) -> None:
        self.reads += 1
        if any(start < after and end > before for before, after in self.unreadable):
            raise KnownError("recording.broken", reason="test")


def beats(seconds: float, per_minute: float = 60.0, height: float = 1.0) -> Samples:
    """A flat line with a spike of this height (mV) at every beat, two samples wide at its foot."""
    samples = np.zeros(round(seconds * RATE), np.float32)
    at = np.arange(0, len(samples), RATE * 60.0 / per_minute).astype(int)
    samples[at] = height
    return samples


def mark(
    at: float, code: str = "asystole", priority: Priority = Priority.HIGH, seconds: float | None = 20.0
) -> AlarmMark:
    """An alarm that began at a moment."""
    ended = None if seconds is None else at + seconds
    return AlarmMark(code, code, priority, lethal=priority is Priority.HIGH, began_at=at, ended_at=ended)


def hours(count: float, marks: Sequence[AlarmMark] = (), **more: object) -> InMemory:
    """So many hours of beats that end at `START` plus that time."""
    seconds = count * 3600
    signals = {"ecg_ii": beats(seconds), "pleth": np.full(round(seconds * RATE), 0.5, np.float32)}
    return InMemory(START, START + seconds, signals, marks, {"heart_rate": lambda _at: 60.0}, **more)  # type: ignore[arg-type]  # whatever a test says else
