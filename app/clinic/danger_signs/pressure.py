"""High blood pressure, reading by reading: pure, with the times of the record and no clock of its own.

One isolated high reading is not hypertension; it asks for a second one after rest. A severe one is an emergency at
once, and no later reading takes that back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from app.clinic.danger_signs.pressure_file import PressureBounds, PressureRule


class PressureState(StrEnum):
    """Where the readings of one visit stand; labels: texts `danger_signs.pressure_<value>`."""

    NOT_MEASURED = "not_measured"
    NORMAL = "normal"
    SECOND_DUE = "second_due"
    NOT_CONFIRMED = "not_confirmed"
    HYPERTENSION = "hypertension"
    EMERGENCY = "emergency"


class SecondReading(StrEnum):
    """When the second reading is to be taken; labels: texts `danger_signs.second_<value>`."""

    RESTING = "resting"
    NOW = "now"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class PressureReading:
    """One reading in mmHg at an aware instant; a side that was not noted is None."""

    systolic: Decimal | None
    diastolic: Decimal | None
    at: datetime

    def reaches(self, bounds: PressureBounds) -> bool:
        """Whether one of the two is so high."""
        return bounds.reached(self.systolic, self.diastolic)

    @property
    def is_whole(self) -> bool:
        """Whether both sides were noted: half a reading can be high, and never normal."""
        return self.systolic is not None and self.diastolic is not None


@dataclass(frozen=True)
class PressureCourse:
    """What the readings of one visit come to.

    `first`: the high reading that asked for a second; `deciding`: the one that made the state. `second_from` and
    `second_until`: when the second is due. `too_early`: taken before the rest was over, kept and not counted;
    `incomplete`: half readings that say nothing.
    """

    state: PressureState = PressureState.NOT_MEASURED
    first: PressureReading | None = None
    deciding: PressureReading | None = None
    second_from: datetime | None = None
    second_until: datetime | None = None
    too_early: tuple[PressureReading, ...] = field(default=())
    incomplete: tuple[PressureReading, ...] = field(default=())

    def second_reading(self, now: datetime) -> SecondReading | None:
        """Whether to wait, to measure now, or that it is late; None where no second reading is due."""
        if self.state is not PressureState.SECOND_DUE or self.second_from is None or self.second_until is None:
            return None
        if now < self.second_from:
            return SecondReading.RESTING
        return SecondReading.NOW if now <= self.second_until else SecondReading.LATE


def follow(rule: PressureRule, readings: Sequence[PressureReading]) -> PressureCourse:
    """The course of one visit's readings, in the order of their times (equal times: as given)."""
    course = PressureCourse()
    for reading in sorted(readings, key=lambda one: one.at):
        course = _next(rule, course, reading)
    return course


def _next(rule: PressureRule, course: PressureCourse, reading: PressureReading) -> PressureCourse:
    if course.state is PressureState.EMERGENCY:
        return course
    if reading.reaches(rule.severe):
        return replace(course, state=PressureState.EMERGENCY, deciding=reading)
    if course.state is PressureState.HYPERTENSION:
        return course
    high = reading.reaches(rule.hypertension)
    if not high and not reading.is_whole:
        return replace(course, incomplete=(*course.incomplete, reading))
    if course.state is not PressureState.SECOND_DUE:
        return _first(rule, course, reading) if high else _normal(course, reading)
    if course.second_from is not None and reading.at < course.second_from:
        return replace(course, too_early=(*course.too_early, reading))
    state = PressureState.HYPERTENSION if high else PressureState.NOT_CONFIRMED
    return replace(course, state=state, deciding=reading)


def _first(rule: PressureRule, course: PressureCourse, reading: PressureReading) -> PressureCourse:
    earliest, latest = rule.rest
    return replace(
        course,
        state=PressureState.SECOND_DUE,
        first=reading,
        deciding=reading,
        second_from=reading.at + earliest,
        second_until=reading.at + latest,
    )


def _normal(course: PressureCourse, reading: PressureReading) -> PressureCourse:
    """A normal reading; after an unconfirmed high one the state still tells that there was one."""
    kept = course.state if course.state is PressureState.NOT_CONFIRMED else PressureState.NORMAL
    return replace(course, state=kept, deciding=reading)
