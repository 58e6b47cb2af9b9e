"""What the referring unit has to do after an answer: worked out from the answer, ticked off by appended facts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from app.clinic.people.care import own_unit
from app.clinic.prenatal.exam_catalogue import exams
from app.clinic.prenatal.facts import Fact, NewFact, append_fact, read_facts
from app.clinic.prenatal.facts import Kind as FactKind
from app.clinic.prenatal.follow_up import pregnancy_taking
from app.clinic.referral.model import Answer, Course, Happened, Kind, State
from app.clinic.referral.rows import append_event, read_course
from app.kernel.clock import Zone, local_date, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store

_READ: Final = frozenset({State.READ, State.CLOSED})
_ANSWER: Final = "answer_id"
"""In the content of an exam's request: the answer that asked for it."""


class TaskKind(StrEnum):
    """TELL: she hears of the answer. EXAM: the hospital wants it. GUIDANCE: what the hospital wrote is followed."""

    TELL = "tell"
    EXAM = "exam"
    GUIDANCE = "guidance"


@dataclass(frozen=True)
class Task:
    """One thing to do; `code`: of the exam. `by`, `at`: who did it and when, None while it is open.

    `requested`: the exam stands among those asked for in her record because of this answer.
    """

    key: str
    kind: TaskKind
    code: str = ""
    by: str | None = None
    at: datetime | None = None
    requested: bool = False

    @property
    def is_done(self) -> bool:
        """Whether nothing is left of it."""
        return self.at is not None


def tasks_of(one: Course, requests: Sequence[Fact] = ()) -> tuple[Task, ...]:
    """The tasks of the last answer; none before there is one. `requests`: the exams asked for in the pregnancy."""
    answer = one.answer
    if answer is None:
        return ()
    ticked = _ticked(one.events, answer)
    asked = {fact.code: fact for fact in requests if fact.is_current and (fact.content or {}).get(_ANSWER) == answer.id}
    found = []
    for key, kind, code in _things(answer):
        event, fact = ticked.get(key), asked.get(code) if code else None
        by, at = (event.by, event.at) if event else (fact.by, fact.recorded_at) if fact else (None, None)
        found.append(Task(key, kind, code, by, at, requested=fact is not None))
    return tuple(found)


class ReferralTaskService:
    """Of the referring unit. `zone` (IANA) decides what day it is."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._store = store
        self._zone = zone

    def tasks(self, session: Session, referral_id: str) -> tuple[Task, ...]:
        """What the last answer asks for. KnownError referrals.not_found."""
        require(session, Action.VIEW_REFERRALS)
        with self._store.read() as connection:
            return self._tasks(connection, self._course(connection, referral_id))

    def tick(self, session: Session, referral_id: str, key: str, *, done: bool = True) -> tuple[Task, ...]:
        """Say that a task is done, or that it is not after all; saying it again changes nothing.

        Raises KnownError referrals.not_found, not_this_unit, not_read, no_such_task.
        """
        require(session, Action.SEND_REFERRAL)
        with self._store.write(session.actor) as writing:
            one, answer = self._read(writing.connection, referral_id)
            task = next((task for task in self._tasks(writing.connection, one) if task.key == key), None)
            if task is None:
                raise KnownError("referrals.no_such_task", task=key)
            if task.is_done != done:
                append_event(writing, one, Kind.TASK, {"of": answer.id, "task": key, "done": done})
                details = {"referral": referral_id, "task": key, "done": done}
                writing.audit("referral_task", "pregnancy", one.referral.pregnancy_id, **details)
            return self._tasks(writing.connection, self._course(writing.connection, referral_id))

    def request_exams(self, session: Session, referral_id: str, due_on: date | None = None) -> tuple[Task, ...]:
        """Put what the hospital wants among the exams asked for in her record, each once; all or none.

        Raises KnownError referrals.not_found, not_this_unit, not_read, locked, prenatal.due_in_past,
        pregnancies.closed.
        """
        require(session, Action.RECORD_OBSERVATION)
        today = local_date(self._store.clock.now(), self._zone())
        if due_on is not None and due_on < today:
            raise KnownError("prenatal.due_in_past")
        with self._store.write(session.actor) as writing:
            connection = writing.connection
            one, answer = self._read(connection, referral_id)
            found = pregnancy_taking(connection, one.referral.pregnancy_id, today, today)
            content = {"due_on": due_on.isoformat() if due_on else None, _ANSWER: answer.id}
            for task in self._tasks(connection, one):
                if task.kind is TaskKind.EXAM and not task.is_done and task.code in exams():
                    append_fact(
                        writing,
                        NewFact(found.person_id, found.id, FactKind.EXAM_REQUEST, task.code, today, content),
                    )
                    writing.audit("exam_requested", "pregnancy", found.id, exam=task.code)
            return self._tasks(connection, one)

    def _read(self, connection: Connection, referral_id: str) -> tuple[Course, Answer]:
        one = self._course(connection, referral_id)
        if one.referral.from_unit != own_unit(connection):
            raise KnownError("referrals.not_this_unit", referral_id=referral_id)
        if one.state not in _READ or one.answer is None:
            raise KnownError("referrals.not_read", referral_id=referral_id)
        return one, one.answer

    def _tasks(self, connection: Connection, one: Course) -> tuple[Task, ...]:
        return tasks_of(one, read_facts(connection, one.referral.pregnancy_id, FactKind.EXAM_REQUEST))

    def _course(self, connection: Connection, referral_id: str) -> Course:
        return read_course(connection, referral_id, self._store.clock.now())


def _things(answer: Answer) -> Iterator[tuple[str, TaskKind, str]]:
    yield TaskKind.TELL.value, TaskKind.TELL, ""
    for code in answer.given.requested_exams:
        yield f"{TaskKind.EXAM.value}:{code}", TaskKind.EXAM, code
    if answer.given.guidance.strip():
        yield TaskKind.GUIDANCE.value, TaskKind.GUIDANCE, ""


def _ticked(events: Sequence[Happened], answer: Answer) -> dict[str, Happened]:
    """What was said last of each task of this answer, where that is that it is done."""
    said = {
        str(one.content["task"]): one
        for one in events
        if one.kind is Kind.TASK and one.content.get("of") == answer.id and "task" in one.content
    }
    return {key: one for key, one in said.items() if one.content.get("done")}
