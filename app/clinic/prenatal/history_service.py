"""Answers of the history form: appended, corrected, offered again in later pregnancies where they still hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection

from app.clinic.drafts import drop_draft
from app.clinic.prenatal.desk import Desk
from app.clinic.prenatal.facts import (
    Fact,
    Kind,
    NewFact,
    append_fact,
    read_fact,
    read_facts,
    read_facts_of_person,
    supersede_fact,
)
from app.clinic.prenatal.follow_up import pregnancy_taking
from app.clinic.prenatal.history_questions import Scope, risk_codes, scopes
from app.kernel.clock import Zone, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.writing import Writing


class Answer(StrEnum):
    """What was answered; not asked is no answer at all. Labels: texts `prenatal.answer_<value>`.

    UNKNOWN: she was asked and does not know, which is neither yes nor no to whoever reads it.
    """

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answered:
    """The answer that holds for one question. `from_before`: given in another pregnancy, to be confirmed."""

    id: str
    question: str
    answer: Answer
    day: date
    by: str
    from_before: bool


@dataclass(frozen=True)
class Changed:
    """An answer that was corrected: what it was, and what holds instead (None: not asked), by whom, when and why."""

    question: str
    before: Answer
    after: Answer | None
    by: str
    at: datetime
    reason: str


class HistoryService:
    """The history of a woman as one of her pregnancies sees it."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._desk = Desk(store, zone)

    def answers(self, session: Session, pregnancy_id: str) -> tuple[Answered, ...]:
        """The answer in force of every question that was answered; KnownError pregnancies.not_found."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._desk.store.read() as connection:
            found = self._desk.pregnancy(connection, pregnancy_id)
            return read_answers(connection, found.person_id, pregnancy_id)

    def changes(self, session: Session, pregnancy_id: str) -> tuple[Changed, ...]:
        """Every correction of this pregnancy's answers, the latest first; KnownError pregnancies.not_found."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._desk.store.read() as connection:
            found = self._desk.pregnancy(connection, pregnancy_id)
            facts = read_facts(connection, found.id, Kind.ANSWER)
        by_id = {one.id: one for one in facts}
        changed = [_changed(by_id[one.supersedes], one) for one in facts if one.supersedes in by_id]
        return tuple(sorted(changed, key=lambda one: one.at, reverse=True))

    def record(self, session: Session, pregnancy_id: str, answers: Mapping[str, Answer]) -> tuple[Answered, ...]:
        """Append answers, all or none; the newest of a question holds.

        Raises KnownError prenatal.unknown_question, pregnancies.not_found, closed.
        """
        return self.save(session, pregnancy_id, answers)

    def save(
        self,
        session: Session,
        pregnancy_id: str,
        answers: Mapping[str, Answer],
        corrections: Mapping[str, Answer | None] | None = None,
        reason: str = "",
        *,
        draft_kind: str | None = None,
    ) -> tuple[Answered, ...]:
        """Append `answers` and correct stored ones in one transaction: all of it, or nothing.

        `corrections`: answer's id → what it becomes (None: not asked), all for one `reason`. The draft `draft_kind` of
        this pregnancy is dropped with it. Raises as `record` and `correct` do, and prenatal.not_found for an answer of
        another pregnancy.
        """
        require(session, Action.RECORD_OBSERVATION)
        for code in answers:
            if code not in scopes():
                raise KnownError("prenatal.unknown_question", code=code)
        today = self._desk.today()
        with self._desk.store.write(session.actor) as writing:
            found = self._desk.pregnancy(writing.connection, pregnancy_id)
            for answer_id, right in (corrections or {}).items():
                wrong = read_fact(writing.connection, answer_id, Kind.ANSWER)
                if wrong.pregnancy_id != found.id:
                    raise KnownError("prenatal.not_found", fact_id=answer_id)
                pregnancy_taking(writing.connection, found.id, wrong.day, today)
                _supersede(writing, wrong, right, reason)
            if answers:
                pregnancy_taking(writing.connection, found.id, today, today)
            for code, answer in answers.items():
                content = {"answer": answer.value}
                append_fact(writing, NewFact(found.person_id, found.id, Kind.ANSWER, code, today, content))
            if answers:
                writing.audit("history_recorded", "pregnancy", pregnancy_id, questions=sorted(answers))
            if draft_kind is not None:
                drop_draft(writing, draft_kind, pregnancy_id)
            return read_answers(writing.connection, found.person_id, pregnancy_id)

    def correct(self, session: Session, answer_id: str, answer: Answer | None, reason: str) -> tuple[Answered, ...]:
        """Replace a wrong answer, or strike it out (None: not asked).

        Raises KnownError prenatal.not_found, already_corrected, reason_missing, pregnancies.closed.
        """
        require(session, Action.RECORD_OBSERVATION)
        with self._desk.store.write(session.actor) as writing:
            wrong = read_fact(writing.connection, answer_id, Kind.ANSWER)
            found = pregnancy_taking(writing.connection, wrong.pregnancy_id, wrong.day, self._desk.today())
            _supersede(writing, wrong, answer, reason)
            return read_answers(writing.connection, found.person_id, found.id)


def read_answers(connection: Connection, person_id: str, pregnancy_id: str) -> tuple[Answered, ...]:
    """The answers in force as this pregnancy sees them: its own, and those about the woman from any other."""
    found: dict[str, Answered] = {}
    for one in read_facts_of_person(connection, person_id, Kind.ANSWER):
        is_here = one.pregnancy_id == pregnancy_id
        if one.is_current and (is_here or scopes().get(one.code) is Scope.PERSON):
            found[one.code] = _answered(one, is_here)
    return tuple(found[code] for code in scopes() if code in found)


def risk_answers(answers: tuple[Answered, ...], today: date) -> dict[str, bool]:
    """Conditions of the rule base as the history answers them: every yes, and a no only of today.

    Yesterday's "no" is no answer of today (as in a form that starts from an earlier one).
    """
    found = {}
    for one in answers:
        risk_code = risk_codes().get(one.question)
        if not risk_code or one.answer is Answer.UNKNOWN:
            continue
        if one.answer is Answer.YES or (one.day == today and not one.from_before):
            found[risk_code] = one.answer is Answer.YES
    return found


def _supersede(writing: Writing, wrong: Fact, right: Answer | None, reason: str) -> None:
    content = None if right is None else {"answer": right.value}
    supersede_fact(writing, wrong, wrong.day, content, reason)
    writing.audit("history_corrected", "pregnancy", wrong.pregnancy_id, question=wrong.code)


def _changed(before: Fact, after: Fact) -> Changed:
    kept = Answer(after.content["answer"]) if after.content else None
    was = Answer((before.content or {})["answer"])
    return Changed(before.code, was, kept, after.by, after.recorded_at, after.reason or "")


def _answered(one: Fact, is_here: bool) -> Answered:
    return Answered(one.id, one.code, Answer((one.content or {})["answer"]), one.day, one.by, not is_here)
