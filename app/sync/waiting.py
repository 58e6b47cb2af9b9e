"""What the server refused and what waits, as a person sees it; and sending a refused event once more."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, delete, select

from app.kernel.errors import KnownError
from app.store.tables import change_log, metadata, sync_parked, sync_rejected
from app.store.writing import Writing
from app.sync.delivered import from_text
from app.sync.events import Event
from app.sync.guards import guards
from app.sync.round import REJECTED, Answer


@dataclass(frozen=True)
class RejectedEvent:
    """`code` and `values` say why (an error text); `whose`: the person that it is about, where it says so."""

    event_id: str
    code: str
    values: Mapping[str, object]
    at: str
    entity: str
    entity_id: str
    whose: str | None
    recorded_at: str
    recorded_by: str


class WaitsFor(StrEnum):
    """Why something from elsewhere is not shown yet; labels: texts `sync.waits_<value>`."""

    OWN_VALUE = "own_value"
    MISSING_ROW = "missing_row"


@dataclass(frozen=True)
class ParkedEvent:
    """An event from elsewhere that waits here, with its number in the journal."""

    number: int
    waits_for: WaitsFor
    entity: str
    entity_id: str
    recorded_at: str
    recorded_by: str


def rejected_events(connection: Connection) -> tuple[RejectedEvent, ...]:
    """What the server refused, oldest first."""
    rows = connection.execute(
        select(sync_rejected, change_log)
        .join(change_log, change_log.c.id == sync_rejected.c.event_id)
        .order_by(sync_rejected.c.at, change_log.c.origin, change_log.c.sequence)
    ).mappings()
    return tuple(_rejected(dict(row)) for row in rows)


def parked_events(connection: Connection) -> tuple[ParkedEvent, ...]:
    """What waits here, in the order of the journal."""
    found = []
    for row in connection.execute(select(sync_parked).order_by(sync_parked.c.number)):
        event = from_text(row.delivered).event
        why = WaitsFor.MISSING_ROW if row.waits_for.startswith("row/") else WaitsFor.OWN_VALUE
        author = (event.recorded_at, event.recorded_by)
        found.append(ParkedEvent(row.number, why, event.entity, event.entity_id, *author))
    return tuple(found)


def event_to_retry(connection: Connection, event_id: str) -> Event:
    """A refused event, if it still says what stands here. KnownError `conflicts.not_rejected`, `overtaken`."""
    known = select(sync_rejected.c.event_id).where(sync_rejected.c.event_id == event_id)
    row = connection.execute(select(change_log).where(change_log.c.id.in_(known))).mappings().one_or_none()
    if row is None:
        raise KnownError("conflicts.not_rejected")
    event = Event(**{name: row[name] for name in Event.__dataclass_fields__})
    if guards(event) and not _still_stands(connection, event):
        raise KnownError("conflicts.overtaken")
    return event


def note_retried(writing: Writing, answer: Answer) -> bool:
    """Take the answer to a retry; whether the server has it now."""
    if answer.status == REJECTED:
        details = json.dumps(dict(answer.values or {}), ensure_ascii=False)
        known = sync_rejected.update().where(sync_rejected.c.event_id == answer.event_id)
        writing.connection.execute(known.values(code=answer.code, details=details, at=writing.at))
        return False
    writing.connection.execute(delete(sync_rejected).where(sync_rejected.c.event_id == answer.event_id))
    return True


def _still_stands(connection: Connection, event: Event) -> bool:
    """Later own events about the same thing, or another's value over it: the old one must not come after them."""
    wanted = set(guards(event))
    later = select(change_log).where(change_log.c.origin == event.origin, change_log.c.sequence > event.sequence)
    for one in connection.execute(later.where(change_log.c.entity == event.entity)).mappings():
        if wanted & set(guards(Event(**{name: one[name] for name in Event.__dataclass_fields__}))):
            return False
    table = metadata.tables[event.entity]
    row = connection.execute(select(table).where(table.c.id == event.entity_id)).mappings().one_or_none()
    fields = event.content().get("fields", {}) if event.operation == "change" else {}
    return row is not None and all(row[name] == value for name, value in fields.items())


def _rejected(row: Mapping[str, object]) -> RejectedEvent:
    content = json.loads(str(row["payload"]))
    whose = row["entity_id"] if row["entity"] == "person" else content.get("person_id")
    return RejectedEvent(
        event_id=str(row["event_id"]),
        code=str(row["code"]),
        values=json.loads(str(row["details"])),
        at=str(row["at"]),
        entity=str(row["entity"]),
        entity_id=str(row["entity_id"]),
        whose=whose if isinstance(whose, str) else None,
        recorded_at=str(row["recorded_at"]),
        recorded_by=str(row["recorded_by"]),
    )
