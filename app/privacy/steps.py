"""The steps of an erasure or an opening, as rows that travel: who asked, who confirmed, and why."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import Connection, func, select

from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.privacy.model import Case, CaseKind, CaseStep, Step
from app.store.listed import among
from app.store.tables import account, privacy_step, sealed_person, sealed_row
from app.store.writing import Writing

PERIOD_OVER: Final = "period_over"
"""The ground on which a sealed record is destroyed."""
NO_LONGER_IN_CARE: Final = "no_longer_in_care"
"""The ground on which a record that nobody wrote in for so long is sealed; its destruction is asked for afterwards."""
_NAMESPACE: Final = UUID("5f0d6f0e-6f5b-4d2f-9c3f-3a0c1c6f4e21")


def confirmation_id(person_id: str) -> str:
    """What the confirmation of a person's erasure is called everywhere: there is one, and it is found by her alone."""
    return str(uuid5(_NAMESPACE, f"erasure confirmed/{person_id}"))


def add_step(
    writing: Writing,
    case: Case | None,
    person_id: str,
    kind: CaseKind,
    step: Step,
    ground: str,
    reason: str,
    until: str | None = None,
) -> str:
    """One more step of this case, or the first of a new one; the case's identifier."""
    case_id = case.id if case else writing.new_id()
    row: dict[str, Any] = {
        "person_id": person_id,
        "case_id": case_id,
        "number": len(case.steps) + 1 if case else 1,
        "kind": kind.value,
        "step": step.value,
        "ground": ground,
        "reason": reason,
        "until": until,
    }
    first = kind is CaseKind.ERASURE and step is Step.CONFIRMED and not _is_there(writing, confirmation_id(person_id))
    if first:
        row["id"] = confirmation_id(person_id)
    writing.append(privacy_step, row)
    return case_id


def read_case(connection: Connection, case_id: str) -> Case:
    """KnownError privacy.no_case."""
    found = _cases(connection, privacy_step.c.case_id == case_id)
    if not found:
        raise KnownError("privacy.no_case")
    return found[0]


def read_cases(connection: Connection) -> list[Case]:
    """All of them, the latest first."""
    return _cases(connection, privacy_step.c.case_id.is_not(None))


def cases_of(connection: Connection, people: tuple[str, ...]) -> list[Case]:
    """Those about one person, the latest first."""
    return _cases(connection, among(privacy_step.c.person_id, people))


def due_cases(connection: Connection) -> list[Case]:
    """Erasures that two people have agreed on, and that this station has not carried out."""
    return [
        one
        for one in read_cases(connection)
        if one.kind is CaseKind.ERASURE and one.step is Step.CONFIRMED and not one.carried_out and two_people(one)
    ]


def two_people(case: Case) -> bool:
    """Whether nobody confirmed what he had asked for himself."""
    return all(one.by_id != case.asked.by_id for one in case.steps if one.step is Step.CONFIRMED)


def holds_until(case: Case, now: datetime) -> datetime | None:
    """Until when a confirmed opening holds; None where it does not."""
    last = case.steps[-1]
    if case.kind is not CaseKind.OPENING or last.step is not Step.CONFIRMED or last.until is None:
        return None
    return last.until if now < last.until and two_people(case) else None


def _is_there(writing: Writing, step_id: str) -> bool:
    wanted = select(privacy_step.c.id).where(privacy_step.c.id == step_id)
    return writing.connection.execute(wanted).first() is not None


def _cases(connection: Connection, which: Any) -> list[Case]:
    names = func.coalesce(account.c.display_name, privacy_step.c.recorded_by).label("by")
    rows = connection.execute(
        select(privacy_step, names)
        .outerjoin(account, account.c.id == privacy_step.c.recorded_by)
        .where(which)
        .order_by(privacy_step.c.case_id, privacy_step.c.number, privacy_step.c.id)
    ).mappings()
    sealed = set(connection.execute(select(sealed_person.c.person_id)).scalars())
    kept = set(connection.execute(select(sealed_row.c.person_id).distinct()).scalars())
    grouped: dict[str, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row["case_id"], []).append(row)
    cases = [_case(case_id, steps, sealed, kept) for case_id, steps in grouped.items()]
    return sorted(cases, key=lambda one: one.asked.at, reverse=True)


def _case(case_id: str, rows: list[Any], sealed: set[str], kept: set[str]) -> Case:
    """Carried out: what was there is sealed, or what was sealed is destroyed."""
    steps: dict[int, CaseStep] = {}
    for row in rows:
        # One step is written under each identifier of a merged person.
        steps.setdefault(row["number"], _step(row))
    first = rows[0]
    whose, found = first["person_id"], tuple(steps.values())
    done = whose not in kept if found[0].ground == PERIOD_OVER else whose in sealed
    return Case(case_id, CaseKind(first["kind"]), whose, found, done and found[-1].step is Step.CONFIRMED)


def _step(row: Any) -> CaseStep:
    until = row["until"]
    return CaseStep(
        step=Step(row["step"]),
        ground=row["ground"],
        reason=row["reason"],
        by_id=row["recorded_by"],
        by=row["by"],
        at=from_text(row["recorded_at"]),
        until=from_text(until) if until else None,
    )
