"""Visits: what took place, what is planned by the unit's schedule, and who should be called today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from app.clinic.drafts import drop_draft
from app.clinic.pregnancies.model import Pregnancy, PregnancyStatus
from app.clinic.pregnancies.rows import read_observations
from app.clinic.prenatal.calls import Call, CallOutcome, NewCall, read_women_to_call
from app.clinic.prenatal.desk import Desk
from app.clinic.prenatal.facts import Fact, Kind, NewFact, append_fact, read_fact, read_facts, supersede_fact
from app.clinic.prenatal.follow_up import SCHEDULE_SETTING, chosen_schedule, last_followed_day, pregnancy_taking
from app.clinic.prenatal.outcomes import read_outcome
from app.clinic.prenatal.planner import Plan, VisitMade, VisitStatus, plan_visits
from app.clinic.prenatal.schedules import Professional, Schedule, schedule
from app.clinic.prenatal.visit_content import (
    LONGEST_NOTE,
    Measured,
    NewVisit,
    Oedema,
    append_measures,
    check_content,
    content_of,
    measured_by_day,
    next_on_of,
)
from app.kernel.clock import Zone, local_date, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.settings import write_setting
from app.store.store import Store

__all__ = ["Call", "CallOutcome", "Measured", "NewCall", "NewVisit", "Oedema", "Visit", "VisitService"]


@dataclass(frozen=True)
class Visit:
    """A recorded visit; a corrected one stays and names its successor. `is_postpartum`: after the outcome."""

    id: str
    pregnancy_id: str
    day: date
    professional: Professional | None
    note: str
    is_postpartum: bool
    recorded_at: datetime
    by: str
    superseded_by: str | None
    reason: str | None
    complaints: str = ""
    oedema: Oedema | None = None
    next_on: date | None = None

    @property
    def is_current(self) -> bool:
        """Whether it holds: neither corrected nor struck out."""
        return self.superseded_by is None and self.professional is not None


class VisitService:
    """Visits are appended and corrected; the plan is worked out anew each time, by the unit's schedule."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._desk = Desk(store, zone)
        self._zone = zone

    def schedule(self, session: Session) -> Schedule:
        """The schedule that the unit follows; CAB 32 until somebody chooses."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._desk.store.read() as connection:
            return chosen_schedule(connection)

    def choose_schedule(self, session: Session, code: str) -> Schedule:
        """Follow another schedule from now on; KnownError prenatal.unknown_schedule."""
        require(session, Action.MANAGE_RULES)
        chosen = schedule(code)
        with self._desk.store.write(session.actor) as writing:
            if chosen_schedule(writing.connection).code != code:
                write_setting(writing, SCHEDULE_SETTING, code)
                writing.audit("settings_changed", "station", SCHEDULE_SETTING, schedule=code)
        return chosen

    def record(
        self,
        session: Session,
        pregnancy_id: str,
        new: NewVisit,
        *,
        confirmed: frozenset[str] = frozenset(),
        draft_kind: str = "",
    ) -> Visit:
        """Append a visit with all that was measured, also one after the outcome until the end of the follow-up.

        The draft of this kind and pregnancy is dropped with it. Raises KnownError prenatal.date_in_future,
        text_too_long, next_before_visit, after_follow_up, pregnancies.not_found, closed, InputError reception.invalid,
        prenatal.result_refused.
        """
        require(session, Action.RECORD_OBSERVATION)
        now = self._desk.store.clock.now()
        check_content(new, now, self._desk.today(), confirmed)
        with self._desk.store.write(session.actor) as writing:
            found = self._checked(writing.connection, pregnancy_id, new)
            fact = NewFact(found.person_id, found.id, Kind.VISIT, "visit", new.day, content_of(new))
            visit_id = append_fact(writing, fact)
            append_measures(writing, found, new, now, self._zone())
            if draft_kind:
                drop_draft(writing, draft_kind, pregnancy_id)
            writing.audit("visit_recorded", "pregnancy", pregnancy_id, visit=visit_id)
            return _one(writing.connection, visit_id)

    def correct(self, session: Session, visit_id: str, new: NewVisit | None, reason: str) -> Visit:
        """Replace a wrong visit, or strike it out (None); it stays readable. What was measured is corrected by itself.

        Raises as `record`, and KnownError prenatal.not_found, already_corrected, reason_missing.
        """
        require(session, Action.RECORD_OBSERVATION)
        with self._desk.store.write(session.actor) as writing:
            wrong = read_fact(writing.connection, visit_id, Kind.VISIT)
            pregnancy_id = wrong.pregnancy_id
            if new is not None:
                check_content(new, self._desk.store.clock.now(), self._desk.today(), frozenset())
                self._checked(writing.connection, pregnancy_id, new)
            content = None if new is None else content_of(new)
            right = supersede_fact(writing, wrong, new.day if new else wrong.day, content, reason)
            writing.audit("visit_corrected", "pregnancy", pregnancy_id, visit=right, of=wrong.id)
            return _one(writing.connection, right)

    def list(self, session: Session, pregnancy_id: str) -> tuple[Visit, ...]:
        """All of one pregnancy by their day, corrected ones included."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._desk.store.read() as connection:
            self._desk.pregnancy(connection, pregnancy_id)
            ended = _ended(connection, pregnancy_id)
            return tuple(to_visit(one, ended) for one in read_facts(connection, pregnancy_id, Kind.VISIT))

    def plan(self, session: Session, pregnancy_id: str) -> Plan:
        """What was planned, is due and comes; of a closed pregnancy only what took place."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._desk.store.read() as connection:
            found = self._desk.pregnancy(connection, pregnancy_id)
            facts = read_facts(connection, pregnancy_id, Kind.VISIT)
            made = [_made(one) for one in facts if one.is_current]
            chosen = chosen_schedule(connection)
        entered = local_date(found.opened_at, self._zone())
        plan = plan_visits(chosen, found.lmp, entered, made, self._desk.today())
        if found.status is PregnancyStatus.CLOSED:
            kept = tuple(one for one in plan.visits if one.status is VisitStatus.DONE)
            return Plan(plan.schedule, plan.is_dated, kept)
        return plan

    def follow_up_until(self, session: Session, pregnancy_id: str) -> date | None:
        """The last day of the postpartum follow-up; None before the outcome, and where another unit goes on."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._desk.store.read() as connection:
            return last_followed_day(connection, pregnancy_id)

    def measured(self, session: Session, pregnancy_id: str) -> Mapping[date, tuple[Measured, ...]]:
        """What was measured and found, in force, by its day: a visit shows that of its own day."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._desk.store.read() as connection:
            self._desk.pregnancy(connection, pregnancy_id)
            observed = read_observations(connection, pregnancy_id)
            results = read_facts(connection, pregnancy_id, Kind.EXAM_RESULT)
        return measured_by_day(observed, results, self._zone())

    def to_call(self, session: Session, *, also_due: bool = False) -> tuple[Call, ...]:
        """Every woman with a current pregnancy whose visit is overdue, the longest overdue first.

        `also_due`: those too whose visit is due and still within its tolerance.
        """
        require(session, Action.VIEW_PREGNANCIES)
        with self._desk.store.read() as connection:
            chosen = chosen_schedule(connection)
            return read_women_to_call(connection, chosen, self._zone(), self._desk.today(), also_due=also_due)

    def note_call(self, session: Session, pregnancy_id: str, new: NewCall) -> None:
        """Keep what came of calling her today.

        Raises KnownError prenatal.day_missing, day_in_past, text_too_long, pregnancies.not_found, closed.
        """
        require(session, Action.RECORD_OBSERVATION)
        comes = new.comes_on if new.outcome is CallOutcome.COMES else None
        if new.outcome is CallOutcome.COMES and comes is None:
            raise KnownError("prenatal.day_missing")
        if comes is not None and comes < self._desk.today():
            raise KnownError("prenatal.day_in_past")
        if len(new.note) > LONGEST_NOTE:
            raise KnownError("prenatal.text_too_long", most=LONGEST_NOTE)
        content = {"comes_on": comes.isoformat() if comes else None, "note": new.note.strip()}
        with self._desk.store.write(session.actor) as writing:
            found = self._desk.open_pregnancy(writing.connection, pregnancy_id, even_while_referred=True)
            fact = NewFact(found.person_id, found.id, Kind.CALL, new.outcome.value, self._desk.today(), content)
            append_fact(writing, fact)
            writing.audit("woman_called", "pregnancy", pregnancy_id, outcome=new.outcome.value)

    def _checked(self, connection: Connection, pregnancy_id: str, new: NewVisit) -> Pregnancy:
        self._desk.refuse_future(new.day)
        return pregnancy_taking(connection, pregnancy_id, new.day, self._desk.today())


def _made(one: Fact) -> VisitMade:
    content = one.content or {}
    return VisitMade(one.id, one.day, Professional(content["professional"]), next_on_of(content))


def _ended(connection: Connection, pregnancy_id: str) -> date | None:
    outcome = read_outcome(connection, pregnancy_id)
    return outcome.day if outcome else None


def _one(connection: Connection, visit_id: str) -> Visit:
    fact = read_fact(connection, visit_id, Kind.VISIT)
    return to_visit(fact, _ended(connection, fact.pregnancy_id))


def to_visit(one: Fact, ended: date | None) -> Visit:
    """A fact as a visit; `ended`: the day of the outcome."""
    content = one.content or {}
    professional = content.get("professional")
    return Visit(
        id=one.id,
        pregnancy_id=one.pregnancy_id,
        day=one.day,
        professional=Professional(professional) if professional else None,
        note=content.get("note", ""),
        is_postpartum=ended is not None and one.day > ended,
        recorded_at=one.recorded_at,
        by=one.by,
        superseded_by=one.superseded_by,
        reason=one.reason,
        complaints=content.get("complaints", ""),
        oedema=Oedema(content["oedema"]) if content.get("oedema") else None,
        next_on=next_on_of(content),
    )
