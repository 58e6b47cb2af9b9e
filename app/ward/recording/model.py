"""What can be read of what was recorded. All times are POSIX seconds (UTC): a recording outlives the process.

A recording belongs to a *stay*: it follows the patient into another bed, and who lies there next does not get it.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.ward.alarms.words import Priority
from app.ward.signals import Samples

Seconds = NDArray[np.float64]
"""Shape (n,), POSIX seconds."""


@dataclass(frozen=True, eq=False)
class WaveSpan:
    """Every sample of one waveform in a span, in the waveform's unit; NaN where nothing was received.

    `first_at` is the moment of `samples[0]`; the samples are evenly spaced.
    """

    wave: str
    rate_hz: float
    first_at: float
    samples: Samples


@dataclass(frozen=True, eq=False)
class Envelope:
    """A waveform seen from further away: the lowest and the highest sample of each of n equal columns of a span.

    Both have shape (n,), NaN for a column in which nothing was received.
    """

    wave: str
    start: float
    end: float
    low: Samples
    high: Samples


@dataclass(frozen=True, eq=False)
class Trend:
    """One vital sign in steps of `step` seconds: shape (n,) each, NaN where no value was measured in that step."""

    vital: str
    step: float
    times: Seconds
    mean: Samples
    low: Samples
    high: Samples


@dataclass(frozen=True)
class AlarmMark:
    """One alarm of the log, from its beginning to its end; `ended_at` None while it lasts.

    `code` is a condition of `resources/ward/conditions.toml`, `deviation` the worst value where one was measured
    (vital sign, value, limit). `seen_by` is empty where nobody acknowledged it.
    """

    key: str
    code: str
    priority: Priority
    lethal: bool
    began_at: float
    ended_at: float | None
    seen_at: float | None = None
    seen_by: str = ""
    vital: str = ""
    value: float | None = None
    limit: float | None = None
    text: str = ""


class BedRecording(Protocol):
    """What is kept of one stay. Each call reads files: from a worker thread, never the window's own.

    A part that is damaged is a gap, and told to the technical log. KnownError `recording.broken` where nothing can be
    read (no permission, the disk, another station's key).
    """

    def simulated(self) -> bool:
        """Whether any of it was said by a device at no person: whatever shows or prints it says so."""
        ...

    def span(self) -> tuple[float, float] | None:
        """The first and the last moment of any recorded signal or number; None where nothing was recorded."""
        ...

    def waves(self) -> tuple[str, ...]:
        """Waveforms that were recorded, in the order of the catalogue."""
        ...

    def vitals(self) -> tuple[str, ...]:
        """Vital signs that were recorded, in the order of the catalogue."""
        ...

    def wave(self, wave: str, start: float, end: float) -> WaveSpan:
        """Every sample in [start, end); meant for seconds to a few minutes."""
        ...

    def envelope(self, wave: str, start: float, end: float, columns: int) -> Envelope:
        """From far: any span up to 72 h in a time that does not depend much on its length."""
        ...

    def trend(self, vital: str, start: float, end: float, columns: int) -> Trend:
        """At most `columns` steps (whole seconds each) over [start, end)."""
        ...

    def alarms(self, start: float, end: float) -> tuple[AlarmMark, ...]:
        """Alarms that stood at any moment in [start, end), in the order of their beginning."""
        ...
