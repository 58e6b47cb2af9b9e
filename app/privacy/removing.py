"""What the nightly work removes by itself: which rows of which tables, when their time begins, and what keeps them all
the same. The list that is shown beforehand and the removal ask the same question, so they cannot differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sqlalchemy import ColumnElement, Connection, Select, String, Table, and_, delete, false, func, not_, or_, select
from sqlalchemy import literal as value_of
from sqlalchemy import update as set_values

from app.kernel.canonical import sha256_hex
from app.privacy.gathering import gather
from app.privacy.holdings import BY_TABLE
from app.privacy.holds import held_people
from app.reminders.inbox import IN_INBOX
from app.store.listed import among
from app.store.tables import (
    change_log,
    draft,
    feedback_seen,
    link_code,
    message_attempt,
    message_feedback,
    retention_run,
    sign_in_failure,
    sync_mark,
)
from app.store.writing import Writing
from app.sync.enrolling import read_enrolment
from app.sync.erased import blanked_payload

AT_ONCE: Final = 2000
"""Texts of one table in one night: a store that was never cleaned must not keep everybody waiting."""


class Hold(StrEnum):
    """What keeps something whose time is over; labels: texts `privacy.hold_<value>`."""

    UNREAD = "unread"
    NOT_SENT = "not_sent"
    CASE = "case"
    IN_CARE = "in_care"
    OPENING = "opening"
    LEGAL = "legal"


@dataclass(frozen=True)
class Part:
    """One table of a kind. `begins`: the column with the instant from which its time runs. `blanks`: columns that are
    emptied while the row stays; none: the row goes. `told`: a column whose values say nothing about a person."""

    table: Table
    begins: str
    blanks: tuple[str, ...] = ()
    told: str = ""
    holds: Mapping[Hold, ColumnElement[bool]] = field(default_factory=dict)

    def due(self, before: str) -> ColumnElement[bool]:
        """Its time is over, and there is something left to remove; whether or not something keeps it."""
        over = self.table.c[self.begins] < before
        left = or_(*(self.table.c[name] != "" for name in self.blanks)) if self.blanks else None
        return over if left is None else and_(over, left)

    def kept_by(self, connection: Connection, at: datetime) -> Mapping[Hold, ColumnElement[bool]]:
        """Hold → which rows it keeps, at this station as it stands, at this instant."""
        kept = dict(self.holds)
        if self.blanks and read_enrolment(connection) is not None:
            kept[Hold.NOT_SENT] = _not_sent(self.table)
        if (legal := _on_hold(connection, self.table, at)) is not None:
            kept[Hold.LEGAL] = legal
        return kept

    def goes(self, connection: Connection, before: str, at: datetime) -> ColumnElement[bool]:
        """What is removed: due, and kept by nothing."""
        return and_(self.due(before), not_(or_(false(), *self.kept_by(connection, at).values())))


def _on_hold(connection: Connection, table: Table, at: datetime) -> ColumnElement[bool] | None:
    """Rows about anybody whose record is on hold; None where nobody's is, or the table is about nobody in care."""
    holding = BY_TABLE.get(table.name)
    if holding is None or not (people := held_people(connection, at)):
        return None
    return or_(*(holding.about(gather(connection, one).ids) for one in sorted(people)))


def _not_sent(table: Table) -> ColumnElement[bool]:
    """Events that the server has not given back yet: blanked here, their words would never reach the others."""
    heard = or_(
        sync_mark.c.origin.is_(None),
        sync_mark.c.acknowledged < change_log.c.sequence,
        sync_mark.c.seen < change_log.c.sequence,
    )
    wanted: Select[tuple[str]] = (
        select(change_log.c.id)
        .select_from(change_log.outerjoin(sync_mark, sync_mark.c.origin == change_log.c.origin))
        .where(change_log.c.entity == table.name, change_log.c.entity_id == table.c.id, heard)
        .correlate(table)
    )
    return wanted.exists()


def _unread() -> ColumnElement[bool]:
    """Answers of people that nobody at the unit has read, or that were put back among the unread."""
    mine = feedback_seen.c.feedback_id == message_feedback.c.id
    last = (
        select(feedback_seen.c.seen)
        .where(mine)
        .order_by(feedback_seen.c.recorded_at.desc(), feedback_seen.c.id.desc())
        .limit(1)
        .correlate(message_feedback)
        .scalar_subquery()
    )
    hers = message_feedback.c.kind.in_([one.value for one in IN_INBOX])
    return and_(hers, func.coalesce(last, 0) == 0)


REMOVING: Final[Mapping[str, tuple[Part, ...]]] = MappingProxyType(
    {
        "drafts": (Part(draft, "saved_at", told="kind"),),
        "message_answers": (
            Part(message_feedback, "recorded_at", ("text", "address"), "channel", {Hold.UNREAD: _unread()}),
            Part(message_attempt, "recorded_at", ("text",), "channel"),
        ),
        "link_codes": (Part(link_code, "expires_at", told="channel"),),
        "sign_in_failures": (Part(sign_in_failure, "blocked_until"),),
        "retention_runs": (Part(retention_run, "at"),),
    }
)
"""Kind of data → its tables."""


def in_parts(code: str) -> bool:
    """Whether a night goes no further than `AT_ONCE` rows of a table: where texts are taken out one by one."""
    return any(part.blanks for part in REMOVING.get(code, ()))


def remove(writing: Writing, code: str, before: str, at: datetime) -> int:
    """Remove what of this kind began before that instant (`in_parts`: at most `AT_ONCE` of each table), as things stand
    at `at`; how many."""
    return sum(_remove(writing, part, before, at) for part in REMOVING[code])


def _remove(writing: Writing, part: Part, before: str, at: datetime) -> int:
    connection = writing.connection
    going = part.goes(connection, before, at)
    if not part.blanks:
        return int(connection.execute(delete(part.table).where(going)).rowcount)
    table = part.table
    wanted = select(table.c.id).where(going).order_by(table.c[part.begins], table.c.id).limit(AT_ONCE)
    ids = [str(one) for one in connection.execute(wanted).scalars()]
    connection.execute(set_values(table).where(among(table.c.id, ids)).values(dict.fromkeys(part.blanks, "")))
    _blank_events(connection, table, ids)
    return len(ids)


def _blank_events(connection: Connection, table: Table, ids: list[str]) -> None:
    """That there was an answer stays, and so does its place in the change log."""
    logged = select(change_log.c.id, change_log.c.payload).where(
        change_log.c.entity == table.name, among(change_log.c.entity_id, ids)
    )
    for row in connection.execute(logged).all():
        payload = blanked_payload(row.payload)
        values = {"payload": payload, "payload_sha256": sha256_hex(payload)}
        connection.execute(set_values(change_log).where(change_log.c.id == row.id).values(values))


def told_rows(connection: Connection, code: str, before: str, at: datetime, most: int) -> Iterator[tuple[str, str]]:
    """(instant from which the time runs, form or channel) of what would be removed, the oldest first."""
    found: list[tuple[str, str]] = []
    for part in REMOVING[code]:
        begins = part.table.c[part.begins]
        told = part.table.c[part.told] if part.told else value_of("", String)
        wanted = select(begins, told).where(part.goes(connection, before, at)).order_by(begins).limit(most)
        found += [(str(row[0]), str(row[1])) for row in connection.execute(wanted)]
    yield from sorted(found)[:most]
