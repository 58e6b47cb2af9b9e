"""Women to call: whose visit is due or overdue, what was missed before it, and what came of the last call."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection, func, select

from app.clinic.dating import GestationalAge
from app.clinic.prenatal.facts import Kind
from app.clinic.prenatal.planner import PlannedVisit, VisitMade, VisitStatus, plan_visits
from app.clinic.prenatal.schedules import Professional, Schedule
from app.clinic.prenatal.visit_content import next_on_in
from app.kernel.clock import from_text, local_date
from app.store.tables import account, person, pregnancy, pregnancy_list, prenatal_fact


class CallOutcome(StrEnum):
    """What came of calling her; labels: texts `prenatal.call_<value>`."""

    COMES = "comes"
    NO_ANSWER = "no_answer"
    REFUSES = "refuses"


@dataclass(frozen=True)
class NewCall:
    """A call of today; `comes_on`: the day on which she says that she comes (only with COMES)."""

    outcome: CallOutcome
    comes_on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class MadeCall:
    """A call that was made; `by` is the account's name."""

    id: str
    outcome: CallOutcome
    day: date
    comes_on: date | None
    note: str
    recorded_at: datetime
    by: str


@dataclass(frozen=True)
class Call:
    """A woman to call: her waiting visit, days since it was due, and how many before it were missed.

    `last_call`: the latest call since that visit was due.
    """

    person_id: str
    pregnancy_id: str
    shown_name: str
    phone: str | None
    age: GestationalAge | None
    visit: PlannedVisit
    days_late: int
    missed: int
    last_call: MadeCall | None = None
    synthetic: bool = False

    def is_settled(self, today: date) -> bool:
        """Whether nobody need call her today: she was called today, or has said on which day she comes."""
        last = self.last_call
        if last is None:
            return False
        return last.day == today or (last.comes_on is not None and last.comes_on >= today)


def read_women_to_call(
    connection: Connection, chosen: Schedule, zone: str, today: date, *, also_due: bool
) -> tuple[Call, ...]:
    """Every woman with a current, dated pregnancy whose visit is overdue (or due), the longest overdue first."""
    wanted = {VisitStatus.OVERDUE, VisitStatus.DUE} if also_due else {VisitStatus.OVERDUE}
    found = (one for one in _waiting(connection, chosen, zone, today) if one.visit.status in wanted)
    return tuple(sorted(found, key=lambda one: (-one.days_late, one.shown_name, one.pregnancy_id)))


@dataclass(frozen=True)
class NextVisit:
    """The visit of a current pregnancy that is due, overdue or to come; `made`: how many took place before it."""

    person_id: str
    pregnancy_id: str
    day: date
    is_overdue: bool
    made: int


def read_next_visits(connection: Connection, chosen: Schedule, zone: str, today: date) -> Iterator[NextVisit]:
    """Of every woman with a current, dated pregnancy; whose schedule has ended is left out."""
    made = _all_made(connection)
    for row in connection.execute(_WOMEN).mappings():
        entered = local_date(from_text(row["opened_at"]), zone)
        visits = made.get(row["pregnancy_id"], [])
        following = plan_visits(chosen, date.fromisoformat(row["lmp"]), entered, visits, today).next
        if following is not None:
            overdue = following.status is VisitStatus.OVERDUE
            yield NextVisit(row["person_id"], row["pregnancy_id"], following.day, overdue, len(visits))


def _waiting(connection: Connection, chosen: Schedule, zone: str, today: date) -> Iterator[Call]:
    made, calls = _all_made(connection), _latest_calls(connection)
    for row in connection.execute(_WOMEN).mappings():
        entered = local_date(from_text(row["opened_at"]), zone)
        plan = plan_visits(chosen, date.fromisoformat(row["lmp"]), entered, made.get(row["pregnancy_id"], []), today)
        waiting = plan.waiting
        if waiting is None:
            continue
        call = calls.get(row["pregnancy_id"])
        yield Call(
            person_id=row["person_id"],
            pregnancy_id=row["pregnancy_id"],
            shown_name=row["social_name"] or row["full_name"],
            phone=row["phone"],
            age=waiting.age,
            visit=waiting,
            days_late=(today - waiting.day).days,
            missed=plan.missed,
            last_call=call if call is not None and call.day >= waiting.day else None,
            synthetic=bool(row["synthetic"]),
        )


_WOMEN = (
    select(
        pregnancy_list.c.pregnancy_id,
        pregnancy_list.c.lmp,
        pregnancy_list.c.opened_at,
        person.c.id.label("person_id"),
        person.c.full_name,
        person.c.social_name,
        person.c.phone,
        person.c.synthetic,
    )
    .join(person, person.c.number == pregnancy_list.c.person_number)
    .where(pregnancy_list.c.status == "current", pregnancy_list.c.lmp.is_not(None))
)
_later = prenatal_fact.alias("later")


def _all_made(connection: Connection) -> Mapping[str, list[VisitMade]]:
    """The visits of every current pregnancy, by pregnancy: one query for the whole unit."""
    wanted = (
        select(prenatal_fact.c.pregnancy_id, prenatal_fact.c.id, prenatal_fact.c.day, prenatal_fact.c.content)
        .join(pregnancy, pregnancy.c.id == prenatal_fact.c.pregnancy_id)
        .outerjoin(_later, _later.c.supersedes == prenatal_fact.c.id)
        .where(
            prenatal_fact.c.kind == Kind.VISIT.value,
            pregnancy.c.status == "current",
            _later.c.id.is_(None),
            prenatal_fact.c.content != "null",
        )
    )
    found: dict[str, list[VisitMade]] = defaultdict(list)
    for row in connection.execute(wanted).mappings():
        professional = Professional(json.loads(row["content"])["professional"])
        day = date.fromisoformat(row["day"])
        found[row["pregnancy_id"]].append(VisitMade(row["id"], day, professional, next_on_in(row["content"])))
    return found


def _latest_calls(connection: Connection) -> Mapping[str, MadeCall]:
    wanted = (
        select(prenatal_fact, func.coalesce(account.c.display_name, prenatal_fact.c.recorded_by).label("by"))
        .join(pregnancy, pregnancy.c.id == prenatal_fact.c.pregnancy_id)
        .outerjoin(account, account.c.id == prenatal_fact.c.recorded_by)
        .outerjoin(_later, _later.c.supersedes == prenatal_fact.c.id)
        .where(
            prenatal_fact.c.kind == Kind.CALL.value,
            pregnancy.c.status == "current",
            _later.c.id.is_(None),
            prenatal_fact.c.content != "null",
        )
        .order_by(prenatal_fact.c.recorded_at, prenatal_fact.c.id)
    )
    found: dict[str, MadeCall] = {}
    for row in connection.execute(wanted).mappings():
        content = json.loads(row["content"])
        comes = content.get("comes_on")
        found[row["pregnancy_id"]] = MadeCall(
            id=row["id"],
            outcome=CallOutcome(row["code"]),
            day=date.fromisoformat(row["day"]),
            comes_on=date.fromisoformat(comes) if comes else None,
            note=content.get("note", ""),
            recorded_at=from_text(row["recorded_at"]),
            by=row["by"],
        )
    return found
