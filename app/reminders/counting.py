"""The questions behind the figures of messages, asked of the store."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from sqlalchemy import ColumnElement, Connection, func, or_, select

from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.reminders.channels.interface import FeedbackKind
from app.reminders.figure_model import ChannelFigures, Lateness, VariantFigures
from app.reminders.hearing import takes_back
from app.reminders.intervals import share_of
from app.reminders.outbox.model import WAITING, Status
from app.store.listed import among
from app.store.tables import consent, message, message_attempt, message_feedback, template_version

LATE_SECONDS: Final = 5.0
"""A message that begins later than this after its time counts as late (spec remote-treatment.md, figures)."""
NOT_SENT: Final = (Status.FAILED, Status.CANCELLED, Status.EXPIRED, Status.REFUSED)
_ARRIVED: Final = ("delivered", "read")
Ends = tuple[str, str]
"""Stored instants: from, and the first no more."""


@dataclass(frozen=True)
class Group:
    """So many messages of one channel stand alike; `reason` without what it is about."""

    channel: str
    status: str
    reason: str
    heard: str
    count: int


def within(column: ColumnElement[str], ends: Ends) -> ColumnElement[bool]:
    """From the first end on, before the second."""
    return (column >= ends[0]) & (column < ends[1])


def groups(connection: Connection, ends: Ends) -> list[Group]:
    """All messages that were due then."""
    table = message
    by = (table.c.channel, table.c.status, table.c.reason, table.c.heard)
    rows = connection.execute(select(*by, func.count()).where(within(table.c.due_at, ends)).group_by(*by))
    return [Group(row[0], row[1], (row[2] or "").partition("/")[0], row[3], row[4]) for row in rows]


def summed(counted: Iterable[tuple[str, int]]) -> dict[str, int]:
    """One number for each name, in the order of the names."""
    found: Counter[str] = Counter()
    for name, count in counted:
        found[name] += count
    return dict(sorted(found.items()))


def by_channel(all_groups: Sequence[Group]) -> tuple[ChannelFigures, ...]:
    """In the order of their codes."""
    codes = sorted({one.channel for one in all_groups})
    return tuple(_of_channel(code, [one for one in all_groups if one.channel == code]) for code in codes)


def _of_channel(code: str, own: Sequence[Group]) -> ChannelFigures:
    def count(status: Status, heard: Sequence[str] | None = None) -> int:
        return sum(one.count for one in own if one.status == status and (heard is None or one.heard in heard))

    return ChannelFigures(
        channel=code,
        sent=count(Status.SENT),
        delivered=count(Status.SENT, _ARRIVED),
        read=count(Status.SENT, _ARRIVED[1:]),
        failed=count(Status.FAILED),
        unknown=count(Status.UNKNOWN),
        expired=count(Status.EXPIRED),
    )


def waiting(connection: Connection) -> dict[str, int]:
    """How many are to go out, by channel."""
    counted = select(message.c.channel, func.count()).where(message.c.status.in_(WAITING))
    return summed((row[0], row[1]) for row in connection.execute(counted.group_by(message.c.channel)))


def next_at(connection: Connection) -> str | None:
    """When the first that waits is due or tried again."""
    found = select(func.min(message.c.next_at)).where(message.c.status.in_(WAITING))
    earliest: str | None = connection.execute(found).scalar_one()
    return earliest


def count_messages(connection: Connection, *clauses: ColumnElement[bool]) -> int:
    """How many there are for which this holds."""
    return connection.execute(select(func.count()).select_from(message).where(*clauses)).scalar_one()


def lateness(connection: Connection, ends: Ends) -> Lateness:
    """Of the first attempts of the messages that were due then."""
    attempt = message_attempt
    first = attempt.c.message_id == message.c.id, attempt.c.number == 1
    wanted = select(message.c.due_at, attempt.c.started_at).join(attempt, first[0] & first[1])
    seconds = sorted(
        max(0.0, (from_text(row.started_at) - from_text(row.due_at)).total_seconds())
        for row in connection.execute(wanted.where(within(message.c.due_at, ends)))
    )
    return Lateness(
        count=len(seconds),
        p50_s=_percentile(seconds, 0.5),
        p99_s=_percentile(seconds, 0.99),
        over_5s=sum(1 for one in seconds if one > LATE_SECONDS),
    )


def _percentile(in_order: Sequence[float], part: float) -> float:
    """The nearest rank: a value that did occur."""
    return in_order[max(0, ceil(part * len(in_order)) - 1)] if in_order else 0.0


def withdrawals(connection: Connection, ends: Ends) -> int:
    """How often a consent that was given was taken back, however it was said."""
    table, earlier = consent, consent.alias("earlier")
    before = (
        select(earlier.c.given)
        .where(earlier.c.person_id == table.c.person_id, earlier.c.channel == table.c.channel)
        .where(
            or_(
                earlier.c.recorded_at < table.c.recorded_at,
                (earlier.c.recorded_at == table.c.recorded_at) & (earlier.c.id < table.c.id),
            )
        )
        .order_by(earlier.c.recorded_at.desc(), earlier.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    wanted = select(func.count()).select_from(table)
    taken_back = within(table.c.recorded_at, ends), table.c.given == 0, before == 1
    return connection.execute(wanted.where(*taken_back)).scalar_one()


def replies(connection: Connection, ends: Ends) -> int:
    """How many wrote back then."""
    table = message_feedback
    wanted = select(func.count()).select_from(table).where(table.c.kind == FeedbackKind.REPLY.value)
    return connection.execute(wanted.where(within(table.c.heard_at, ends))).scalar_one()


def same_wording(connection: Connection, template_id: str) -> list[str]:
    """The versions of a template that read as it does now. KnownError templates.no_such_version."""
    table = template_version
    wanted = select(table.c.id, table.c.content).where(table.c.template_id == template_id).order_by(table.c.number)
    rows = connection.execute(wanted).all()
    if not rows:
        raise KnownError("templates.no_such_version", version=template_id)
    return [row.id for row in rows if row.content == rows[-1].content]


def variants(connection: Connection, version_ids: Sequence[str]) -> tuple[VariantFigures, ...]:
    """What came of the messages of these versions, by variant."""
    table = message
    sent = table.c.template_version_id.in_(version_ids), table.c.status == Status.SENT.value
    rows = connection.execute(select(table.c.id, table.c.variant, table.c.heard).where(*sent)).all()
    replied, withdrew = _answers(connection, [row.id for row in rows])
    found = []
    for code in sorted({row.variant for row in rows}):
        own = [row for row in rows if row.variant == code]
        read = sum(1 for row in own if row.heard == "read")
        figures = VariantFigures(
            code=code,
            sent=len(own),
            delivered=sum(1 for row in own if row.heard in _ARRIVED),
            read=read,
            replied=sum(1 for row in own if row.id in replied),
            withdrew=sum(1 for row in own if row.id in withdrew),
            share_read=share_of(read, len(own)),
        )
        found.append(figures)
    return tuple(found)


def _answers(connection: Connection, message_ids: Sequence[str]) -> tuple[set[str], set[str]]:
    """Of these messages: which were answered, and which with a withdrawal."""
    table = message_feedback
    wanted = select(table.c.message_id, table.c.kind, table.c.text).where(among(table.c.message_id, message_ids))
    replied, withdrew = set(), set()
    for row in connection.execute(wanted.where(table.c.kind.in_((FeedbackKind.REPLY, FeedbackKind.OPT_OUT)))):
        kind = FeedbackKind(row.kind)
        if kind is FeedbackKind.REPLY:
            replied.add(row.message_id)
        if takes_back(kind, row.text):
            withdrew.add(row.message_id)
    return replied, withdrew
