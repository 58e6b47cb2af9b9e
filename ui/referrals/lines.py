"""The referrals of the unit as lines of a list: whose, where it stands, what is to be looked at first. No widgets."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from app.clinic.referral.directory import Hospital, Woman
from app.clinic.referral.model import WAITING, Course, Priority, State
from app.clinic.referral.service import class_of
from app.clinic.text_keys import fold
from ui.referrals.words import (
    hospital_words,
    is_late,
    priority_words,
    reason_words,
    server_now,
    state_look,
    time_words,
    verdict_look,
)
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_instant

_ANSWERED: Final = frozenset({State.ANSWERED, State.READ, State.CLOSED})


class Group(StrEnum):
    """What the list can be narrowed to; labels: texts `outbox.group_<value>`."""

    OPEN = "open"
    UNREAD = "unread"
    LATE = "late"
    ENDED = "ended"


@dataclass(frozen=True)
class Line:
    """One referral; `woman` None where she is not on this station. `now`: the server's time when it was read."""

    course: Course
    woman: Woman | None
    now: datetime
    to: str

    @property
    def id(self) -> str:
        """The referral's."""
        return self.course.referral.id

    @property
    def name(self) -> str:
        """Whose it is."""
        return self.woman.shown_name if self.woman else tr("outbox.not_here")

    @property
    def risk_class(self) -> str | None:
        """The class that was sent."""
        return class_of(self.course.referral.snapshot)[0]

    @property
    def groups(self) -> frozenset[Group]:
        """Where it belongs."""
        if self.course.state is State.CLOSED:
            return frozenset({Group.ENDED})
        found = {Group.OPEN}
        if self.course.state is State.ANSWERED:
            found.add(Group.UNREAD)
        if is_late(self.course, self.now):
            found.add(Group.LATE)
        return frozenset(found)

    @property
    def is_emergency(self) -> bool:
        """Whether it waits as an emergency."""
        return self.course.referral.priority is Priority.EMERGENCY and self.course.state in WAITING

    @property
    def time(self) -> str:
        """The time that matters, or what was answered."""
        answer = self.course.answer
        if self.course.state in _ANSWERED and answer is not None:
            return verdict_look(answer.given.verdict).words
        words = time_words(self.course, self.now)
        if self.is_emergency and self.course.seen is not None:
            words = tr("outbox.seen")
        return f"{priority_words(Priority.EMERGENCY)} · {words}" if self.is_emergency and words else words


@dataclass(frozen=True)
class Outbox:
    """All of it, as read in one go."""

    lines: tuple[Line, ...]
    zone: str

    def count(self, group: Group) -> int:
        """How many belong to a group."""
        return sum(1 for one in self.lines if group in one.groups)

    def fitting(self, group: Group, typed: str) -> tuple[Line, ...]:
        """Those of a group with every typed word somewhere in name or reason, what matters most in front."""
        words = fold(typed).split()
        return tuple(one for one in in_order(self.lines) if group in one.groups and _holds(one, words))


def read_outbox(context: UiContext) -> Callable[[], Outbox]:
    """The reading, for a worker thread."""
    station, session = context.station, context.session

    def read() -> Outbox:
        sent = station.referrals.outbox(session, with_ended=True)
        women = station.referral_directory.women(session, sent)
        hospitals, now = station.referral_directory.hospitals(session), server_now(station)
        lines = tuple(line_of(one, women.get(one.referral.person_id), now, hospitals) for one in sent)
        return Outbox(lines, station.profile.time_zone)

    return read


def line_of(one: Course, woman: Woman | None, now: datetime, hospitals: Sequence[Hospital]) -> Line:
    """One referral as a line."""
    return Line(one, woman, now, hospital_words(one.referral.to_unit, tuple(hospitals)))


def in_order(lines: Iterable[Line]) -> list[Line]:
    """What is late, answers that nobody has read, emergencies, what has not left; then by the time left."""
    return sorted(lines, key=_place)


def words_of_line(one: Line, column: str, zone: str) -> str:
    """What stands in a column."""
    if column == "state":
        return state_look(one.course, one.now).words
    if column == "name":
        return one.name
    if column == "class":
        return one.risk_class or ""
    if column == "reason":
        return reason_words(one.course.referral.reason)
    if column == "to":
        return one.to
    if column == "sent":
        return show_instant(one.course.referral.sent_at, zone)
    return one.time


_RANKS = {State.ANSWERED: 1, State.REFUSED: 2, State.QUEUED: 3, State.READ: 5, State.CLOSED: 6}


def _place(one: Line) -> tuple[int, float, str]:
    course = one.course
    if is_late(course, one.now):
        return 0, course.due_at.timestamp() if course.due_at else 0.0, one.id
    rank = 2 if one.is_emergency else _RANKS.get(course.state, 4)
    due = course.due_at or course.referral.sent_at
    when = due.timestamp() if rank in (3, 4) else -course.referral.sent_at.timestamp()
    return rank, when, one.id


def _holds(one: Line, words: Sequence[str]) -> bool:
    inside = fold(f"{one.name} {reason_words(one.course.referral.reason)}")
    return all(word in inside for word in words)
