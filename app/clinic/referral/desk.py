"""At the hospital: the inbox in the order of the scheduler, who reads what, and the answer, which nobody changes."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from app.clinic.people.care import own_unit
from app.clinic.prenatal.exam_catalogue import exams
from app.clinic.problems import InputError
from app.clinic.referral.compulsory import LONGEST_TEXT, problems_of_answer
from app.clinic.referral.courses import is_overdue, since_asked
from app.clinic.referral.model import ANSWERABLE, Course, Happened, Kind, NewAnswer
from app.clinic.referral.parameters import parameters
from app.clinic.referral.rows import append_event, read_course, read_courses
from app.clinic.referral.scheduler import Waiting, in_order
from app.clinic.referral.service import ServerTime, class_of
from app.kernel.errors import KnownError
from app.security.roles import Action, Role
from app.security.session import Session, Status, require
from app.store.store import Store
from app.store.tables import account, referral

_READERS = frozenset({Role.STUDENT, Role.DOCTOR, Role.COORDINATOR})


@dataclass(frozen=True)
class Item:
    """One line of the inbox. `seconds_left`: below zero it is overdue; None: the server has not stamped it here yet."""

    course: Course
    risk_class: str | None
    score: float
    seconds_left: float | None

    @property
    def is_overdue(self) -> bool:
        """Shown so; the coordinator's list goes by `course.escalated`, which the server says."""
        return self.seconds_left is not None and self.seconds_left < 0


class ReferralDeskService:
    """Referrals to this station's unit. `server_time`: for the countdown; the store's clock where none is given."""

    def __init__(self, store: Store, server_time: ServerTime | None = None) -> None:
        self._store = store
        self._server_time = server_time or store.clock.now

    def inbox(self, session: Session) -> tuple[Item, ...]:
        """What waits for this unit's answer, whoever is to be read first in front."""
        require(session, Action.VIEW_REFERRALS)
        now = self._server_time()
        with self._store.read() as connection:
            found = read_courses(connection, self._now(), referral.c.to_unit == own_unit(connection))
        courses = {one.referral.id: one for one in found if one.state in ANSWERABLE}
        return tuple(_item(courses[one.id], now) for one in in_order(map(_waiting, courses.values()), now))

    def overdue(self, session: Session) -> tuple[Item, ...]:
        """The coordinator's list: what the server has said is late and nobody has answered."""
        return tuple(one for one in self.inbox(session) if one.course.escalated)

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
            if one.assigned_to is not None and _last(one, Kind.SECOND_READING) is None:
                raise KnownError("referrals.second_reading_missing", referral_id=referral_id)
            content = {**asdict(new), "guidance": new.guidance.strip(), "sources": _told(new.sources)}
            append_event(writing, one, Kind.ANSWERED, content, version=seen_version)
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
                first = _last(one, Kind.FIRST_READING)
                if first is None:
                    raise KnownError("referrals.no_first_reading", referral_id=referral_id)
                if first.by_id == session.account_id:
                    raise KnownError("referrals.same_reader", referral_id=referral_id)
            append_event(writing, one, kind, {"text": told}, version=seen_version)
            writing.audit("referral_reading", "pregnancy", one.referral.pregnancy_id, referral=referral_id)
            return read_course(writing.connection, referral_id, self._now())

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


def _item(one: Course, now: datetime) -> Item:
    risk_class, _, score = class_of(one.snapshot)
    left = (one.due_at - now).total_seconds() if one.due_at else None
    assert (left is not None and left < 0) == is_overdue(one.due_at, now)
    return Item(one, risk_class, score, left)


def _last(one: Course, kind: Kind) -> Happened | None:
    """The last of its kind since the hospital was asked; what follows a new first reader counts for that reading."""
    return next((event for event in reversed(_this_reading(one)) if event.kind is kind), None)


def _this_reading(one: Course) -> tuple[Happened, ...]:
    events = since_asked(one.events)
    last = max((number for number, event in enumerate(events) if event.kind is Kind.ASSIGNED), default=-1)
    return events[last + 1 :]


def _refuse_other_version(one: Course, seen_version: str) -> None:
    if seen_version != one.version:
        raise KnownError("referrals.other_version", referral_id=one.referral.id)


def _reader(connection: Connection, account_id: str) -> str:
    row = connection.execute(select(account).where(account.c.id == account_id)).mappings().one_or_none()
    if row is None or row["status"] != Status.ACTIVE.value or Role(row["role"]) not in _READERS:
        raise KnownError("referrals.not_a_reader")
    return str(row["display_name"])


def _told(sources: tuple[str, ...]) -> list[str]:
    return [one.strip() for one in sources if one.strip()]
