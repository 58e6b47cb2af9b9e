"""What erasures, openings and their two people are called."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class CaseKind(StrEnum):
    """What is asked; labels: texts `privacy.kind_<value>`."""

    ERASURE = "erasure"
    OPENING = "opening"


class Step(StrEnum):
    """What was done about it; labels: texts `privacy.step_<value>`."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class Hindrance(StrEnum):
    """Why nothing can be erased yet; labels: texts `privacy.hindrance_<value>`."""

    IN_BED = "in_bed"
    WAITING = "waiting"
    PREGNANT = "pregnant"
    DISAGREEING = "disagreeing"
    NOT_SENT = "not_sent"
    ON_HOLD = "on_hold"


@dataclass(frozen=True)
class CaseStep:
    """One step of a case; `by` is the name of the account, `reason` its words."""

    step: Step
    ground: str
    reason: str
    by_id: str
    by: str
    at: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Case:
    """An erasure or an opening with all its steps, oldest first. `person_id`: whose record it is about."""

    id: str
    kind: CaseKind
    person_id: str
    steps: tuple[CaseStep, ...]
    carried_out: bool = False
    """Of an erasure: this station has sealed what it holds."""

    @property
    def asked(self) -> CaseStep:
        """How it began."""
        return self.steps[0]

    @property
    def step(self) -> Step:
        """Where it stands."""
        return self.steps[-1].step


@dataclass(frozen=True)
class SealedRecord:
    """A sealed record as a list shows it: never a name. `keep_until`: the last day of the period in force."""

    person_id: str
    case_id: str
    sealed_at: datetime
    last_entry: date
    keep_until: date
    rows: int


@dataclass(frozen=True)
class ErasedCount:
    """What an erasure did at this station: rows sealed, deleted, and places that were emptied."""

    sealed: int
    erased: int
    blanked: int
