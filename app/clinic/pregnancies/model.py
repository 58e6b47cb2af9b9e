"""What the pregnancy service takes and gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.clinic.dating import GestationalAge
from app.clinic.people.model import Sex

Value = str | int | float | bool | None
"""An observed value as kept: dates as ISO text, numbers in the kind's unit; None only strikes out."""


class PregnancyStatus(StrEnum):
    """One woman has at most one current pregnancy."""

    CURRENT = "current"
    CLOSED = "closed"


@dataclass(frozen=True)
class Pregnancy:
    """One pregnancy on the day it is asked for: `gestational_age` and `due_date` follow the last menstrual period."""

    id: str
    person_id: str
    status: PregnancyStatus
    lmp: date | None
    gestational_age: GestationalAge | None
    due_date: date | None
    opened_at: datetime
    opened_by: str


@dataclass(frozen=True)
class NewObservation:
    """Something observed now, or at `observed_at`; `code` is one of the observation kinds."""

    code: str
    value: Value
    observed_at: datetime | None = None


@dataclass(frozen=True)
class Observation:
    """One observed fact. A corrected row stays: `superseded_by` names its successor, which gives the `reason`.

    `value` None: this row strikes out the one that it supersedes. `by` is the account's name.
    `encounter_id`: the arrival or visit in which it was observed.
    """

    id: str
    pregnancy_id: str | None
    code: str
    value: Value
    unit: str | None
    observed_at: datetime
    recorded_at: datetime
    by: str
    supersedes: str | None
    superseded_by: str | None
    reason: str | None
    encounter_id: str | None = None

    @property
    def is_current(self) -> bool:
        """Whether this row holds: neither corrected nor a mere striking out."""
        return self.superseded_by is None and self.value is not None


class PregnancyOrder(StrEnum):
    """How the list is sorted; pregnancies that lack what is sorted by come last."""

    GRAVEST = "gravest"
    DUE_DATE = "due_date"
    LATEST = "latest"


@dataclass(frozen=True)
class PregnancyFilter:
    """Which pregnancies: `text` as in the person search; no `class_codes` means every class.

    `only_unclassified` excludes every class; closed pregnancies are shown on demand.
    """

    text: str = ""
    class_codes: frozenset[str] = frozenset()
    only_unclassified: bool = False
    closed: bool = False
    order: PregnancyOrder = PregnancyOrder.GRAVEST


@dataclass(frozen=True)
class PregnancyRow:
    """One line of the list; class, total, `assessed_at`: of the assessment in force (None: unclassified)."""

    pregnancy_id: str
    person_id: str
    shown_name: str
    birth_date: date
    sex: Sex
    municipality_name: str
    synthetic: bool
    lmp: date | None
    gestational_age: GestationalAge | None
    due_date: date | None
    class_code: str | None
    total: float | None
    assessed_at: datetime | None


@dataclass(frozen=True)
class PregnancyPage:
    """One page, how many rows fit the filter in all, and the counts by class of the whole (before the class filter).

    `counts_by_class` has the key "" for pregnancies that nobody has classified yet.
    """

    rows: tuple[PregnancyRow, ...]
    total: int
    counts_by_class: Mapping[str, int] = field(default_factory=dict)
