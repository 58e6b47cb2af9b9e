"""What the server refused and what waits, as a person sees it; and sending a refused event once more."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, delete, select

from app.kernel.errors import KnownError
from app.store.tables import account, change_log, metadata, person, pregnancy, sync_parked, sync_rejected
from app.store.writing import Writing
from app.sync.delivered import from_text
from app.sync.events import Event
from app.sync.guards import guards
from app.sync.provisional import RESTORED, WAITING, ProvisionalRows, State
from app.sync.round import REJECTED, Answer


@dataclass(frozen=True)
class RejectedEvent:
    """`code` and `values` say why (an error text); `whose`: the person that it is about, where it says so.

    `whose_name`, `by_name`: her name and its author's, where they are known here.
    """

    event_id: str
    code: str
    values: Mapping[str, object]
    at: str
    entity: str
    entity_id: str
    whose: str | None
    recorded_at: str
    recorded_by: str
    by_name: str | None = None
    whose_name: str | None = None


class WaitsFor(StrEnum):
    """Why something from elsewhere is not shown yet; labels: texts `sync.waits_<value>`."""

    OWN_VALUE = "own_value"
    MISSING_ROW = "missing_row"
    NUMBER = "number"
    BESIDE = "beside"
    RESTORED = "restored"
    REFUSED = "refused"
    BACK = "back"


@dataclass(frozen=True)
class ParkedEvent:
    """An event from elsewhere that waits here, with its number in the journal; below zero: it has none yet. `code`: why
    the server refused it."""

    number: int
    waits_for: WaitsFor
    entity: str
    entity_id: str
    recorded_at: str
    recorded_by: str
    by_name: str | None = None
    whose_name: str | None = None
    code: str | None = None


_OF_STATE: Final = {
    State.APPLIED: WaitsFor.NUMBER,
    State.BESIDE: WaitsFor.BESIDE,
    State.LOST: WaitsFor.OWN_VALUE,
    State.REFUSED: WaitsFor.REFUSED,
    State.BACK: WaitsFor.BACK,
}


def rejected_events(connection: Connection) -> tuple[RejectedEvent, ...]:
    """What the server refused, oldest first."""
    rows = connection.execute(
        select(sync_rejected, change_log)
        .join(change_log, change_log.c.id == sync_rejected.c.event_id)
        .order_by(sync_rejected.c.at, change_log.c.origin, change_log.c.sequence)
    ).mappings()
    return tuple(_rejected(connection, dict(row)) for row in rows)


def parked_events(connection: Connection) -> tuple[ParkedEvent, ...]:
    """What waits here, in the order of the journal; then what came by stick and has no number yet."""
    found = []
    for row in connection.execute(select(sync_parked).order_by(sync_parked.c.number)):
        event = from_text(row.delivered).event
        why = WaitsFor.MISSING_ROW if row.waits_for.startswith("row/") else WaitsFor.OWN_VALUE
        found.append(_parked(connection, event, row.number, why))
    for one in ProvisionalRows(connection).in_states(tuple(State)):
        again = one.bundle_id == RESTORED and one.state in WAITING
        why = WaitsFor.RESTORED if again else _OF_STATE[one.state]
        found.append(replace(_parked(connection, one.event, -one.place, why), code=one.code))
    return tuple(found)


def _parked(connection: Connection, event: Event, number: int, why: WaitsFor) -> ParkedEvent:
    author = (event.recorded_at, event.recorded_by)
    whose = _whose(connection, event.entity, event.entity_id, event.content())
    names = (_author_name(connection, event.recorded_by), _person_name(connection, whose))
    return ParkedEvent(number, why, event.entity, event.entity_id, *author, *names)


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


def _rejected(connection: Connection, row: Mapping[str, object]) -> RejectedEvent:
    whose = _whose(connection, str(row["entity"]), str(row["entity_id"]), json.loads(str(row["payload"])))
    return RejectedEvent(
        event_id=str(row["event_id"]),
        code=str(row["code"]),
        values=json.loads(str(row["details"])),
        at=str(row["at"]),
        entity=str(row["entity"]),
        entity_id=str(row["entity_id"]),
        whose=whose,
        recorded_at=str(row["recorded_at"]),
        recorded_by=str(row["recorded_by"]),
        by_name=_author_name(connection, str(row["recorded_by"])),
        whose_name=_person_name(connection, whose),
    )


def _whose(connection: Connection, entity: str, entity_id: str, content: Mapping[str, object]) -> str | None:
    """The person that an event is about: named in it, or behind the pregnancy or the row that it names."""
    if entity == "person":
        return entity_id
    found = content.get("person_id")
    if not isinstance(found, str) and isinstance(content.get("pregnancy_id"), str):
        wanted = select(pregnancy.c.person_id).where(pregnancy.c.id == content["pregnancy_id"])
        found = connection.execute(wanted).scalar_one_or_none()
    table = metadata.tables[entity]
    if not isinstance(found, str) and "person_id" in table.c and "id" in table.c:
        found = connection.execute(select(table.c.person_id).where(table.c.id == entity_id)).scalar_one_or_none()
    return found if isinstance(found, str) else None


def _person_name(connection: Connection, person_id: str | None) -> str | None:
    name: str | None = connection.execute(select(person.c.full_name).where(person.c.id == person_id)).scalar()
    return name


def _author_name(connection: Connection, account_id: str) -> str | None:
    name: str | None = connection.execute(select(account.c.display_name).where(account.c.id == account_id)).scalar()
    return name
