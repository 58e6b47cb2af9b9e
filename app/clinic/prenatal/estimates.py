"""Estimates of when a pregnancy began: pure, dates only. Which one is used is chosen by a person, never here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

from app.clinic.dating import GestationalAge, due_date, lmp_from_ultrasound
from app.clinic.figures import Head, load_figures, source_of, whole_number
from app.clinic.risk.yaml_nodes import Entry, Problems
from app.kernel.errors import BugError, KnownError

FILE = Path(__file__).parents[3] / "resources" / "dating" / "dating.yaml"


class Method(StrEnum):
    """Where an estimate comes from; labels: texts `prenatal.method_<value>`."""

    EXACT = "lmp"
    PART_OF_MONTH = "lmp_part_of_month"
    ULTRASOUND = "ultrasound"


class MonthPart(StrEnum):
    """What is remembered of a last period; labels: texts `prenatal.part_<value>`."""

    EARLY = "early"
    MIDDLE = "middle"
    LATE = "late"


@dataclass(frozen=True)
class PartOfMonth:
    """A last period of which only the part of the month is known."""

    year: int
    month: int
    part: MonthPart


@dataclass(frozen=True)
class Scan:
    """A gestational age read by ultrasound on a day."""

    day: date
    weeks: int
    days: int


NewEstimate = date | PartOfMonth | Scan
"""A last period known to the day, to the part of its month, or a scan."""


@dataclass(frozen=True)
class Estimate:
    """One estimate that holds; `lmp` is the first day of the last period, as told or as it follows."""

    id: str
    method: Method
    lmp: date
    told: NewEstimate
    recorded_at: datetime
    by: str

    @property
    def due_date(self) -> date:
        """LMP + 280 days; for a scan: its day + 280 − (7·weeks + days), which is the same."""
        return due_date(self.lmp)


@dataclass(frozen=True)
class DatingRules:
    """The parameters of the file, with the codes of their sources."""

    days_of_part: dict[MonthPart, int]
    differs_by_more_than_days: int
    until_week: int
    head: Head


@dataclass(frozen=True)
class Suggestion:
    """A scan that differs from the last period in use; shown, never applied by itself.

    `difference_days`: scan minus last period; above zero the pregnancy is younger than the last period says.
    """

    estimate_id: str
    difference_days: int
    threshold_days: int
    source: str


def load_dating_rules(raw: bytes) -> DatingRules:
    """The rules in a file's content; KnownError figures.refused names every wrong line."""
    return load_figures(raw, _read, "dating")


@cache
def dating_rules() -> DatingRules:
    """Those that are shipped (read once)."""
    return load_dating_rules(FILE.read_bytes())


def lmp_of(told: NewEstimate, rules: DatingRules) -> date:
    """The first day of the last period; KnownError prenatal.impossible_date where the calendar has no such day."""
    if isinstance(told, Scan):
        if told.weeks < 0 or not 0 <= told.days <= 6:
            raise KnownError("prenatal.impossible_age", weeks=told.weeks, days=told.days)
        return lmp_from_ultrasound(told.day, GestationalAge(told.weeks, told.days))
    if isinstance(told, PartOfMonth):
        try:
            return date(told.year, told.month, rules.days_of_part[told.part])
        except ValueError as error:
            raise KnownError("prenatal.impossible_date", year=told.year, month=told.month) from error
    return told


def method_of(told: NewEstimate) -> Method:
    """Which way of estimating it is."""
    if isinstance(told, Scan):
        return Method.ULTRASOUND
    return Method.PART_OF_MONTH if isinstance(told, PartOfMonth) else Method.EXACT


def suggest(in_use: Estimate | None, estimates: Sequence[Estimate], rules: DatingRules) -> Suggestion | None:
    """The earliest scan young enough to re-date by that differs by more than the threshold, if there is one.

    Nothing is suggested while no last period is in use, or once a scan is.
    """
    if in_use is None or in_use.method is Method.ULTRASOUND:
        return None
    scans = [(one, one.told) for one in estimates if isinstance(one.told, Scan) and one.told.weeks < rules.until_week]
    if not scans:
        return None
    first, _ = min(scans, key=lambda pair: (pair[1].day, pair[0].recorded_at, pair[0].id))
    difference = (first.lmp - in_use.lmp).days
    if abs(difference) <= rules.differs_by_more_than_days:
        return None
    return Suggestion(first.id, difference, rules.differs_by_more_than_days, "redating")


def told_to_json(told: NewEstimate) -> dict[str, object]:
    """What is stored of an estimate other than an exact last period."""
    if isinstance(told, Scan):
        return {"scan": told.day.isoformat(), "weeks": told.weeks, "days": told.days}
    if isinstance(told, PartOfMonth):
        return {"year": told.year, "month": told.month, "part": told.part.value}
    raise BugError("an exact last period is an observation")


def told_from_json(content: dict[str, object]) -> NewEstimate:
    """The stored form read again."""
    if "scan" in content:
        return Scan(date.fromisoformat(str(content["scan"])), int(str(content["weeks"])), int(str(content["days"])))
    return PartOfMonth(int(str(content["year"])), int(str(content["month"])), MonthPart(str(content["part"])))


def _read(root: Entry, head: Head, problems: Problems) -> DatingRules:
    days: dict[MonthPart, int] = {}
    parts = root.entry("part_of_month")
    if parts is not None:
        for part in MonthPart:
            days[part] = whole_number(parts, part.value, problems)
            if not 1 <= days[part] <= 28:
                problems.add(parts.line_at(part.value), "empty_range")
        source_of(parts, head, problems)
        parts.finish()
    redating = root.entry("redating")
    if redating is None:
        return DatingRules(days, 0, 0, head)
    rules = DatingRules(
        days,
        whole_number(redating, "differs_by_more_than_days", problems),
        whole_number(redating, "until_week", problems),
        head,
    )
    source_of(redating, head, problems)
    redating.node("week_source")
    redating.finish()
    return rules
