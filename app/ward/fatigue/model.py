"""The figures of alarm fatigue as a screen and a paper show them: counts, never advice."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from app.ward.alarms.fatigue import Trial
from app.ward.alarms.limits import AgeClass, VitalLimits
from app.ward.alarms.words import Priority

_FILE: Final = Path(__file__).resolve().parents[3] / "resources" / "ward" / "fatigue.toml"
LEAST_DAYS: Final = 0.25
"""A bed that was occupied for less has no figure of a day: a few alarms would be made many."""


@dataclass(frozen=True)
class Published:
    """How loud other wards were: audible alarms of a bed and a day, and where that was counted."""

    audible: float
    source: str
    beds: int
    days: int


@cache
def published() -> Published:
    """The figure to compare with (`resources/ward/fatigue.toml`)."""
    one = tomllib.loads(_FILE.read_text(encoding="utf-8"))["published"]
    return Published(float(one["audible"]), one["source"], int(one["beds"]), int(one["days"]))


@dataclass(frozen=True)
class BedLoad:
    """One bed: alarms that began, those of them that sounded, and `days` in which somebody lay there."""

    bed: str
    label: str
    days: float
    began: int
    audible: int

    @property
    def audible_per_day(self) -> float | None:
        """Audible alarms of an occupied day; None where the bed was occupied for too short a time."""
        return self.audible / self.days if self.days >= LEAST_DAYS else None


@dataclass(frozen=True)
class ConditionLoad:
    """One condition in all beds (`beds`: in how many); `typical` seconds, None where none ended."""

    code: str
    lethal: bool
    priority: Priority
    beds: int
    began: int
    audible: int
    repeats: int
    seen_soon: int
    typical: float | None


@dataclass(frozen=True)
class WardLoad:
    """The alarms of the beds in [since, until): the loudest bed and the most frequent condition first."""

    since: datetime
    until: datetime
    beds: tuple[BedLoad, ...]
    conditions: tuple[ConditionLoad, ...]

    @property
    def began(self) -> int:
        """All alarms that began."""
        return sum(one.began for one in self.conditions)

    @property
    def audible(self) -> int:
        """Those of them that nobody had silenced beforehand."""
        return sum(one.audible for one in self.conditions)

    @property
    def repeats(self) -> int:
        """Those that came again before anybody had seen the first."""
        return sum(one.repeats for one in self.conditions)

    @property
    def seen_soon(self) -> int:
        """Those that somebody acknowledged within a minute."""
        return sum(one.seen_soon for one in self.conditions)

    @property
    def days(self) -> float:
        """Occupied days of all beds together."""
        return sum(one.days for one in self.beds)

    @property
    def audible_per_day(self) -> float | None:
        """Audible alarms per bed and occupied day; None where too little time was spent in beds."""
        return self.audible / self.days if self.days >= LEAST_DAYS else None


@dataclass(frozen=True)
class BedLimits:
    """What can be tried at one bed: the limits in force, of the vital signs that were recorded there."""

    bed: str
    label: str
    age: AgeClass
    limits: Mapping[str, VitalLimits]


@dataclass(frozen=True)
class Tried:
    """A trial, or several, over the same numbers: `measured` of them between two moments (POSIX seconds).

    `simulated`: some of them are no person's.
    """

    start: float
    end: float
    measured: int
    present: VitalLimits
    trials: tuple[Trial, ...]
    simulated: bool = False
