"""What a result means in a gestational week, by each source that says something; and series over the weeks. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.clinic.dating import GestationalAge, gestational_age
from app.clinic.figures import FigureSource
from app.clinic.prenatal.exam_catalogue import Exam, Landmark, Level
from app.clinic.risk.rules import Labels


@dataclass(frozen=True)
class Reading:
    """What one source says of a value; sources may disagree, and each is shown with its mark."""

    level: Level
    label: Labels
    source: FigureSource
    code: str = ""


@dataclass(frozen=True)
class Point:
    """One value of a series; `age` None: not dated, or before the last period."""

    day: date
    age: GestationalAge | None
    value: float


def interpret(what: Exam, value: object, week: int | None) -> tuple[Reading, ...]:
    """The readings in completed week `week` (None: not dated, so that ranges that hang on the week stay silent)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ()
    found = []
    for reference in what.references:
        if reference.holds_at(week):
            band = next(one for one in reference.bands if one.interval.holds(value))
            found.append(Reading(band.level, band.label, reference.source, band.code))
    return tuple(found)


def gravest(readings: Iterable[Reading]) -> Level | None:
    """The gravest level that any source names."""
    order = list(Level)
    return max((one.level for one in readings), key=order.index, default=None)


def landmark_at(what: Exam, week: int) -> Landmark | None:
    """What is expected in exactly this week, in words."""
    return next((one for one in what.landmarks if one.week == week), None)


def expected_value(what: Exam, week: int) -> int | None:
    """The value that is about the completed weeks, where the exam has such a rule (fundal height in cm)."""
    return week if what.equals_weeks_from is not None and week >= what.equals_weeks_from else None


def series(values: Iterable[tuple[date, float]], lmp: date | None) -> tuple[Point, ...]:
    """Values by their day, each with its gestational age by the estimate in use."""
    return tuple(
        Point(day, gestational_age(lmp, day) if lmp else None, value)
        for day, value in sorted(values, key=lambda one: one[0])
    )
