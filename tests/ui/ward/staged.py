"""A ward for the wall's tests: beds that a test arranges, a clock that it moves, signals that it puts in."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from app.ward.alarms.model import Alarm, BedState, Deviation, Silence
from app.ward.alarms.signs import signs
from app.ward.alarms.words import Bound, Kind, Presence, Priority
from app.ward.catalogue import waveforms
from app.ward.picture.model import BedStanding, ShownAlarm, ShownBed, ShownNumber, ShownTrace
from app.ward.picture.rings import RATE_HZ, TraceRings
from app.ward.signals import WaveBlock

START = 1000.0
WAVES = ("ecg_ii", "pleth", "art")


class StagedPicture:
    """A `WardPicture` without a ward."""

    def __init__(self, beds: int, waves: Sequence[str] = WAVES) -> None:
        self.rings = TraceRings(beds * len(waves))
        self.revision = 1
        self.time = START
        self.waves = waves
        self.beds: list[ShownBed] = [
            ShownBed(
                f"bed-{at}",
                f"Leito {at + 1:02d}",
                BedStanding.WATCHED,
                person="M.S.",
                simulated=True,
                traces=tuple(ShownTrace(wave, at * len(waves) + nth) for nth, wave in enumerate(waves)),
                numbers=usual_numbers(),
                signal_at=START,
            )
            for at in range(beds)
        ]

    def now(self) -> float:
        return self.time

    def change(self, at: int, **changed: Any) -> None:
        """One bed shows something else."""
        self.beds[at] = replace(self.beds[at], **changed)
        self.revision += 1

    def play(self, first: float, seconds: float, level: float = 0.5) -> None:
        """Every trace lies at a level of what is shown, for so long."""
        for bed in self.beds:
            for trace in bed.traces:
                low, high = waveforms()[trace.wave].shown
                samples = np.full(round(seconds * RATE_HZ), low + level * (high - low), np.float32)
                self.rings.put(trace.row, WaveBlock(trace.wave, RATE_HZ, first, samples), (low, high))


def usual_numbers(measured_at: float = START) -> tuple[ShownNumber, ...]:
    return (
        ShownNumber("heart_rate", 82.0, measured_at, (50, 120)),
        ShownNumber("spo2", 97.0, measured_at, (90, None)),
        ShownNumber("art_systolic", 118.0, measured_at, (90, 160)),
        ShownNumber("art_diastolic", 72.0, measured_at),
        ShownNumber("art_mean", 88.0, measured_at),
        ShownNumber("respiratory_rate", 16.0, measured_at, (8, 30)),
        ShownNumber("temperature", 36.8, measured_at),
    )


def alarm(priority: Priority = Priority.HIGH, **more: Any) -> ShownAlarm:
    """A saturation that is too low, with whatever a test says else of the alarm."""
    made = Alarm(
        bed="bed-0",
        code="spo2_low",
        subject="",
        kind=Kind.PHYSIOLOGICAL,
        priority=priority,
        lethal=False,
        latches=True,
        presence=Presence.ON,
        since=START,
        sources=("limit:spo2",),
        deviation=Deviation("spo2", 84.0, 90.0, Bound.LOW),
    )
    made = replace(made, **more)
    (sign,) = signs(BedState(made.bed, START, (made,), Silence()), START).alarms
    return ShownAlarm(made, sign)
