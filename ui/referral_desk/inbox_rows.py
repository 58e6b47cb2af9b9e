"""The inbox as lines: who, how grave, from where, how much time is left, who reads. No widgets."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from app.clinic.dating import completed_years, gestational_age
from app.clinic.referral.desk import Item
from app.clinic.referral.model import Priority, State
from app.kernel.clock import local_date
from ui.pregnancy.words import gestational_words
from ui.referrals.words import left_words, reason_words, span_words, verdict_look
from ui.texts import tr, tr_count
from ui.texts.formats import show_instant, show_number
from ui.widgets.badges import risk_look_short
from ui.widgets.names import short_name

SOON_SECONDS: Final = 12 * 3600
"""With less than this left, the time is marked."""


class Group(StrEnum):
    """What the list can be narrowed to; labels: texts `referral_desk.group_<value>`."""

    ALL = "all"
    MINE = "mine"
    SECOND = "second"
    OVERDUE = "overdue"
    ANSWERED = "answered"


@dataclass(frozen=True)
class InboxRow:
    """One line. `look`: words, colour token and shape of the badge; `tone`: the token of what the time is worth.

    `hint` is what is to be done next, `by` who reads it.
    """

    id: str
    look: tuple[str, str, str]
    score: str
    name: str
    about: str
    time: str
    tone: str
    by: str
    hint: str
    hint_icon: str
    is_emergency: bool


@dataclass(frozen=True)
class Inbox:
    """All of it as it was read in one go; `account_id`: of whoever looks."""

    waiting: tuple[Item, ...]
    answered: tuple[Item, ...]
    account_id: str
    now: datetime
    zone: str

    def items(self, group: Group) -> tuple[Item, ...]:
        """Those of a group, in the order in which they came."""
        if group is Group.ANSWERED:
            return self.answered
        return tuple(one for one in self.waiting if self._fits(one, group))

    def count(self, group: Group) -> int:
        """How many belong to a group."""
        return len(self.items(group))

    def rows(self, group: Group) -> tuple[InboxRow, ...]:
        """The lines of a group."""
        return tuple(row_of(one, self.now, self.zone) for one in self.items(group))

    def find(self, referral_id: str) -> Item | None:
        """One of those that wait."""
        return next((one for one in self.waiting if one.course.referral.id == referral_id), None)

    def after(self, referral_id: str) -> Item | None:
        """What is to be read next: the first that waits, besides this one."""
        return next((one for one in self.waiting if one.course.referral.id != referral_id), None)

    def _fits(self, one: Item, group: Group) -> bool:
        if group is Group.MINE:
            return one.course.assigned_to == self.account_id
        if group is Group.SECOND:
            return awaits_second(one, self.account_id)
        # The coordinator's list goes by what the server has said; what is late by the clock here stands with it.
        return group is Group.ALL or one.course.escalated or one.is_overdue


def awaits_second(one: Item, account_id: str) -> bool:
    """Whether it was read once, by somebody else, and this person may be the second."""
    first = one.first_reading
    return first is not None and one.second_reading is None and first.by_id != account_id


def row_of(one: Item, now: datetime, zone: str) -> InboxRow:
    """One line in words."""
    course, emergency = one.course, one.course.referral.priority is Priority.EMERGENCY
    by = tr("referral_desk.with", name=short_name(one.assigned_name)) if one.assigned_name else ""
    look = (tr("referrals.priority_emergency"), "error", "octagon") if emergency else risk_look_short(one.risk_class)
    time, tone = _time(one, now)
    hint, icon = _hint(one)
    if course.state not in (State.SENT, State.RECEIVED, State.COUNTER_REPLIED) and course.answer is not None:
        said = verdict_look(course.answer.given.verdict)
        look = (said.words, said.token, said.shape)
        time, tone = show_instant(course.answer.received_at or course.answer.at, zone), "text_muted"
        hint, icon, by = tr(f"referral_desk.unit_{course.state.value}"), "", ""
    return InboxRow(
        id=course.referral.id,
        look=look,
        score=points_words(one) if one.risk_class else "",
        name=one.name or tr("referral_desk.name_comes"),
        about=about_words(one, now, zone),
        time=time,
        tone=tone,
        by=by,
        hint=hint,
        hint_icon=icon,
        is_emergency=emergency,
    )


def points_words(one: Item) -> str:
    """`12,5 pontos`."""
    figure = show_number(one.score if one.score % 1 else int(one.score))
    return tr("risk_card.points_one" if one.score == 1 else "risk_card.points_many", points=figure)


def about_words(one: Item, now: datetime, zone: str) -> str:
    """Age, gestational age, reason, unit."""
    today = local_date(now, zone)
    parts: list[str] = []
    if one.birth_date is not None:
        parts.append(tr_count("referral_desk.years", completed_years(one.birth_date, today)))
    age = gestational_age(one.lmp, today) if one.lmp else None
    if age is not None:
        parts.append(tr("referral_desk.age", age=gestational_words(age)))
    parts.append(reason_words(one.course.referral.reason))
    parts.append(one.unit_name or tr("referring.cnes", cnes=one.course.referral.from_unit))
    return " · ".join(parts)


def _time(one: Item, now: datetime) -> tuple[str, str]:
    if one.seconds_left is None:
        return tr("referral_desk.no_stamp"), "text_muted"
    received = one.course.received_at
    if one.course.referral.priority is Priority.EMERGENCY and received is not None:
        # Nobody waits three days for an emergency: what counts is since when it is here.
        return tr("referral_desk.came", time=span_words(max((now - received).total_seconds(), 0))), "error"
    if one.seconds_left < 0:
        return left_words(one.seconds_left), "error"
    return left_words(one.seconds_left), "warn" if one.seconds_left < SOON_SECONDS else "text"


def _hint(one: Item) -> tuple[str, str]:
    if one.course.referral.priority is Priority.EMERGENCY:
        seen = one.course.seen
        return tr("referral_desk.hint_emergency" if seen else "referral_desk.hint_unseen"), "eye" if seen else "siren"
    if one.course.assigned_to is None:
        replied = one.course.state is State.COUNTER_REPLIED
        return (tr("referral_desk.hint_replied"), "referral") if replied else ("", "")
    if one.first_reading is None:
        return tr("referral_desk.hint_first"), "eye"
    if one.second_reading is None:
        return tr("referral_desk.hint_second"), "eye"
    return tr("referral_desk.hint_answer"), "check"
