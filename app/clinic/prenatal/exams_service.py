"""Exams asked for, their results, what waits, and values over the weeks; appended and corrected, never overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection

from app.clinic.dating import GestationalAge, gestational_age
from app.clinic.drafts import drop_draft
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.pregnancies.rows import read_observations
from app.clinic.prenatal.desk import Desk
from app.clinic.prenatal.exam_catalogue import check_results, exam
from app.clinic.prenatal.facts import Fact, Kind, NewFact, append_fact, read_fact, read_facts, supersede_fact
from app.clinic.prenatal.follow_up import pregnancy_taking
from app.clinic.prenatal.interpretation import Point, Reading, interpret, series
from app.kernel.clock import Zone, local_date, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.writing import Writing

ResultValue = str | int | float
DRAFT = "exam_results"
"""The kind of the draft of results that are being typed, by pregnancy."""


class RequestStatus(StrEnum):
    """Where a requested exam stands; labels: texts `prenatal.request_<value>`."""

    PENDING = "pending"
    OVERDUE = "overdue"
    DONE = "done"


@dataclass(frozen=True)
class Request:
    """An exam that was asked for; OVERDUE once `due_on` has passed without a result (no date: never)."""

    id: str
    pregnancy_id: str
    code: str
    requested_on: date
    due_on: date | None
    status: RequestStatus
    by: str


@dataclass(frozen=True)
class NewResult:
    """What came out, on the day when it was taken; `request_id`: the request that it answers."""

    code: str
    value: ResultValue
    taken_on: date
    request_id: str | None = None


@dataclass(frozen=True)
class Result:
    """A result with what its sources say of it, in the week of the day when it was taken. Value None: struck out."""

    id: str
    pregnancy_id: str
    code: str
    value: ResultValue | None
    unit: str
    taken_on: date
    age: GestationalAge | None
    readings: tuple[Reading, ...]
    request_id: str | None
    recorded_at: datetime
    by: str
    superseded_by: str | None
    reason: str | None

    @property
    def is_current(self) -> bool:
        """Whether it holds: neither corrected nor struck out."""
        return self.superseded_by is None and self.value is not None


class ExamService:
    """Requests and results of one store's pregnancies."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._desk = Desk(store, zone)
        self._zone = zone

    def request(self, session: Session, pregnancy_id: str, code: str, due_on: date | None = None) -> Request:
        """Ask for an exam today. KnownError prenatal.unknown_exam, due_in_past, pregnancies.not_found, closed."""
        return self.request_all(session, pregnancy_id, (code,), due_on)[0]

    def request_all(
        self, session: Session, pregnancy_id: str, codes: Sequence[str], due_on: date | None = None
    ) -> tuple[Request, ...]:
        """Ask for several exams at once, all or none. Raises as `request`."""
        require(session, Action.RECORD_OBSERVATION)
        for code in codes:
            exam(code)
        today = self._desk.today()
        if due_on is not None and due_on < today:
            raise KnownError("prenatal.due_in_past")
        content = {"due_on": due_on.isoformat() if due_on else None}
        with self._desk.store.write(session.actor) as writing:
            found = pregnancy_taking(writing.connection, pregnancy_id, today, today)
            asked = []
            for code in codes:
                fact = NewFact(found.person_id, found.id, Kind.EXAM_REQUEST, code, today, content)
                asked.append(append_fact(writing, fact))
                writing.audit("exam_requested", "pregnancy", pregnancy_id, exam=code)
            facts = [read_fact(writing.connection, one, Kind.EXAM_REQUEST) for one in asked]
            return tuple(to_request(one, frozenset(), today) for one in facts)

    def withdraw(self, session: Session, request_id: str, reason: str) -> None:
        """Strike a request out. Raises KnownError prenatal.not_found, already_corrected, reason_missing."""
        require(session, Action.RECORD_OBSERVATION)
        with self._desk.store.write(session.actor) as writing:
            wrong = read_fact(writing.connection, request_id, Kind.EXAM_REQUEST)
            found = pregnancy_taking(writing.connection, wrong.pregnancy_id, wrong.day, self._desk.today())
            supersede_fact(writing, wrong, wrong.day, None, reason)
            writing.audit("exam_withdrawn", "pregnancy", found.id, exam=wrong.code)

    def requests(self, session: Session, pregnancy_id: str) -> tuple[Request, ...]:
        """What was asked for and not withdrawn, by its day."""
        require(session, Action.VIEW_PREGNANCIES)
        today = self._desk.today()
        with self._desk.store.read() as connection:
            self._desk.pregnancy(connection, pregnancy_id)
            asked = read_facts(connection, pregnancy_id, Kind.EXAM_REQUEST)
            results = read_facts(connection, pregnancy_id, Kind.EXAM_RESULT)
        answered = frozenset(str((one.content or {}).get("request_id")) for one in results if one.is_current)
        return tuple(to_request(one, answered, today) for one in asked if one.is_current)

    def record(self, session: Session, pregnancy_id: str, new: NewResult) -> Result:
        """Append a result.

        Raises InputError prenatal.result_refused, KnownError prenatal.unknown_exam, date_in_future, other_exam,
        not_found, pregnancies.not_found, closed.
        """
        return self.record_all(session, pregnancy_id, (new,))[0]

    def record_all(self, session: Session, pregnancy_id: str, news: Sequence[NewResult]) -> tuple[Result, ...]:
        """Append what came back together, all or none, and drop the draft of it. Raises as `record`."""
        require(session, Action.RECORD_OBSERVATION)
        check_results({one.code: one.value for one in news})
        for one in news:
            self._desk.refuse_future(one.taken_on)
        with self._desk.store.write(session.actor) as writing:
            last = max((one.taken_on for one in news), default=self._desk.today())
            found = pregnancy_taking(writing.connection, pregnancy_id, last, self._desk.today())
            ids = [_append_result(writing, found, one) for one in news]
            drop_draft(writing, DRAFT, pregnancy_id)
            facts = [read_fact(writing.connection, one, Kind.EXAM_RESULT) for one in ids]
            return tuple(to_result(one, found.lmp) for one in facts)

    def correct(
        self, session: Session, result_id: str, value: ResultValue | None, reason: str, taken_on: date | None = None
    ) -> Result:
        """Replace a wrong result (its day too, where given), or strike it out (None).

        Raises as `record`, and KnownError prenatal.already_corrected, reason_missing.
        """
        require(session, Action.RECORD_OBSERVATION)
        if taken_on is not None:
            self._desk.refuse_future(taken_on)
        with self._desk.store.write(session.actor) as writing:
            wrong = read_fact(writing.connection, result_id, Kind.EXAM_RESULT)
            found = pregnancy_taking(writing.connection, wrong.pregnancy_id, taken_on or wrong.day, self._desk.today())
            if value is not None:
                check_results({wrong.code: value})
            content = None if value is None else {**(wrong.content or {}), "value": value}
            right = supersede_fact(writing, wrong, taken_on or wrong.day, content, reason)
            writing.audit("exam_corrected", "pregnancy", found.id, exam=wrong.code)
            return to_result(read_fact(writing.connection, right, Kind.EXAM_RESULT), found.lmp)

    def results(self, session: Session, pregnancy_id: str) -> tuple[Result, ...]:
        """All of one pregnancy by the day when they were taken, corrected ones included."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._desk.store.read() as connection:
            found = self._desk.pregnancy(connection, pregnancy_id)
            facts = read_facts(connection, pregnancy_id, Kind.EXAM_RESULT)
            return tuple(to_result(one, found.lmp) for one in facts)

    def trend(self, session: Session, pregnancy_id: str, code: str) -> tuple[Point, ...]:
        """The values of one exam, or of the observation of the same code, over the gestational weeks."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._desk.store.read() as connection:
            found = self._desk.pregnancy(connection, pregnancy_id)
            return series(self._values(connection, pregnancy_id, code), found.lmp)

    def _values(self, connection: Connection, pregnancy_id: str, code: str) -> list[tuple[date, float]]:
        facts = read_facts(connection, pregnancy_id, Kind.EXAM_RESULT)
        found: list[tuple[date, object]] = [
            (one.day, (one.content or {})["value"]) for one in facts if one.is_current and one.code == code
        ]
        found += [
            (local_date(one.observed_at, self._zone()), one.value)
            for one in read_observations(connection, pregnancy_id)
            if one.is_current and one.code == code
        ]
        return [
            (day, float(value))
            for day, value in found
            if isinstance(value, int | float) and not isinstance(value, bool)
        ]


def _append_result(writing: Writing, found: Pregnancy, new: NewResult) -> str:
    if new.request_id is not None:
        asked = read_fact(writing.connection, new.request_id, Kind.EXAM_REQUEST)
        if asked.pregnancy_id != found.id or asked.code != new.code or not asked.is_current:
            raise KnownError("prenatal.other_exam")
    content = {"value": new.value, "request_id": new.request_id}
    fact = NewFact(found.person_id, found.id, Kind.EXAM_RESULT, new.code, new.taken_on, content)
    writing.audit("exam_recorded", "pregnancy", found.id, exam=new.code)
    return append_fact(writing, fact)


def to_request(one: Fact, answered: frozenset[str], today: date) -> Request:
    """A fact as a request; `answered`: the requests that have a result."""
    written = (one.content or {}).get("due_on")
    due_on = date.fromisoformat(written) if written else None
    status = RequestStatus.PENDING
    if one.id in answered:
        status = RequestStatus.DONE
    elif due_on is not None and today > due_on:
        status = RequestStatus.OVERDUE
    return Request(one.id, one.pregnancy_id, one.code, one.day, due_on, status, one.by)


def to_result(one: Fact, lmp: date | None) -> Result:
    """A fact as a result with what its sources say in that week."""
    what, content = exam(one.code), one.content or {}
    age = gestational_age(lmp, one.day) if lmp else None
    value = content.get("value")
    return Result(
        id=one.id,
        pregnancy_id=one.pregnancy_id,
        code=one.code,
        value=value,
        unit=what.unit,
        taken_on=one.day,
        age=age,
        readings=interpret(what, value, age.weeks if age else None),
        request_id=content.get("request_id"),
        recorded_at=one.recorded_at,
        by=one.by,
        superseded_by=one.superseded_by,
        reason=one.reason,
    )
