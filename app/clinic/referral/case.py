"""One case as the hospital opens it: whose it is, the record as sent, what is new since, and the answers beside it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from app.clinic.allergies.model import AllergyList
from app.clinic.allergies.rows import read_allergies
from app.clinic.assessments.rows import rules_of
from app.clinic.people.model import PersonRecord
from app.clinic.people.rows import read_person
from app.clinic.pregnancies.rows import read_observations
from app.clinic.prenatal.facts import Kind as FactKind
from app.clinic.prenatal.facts import read_facts
from app.clinic.referral.case_record import CaseRecord, read_case_record, rule_base_in
from app.clinic.referral.courses import since_asked
from app.clinic.referral.model import Course, Happened, Kind, Verdict
from app.security.roles import Role
from app.security.session import Status
from app.store.tables import account, rule_base
from app.sync.conflicts import open_conflicts

READERS: Final = frozenset({Role.STUDENT, Role.DOCTOR, Role.COORDINATOR})
"""Whom a referral may be assigned to."""
_NOT_SENT: Final = frozenset({FactKind.CALL, FactKind.ANSWER})
"""Calls do not go along; answers of the history go along as they hold, without the facts that gave them."""


@dataclass(frozen=True)
class Reader:
    """Somebody a case may be assigned to; `under_way`: how many that wait for an answer are theirs already."""

    account_id: str
    name: str
    role: Role
    under_way: int


@dataclass(frozen=True)
class OtherAnswer:
    """An answer that did not know of the one that stands: kept, shown, and not in force."""

    by: str
    verdict: Verdict
    guidance: str


@dataclass(frozen=True)
class Case:
    """`before`: the version that was answered last, where a counter-reply brought another; `newer`: how many facts of
    this pregnancy are known here and are not in the version that waits for the answer; `allergies`: as they stand now,
    whatever was sent."""

    course: Course
    woman: PersonRecord
    record: CaseRecord
    before: CaseRecord | None
    newer: int
    first_reading: Happened | None
    second_reading: Happened | None
    other_answers: tuple[OtherAnswer, ...]
    at: datetime
    allergies: AllergyList = field(default_factory=AllergyList)


def read_case(connection: Connection, one: Course, now: datetime, today: date, zone: str) -> Case:
    """KnownError people.not_found where her record has not come here yet."""
    record = _sent(connection, one.snapshot, today, zone)
    earlier = _answered_before(one)
    return Case(
        course=one,
        woman=read_person(connection, one.referral.person_id),
        record=record,
        before=_sent(connection, earlier, today, zone) if earlier else None,
        newer=_newer(connection, one.referral.pregnancy_id, record.ids),
        first_reading=last_of(one, Kind.FIRST_READING),
        second_reading=last_of(one, Kind.SECOND_READING),
        other_answers=_other_answers(connection, one.referral.id),
        at=now,
        allergies=read_allergies(connection, one.referral.person_id),
    )


def read_readers(connection: Connection, waiting: Mapping[str, int]) -> tuple[Reader, ...]:
    """Who may read, whoever has the fewest cases first; `waiting`: account → cases under way."""
    rows = connection.execute(
        select(account.c.id, account.c.display_name, account.c.role).where(account.c.status == Status.ACTIVE.value)
    ).all()
    found = [Reader(row[0], row[1], Role(row[2]), waiting.get(row[0], 0)) for row in rows if Role(row[2]) in READERS]
    return tuple(sorted(found, key=lambda each: (each.under_way, each.name)))


def last_of(one: Course, kind: Kind) -> Happened | None:
    """The last of its kind since the hospital was asked; what follows a new first reader counts for that reading."""
    events = since_asked(one.events)
    last = max((number for number, event in enumerate(events) if event.kind is Kind.ASSIGNED), default=-1)
    return next((event for event in reversed(events[last + 1 :]) if event.kind is kind), None)


def reader_name(one: Course) -> str:
    """Whom it is assigned to, since the hospital was asked last; "" where to nobody."""
    events = since_asked(one.events)
    return next((str(event.content["name"]) for event in reversed(events) if event.kind is Kind.ASSIGNED), "")


def _sent(connection: Connection, snapshot: str, today: date, zone: str) -> CaseRecord:
    sha256 = rule_base_in(snapshot)
    known = select(rule_base.c.sha256).where(rule_base.c.sha256 == sha256)
    is_here = sha256 is not None and connection.execute(known).first() is not None
    return read_case_record(snapshot, rules_of(connection, sha256) if is_here and sha256 else None, today, zone)


def _answered_before(one: Course) -> str | None:
    """The snapshot of the version that was answered last, unless it is the one that waits."""
    answer = one.answer
    if answer is None or answer.version == one.version:
        return None
    sent = {one.referral.version: one.referral.snapshot}
    sent |= {event.version: event.snapshot for event in one.events if event.version and event.snapshot}
    return sent.get(answer.version)


def _newer(connection: Connection, pregnancy_id: str, sent: frozenset[str]) -> int:
    now = [one.id for one in read_observations(connection, pregnancy_id) if one.is_current]
    kinds = (kind for kind in FactKind if kind not in _NOT_SENT)
    now += [one.id for kind in kinds for one in read_facts(connection, pregnancy_id, kind) if one.is_current]
    return sum(one not in sent for one in now)


def _other_answers(connection: Connection, referral_id: str) -> tuple[OtherAnswer, ...]:
    found = []
    for one in open_conflicts(connection):
        values: Mapping[str, Any] = one.other.values
        if one.entity == "referral_event" and values.get("referral_id") == referral_id:
            content = json.loads(str(values["content"]))
            if "verdict" in content:
                verdict = Verdict(content["verdict"])
                found.append(OtherAnswer(str(content["by"]), verdict, str(content.get("guidance", ""))))
    return tuple(found)
