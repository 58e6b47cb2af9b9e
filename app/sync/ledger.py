"""How far each side has come: what waits to be pushed, what was acknowledged, and what came back in a pull."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnClause, Connection, Integer, case, func, insert, literal_column, select, text, update

from app.store.tables import change_log, sync_mark, sync_parked, sync_provisional, sync_rejected, sync_state
from app.sync.events import Event
from app.sync.provisional import STANDING, WAITING, waiting_ids
from app.sync.threads import open_threads

STATE_ID = 1
_ROW_OF_FIRST: Final = """
    WITH RECURSIVE own(origin) AS (
        SELECT min(origin) FROM change_log UNION ALL
        SELECT (SELECT min(origin) FROM change_log WHERE origin > own.origin) FROM own WHERE own.origin IS NOT NULL)
    SELECT min((SELECT change_log.rowid FROM change_log WHERE change_log.origin = own.origin AND sequence > coalesce(
        (SELECT {column} FROM sync_mark WHERE sync_mark.origin = own.origin), 0) ORDER BY sequence LIMIT 1)) FROM own"""
"""Of the events beyond a mark, the place of the first: two steps in an index for each origin, however long the log."""
_LOG: Final = change_log.outerjoin(sync_mark, sync_mark.c.origin == change_log.c.origin)
_WRITTEN: Final[ColumnClause[int]] = literal_column("change_log.rowid", Integer)
"""The order of writing. Not that of origins: after a restore events of the new one hang on pending ones of the old."""


@dataclass(frozen=True)
class SyncCounts:
    """`pending`: not acknowledged; `unseen`: acknowledged, but not back in a pull yet; `oldest_pending`: since when.

    `conflicts`: decisions that wait for a person; several events about one thing are one. `provisional`: came from
    another station by stick and are not confirmed by the server, or were refused and are still in the records.
    """

    pending: int
    unseen: int
    parked: int
    conflicts: int
    rejected: int
    oldest_pending: str | None
    provisional: int = 0

    @property
    def waiting_here(self) -> int:
        """What came from elsewhere and is not settled."""
        return self.parked + self.provisional

    @property
    def synchronised(self) -> bool:
        """Whether every own event was acknowledged and seen, and nothing waits, disagrees or was refused."""
        waits = self.pending or self.unseen or self.parked or self.provisional
        return not (waits or self.conflicts or self.rejected)


def through(connection: Connection) -> int:
    """The journal was applied up to this number."""
    found: int | None = connection.execute(select(sync_state.c.through)).scalar_one_or_none()
    return found or 0


def advance(connection: Connection, number: int) -> None:
    """Move the cursor; in the transaction of the page itself."""
    if connection.execute(update(sync_state).values(through=number)).rowcount == 0:
        connection.execute(insert(sync_state).values(id=STATE_ID, through=number))


def last_written(connection: Connection) -> int:
    """The place in the log of what was written last; 0 where it is empty."""
    return connection.execute(select(func.coalesce(func.max(_WRITTEN), 0)).select_from(change_log)).scalar_one()


def pending(connection: Connection, size: int, until: int | None = None) -> tuple[Event, ...]:
    """The next events to push, oldest first, `until` a place in the log; not beyond one that was written in knowledge
    of what waits here itself for its number: at the server it would disagree with what it builds upon."""
    first = _first_beyond(connection, "acknowledged")
    if first is None:
        return ()
    acknowledged = func.coalesce(sync_mark.c.acknowledged, 0)
    wanted = [change_log.c.sequence > acknowledged, first <= _WRITTEN]
    if until is not None:
        wanted.append(until >= _WRITTEN)
    rows = connection.execute(
        select(change_log).select_from(_LOG).where(*wanted).order_by(_WRITTEN).limit(size)
    ).mappings()
    events = [Event(**{name: row[name] for name in Event.__dataclass_fields__}) for row in rows]
    return tuple(_before_blocked(events, waiting_ids(connection)))


def _before_blocked(events: Sequence[Event], waiting: frozenset[str]) -> Iterable[Event]:
    for event in events:
        if waiting and not waiting.isdisjoint(event.content().get("knows", ())):
            return
        yield event


def acknowledge(connection: Connection, events: Iterable[Event]) -> None:
    """The server has answered these, in order."""
    last: dict[str, int] = {}
    for event in events:
        last[event.origin] = max(last.get(event.origin, 0), event.sequence)
    for origin, sequence in last.items():
        _mark(connection, origin, "acknowledged", sequence)


def reject(connection: Connection, event_id: str, code: str, details: dict[str, object], at: str) -> None:
    """The server has refused one: shown until a person has dealt with it."""
    known = select(sync_rejected.c.event_id).where(sync_rejected.c.event_id == event_id)
    if connection.execute(known).first() is None:
        row = {"event_id": event_id, "code": code, "details": json.dumps(details, ensure_ascii=False), "at": at}
        connection.execute(insert(sync_rejected).values(row))


def note_seen(connection: Connection, origin: str, sequence: int) -> None:
    """Own events came back in a pull, up to this one."""
    _mark(connection, origin, "seen", sequence)


def unseen(connection: Connection) -> Sequence[Event]:
    """Own events that could still disagree with what comes down: not seen yet, and not refused."""
    seen, first = func.coalesce(sync_mark.c.seen, 0), _first_beyond(connection, "seen")
    if first is None:
        return []
    rows = connection.execute(
        select(change_log)
        .select_from(_LOG)
        .where(change_log.c.sequence > seen, first <= _WRITTEN)
        .where(change_log.c.id.not_in(select(sync_rejected.c.event_id)))
        .order_by(_WRITTEN)
    ).mappings()
    return [Event(**{name: row[name] for name in Event.__dataclass_fields__}) for row in rows]


def later_of(connection: Connection, event: Event) -> Sequence[Event]:
    """Own events about the same row that were written after this own one, in the order of writing."""
    place = select(_WRITTEN).where(change_log.c.id == event.id).scalar_subquery()
    same = (change_log.c.entity == event.entity) & (change_log.c.entity_id == event.entity_id)
    rows = connection.execute(select(change_log).where(same, place < _WRITTEN).order_by(_WRITTEN)).mappings()
    return [Event(**{name: row[name] for name in Event.__dataclass_fields__}) for row in rows]


def counts(connection: Connection) -> SyncCounts:
    """What the status chip says."""
    waiting, oldest = _unacknowledged(connection)
    return SyncCounts(
        pending=waiting,
        unseen=_coming(connection),
        parked=_count(connection, select(func.count()).select_from(sync_parked)),
        conflicts=len(open_threads(connection)),
        rejected=_count(connection, select(func.count()).select_from(sync_rejected)),
        oldest_pending=oldest,
        provisional=_count(connection, select(func.count()).where(sync_provisional.c.state.in_((*WAITING, *STANDING)))),
    )


def _unacknowledged(connection: Connection) -> tuple[int, str | None]:
    first = _first_beyond(connection, "acknowledged")
    if first is None:
        return 0, None
    beyond = change_log.c.sequence > func.coalesce(sync_mark.c.acknowledged, 0)
    wanted = select(func.count(), func.min(change_log.c.recorded_at)).select_from(_LOG)
    number, oldest = connection.execute(wanted.where(beyond, first <= _WRITTEN)).one()
    return number, oldest


def _coming(connection: Connection) -> int:
    """Acknowledged, not refused, and not back yet."""
    first = _first_beyond(connection, "seen")
    if first is None:
        return 0
    answered = change_log.c.sequence <= func.coalesce(sync_mark.c.acknowledged, 0)
    unseen_yet = change_log.c.sequence > func.coalesce(sync_mark.c.seen, 0)
    refused = change_log.c.id.in_(select(sync_rejected.c.event_id))
    wanted = select(func.count()).select_from(_LOG).where(answered, unseen_yet, ~refused, first <= _WRITTEN)
    return _count(connection, wanted)


def _first_beyond(connection: Connection, column: str) -> int | None:
    """The place in the log of the first event beyond this mark; None where there is none."""
    found: int | None = connection.execute(text(_ROW_OF_FIRST.format(column=column))).scalar_one()
    return found


def _count(connection: Connection, statement: object) -> int:
    found: int = connection.execute(statement).scalar_one()  # type: ignore[call-overload]  # a select of one count
    return found


def _mark(connection: Connection, origin: str, column: str, sequence: int) -> None:
    farther = sync_mark.c[column] > sequence
    newer = {column: case((farther, sync_mark.c[column]), else_=sequence)}
    if connection.execute(update(sync_mark).where(sync_mark.c.origin == origin).values(newer)).rowcount == 0:
        row = {"origin": origin, "acknowledged": 0, "seen": 0, column: sequence}
        connection.execute(insert(sync_mark).values(row))
