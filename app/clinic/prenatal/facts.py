"""The appended facts of the prenatal record: read with their corrections, appended, superseded, struck out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from app.clinic.people.merged import ids_of, surviving_id
from app.kernel.canonical import canonical_json
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.store.tables import account, pregnancy, prenatal_fact
from app.store.writing import Writing

Content = Mapping[str, Any]


class Kind(StrEnum):
    """What a fact is about; each has a service of its own."""

    ESTIMATE = "dating_estimate"
    VISIT = "visit"
    EXAM_REQUEST = "exam_request"
    EXAM_RESULT = "exam_result"
    ANSWER = "history_answer"
    OUTCOME = "outcome"
    VACCINE = "vaccine"
    CALL = "visit_call"


@dataclass(frozen=True)
class Fact:
    """One recorded fact; `content` None strikes out the one in `supersedes`. `by` is the account's name."""

    id: str
    person_id: str
    pregnancy_id: str
    kind: Kind
    code: str
    day: date
    content: Content | None
    recorded_at: datetime
    by: str
    supersedes: str | None
    superseded_by: str | None
    reason: str | None

    @property
    def is_current(self) -> bool:
        """Whether it holds: neither corrected nor a mere striking out."""
        return self.superseded_by is None and self.content is not None


@dataclass(frozen=True)
class NewFact:
    """A fact to append."""

    person_id: str
    pregnancy_id: str
    kind: Kind
    code: str
    day: date
    content: Content


_later = prenatal_fact.alias("later")
_FACTS = (
    select(
        prenatal_fact,
        func.coalesce(account.c.display_name, prenatal_fact.c.recorded_by).label("by"),
        _later.c.id.label("superseded_by"),
    )
    .outerjoin(account, account.c.id == prenatal_fact.c.recorded_by)
    .outerjoin(_later, _later.c.supersedes == prenatal_fact.c.id)
    .order_by(prenatal_fact.c.day, prenatal_fact.c.recorded_at, prenatal_fact.c.id)
)


def read_facts(connection: Connection, pregnancy_id: str, kind: Kind) -> tuple[Fact, ...]:
    """All of one kind in one pregnancy, corrected ones included, by their day."""
    wanted = _FACTS.where(prenatal_fact.c.pregnancy_id == pregnancy_id, prenatal_fact.c.kind == kind.value)
    return tuple(_to_fact(row) for row in connection.execute(wanted).mappings())


def read_facts_of_person(connection: Connection, person_id: str, kind: Kind) -> tuple[Fact, ...]:
    """All of one kind of one person, in whichever pregnancy; one that changed hands counts for its new person.

    A merged person is read as whom it was merged into, with everything recorded under either.
    """
    ids = ids_of(connection, surviving_id(connection, person_id))
    hers = select(pregnancy.c.id).where(pregnancy.c.person_id.in_(ids))
    wanted = _FACTS.where(prenatal_fact.c.pregnancy_id.in_(hers), prenatal_fact.c.kind == kind.value)
    return tuple(_to_fact(row) for row in connection.execute(wanted).mappings())


def read_fact(connection: Connection, fact_id: str, kind: Kind) -> Fact:
    """KnownError prenatal.not_found where there is none of this kind."""
    wanted = _FACTS.where(prenatal_fact.c.id == fact_id, prenatal_fact.c.kind == kind.value)
    row = connection.execute(wanted).mappings().one_or_none()
    if row is None:
        raise KnownError("prenatal.not_found", fact_id=fact_id)
    return _to_fact(row)


def append_fact(writing: Writing, new: NewFact) -> str:
    """Add one fact; returns its identifier."""
    row = _row(new.person_id, new.pregnancy_id, new.kind, new.code, new.day, new.content)
    return writing.append(prenatal_fact, row)


def supersede_fact(writing: Writing, wrong: Fact, day: date, content: Content | None, reason: str) -> str:
    """Append what replaces a wrong fact (None: nothing does); KnownError prenatal.already_corrected, reason_missing."""
    if not reason.strip():
        raise KnownError("prenatal.reason_missing")
    if wrong.superseded_by is not None or wrong.content is None:
        raise KnownError("prenatal.already_corrected", fact_id=wrong.id)
    row = _row(wrong.person_id, wrong.pregnancy_id, wrong.kind, wrong.code, day, content)
    return writing.append(prenatal_fact, {**row, "supersedes": wrong.id, "reason": reason.strip()})


def _row(
    person_id: str, pregnancy_id: str, kind: Kind, code: str, day: date, content: Content | None
) -> dict[str, object]:
    return {
        "person_id": person_id,
        "pregnancy_id": pregnancy_id,
        "kind": kind.value,
        "code": code,
        "day": day.isoformat(),
        "content": "null" if content is None else canonical_json(content),
        "supersedes": None,
        "reason": None,
    }


def _to_fact(row: RowMapping) -> Fact:
    return Fact(
        id=row["id"],
        person_id=row["person_id"],
        pregnancy_id=row["pregnancy_id"],
        kind=Kind(row["kind"]),
        code=row["code"],
        day=date.fromisoformat(row["day"]),
        content=json.loads(row["content"]),
        recorded_at=from_text(row["recorded_at"]),
        by=row["by"],
        supersedes=row["supersedes"],
        superseded_by=row["superseded_by"],
        reason=row["reason"],
    )
