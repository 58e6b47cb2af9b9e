"""What a review opens with: one stay's recording, as far as it must be known before anything is drawn."""

from dataclasses import dataclass, field

from app.ward.catalogue import waveforms
from app.ward.recording.model import AlarmMark, BedRecording
from app.ward.review.gaps import find_gaps
from app.ward.review.rows import days_of

_PREFERRED = "ecg_ii"
"""The lead that is watched where there are several (as on the wall)."""


@dataclass(frozen=True)
class Review:
    """A recording and 24 hours of it: its waveforms, its alarms, and where `wave` has gaps.

    `span` None: nothing was recorded. `day`: which 24 hours, 0 the last.
    """

    recording: BedRecording = field(compare=False)
    span: tuple[float, float] | None
    day: int
    waves: tuple[str, ...]
    wave: str
    alarms: tuple[AlarmMark, ...]
    gaps: tuple[tuple[float, float], ...]
    simulated: bool = False

    @property
    def days(self) -> tuple[tuple[float, float], ...]:
        """The recording in pieces of 24 hours, the last first."""
        return days_of(self.span) if self.span else ()

    @property
    def window(self) -> tuple[float, float]:
        """The 24 hours that are looked at; (0, 0) where nothing was recorded."""
        return self.days[self.day] if self.days else (0.0, 0.0)


def read_review(recording: BedRecording, wave: str = "", day: int = 0) -> Review:
    """Read it; from a worker thread. `wave` empty, or not recorded: the lead that is usually watched.

    Raises KnownError recording.broken.
    """
    span, waves = recording.span(), recording.waves()
    chosen = wave if wave in waves else usual_wave(waves)
    days = days_of(span) if span else ()
    day = min(day, max(0, len(days) - 1))
    if not days:
        return Review(recording, None, 0, waves, chosen, (), ())
    start, end = days[day]
    gaps = find_gaps(recording, chosen, start, end) if chosen else ()
    alarms = recording.alarms(start, end)
    return Review(recording, span, day, waves, chosen, alarms, gaps, recording.simulated())


def usual_wave(waves: tuple[str, ...]) -> str:
    """Lead II, else the first lead, else the first waveform; empty where there is none."""
    if _PREFERRED in waves:
        return _PREFERRED
    known = waveforms()
    return next((one for one in waves if known[one].group == "ecg"), waves[0] if waves else "")
