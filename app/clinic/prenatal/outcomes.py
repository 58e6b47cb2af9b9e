"""How a pregnancy ended: recorded with its day and details, closing it; follow-up goes on for some weeks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from app.clinic.pregnancies.model import Pregnancy, PregnancyStatus
from app.clinic.prenatal.desk import Desk, require_reason
from app.clinic.prenatal.facts import Kind, NewFact, append_fact, read_fact, read_facts, supersede_fact
from app.clinic.prenatal.schedules import Schedule
from app.kernel.clock import Zone, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import pregnancy
from app.store.writing import Writing

LONGEST_DETAILS = 2000


class OutcomeKind(StrEnum):
    """How it ended for this unit: the only way to close a pregnancy. Labels: texts `prenatal.outcome_<value>`.

    TRANSFER: another unit goes on with it. LOST: nobody finds her any more. MISTAKE: there was no pregnancy, or it was
    opened for the wrong woman; these two ask for details.
    """

    BIRTH = "birth"
    LOSS = "loss"
    TRANSFER = "transfer"
    LOST = "lost"
    MISTAKE = "mistake"


EXPLAINED = frozenset({OutcomeKind.LOST, OutcomeKind.MISTAKE})
"""Outcomes that must say why."""


@dataclass(frozen=True)
class NewOutcome:
    """An outcome on a day; `details` in the nurse's own words, may be empty."""

    kind: OutcomeKind
    day: date
    details: str = ""


@dataclass(frozen=True)
class Outcome:
    """The outcome that holds; `by` is the account's name."""

    id: str
    pregnancy_id: str
    kind: OutcomeKind
    day: date
    details: str
    recorded_at: datetime
    by: str


def postpartum_end(ended: date, schedule: Schedule) -> date:
    """The last day of the follow-up (CAB 32: 42 days after birth)."""
    return ended + timedelta(days=schedule.postpartum_days)


def read_outcome(connection: Connection, pregnancy_id: str) -> Outcome | None:
    """The outcome in force of one pregnancy."""
    for one in read_facts(connection, pregnancy_id, Kind.OUTCOME):
        if one.is_current and one.content is not None:
            kind = OutcomeKind(one.code)
            return Outcome(one.id, pregnancy_id, kind, one.day, one.content["details"], one.recorded_at, one.by)
    return None


class OutcomeService:
    """One outcome per pregnancy; struck out with a reason, the pregnancy is current again."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._desk = Desk(store, zone)

    def outcome(self, session: Session, pregnancy_id: str) -> Outcome | None:
        """How it ended, if that is recorded."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._desk.store.read() as connection:
            self._desk.pregnancy(connection, pregnancy_id)
            return read_outcome(connection, pregnancy_id)

    def record(self, session: Session, pregnancy_id: str, new: NewOutcome) -> Outcome:
        """Record how the pregnancy ended and close it.

        Raises KnownError prenatal.date_in_future, before_pregnancy, text_too_long, reason_missing (EXPLAINED without
        details), pregnancies.not_found, closed.
        """
        require(session, Action.OPEN_PREGNANCY)
        self._desk.refuse_future(new.day)
        details = new.details.strip()
        if len(details) > LONGEST_DETAILS:
            raise KnownError("prenatal.text_too_long", most=LONGEST_DETAILS)
        if new.kind in EXPLAINED:
            require_reason(details)
        with self._desk.store.write(session.actor) as writing:
            found = self._desk.open_pregnancy(writing.connection, pregnancy_id, even_while_referred=True)
            if found.lmp is not None and new.day < found.lmp:
                raise KnownError("prenatal.before_pregnancy")
            fact = NewFact(found.person_id, found.id, Kind.OUTCOME, new.kind.value, new.day, {"details": details})
            append_fact(writing, fact)
            writing.change(pregnancy, found.id, {"status": PregnancyStatus.CLOSED.value}, new.kind.value)
            writing.audit("outcome_recorded", "pregnancy", found.id, outcome=new.kind.value)
            return _present(writing.connection, found.id)

    def strike_out(self, session: Session, pregnancy_id: str, reason: str) -> None:
        """Take a wrong outcome back: it stays readable, and the pregnancy is current again.

        Raises KnownError prenatal.no_outcome, reason_missing, pregnancies.already_current.
        """
        require(session, Action.OPEN_PREGNANCY)
        reason = require_reason(reason)
        try:
            with self._desk.store.write(session.actor) as writing:
                wrong = read_outcome(writing.connection, pregnancy_id)
                if wrong is None:
                    raise KnownError("prenatal.no_outcome")
                fact = read_fact(writing.connection, wrong.id, Kind.OUTCOME)
                supersede_fact(writing, fact, fact.day, None, reason)
                writing.change(pregnancy, pregnancy_id, {"status": PregnancyStatus.CURRENT.value}, reason)
                writing.audit("outcome_struck_out", "pregnancy", pregnancy_id, outcome=wrong.kind.value)
        except IntegrityError as error:
            raise KnownError("pregnancies.already_current") from error


def follow_moved_outcome(writing: Writing, left_id: str, right: Pregnancy, moved_id: str, reason: str) -> None:
    """After an outcome was moved: the right pregnancy has ended, and the wrong one is current again.

    Raises KnownError corrections.has_outcome, corrections.left_has_current (the woman of the wrong pregnancy has
    another current one by now), prenatal.before_pregnancy.
    """
    connection = writing.connection
    moved = read_fact(connection, moved_id, Kind.OUTCOME)
    if any(one.is_current and one.id != moved_id for one in read_facts(connection, right.id, Kind.OUTCOME)):
        raise KnownError("corrections.has_outcome")
    if right.lmp is not None and moved.day < right.lmp:
        raise KnownError("prenatal.before_pregnancy")
    # The right one first: both may be of one woman, who never has two current pregnancies.
    writing.change(pregnancy, right.id, {"status": PregnancyStatus.CLOSED.value}, reason)
    try:
        writing.change(pregnancy, left_id, {"status": PregnancyStatus.CURRENT.value}, reason)
    except IntegrityError as error:
        raise KnownError("corrections.left_has_current") from error


def _present(connection: Connection, pregnancy_id: str) -> Outcome:
    found = read_outcome(connection, pregnancy_id)
    if found is None:
        raise KnownError("prenatal.no_outcome")
    return found
