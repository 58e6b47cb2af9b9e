"""What a scenario may steer in one simulated bed, and within which bounds: the one list that everything else reads.

A target is either a number that changes smoothly or a word that changes at once. Both are columns of one array of
shape (beds, targets), so that all beds of a ward are worked out together; a word is held as its place in `words`.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.ward.catalogue import vital_signs

Row = NDArray[np.float64]
"""The targets of one bed: shape (targets,)."""


class Rhythm(IntEnum):
    """How the heart beats; the two sinus words of the scenarios differ from sinus in their usual rate alone."""

    SINUS = 0
    SINUS_TACHYCARDIA = 1
    SINUS_BRADYCARDIA = 2
    ATRIAL_FIBRILLATION = 3
    VENTRICULAR_TACHYCARDIA = 4
    VENTRICULAR_FIBRILLATION = 5
    ASYSTOLE = 6


class Electrodes(IntEnum):
    """`FLAT`: contact is lost and the monitor does not notice; what it then calls asystole is false."""

    ON = 0
    CHEST_OFF = 1
    OFF = 2
    FLAT = 3


class Probe(IntEnum):
    """The oximeter's probe on the finger."""

    ON = 0
    OFF = 1


class Transducer(IntEnum):
    """The arterial line: open to the air while it is zeroed, flushed, or unplugged."""

    ON = 0
    OPEN = 1
    FLUSH = 2
    OFF = 3


class Presence(IntEnum):
    """Whether the bedside monitor speaks; it leaves with a word, or vanishes without one."""

    ON = 0
    LEAVES = 1
    VANISHES = 2


class AskedForLimits(IntEnum):
    """What the monitor does when somebody asks it for other limits."""

    ACCEPTS = 0
    REFUSES = 1
    SILENT = 2


class PumpState(IntEnum):
    """The infusion pump at the bed."""

    RUNNING = 0
    OCCLUDED = 1
    LOW_BATTERY = 2


class VentilatorState(IntEnum):
    """The ventilator of a ventilated patient; switched off it leaves with a word, vanished without one."""

    ON = 0
    DISCONNECTED = 1
    OXYGEN_LOW = 2
    SWITCHED_OFF = 3
    VANISHED = 4


BREATHED_FOR = frozenset({VentilatorState.ON, VentilatorState.OXYGEN_LOW})
"""States in which a ventilated patient is given breath."""


@dataclass(frozen=True)
class Number:
    """A target that changes smoothly, within [low, high]; `usual` where a scenario does not say."""

    low: float
    high: float
    usual: float


@dataclass(frozen=True)
class Word:
    """A target that changes at once."""

    words: type[IntEnum]
    usual: IntEnum

    def spoken(self) -> tuple[str, ...]:
        """As it is written in a scenario, in order of its numbers."""
        return tuple(one.name.lower() for one in self.words)


@dataclass(frozen=True)
class Flag:
    """Yes or no, for the whole scenario: it may stand in `[start]` alone."""

    usual: bool


SENT_AS_THEY_ARE: Final = {
    code: (one.simulated, one.decimals) for code, one in vital_signs().items() if one.simulated is not None
}
"""Vital signs that no signal gives: the target itself is the number, with the decimals of its catalogue."""

TARGETS: Final[dict[str, Number | Word | Flag]] = {
    "heart_rate": Number(20, 300, 78),
    "heart_rate_variability": Number(0, 0.4, 0.04),
    "atrial_premature": Number(0, 60, 0),
    "ventricular_premature": Number(0, 60, 0),
    "systolic": Number(20, 300, 122),
    "diastolic": Number(10, 200, 72),
    "beat_strength": Number(0, 1.5, 1),
    "spo2": Number(30, 100, 97),
    "perfusion": Number(0, 1, 0.8),
    "respiratory_rate": Number(0, 80, 15),
    "breath_depth": Number(0, 2, 1),
    "temperature": Number(25, 43, 36.7),
    "etco2": Number(0, 100, 37),
    "artefact": Number(0, 1, 0),
    "nibp_every": Number(0, 7200, 900),
    "light": Number(0, 5000, 180),
    "noise": Number(20, 120, 48),
    "rhythm": Word(Rhythm, Rhythm.SINUS),
    "electrodes": Word(Electrodes, Electrodes.ON),
    "probe": Word(Probe, Probe.ON),
    "transducer": Word(Transducer, Transducer.ON),
    "monitor": Word(Presence, Presence.ON),
    "asked_for_limits": Word(AskedForLimits, AskedForLimits.ACCEPTS),
    "pump_state": Word(PumpState, PumpState.RUNNING),
    "ventilator_state": Word(VentilatorState, VentilatorState.ON),
    "arterial_line": Flag(True),
    "ventilated": Flag(False),
    "pump": Flag(False),
    **{code: Number(*vital_signs()[code].possible, usual) for code, (usual, _) in SENT_AS_THEY_ARE.items()},
}
"""Rates per minute, pressures in mmHg, saturation in %, temperature in °C, light in lux, noise in dB(A), times in
seconds; premature beats per minute; `heart_rate_variability` the depth of respiratory sinus arrhythmia as a share of
the interval; `beat_strength` scales what each beat ejects (0: electrical activity without a pulse)."""

COLUMN: Final = {name: at for at, name in enumerate(TARGETS)}
USUAL_RATE: Final = {Rhythm.SINUS_TACHYCARDIA: (100.0, 300.0), Rhythm.SINUS_BRADYCARDIA: (20.0, 60.0)}
"""Bounds of the heart rate that a step may name together with one of these rhythms."""


def as_number(name: str, value: float | str | bool) -> float:
    """A checked value of a scenario as it stands in the array."""
    target = TARGETS[name]
    return float(target.spoken().index(str(value)) if isinstance(target, Word) else value)


def usual_row() -> Row:
    """The targets of a bed of which nothing is said."""
    return np.array([float(one.usual) for one in TARGETS.values()])
