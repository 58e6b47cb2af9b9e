"""Wrong patient: what was recorded on the wrong woman goes to the right one, with a trace on both sides.

An observation or a classification is never changed: a row in the right pregnancy supersedes the wrong one, with the
reason. A whole pregnancy changes its person, field by field with history; what was recorded in it goes with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping, Table, func, select
from sqlalchemy.exc import IntegrityError

from app.clinic.assessments.model import StoredAssessment
from app.clinic.assessments.rows import read_assessment
from app.clinic.people.model import Sex
from app.clinic.people.rows import read_person
from app.clinic.pregnancies.model import Observation, Pregnancy
from app.clinic.pregnancies.rows import read_observation, read_pregnancy
from app.clinic.prenatal.dating_rows import follow_correction
from app.clinic.prenatal.facts import Kind
from app.clinic.prenatal.outcomes import follow_moved_outcome
from app.clinic.referral.lock import refuse_locked
from app.kernel.clock import Zone, from_text, local_date, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import account, assessment, observation, pregnancy, prenatal_fact
from app.store.writing import Writing

_ANEW = frozenset({"id", "recorded_at", "recorded_by", "encounter_id"})
"""Not taken along: the row is a new one, and the arrival or visit was that of the wrong person."""


@dataclass(frozen=True)
class Moved:
    """Where a wrong entry went, when, by whom (the account's name) and why."""

    to_pregnancy_id: str
    same_person: bool
    at: datetime
    by: str
    reason: str


class CorrectionService:
    """Moving entries between people; `zone` (IANA) decides what day it is."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._store = store
        self._zone = zone

    def move_observation(self, session: Session, observation_id: str, to_pregnancy_id: str, reason: str) -> Observation:
        """The same observation in the right pregnancy; the wrong row stays, superseded.

        Raises KnownError corrections.reason_missing, corrections.already_moved, corrections.same_place,
        pregnancies.not_found, pregnancies.observation_not_found, referrals.locked.
        """
        new_id = self._move(session, observation, observation_id, to_pregnancy_id, reason)
        with self._store.read() as connection:
            return read_observation(connection, new_id)

    def move_assessment(
        self, session: Session, assessment_id: str, to_pregnancy_id: str, reason: str
    ) -> StoredAssessment:
        """The same classification in the right pregnancy; the wrong row stays, superseded. Raises as above."""
        new_id = self._move(session, assessment, assessment_id, to_pregnancy_id, reason)
        with self._store.read() as connection:
            return read_assessment(connection, new_id)

    def move_fact(self, session: Session, fact_id: str, to_pregnancy_id: str, reason: str) -> str:
        """A visit, an exam, an answer, an outcome in the right pregnancy; returns the new row's identifier.

        With an outcome the wrong pregnancy is current again and the right one ends. Raises as above, and KnownError
        corrections.not_found, has_outcome, left_has_current, prenatal.before_pregnancy.
        """
        return self._move(session, prenatal_fact, fact_id, to_pregnancy_id, reason)

    def moved_away(self, session: Session, pregnancy_id: str) -> Mapping[str, Moved]:
        """Every entry that was recorded in this pregnancy by mistake and stands elsewhere now, by its identifier."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._store.read() as connection:
            holder = read_pregnancy(connection, pregnancy_id, self._today()).person_id
            tables = (observation, assessment, prenatal_fact)
            return {
                one: moved for table in tables for one, moved in _moved_from(connection, table, pregnancy_id, holder)
            }

    def move_pregnancy(self, session: Session, pregnancy_id: str, to_person_id: str, reason: str) -> Pregnancy:
        """The whole pregnancy, with all that was recorded in it, belongs to the right woman.

        Raises KnownError corrections.reason_missing, corrections.same_place, corrections.not_for_men,
        pregnancies.not_found, pregnancies.already_current, people.not_found.
        """
        require(session, Action.MOVE_RECORD)
        _require_reason(reason)
        today = self._today()
        try:
            with self._store.write(session.actor) as writing:
                wrong = read_pregnancy(writing.connection, pregnancy_id, today)
                refuse_locked(writing.connection, pregnancy_id)
                right = read_person(writing.connection, to_person_id)
                if right.id == wrong.person_id:
                    raise KnownError("corrections.same_place")
                if right.sex is Sex.MALE:
                    raise KnownError("corrections.not_for_men")
                writing.change(pregnancy, pregnancy_id, {"person_id": right.id}, reason.strip())
                _audit_both(writing, wrong.person_id, right.id, "pregnancy", pregnancy_id, reason)
                return read_pregnancy(writing.connection, pregnancy_id, today)
        except IntegrityError as error:
            raise KnownError("pregnancies.already_current", person_id=to_person_id) from error

    def _move(self, session: Session, table: Table, row_id: str, to_pregnancy_id: str, reason: str) -> str:
        require(session, Action.MOVE_RECORD)
        _require_reason(reason)
        try:
            with self._store.write(session.actor) as writing:
                wrong = _row_in_force(writing.connection, table, row_id)
                right = read_pregnancy(writing.connection, to_pregnancy_id, self._today())
                refuse_locked(writing.connection, right.id)
                if wrong["pregnancy_id"] is not None:
                    refuse_locked(writing.connection, str(wrong["pregnancy_id"]))
                if right.id == wrong["pregnancy_id"]:
                    raise KnownError("corrections.same_place")
                copied = {name: wrong[name] for name in table.c.keys() if name not in _ANEW}  # noqa: SIM118 - columns
                placed = {"person_id": right.person_id, "pregnancy_id": right.id}
                trace = {"supersedes": row_id, "reason": reason.strip()}
                new_id = writing.append(table, {**copied, **placed, **trace})
                if table is not assessment and wrong["pregnancy_id"] is not None:
                    # An estimate that left is no longer the one in use; nobody's choice moves along with it.
                    follow_correction(writing, wrong["pregnancy_id"], row_id, new_id, None, reason.strip())
                if table is prenatal_fact and wrong["kind"] == Kind.OUTCOME.value:
                    follow_moved_outcome(writing, wrong["pregnancy_id"], right, new_id, reason.strip())
                left = _person_of(writing.connection, wrong)
                _audit_both(writing, left, right.person_id, table.name, row_id, reason)
                return new_id
        except IntegrityError as error:
            raise KnownError("corrections.already_moved") from error

    def _today(self) -> date:
        return local_date(self._store.clock.now(), self._zone())


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise KnownError("corrections.reason_missing")


def _row_in_force(connection: Connection, table: Table, row_id: str) -> RowMapping:
    row = connection.execute(select(table).where(table.c.id == row_id)).mappings().one_or_none()
    if row is None and table is assessment:
        raise KnownError("assessments.not_found", assessment_id=row_id)
    if row is None and table is prenatal_fact:
        raise KnownError("corrections.not_found")
    if row is None:
        raise KnownError("pregnancies.observation_not_found", observation_id=row_id)
    struck_out = (table is prenatal_fact and row["content"] == "null") or (
        table is observation and row["value"] == "null"
    )
    if struck_out or connection.execute(select(table.c.id).where(table.c.supersedes == row_id)).first():
        raise KnownError("corrections.already_moved")
    return row


def _moved_from(connection: Connection, table: Table, pregnancy_id: str, holder: str) -> list[tuple[str, Moved]]:
    wrong = table.alias("wrong")
    wanted = (
        select(
            table.c.supersedes,
            table.c.pregnancy_id,
            pregnancy.c.person_id,
            table.c.recorded_at,
            table.c.reason,
            func.coalesce(account.c.display_name, table.c.recorded_by).label("by"),
        )
        .join(wrong, wrong.c.id == table.c.supersedes)
        .join(pregnancy, pregnancy.c.id == table.c.pregnancy_id)
        .outerjoin(account, account.c.id == table.c.recorded_by)
        .where(wrong.c.pregnancy_id == pregnancy_id, table.c.pregnancy_id != pregnancy_id)
    )
    return [
        (
            str(row["supersedes"]),
            Moved(
                to_pregnancy_id=row["pregnancy_id"],
                same_person=row["person_id"] == holder,
                at=from_text(row["recorded_at"]),
                by=row["by"],
                reason=row["reason"] or "",
            ),
        )
        for row in connection.execute(wanted).mappings()
    ]


def _person_of(connection: Connection, row: RowMapping) -> str:
    """Whose it is now: a pregnancy may have changed hands since the row was written."""
    if row["pregnancy_id"] is None:
        return str(row["person_id"])
    mine = select(pregnancy.c.person_id).where(pregnancy.c.id == row["pregnancy_id"])
    return str(connection.execute(mine).scalar_one())


def _audit_both(writing: Writing, left: str, right: str, kind: str, row_id: str, reason: str) -> None:
    for person_id, other, way in ((left, right, "away"), (right, left, "here")):
        details = {"kind": kind, "row": row_id, "way": way, "other": other, "reason": reason.strip()}
        writing.audit("record_moved", "person", person_id, **details)
