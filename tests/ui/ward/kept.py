"""A recording in memory, for what shows one: smooth numbers with a gap, and whatever alarms a test says."""

from dataclasses import dataclass, field

import numpy as np

from app.kernel.errors import KnownError
from app.security.session import Session
from app.ward.recording.model import AlarmMark, Envelope, Trend, WaveSpan

VITALS = ("heart_rate", "spo2", "art_systolic", "art_diastolic", "art_mean", "respiratory_rate", "temperature")
_LEVELS = {
    "heart_rate": 82.0,
    "spo2": 97.0,
    "art_systolic": 118.0,
    "art_diastolic": 72.0,
    "art_mean": 88.0,
    "respiratory_rate": 16.0,
    "temperature": 36.8,
}


@dataclass
class KeptRecording:
    """A `BedRecording`: numbers from `first` to `last` but for the spans in `gaps`."""

    first: float = 0.0
    last: float = 0.0
    gaps: tuple[tuple[float, float], ...] = ()
    marks: tuple[AlarmMark, ...] = ()
    broken: bool = False
    asked: list[tuple[str, float, float, int]] = field(default_factory=list)

    def simulated(self) -> bool:
        return True

    def span(self) -> tuple[float, float] | None:
        if self.broken:
            raise KnownError("recording.broken", reason="EIO")
        return (self.first, self.last) if self.last > self.first else None

    def waves(self) -> tuple[str, ...]:
        return ()

    def vitals(self) -> tuple[str, ...]:
        return VITALS if self.last > self.first else ()

    def wave(self, wave: str, start: float, end: float) -> WaveSpan:
        return WaveSpan(wave, 1.0, start, np.zeros(0, np.float32))

    def envelope(self, wave: str, start: float, end: float, columns: int) -> Envelope:
        nothing = np.full(columns, np.nan, np.float32)
        return Envelope(wave, start, end, nothing, nothing)

    def trend(self, vital: str, start: float, end: float, columns: int) -> Trend:
        self.asked.append((vital, start, end, columns))
        step = float(max(1, int(np.ceil((end - start) / columns))))
        first = np.floor(start / step) * step
        times = np.arange(first, end, step)
        mean = np.full(len(times), _LEVELS[vital], np.float32)
        away = (times < self.first) | (times >= self.last)
        for begin, after in self.gaps:
            away |= (times >= begin) & (times < after)
        mean[away] = np.nan
        return Trend(vital, step, times, mean, mean - 2, mean + 2)

    def alarms(self, start: float, end: float) -> tuple[AlarmMark, ...]:
        if self.broken:
            raise KnownError("recording.broken", reason="EIO")
        return tuple(one for one in self.marks if one.began_at < end and (one.ended_at is None or one.ended_at > start))


class KeptRecordings:
    """Of a `RecordingService` only what the bed's page asks; `opened` counts."""

    def __init__(self) -> None:
        self.recording = KeptRecording()
        self.opened = 0

    def of_bed(self, _session: Session, _bed: str) -> KeptRecording:
        self.opened += 1
        return self.recording
