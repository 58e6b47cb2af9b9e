"""What a referral is, what can happen to it, and what the services take and give back."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final


class Priority(StrEnum):
    """The priorities of SISREG; labels: texts `referrals.priority_<value>`."""

    ELECTIVE = "elective"
    PRIORITY = "priority"
    URGENT = "urgent"
    EMERGENCY = "emergency"


class Verdict(StrEnum):
    """What the hospital answers (thesis, chapter 4); labels: texts `referrals.verdict_<value>`."""

    CONFIRMED = "confirmed"
    INCONCLUSIVE = "inconclusive"
    NOT_CONFIRMED = "not_confirmed"


class Kind(StrEnum):
    """What happens to a referral; RECEIVED and OVERDUE are written by the server alone. `referrals.kind_<value>`.

    SEEN: somebody at the hospital has seen an emergency; it answers nothing. KEPT: of two that did not know of each
    other, a person let the one that stands stand (docs/sync.md); either unit's.
    """

    RECEIVED = "received"
    OVERDUE = "overdue"
    SEEN = "seen"
    ASSIGNED = "assigned"
    FIRST_READING = "first_reading"
    SECOND_READING = "second_reading"
    ANSWERED = "answered"
    COUNTER_REPLY = "counter_reply"
    READ = "read"
    TASK = "task"
    CLOSED = "closed"
    KEPT = "kept"


OF_SERVER: Final = frozenset({Kind.RECEIVED, Kind.OVERDUE})
OF_HOSPITAL: Final = frozenset({Kind.SEEN, Kind.ASSIGNED, Kind.FIRST_READING, Kind.SECOND_READING, Kind.ANSWERED})
OF_BOTH: Final = frozenset({Kind.KEPT})
"""The rest is the referring unit's."""


class State(StrEnum):
    """Where a referral stands; labels: texts `referrals.state_<value>`.

    QUEUED: still on this station. SENT: the server has it. REFUSED: the server did not take it.
    """

    QUEUED = "queued"
    SENT = "sent"
    REFUSED = "refused"
    RECEIVED = "received"
    COUNTER_REPLIED = "counter_replied"
    ANSWERED = "answered"
    READ = "read"
    CLOSED = "closed"


WAITING: Final = frozenset({State.QUEUED, State.SENT, State.RECEIVED, State.COUNTER_REPLIED})
"""The referring unit waits for an answer."""
ANSWERABLE: Final = frozenset({State.SENT, State.RECEIVED, State.COUNTER_REPLIED})


@dataclass(frozen=True)
class NewReferral:
    """What is written to refer; `reason` is a code of the parameter file, `to_unit` the hospital's CNES."""

    to_unit: str
    reason: str
    hypothesis: str
    justification: str
    priority: Priority


@dataclass(frozen=True)
class NewAnswer:
    """What the hospital writes. `causes`: why it is inconclusive; `requested_exams`: codes of `resources/exams`."""

    verdict: Verdict
    conduct: str
    sources: tuple[str, ...]
    guidance: str = ""
    clinic: str | None = None
    causes: tuple[str, ...] = ()
    requested_exams: tuple[str, ...] = ()


@dataclass(frozen=True)
class Referral:
    """One referral as it was sent; `by` is the account's name, `snapshot` canonical JSON and `version` its SHA-256."""

    id: str
    person_id: str
    pregnancy_id: str
    from_unit: str
    to_unit: str
    reason: str
    hypothesis: str
    justification: str
    priority: Priority
    assessment_id: str | None
    snapshot: str = field(repr=False)
    version: str
    sent_at: datetime
    by_id: str
    by: str


@dataclass(frozen=True)
class Happened:
    """One event; `at` is its author's clock and decides nothing (docs/sync.md): `place` and `id` give the order."""

    id: str
    kind: Kind
    place: int
    content: dict[str, Any]
    snapshot: str | None = field(repr=False)
    version: str | None
    at: datetime
    by_id: str
    by: str


@dataclass(frozen=True)
class Answer:
    """The answer that stands; `received_at` is the server's time, None until it has come back from there."""

    id: str
    given: NewAnswer
    version: str
    at: datetime
    by: str
    received_at: datetime | None


@dataclass(frozen=True)
class Course:
    """A referral with all that happened to it, and what that comes to.

    `version` and `snapshot`: what the hospital judges now (a counter-reply brings a new one). `received_at` and
    `due_at`: the server's time, of what waits or waited last for an answer. `escalated`: the server said it is late.
    `not_left_for`: how long it has waited on this station, by this station's clock; None once the server has it.
    """

    referral: Referral
    state: State
    events: tuple[Happened, ...]
    version: str
    snapshot: str = field(repr=False)
    received_at: datetime | None
    due_at: datetime | None
    escalated: bool
    answers: tuple[Answer, ...]
    assigned_to: str | None
    not_left_for: timedelta | None = None

    @property
    def answer(self) -> Answer | None:
        """The last answer that was given."""
        return self.answers[-1] if self.answers else None

    @property
    def seen(self) -> Happened | None:
        """The first time that somebody at the hospital marked it as seen."""
        return next((one for one in self.events if one.kind is Kind.SEEN), None)

    @property
    def is_emergency(self) -> bool:
        """Whether it was sent as one."""
        return self.referral.priority is Priority.EMERGENCY

    @property
    def locks(self) -> bool:
        """Whether the pregnancy waits for the answer; an emergency does not."""
        return self.referral.priority is not Priority.EMERGENCY and self.state in WAITING
