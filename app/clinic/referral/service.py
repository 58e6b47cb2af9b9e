"""At the referring unit: what is lacking, sending, the counter-reply, reading the answer, closing."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from app.clinic.drafts import drop_draft
from app.clinic.people.care import own_unit
from app.clinic.pregnancies.model import PregnancyStatus
from app.clinic.problems import InputError, Problem
from app.clinic.referral.compulsory import LONGEST_TEXT, problems_of_record, problems_of_text
from app.clinic.referral.model import Course, Kind, NewReferral, Priority, State, Verdict
from app.clinic.referral.parameters import parameters
from app.clinic.referral.rows import append_event, read_course, read_courses
from app.clinic.referral.snapshot import Record, author_of, take
from app.kernel.clock import Zone, local_date, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import care_link, referral
from app.store.writing import Writing

DRAFT = "referral"
"""The kind of draft (`station.drafts`) that `send` drops; its subject is the pregnancy."""
_ENDED = frozenset({State.CLOSED, State.REFUSED})


@dataclass(frozen=True)
class Readiness:
    """Whether the record may be referred: `problems` of it, and the referral that is still under way, if any."""

    problems: tuple[Problem, ...]
    under_way: Course | None


class ReferralService:
    """Referrals of this station's unit; `zone` (IANA) decides what day it is."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._store = store
        self._zone = zone

    def readiness(self, session: Session, pregnancy_id: str, priority: Priority = Priority.ELECTIVE) -> Readiness:
        """What still stands in the way of referring; KnownError pregnancies.not_found."""
        require(session, Action.VIEW_REFERRALS)
        with self._store.read() as connection:
            record = self._take(connection, session, pregnancy_id)
            under_way = self._under_way(connection, pregnancy_id, priority)
            return Readiness(problems_of_record(record.known, priority, parameters()), under_way)

    def send(self, session: Session, pregnancy_id: str, new: NewReferral) -> Course:
        """Refer: the record as it is now goes with it, and waits here until the station reaches the server.

        From then on the pregnancy is locked until the answer, unless it is an emergency. Raises InputError
        (referrals.invalid), KnownError pregnancies.not_found, closed, referrals.under_way, record_too_large.
        """
        require(session, Action.SEND_REFERRAL)
        with self._store.write(session.actor) as writing:
            connection = writing.connection
            record = self._take(connection, session, pregnancy_id)
            if record.pregnancy.status is PregnancyStatus.CLOSED:
                raise KnownError("pregnancies.closed", pregnancy_id=pregnancy_id)
            if self._under_way(connection, pregnancy_id, new.priority) is not None:
                raise KnownError("referrals.under_way", pregnancy_id=pregnancy_id)
            unit = own_unit(connection)
            problems = problems_of_text(new, unit, parameters())
            _refuse((*problems, *problems_of_record(record.known, new.priority, parameters())))
            sent = writing.append(referral, _row(new, unit, record))
            _note_care(writing, record.pregnancy.person_id, unit, new.to_unit)
            drop_draft(writing, DRAFT, pregnancy_id)
            details = {"referral": sent, "to": new.to_unit, "priority": new.priority.value}
            writing.audit("referral_sent", "pregnancy", pregnancy_id, **details)
            return read_course(connection, sent, self._now())

    def counter_reply(self, session: Session, referral_id: str, text: str) -> Course:
        """Answer an inconclusive answer, e.g. with further exams: the record as it is now goes along, locked again.

        Raises KnownError referrals.not_found, not_this_unit, not_inconclusive, text_missing, text_too_long,
        record_too_large.
        """
        require(session, Action.SEND_REFERRAL)
        told = _text(text)
        with self._store.write(session.actor) as writing:
            one = self._own(writing.connection, referral_id)
            if one.state not in (State.ANSWERED, State.READ) or _verdict(one) is not Verdict.INCONCLUSIVE:
                raise KnownError("referrals.not_inconclusive", referral_id=referral_id)
            record = self._take(writing.connection, session, one.referral.pregnancy_id)
            content = {"text": told, "to": one.answer.id if one.answer else ""}
            append_event(writing, one, Kind.COUNTER_REPLY, content, snapshot=record.text, version=record.sha256)
            writing.audit("referral_counter_reply", "pregnancy", one.referral.pregnancy_id, referral=referral_id)
            return read_course(writing.connection, referral_id, self._now())

    def mark_read(self, session: Session, referral_id: str) -> Course:
        """The answer was read at the referring unit; once more changes nothing.

        Raises KnownError referrals.not_found, not_this_unit, not_answered.
        """
        require(session, Action.SEND_REFERRAL)
        with self._store.write(session.actor) as writing:
            one = self._own(writing.connection, referral_id)
            if one.state in (State.READ, State.CLOSED):
                return one
            if one.state is not State.ANSWERED or one.answer is None:
                raise KnownError("referrals.not_answered", referral_id=referral_id)
            append_event(writing, one, Kind.READ, {"of": one.answer.id})
            writing.audit("referral_answer_read", "pregnancy", one.referral.pregnancy_id, referral=referral_id)
            return read_course(writing.connection, referral_id, self._now())

    def close(self, session: Session, referral_id: str, reason: str = "") -> Course:
        """All is done that the answer asked for. An inconclusive one is closed only with a reason.

        Raises KnownError referrals.not_found, not_this_unit, not_read, text_missing, text_too_long.
        """
        require(session, Action.SEND_REFERRAL)
        told = reason.strip()
        with self._store.write(session.actor) as writing:
            one = self._own(writing.connection, referral_id)
            if one.state is not State.READ:
                raise KnownError("referrals.not_read", referral_id=referral_id)
            if told or _verdict(one) is Verdict.INCONCLUSIVE:
                told = _text(told)
            append_event(writing, one, Kind.CLOSED, {"reason": told})
            writing.audit("referral_closed", "pregnancy", one.referral.pregnancy_id, referral=referral_id)
            return read_course(writing.connection, referral_id, self._now())

    def open(self, session: Session, referral_id: str) -> Course:
        """One referral with all that happened to it; looking is recorded. KnownError referrals.not_found."""
        require(session, Action.VIEW_REFERRALS)
        with self._store.write(session.actor) as writing:
            one = read_course(writing.connection, referral_id, self._now())
            writing.audit("referral_opened", "pregnancy", one.referral.pregnancy_id, referral=referral_id)
            return one

    def of_pregnancy(self, session: Session, pregnancy_id: str) -> tuple[Course, ...]:
        """Every referral of one pregnancy, the latest first."""
        require(session, Action.VIEW_REFERRALS)
        with self._store.read() as connection:
            return read_courses(connection, self._now(), referral.c.pregnancy_id == pregnancy_id)

    def outbox(self, session: Session, *, with_ended: bool = False) -> tuple[Course, ...]:
        """What this unit has referred, the latest first; those that are closed only where asked for."""
        require(session, Action.VIEW_REFERRALS)
        with self._store.read() as connection:
            sent = read_courses(connection, self._now(), referral.c.from_unit == own_unit(connection))
        return tuple(one for one in sent if with_ended or one.state is not State.CLOSED)

    def unread(self, session: Session) -> tuple[Course, ...]:
        """Answers that have come back to this unit and that nobody has read, the latest sent first."""
        return tuple(one for one in self.outbox(session) if one.state is State.ANSWERED)

    def _own(self, connection: Connection, referral_id: str) -> Course:
        one = read_course(connection, referral_id, self._now())
        if one.referral.from_unit != own_unit(connection):
            raise KnownError("referrals.not_this_unit", referral_id=referral_id)
        return one

    def _under_way(self, connection: Connection, pregnancy_id: str, priority: Priority) -> Course | None:
        """An emergency never waits for another referral, nor does any other wait for an emergency."""
        wanted = (referral.c.pregnancy_id == pregnancy_id, referral.c.priority != Priority.EMERGENCY.value)
        if priority is Priority.EMERGENCY:
            return None
        found = read_courses(connection, self._now(), *wanted)
        return next((one for one in found if one.state not in _ENDED), None)

    def _take(self, connection: Connection, session: Session, pregnancy_id: str) -> Record:
        author = author_of(connection, session.account_id, session.actor.name)
        return take(connection, pregnancy_id, local_date(self._now(), self._zone()), author)

    def _now(self) -> datetime:
        return self._store.clock.now()


def class_of(snapshot: str) -> tuple[str | None, int | None, float]:
    """(class, its rank from the lowest, total) of the classification in a snapshot; (None, None, 0) without one."""
    told = json.loads(snapshot)["assessment"]
    return (None, None, 0.0) if told is None else (told["class"], told["class_rank"], told["total"])


ServerTime = Callable[[], datetime]
"""The server's time as well as this station knows it; for what is shown, never for a decision."""


def _refuse(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise InputError("referrals.invalid", problems)


def _verdict(one: Course) -> Verdict | None:
    return one.answer.given.verdict if one.answer else None


def _text(typed: str) -> str:
    told = typed.strip()
    if not told:
        raise KnownError("referrals.text_missing")
    if len(told) > LONGEST_TEXT:
        raise KnownError("referrals.text_too_long", most=LONGEST_TEXT)
    return told


def _row(new: NewReferral, unit: str, record: Record) -> dict[str, object]:
    return {
        "person_id": record.pregnancy.person_id,
        "pregnancy_id": record.pregnancy.id,
        "from_unit": unit,
        "to_unit": new.to_unit,
        "reason": new.reason,
        "hypothesis": new.hypothesis.strip(),
        "justification": new.justification.strip(),
        "priority": new.priority.value,
        "assessment_id": record.assessment.id if record.assessment else None,
        "snapshot": record.text,
        "version_sha256": record.sha256,
    }


def _note_care(writing: Writing, person_id: str, from_unit: str, to_unit: str) -> None:
    """She is in the hospital's care from now on; and it learns who registered her, so that it does not seem to have."""
    known = select(care_link.c.id).where(care_link.c.person_id == person_id, care_link.c.ground == "registered")
    if writing.connection.execute(known).first() is None:
        writing.append(care_link, {"person_id": person_id, "ground": "registered", "unit": from_unit})
    writing.append(care_link, {"person_id": person_id, "ground": "referred", "unit": to_unit})
