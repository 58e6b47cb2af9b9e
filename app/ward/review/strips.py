"""What the strip of an event is cut from: the signals around an alarm, and the numbers when it began."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from app.ward.recording.model import AlarmMark, BedRecording, WaveSpan

_FILE: Final = Path(__file__).resolve().parents[3] / "resources" / "ward" / "strips.toml"


@dataclass(frozen=True)
class StripRule:
    """How long a strip is and how it is scaled; the meanings stand in `resources/ward/strips.toml`."""

    before_seconds: float
    after_seconds: float
    mm_per_second: float
    mm_per_millivolt: float
    other_mm: float
    numbers_seconds: float


@cache
def strip_rule() -> StripRule:
    """The rule of this program."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return StripRule(**{name: float(value) for name, value in read.items()})


@dataclass(frozen=True, eq=False)
class Strip:
    """A cut of a recording: every waveform in [start, end), and the numbers (vital sign → value) before `at`.

    `mark` is the alarm that it is about; None for a moment that somebody chose. `simulated`: of no person.
    """

    start: float
    end: float
    at: float
    waves: tuple[WaveSpan, ...]
    numbers: Mapping[str, float]
    mark: AlarmMark | None = None
    simulated: bool = False

    def wave(self, code: str) -> WaveSpan | None:
        """One waveform, None where it was not recorded here."""
        return next((one for one in self.waves if one.wave == code), None)


def read_strip(recording: BedRecording, at: float, mark: AlarmMark | None = None) -> Strip:
    """Cut the strip around a moment; reads files. Raises KnownError recording.broken."""
    rule = strip_rule()
    start, end = at - rule.before_seconds, at + rule.after_seconds
    waves, numbers = read_waves(recording, start, end), numbers_at(recording, at)
    return Strip(start, end, at, waves, numbers, mark, recording.simulated())


def read_waves(recording: BedRecording, start: float, end: float) -> tuple[WaveSpan, ...]:
    """Every waveform that was received in [start, end); reads files. Raises KnownError recording.broken."""
    waves = (recording.wave(one, start, end) for one in recording.waves())
    return tuple(one for one in waves if len(one.samples) and not np.isnan(one.samples).all())


def numbers_at(recording: BedRecording, at: float) -> dict[str, float]:
    """Each vital sign as it was last before a moment, at most `numbers_seconds` old; whatever is older is not told."""
    found = {}
    seconds = strip_rule().numbers_seconds
    for vital in recording.vitals():
        trend = recording.trend(vital, at - seconds, at + 1.0, int(seconds) + 1)
        known = np.flatnonzero(~np.isnan(trend.mean) & (trend.times <= at))
        if len(known):
            found[vital] = float(trend.mean[known[-1]])
    return found
