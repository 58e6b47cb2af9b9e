"""Visits: what took place, what is planned by the unit's schedule, and who should be called today."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from app.clinic.dating import GestationalAge
from app.clinic.pregnancies.model import Pregnancy, PregnancyStatus
from app.clinic.prenatal.desk import Desk
from app.clinic.prenatal.facts import Fact, Kind, NewFact, append_fact, read_fact, read_facts, supersede_fact
from app.clinic.prenatal.outcomes import OutcomeKind, postpartum_end, read_outcome
from app.clinic.prenatal.planner import Plan, PlannedVisit, VisitMade, VisitStatus, plan_visits
from app.clinic.prenatal.schedules import DEFAULT, Professional, Schedule, schedule
from app.kernel.clock import Zone, from_text, local_date, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.settings import read_setting, write_setting
from app.store.store import Store
from app.store.tables import person, pregnancy, pregnancy_list, prenatal_fact

_SETTING = "visit_schedule"
LONGEST_NOTE = 2000


@dataclass(frozen=True)
class NewVisit:
    """A visit on a day, by whom; `note` may be empty."""

    day: date
    professional: Professional
    note: str = ""


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

    @property
    def is_current(self) -> bool:
        """Whether it holds: neither corrected nor struck out."""
        return self.superseded_by is None and self.professional is not None


@dataclass(frozen=True)
class Call:
    """A woman to call: her waiting visit, days since it was due, and how many before it were missed."""

    person_id: str
    pregnancy_id: str
    shown_name: str
    phone: str | None
    age: GestationalAge | None
    visit: PlannedVisit
    days_late: int
    missed: int


class VisitService:
    """Visits are appended and corrected; the plan is worked out anew each time, by the unit's schedule."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._desk = Desk(store, zone)
        self._zone = zone

    def schedule(self, session: Session) -> Schedule:
        """The schedule that the unit follows; CAB 32 until somebody chooses."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._desk.store.read() as connection:
            return _chosen(connection)

    def choose_schedule(self, session: Session, code: str) -> Schedule:
        """Follow another schedule from now on; KnownError prenatal.unknown_schedule."""
        require(session, Action.CHANGE_SETTINGS)
        chosen = schedule(code)
        with self._desk.store.write(session.actor) as writing:
            if _chosen(writing.connection).code != code:
                write_setting(writing, _SETTING, code)
                writing.audit("settings_changed", "station", _SETTING, schedule=code)
        return chosen

    def record(self, session: Session, pregnancy_id: str, new: NewVisit) -> Visit:
        """Append a visit, also one after the outcome until the end of the postpartum follow-up.

        Raises KnownError prenatal.date_in_future, text_too_long, after_follow_up, pregnancies.not_found, closed.
        """
        require(session, Action.RECORD_OBSERVATION)
        with self._desk.store.write(session.actor) as writing:
            found = self._checked(writing.connection, pregnancy_id, new)
            fact = NewFact(found.person_id, found.id, Kind.VISIT, "visit", new.day, _content(new))
            visit_id = append_fact(writing, fact)
            writing.audit("visit_recorded", "pregnancy", pregnancy_id, visit=visit_id)
            return _one(writing.connection, visit_id)

    def correct(self, session: Session, visit_id: str, new: NewVisit | None, reason: str) -> Visit:
        """Replace a wrong visit, or strike it out (None); it stays readable.

        Raises as `record`, and KnownError prenatal.not_found, already_corrected, reason_missing.
        """
        require(session, Action.RECORD_OBSERVATION)
        with self._desk.store.write(session.actor) as writing:
            wrong = read_fact(writing.connection, visit_id, Kind.VISIT)
            pregnancy_id = wrong.pregnancy_id
            if new is not None:
                self._checked(writing.connection, pregnancy_id, new)
            content = None if new is None else _content(new)
            right = supersede_fact(writing, wrong, new.day if new else wrong.day, content, reason)
            writing.audit("visit_corrected", "pregnancy", pregnancy_id, visit=right, of=wrong.id)
            return _one(writing.connection, right)

    def list(self, session: Session, pregnancy_id: str) -> tuple[Visit, ...]:
        """All of one pregnancy by their day, corrected ones included."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._desk.store.read() as connection:
            self._desk.pregnancy(connection, pregnancy_id)
            ended = _ended(connection, pregnancy_id)
            return tuple(_to_visit(one, ended) for one in read_facts(connection, pregnancy_id, Kind.VISIT))

    def plan(self, session: Session, pregnancy_id: str) -> Plan:
        """What was planned, is due and comes; of a closed pregnancy only what took place."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._desk.store.read() as connection:
            found = self._desk.pregnancy(connection, pregnancy_id)
            facts = read_facts(connection, pregnancy_id, Kind.VISIT)
            made = [_made(one) for one in facts if one.is_current]
            chosen = _chosen(connection)
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
            outcome = read_outcome(connection, pregnancy_id)
            if outcome is None or outcome.kind is OutcomeKind.TRANSFER:
                return None
            return postpartum_end(outcome.day, _chosen(connection))

    def to_call(self, session: Session) -> tuple[Call, ...]:
        """Every woman with a current pregnancy whose visit is overdue, the longest overdue first."""
        require(session, Action.VIEW_PREGNANCIES)
        today = self._desk.today()
        with self._desk.store.read() as connection:
            chosen = _chosen(connection)
            made = _all_made(connection)
            rows = connection.execute(_WOMEN).mappings().all()
        calls = []
        for row in rows:
            lmp = date.fromisoformat(row["lmp"])
            entered = local_date(from_text(row["opened_at"]), self._zone())
            plan = plan_visits(chosen, lmp, entered, made.get(row["pregnancy_id"], []), today)
            waiting = plan.waiting
            if waiting is not None and waiting.status is VisitStatus.OVERDUE:
                name = row["social_name"] or row["full_name"]
                late = (today - waiting.day).days
                ids = row["person_id"], row["pregnancy_id"]
                calls.append(Call(*ids, name, row["phone"], waiting.age, waiting, late, plan.missed))
        return tuple(sorted(calls, key=lambda one: (-one.days_late, one.shown_name, one.pregnancy_id)))

    def _checked(self, connection: Connection, pregnancy_id: str, new: NewVisit) -> Pregnancy:
        self._desk.refuse_future(new.day)
        if len(new.note) > LONGEST_NOTE:
            raise KnownError("prenatal.text_too_long", most=LONGEST_NOTE)
        outcome = read_outcome(connection, pregnancy_id)
        if outcome is None or outcome.kind is OutcomeKind.TRANSFER:
            return self._desk.open_pregnancy(connection, pregnancy_id)
        if new.day > postpartum_end(outcome.day, _chosen(connection)):
            raise KnownError("prenatal.after_follow_up")
        return self._desk.pregnancy(connection, pregnancy_id)


_WOMEN = (
    select(
        pregnancy_list.c.pregnancy_id,
        pregnancy_list.c.lmp,
        pregnancy_list.c.opened_at,
        person.c.id.label("person_id"),
        person.c.full_name,
        person.c.social_name,
        person.c.phone,
    )
    .join(person, person.c.number == pregnancy_list.c.person_number)
    .where(pregnancy_list.c.status == "current", pregnancy_list.c.lmp.is_not(None))
)


def _all_made(connection: Connection) -> dict[str, list[VisitMade]]:
    """The visits of every current pregnancy, by pregnancy: one query for the whole unit."""
    later = prenatal_fact.alias("later")
    wanted = (
        select(prenatal_fact.c.pregnancy_id, prenatal_fact.c.id, prenatal_fact.c.day, prenatal_fact.c.content)
        .join(pregnancy, pregnancy.c.id == prenatal_fact.c.pregnancy_id)
        .outerjoin(later, later.c.supersedes == prenatal_fact.c.id)
        .where(
            prenatal_fact.c.kind == Kind.VISIT.value,
            pregnancy.c.status == "current",
            later.c.id.is_(None),
            prenatal_fact.c.content != "null",
        )
    )
    found: dict[str, list[VisitMade]] = defaultdict(list)
    for row in connection.execute(wanted).mappings():
        professional = Professional(json.loads(row["content"])["professional"])
        found[row["pregnancy_id"]].append(VisitMade(row["id"], date.fromisoformat(row["day"]), professional))
    return found


def _chosen(connection: Connection) -> Schedule:
    kept = read_setting(connection, _SETTING)
    return schedule(kept if isinstance(kept, str) else DEFAULT)


def _content(new: NewVisit) -> dict[str, object]:
    return {"professional": new.professional.value, "note": new.note.strip()}


def _made(one: Fact) -> VisitMade:
    return VisitMade(one.id, one.day, Professional((one.content or {})["professional"]))


def _ended(connection: Connection, pregnancy_id: str) -> date | None:
    outcome = read_outcome(connection, pregnancy_id)
    return outcome.day if outcome else None


def _one(connection: Connection, visit_id: str) -> Visit:
    fact = read_fact(connection, visit_id, Kind.VISIT)
    return _to_visit(fact, _ended(connection, fact.pregnancy_id))


def _to_visit(one: Fact, ended: date | None) -> Visit:
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
    )
