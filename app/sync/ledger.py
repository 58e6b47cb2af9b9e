"""How far each side has come: what waits to be pushed, what was acknowledged, and what came back in a pull."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnClause, Connection, func, insert, literal_column, select, update

from app.store.tables import change_log, sync_conflict, sync_mark, sync_parked, sync_rejected, sync_state
from app.sync.events import Event

STATE_ID = 1
_WRITTEN: Final[ColumnClause[object]] = literal_column("change_log.rowid")
"""The order of writing. Not that of origins: after a restore events of the new one hang on pending ones of the old."""


@dataclass(frozen=True)
class SyncCounts:
    """`pending`: not acknowledged; `unseen`: acknowledged, but not back in a pull yet; `oldest_pending`: since when."""

    pending: int
    unseen: int
    parked: int
    conflicts: int
    rejected: int
    oldest_pending: str | None

    @property
    def synchronised(self) -> bool:
        """Whether every own event was acknowledged and seen, and nothing waits, disagrees or was refused."""
        return not (self.pending or self.unseen or self.parked or self.conflicts or self.rejected)


def through(connection: Connection) -> int:
    """The journal was applied up to this number."""
    found: int | None = connection.execute(select(sync_state.c.through)).scalar_one_or_none()
    return found or 0


def advance(connection: Connection, number: int) -> None:
    """Move the cursor; in the transaction of the page itself."""
    if connection.execute(update(sync_state).values(through=number)).rowcount == 0:
        connection.execute(insert(sync_state).values(id=STATE_ID, through=number))


def pending(connection: Connection, size: int) -> tuple[Event, ...]:
    """The next events to push, oldest first."""
    acknowledged = func.coalesce(sync_mark.c.acknowledged, 0)
    rows = connection.execute(
        select(change_log)
        .select_from(change_log.outerjoin(sync_mark, sync_mark.c.origin == change_log.c.origin))
        .where(change_log.c.sequence > acknowledged)
        .order_by(_WRITTEN)
        .limit(size)
    ).mappings()
    return tuple(Event(**{name: row[name] for name in Event.__dataclass_fields__}) for row in rows)


def acknowledge(connection: Connection, events: Iterable[Event]) -> None:
    """The server has answered these, in order."""
    for event in events:
        _mark(connection, event.origin, "acknowledged", event.sequence)


def reject(connection: Connection, event_id: str, code: str, details: dict[str, object], at: str) -> None:
    """The server has refused one: shown until a person has dealt with it."""
    known = select(sync_rejected.c.event_id).where(sync_rejected.c.event_id == event_id)
    if connection.execute(known).first() is None:
        row = {"event_id": event_id, "code": code, "details": json.dumps(details, ensure_ascii=False), "at": at}
        connection.execute(insert(sync_rejected).values(row))


def note_seen(connection: Connection, origin: str, sequence: int) -> None:
    """An own event came back in a pull."""
    _mark(connection, origin, "seen", sequence)


def unseen(connection: Connection) -> Sequence[Event]:
    """Own events that could still disagree with what comes down: not seen yet, and not refused."""
    seen = func.coalesce(sync_mark.c.seen, 0)
    rows = connection.execute(
        select(change_log)
        .select_from(change_log.outerjoin(sync_mark, sync_mark.c.origin == change_log.c.origin))
        .where(change_log.c.sequence > seen)
        .where(change_log.c.id.not_in(select(sync_rejected.c.event_id)))
        .order_by(_WRITTEN)
    ).mappings()
    return [Event(**{name: row[name] for name in Event.__dataclass_fields__}) for row in rows]


def counts(connection: Connection) -> SyncCounts:
    """What the status chip says."""
    log = change_log.outerjoin(sync_mark, sync_mark.c.origin == change_log.c.origin)
    unacknowledged = change_log.c.sequence > func.coalesce(sync_mark.c.acknowledged, 0)
    refused = change_log.c.id.not_in(select(sync_rejected.c.event_id))
    waiting = connection.execute(
        select(func.count(), func.min(change_log.c.recorded_at)).select_from(log).where(unacknowledged)
    ).one()
    coming = connection.execute(
        select(func.count())
        .select_from(log)
        .where(~unacknowledged, change_log.c.sequence > func.coalesce(sync_mark.c.seen, 0), refused)
    ).scalar_one()
    return SyncCounts(
        pending=waiting[0],
        unseen=coming,
        parked=_count(connection, select(func.count()).select_from(sync_parked)),
        conflicts=_count(connection, select(func.count()).where(sync_conflict.c.resolved == 0)),
        rejected=_count(connection, select(func.count()).select_from(sync_rejected)),
        oldest_pending=waiting[1],
    )


def _count(connection: Connection, statement: object) -> int:
    found: int = connection.execute(statement).scalar_one()  # type: ignore[call-overload]  # a select of one count
    return found


def _mark(connection: Connection, origin: str, column: str, sequence: int) -> None:
    newer = {column: func.max(sync_mark.c[column], sequence)}
    if connection.execute(update(sync_mark).where(sync_mark.c.origin == origin).values(newer)).rowcount == 0:
        row = {"origin": origin, "acknowledged": 0, "seen": 0, column: sequence}
        connection.execute(insert(sync_mark).values(row))
