"""At the hospital: the inbox in the order of the scheduler, who reads what, and the answer, which nobody changes."""

import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from app.clinic.drafts import drop_draft
from app.clinic.people.care import own_unit
from app.clinic.people.rows import read_person
from app.clinic.prenatal.exam_catalogue import exams
from app.clinic.problems import InputError
from app.clinic.referral.case import READERS, Case, Reader, last_of, read_case, read_readers, reader_name
from app.clinic.referral.compulsory import LONGEST_TEXT, problems_of_answer
from app.clinic.referral.courses import is_overdue
from app.clinic.referral.model import ANSWERABLE, Course, Happened, Kind, NewAnswer, Priority, State
from app.clinic.referral.parameters import parameters
from app.clinic.referral.rows import append_event, read_course, read_courses
from app.clinic.referral.scheduler import Waiting, in_order
from app.clinic.referral.service import ServerTime, class_of
from app.kernel.clock import Zone, local_date, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action, Role
from app.security.session import Session, Status, require
from app.store.store import Store
from app.store.tables import account, referral

ANSWER_DRAFT = "referral_answer"
"""The kind of draft (`station.drafts`) that `answer` drops; its subject is the referral."""
READING_DRAFT = "referral_reading"
"""The same of a reading."""
MOST_ANSWERED = 200
_ENDED = frozenset({State.ANSWERED, State.READ, State.CLOSED})


@dataclass(frozen=True)
class Item:
    """One line of the inbox. `seconds_left`: below zero it is overdue; None: the server has not stamped it here yet.

    `name` is "" while her record has not come here; `unit_name` where the sending program did not say it.
    """

    course: Course
    risk_class: str | None
    score: float
    seconds_left: float | None
    name: str = ""
    birth_date: date | None = None
    lmp: date | None = None
    unit_name: str = ""

    @property
    def assigned_name(self) -> str:
        """Whom it is assigned to, "" where to nobody."""
        return reader_name(self.course)

    @property
    def first_reading(self) -> Happened | None:
        """The first reading of what is asked now."""
        return last_of(self.course, Kind.FIRST_READING)

    @property
    def second_reading(self) -> Happened | None:
        """The second reading of what is asked now."""
        return last_of(self.course, Kind.SECOND_READING)

    @property
    def is_overdue(self) -> bool:
        """Shown so; the coordinator's list goes by `course.escalated`, which the server says."""
        return self.seconds_left is not None and self.seconds_left < 0


class ReferralDeskService:
    """Referrals to this station's unit. `server_time`: for the countdown; the store's clock where none is given."""

    def __init__(self, store: Store, server_time: ServerTime | None = None, zone: Zone = usual_zone) -> None:
        self._store = store
        self._server_time = server_time or store.clock.now
        self._zone = zone

    def inbox(self, session: Session) -> tuple[Item, ...]:
        """What waits for this unit's answer, whoever is to be read first in front."""
        require(session, Action.VIEW_REFERRALS)
        now = self._server_time()
        with self._store.read() as connection:
            courses = self._waiting_here(connection)
            order = in_order(map(_waiting, courses.values()), now)
            return tuple(_item(connection, courses[one.id], now) for one in order)

    def overdue(self, session: Session) -> tuple[Item, ...]:
        """The coordinator's list: what the server has said is late and nobody has answered."""
        return tuple(one for one in self.inbox(session) if one.course.escalated)

    def answered(self, session: Session) -> tuple[Item, ...]:
        """What this unit has answered and nobody asks about again, the latest answer first; at most 200."""
        require(session, Action.VIEW_REFERRALS)
        now = self._server_time()
        with self._store.read() as connection:
            found = read_courses(connection, self._now(), referral.c.to_unit == own_unit(connection))
            ended = [one for one in found if one.state in _ENDED and one.answer is not None]
            ended.sort(key=lambda one: one.answer.at if one.answer else one.referral.sent_at, reverse=True)
            return tuple(_item(connection, one, now) for one in ended[:MOST_ANSWERED])

    def case(self, session: Session, referral_id: str) -> Case:
        """One case with the record as it was sent; looking is recorded.

        Raises KnownError referrals.not_found, not_this_unit, people.not_found.
        """
        require(session, Action.VIEW_REFERRALS)
        now, zone = self._now(), self._zone()
        with self._store.write(session.actor) as writing:
            one = read_course(writing.connection, referral_id, now)
            if one.referral.to_unit != own_unit(writing.connection):
                raise KnownError("referrals.not_this_unit", referral_id=referral_id)
            found = read_case(writing.connection, one, self._server_time(), local_date(now, zone), zone)
            writing.audit("referral_opened", "pregnancy", one.referral.pregnancy_id, referral=referral_id)
            return found

    def readers(self, session: Session) -> tuple[Reader, ...]:
        """Whom a case may be assigned to, whoever has the fewest first."""
        require(session, Action.ASSIGN_REFERRAL)
        with self._store.read() as connection:
            waiting = Counter(one.assigned_to for one in self._waiting_here(connection).values() if one.assigned_to)
            return read_readers(connection, waiting)

    def assign(self, session: Session, referral_id: str, account_id: str) -> Course:
        """Give the first reading to a resident or doctor; assigning again takes it from the one before.

        Raises KnownError referrals.not_found, not_this_unit, not_waiting, not_a_reader.
        """
        require(session, Action.ASSIGN_REFERRAL)
        with self._store.write(session.actor) as writing:
            one = self._waiting(writing.connection, referral_id)
            name = _reader(writing.connection, account_id)
            append_event(writing, one, Kind.ASSIGNED, {"account_id": account_id, "name": name})
            details = {"referral": referral_id, "account": account_id}
            writing.audit("referral_assigned", "pregnancy", one.referral.pregnancy_id, **details)
            return read_course(writing.connection, referral_id, self._now())

    def see(self, session: Session, referral_id: str) -> Course:
        """Somebody at the hospital has seen an emergency; the unit that sent it is told. Once more changes nothing.

        Raises KnownError referrals.not_found, not_this_unit, not_waiting, not_an_emergency.
        """
        require(session, Action.SEE_EMERGENCY)
        with self._store.write(session.actor) as writing:
            one = self._waiting(writing.connection, referral_id)
            if one.referral.priority is not Priority.EMERGENCY:
                raise KnownError("referrals.not_an_emergency", referral_id=referral_id)
            if one.seen is None:
                append_event(writing, one, Kind.SEEN, {"of": one.referral.id})
                writing.audit("referral_seen", "pregnancy", one.referral.pregnancy_id, referral=referral_id)
            return read_course(writing.connection, referral_id, self._now())

    def first_reading(self, session: Session, referral_id: str, seen_version: str, text: str) -> Course:
        """What whoever it was assigned to thinks of it.

        Raises KnownError referrals.not_found, not_this_unit, not_waiting, not_assigned_to_you, other_version,
        text_missing, text_too_long.
        """
        require(session, Action.READ_REFERRAL)
        return self._read(session, referral_id, Kind.FIRST_READING, seen_version, text)

    def second_reading(self, session: Session, referral_id: str, seen_version: str, text: str) -> Course:
        """A preceptor, who is not the first reader, has read it too.

        Raises as `first_reading`, and KnownError referrals.no_first_reading, same_reader.
        """
        require(session, Action.ANSWER_REFERRAL)
        return self._read(session, referral_id, Kind.SECOND_READING, seen_version, text)

    def answer(self, session: Session, referral_id: str, seen_version: str, new: NewAnswer) -> Course:
        """Answer the version that was seen; nobody can change it afterwards.

        What was assigned needs both readings first. Raises InputError (referrals.answer_invalid), KnownError
        referrals.not_found, not_this_unit, not_waiting, other_version, second_reading_missing.
        """
        require(session, Action.ANSWER_REFERRAL)
        if problems := problems_of_answer(new, parameters(), exams().keys()):
            raise InputError("referrals.answer_invalid", problems)
        with self._store.write(session.actor) as writing:
            one = self._waiting(writing.connection, referral_id)
            _refuse_other_version(one, seen_version)
            if one.assigned_to is not None and last_of(one, Kind.SECOND_READING) is None:
                raise KnownError("referrals.second_reading_missing", referral_id=referral_id)
            content = {**asdict(new), "guidance": new.guidance.strip(), "sources": _told(new.sources)}
            append_event(writing, one, Kind.ANSWERED, content, version=seen_version)
            drop_draft(writing, ANSWER_DRAFT, referral_id)
            details = {"referral": referral_id, "verdict": new.verdict.value, "version": seen_version}
            writing.audit("referral_answered", "pregnancy", one.referral.pregnancy_id, **details)
            return read_course(writing.connection, referral_id, self._now())

    def _read(self, session: Session, referral_id: str, kind: Kind, seen_version: str, text: str) -> Course:
        told = text.strip()
        if not told:
            raise KnownError("referrals.text_missing")
        if len(told) > LONGEST_TEXT:
            raise KnownError("referrals.text_too_long", most=LONGEST_TEXT)
        with self._store.write(session.actor) as writing:
            one = self._waiting(writing.connection, referral_id)
            _refuse_other_version(one, seen_version)
            if kind is Kind.FIRST_READING and one.assigned_to != session.account_id:
                raise KnownError("referrals.not_assigned_to_you", referral_id=referral_id)
            if kind is Kind.SECOND_READING:
                first = last_of(one, Kind.FIRST_READING)
                if first is None:
                    raise KnownError("referrals.no_first_reading", referral_id=referral_id)
                if first.by_id == session.account_id:
                    raise KnownError("referrals.same_reader", referral_id=referral_id)
            append_event(writing, one, kind, {"text": told}, version=seen_version)
            drop_draft(writing, READING_DRAFT, referral_id)
            writing.audit("referral_reading", "pregnancy", one.referral.pregnancy_id, referral=referral_id)
            return read_course(writing.connection, referral_id, self._now())

    def _waiting_here(self, connection: Connection) -> dict[str, Course]:
        found = read_courses(connection, self._now(), referral.c.to_unit == own_unit(connection))
        return {one.referral.id: one for one in found if one.state in ANSWERABLE}

    def _waiting(self, connection: Connection, referral_id: str) -> Course:
        one = read_course(connection, referral_id, self._now())
        if one.referral.to_unit != own_unit(connection):
            raise KnownError("referrals.not_this_unit", referral_id=referral_id)
        if one.state not in ANSWERABLE:
            raise KnownError("referrals.not_waiting", referral_id=referral_id)
        return one

    def _now(self) -> datetime:
        return self._store.clock.now()


def _waiting(one: Course) -> Waiting:
    _, rank, score = class_of(one.snapshot)
    return Waiting(one.referral.id, one.referral.priority, rank, score, one.due_at)


def _item(connection: Connection, one: Course, now: datetime) -> Item:
    risk_class, _, score = class_of(one.snapshot)
    left = (one.due_at - now).total_seconds() if one.due_at else None
    assert (left is not None and left < 0) == is_overdue(one.due_at, now)
    told = json.loads(one.snapshot)
    lmp = told.get("dating", {}).get("lmp")
    try:
        name = read_person(connection, one.referral.person_id).shown_name
    except KnownError:
        name = ""  # her record comes with the next page of sync; the case is in the order already
    born, unit_name = told.get("birth_date"), str(told.get("unit_name", ""))
    return Item(one, risk_class, score, left, name, _day(born), _day(lmp), unit_name)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _refuse_other_version(one: Course, seen_version: str) -> None:
    if seen_version != one.version:
        raise KnownError("referrals.other_version", referral_id=one.referral.id)


def _reader(connection: Connection, account_id: str) -> str:
    row = connection.execute(select(account).where(account.c.id == account_id)).mappings().one_or_none()
    if row is None or row["status"] != Status.ACTIVE.value or Role(row["role"]) not in READERS:
        raise KnownError("referrals.not_a_reader")
    return str(row["display_name"])


def _told(sources: tuple[str, ...]) -> list[str]:
    return [one.strip() for one in sources if one.strip()]
