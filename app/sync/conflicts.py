"""What disagrees, as a person sees it: both values, who wrote them, when, and whether here or elsewhere."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Table, func, select

from app.store.tables import account, change_log, field_history, metadata, sync_conflict
from app.sync.events import Event
from app.sync.guards import guards

CURRENT: Final = "current"
_OF_THE_ROW: Final = frozenset(("id", "recorded_at", "recorded_by", "supersedes", "reason", "resolves", "number"))
_WHOSE: Final = frozenset(("person_id", "pregnancy_id"))


class ConflictKind(StrEnum):
    """What kind of choice it is; labels: texts `sync.kind_<value>`."""

    FIELDS = "fields"
    FACT = "fact"
    PREGNANCY = "pregnancy"
    MERGE = "merge"


@dataclass(frozen=True)
class Side:
    """One of the two values. `at` (stored instant), `by` (account), `here`: None where this station was not told."""

    values: Mapping[str, object]
    at: str | None = None
    by: str | None = None
    by_name: str | None = None
    here: bool | None = None


@dataclass(frozen=True)
class Conflict:
    """`stands` is in use everywhere, `other` lost; `event_ids` is all that one decision settles, the last one first.

    `settled`: False while the own value still waits here for the journal, so that nothing can be decided yet.
    """

    event_id: str
    kind: ConflictKind
    entity: str
    entity_id: str
    person_id: str | None
    stands: Side
    other: Side
    settled: bool
    event_ids: tuple[str, ...]
    thread: tuple[Event, ...] = field(repr=False)


def open_conflicts(connection: Connection) -> tuple[Conflict, ...]:
    """Every conflict that nobody has decided, in the order of the journal."""
    rows = list(
        connection.execute(
            select(sync_conflict).where(sync_conflict.c.resolved == 0).order_by(sync_conflict.c.number)
        ).mappings()
    )
    lost = [(Event(**json.loads(row["event"])), row) for row in rows]
    by_row = {(one.entity, one.entity_id): one for one, _ in lost if one.operation != "change"}
    threads: dict[tuple[str, str], list[tuple[Event, Mapping[Any, Any]]]] = {}
    for event, row in lost:
        threads.setdefault((event.origin, _root(event, by_row)), []).append((event, row))
    return tuple(_conflict(connection, thread) for thread in threads.values())


def pregnancy_in_use(connection: Connection, person_id: str) -> str | None:
    """Her current pregnancy."""
    table = metadata.tables["pregnancy"]
    found: str | None = connection.execute(
        select(table.c.id).where(table.c.person_id == person_id, table.c.status == CURRENT)
    ).scalar_one_or_none()
    return found


def row_in_use(connection: Connection, thread: Sequence[Event]) -> Mapping[str, Any] | None:
    """The appended row that stands where the first of a thread lost: the last correction, the dating in use."""
    first, table = thread[0], metadata.tables[thread[0].entity]
    content = first.content()
    if first.entity == "dating_choice":
        mine = select(table).where(table.c.pregnancy_id == content["pregnancy_id"]).order_by(table.c.number.desc())
        found = connection.execute(mine.limit(1)).mappings().one_or_none()
        return None if found is None else dict(found)
    if first.entity == "person_merge":
        mine = select(table).where(table.c.losing_id == content["losing_id"]).order_by(table.c.number.desc())
        found = connection.execute(mine.limit(1)).mappings().one_or_none()
        return None if found is None else dict(found)
    key, row = content.get("supersedes"), None
    while key is not None:
        found = connection.execute(select(table).where(table.c.supersedes == key)).mappings().one_or_none()
        row, key = (row, None) if found is None else (dict(found), found["id"])
    return row


def lost_fields(thread: Sequence[Event]) -> dict[str, object]:
    """What the last of a thread would have made of its row, with what the earlier ones of the same row had changed."""
    last = thread[-1]
    merged: dict[str, object] = {}
    for event in thread:
        if event.operation == "change" and event.entity_id == last.entity_id:
            merged |= event.content()["fields"]
    return merged


def shown_values(content: Mapping[str, Any]) -> dict[str, object]:
    """The part of a row that says something."""
    return {name: value for name, value in content.items() if name not in _OF_THE_ROW | _WHOSE}


def _root(event: Event, by_row: Mapping[tuple[str, str], Event]) -> str:
    """What a thread is about: corrections of a row that lost lose with it."""
    followed = by_row.get((event.entity, str(event.content().get("supersedes"))))
    return _root(followed, by_row) if followed is not None else guards(event)[-1]


def _conflict(connection: Connection, found: Sequence[tuple[Event, Mapping[Any, Any]]]) -> Conflict:
    ordered = sorted(found, key=lambda one: one[0].sequence)
    thread = tuple(event for event, _ in ordered)
    last = thread[-1]
    content = last.content()
    kind = _kind(last)
    whose = last.entity_id if last.entity == "person" else content.get("person_id")
    other_values = lost_fields(thread) if last.operation == "change" else shown_values(content)
    own = {one.origin for one in thread if _is_own(connection, one.origin)}
    other = Side(other_values, last.recorded_at, last.recorded_by, here=last.origin in own)
    stands = _stands(connection, kind, thread)
    return Conflict(
        event_id=last.id,
        kind=kind,
        entity=last.entity,
        entity_id=last.entity_id,
        person_id=whose if isinstance(whose, str) else None,
        stands=_named(connection, stands),
        other=_named(connection, other),
        settled=all(row["settled"] for _, row in found),
        event_ids=tuple(one.id for one in reversed(thread)),
        thread=thread,
    )


def _kind(event: Event) -> ConflictKind:
    if event.entity == "pregnancy" and (event.operation == "create" or "status" in event.content()["fields"]):
        return ConflictKind.PREGNANCY
    if event.entity == "person_merge" and event.operation != "change":
        return ConflictKind.MERGE
    return ConflictKind.FIELDS if event.operation == "change" else ConflictKind.FACT


def _stands(connection: Connection, kind: ConflictKind, thread: Sequence[Event]) -> Side:
    last = thread[-1]
    if kind == ConflictKind.PREGNANCY:
        key = pregnancy_in_use(connection, str(last.content()["person_id"])) or last.entity_id
        return _changed_side(connection, "pregnancy", key, ["status"], {"pregnancy_id": key})
    if kind == ConflictKind.FIELDS:
        return _changed_side(connection, last.entity, last.entity_id, sorted(lost_fields(thread)), {})
    row = row_in_use(connection, thread)
    if row is None:
        return Side({})
    own = select(change_log.c.id).where(change_log.c.entity == last.entity, change_log.c.entity_id == row["id"])
    here = connection.execute(own).first() is not None
    return Side(shown_values(row), row["recorded_at"], row["recorded_by"], here=here)


def _changed_side(
    connection: Connection, entity: str, key: str, names: Sequence[str], more: Mapping[str, object]
) -> Side:
    """The fields as they are, and the last change of one of them as the field history tells it."""
    table: Table = metadata.tables[entity]
    row = connection.execute(select(*(table.c[name] for name in names)).where(table.c.id == key)).mappings().first()
    changes = field_history.c
    told = connection.execute(
        select(changes.recorded_at, changes.recorded_by)
        .where(changes.entity == entity, changes.entity_id == key, changes.field.in_(names))
        .order_by(changes.recorded_at.desc())
        .limit(1)
    ).first()
    written = (
        told or connection.execute(select(table.c.recorded_at, table.c.recorded_by).where(table.c.id == key)).first()
    )
    values: dict[str, object] = {**more}
    if row is not None:
        values |= {name: row[name] for name in names}
    if written is None:
        return Side(values)
    log = change_log.c
    own = select(log.id).where(log.entity_id == key, log.recorded_at == written.recorded_at)
    here = connection.execute(own).first() is not None
    return Side(values, written.recorded_at, written.recorded_by, here=here)


def _named(connection: Connection, side: Side) -> Side:
    name = connection.execute(select(account.c.display_name).where(account.c.id == side.by)).scalar_one_or_none()
    return Side(side.values, side.at, side.by, name, side.here)


def _is_own(connection: Connection, origin: str) -> bool:
    found: int = connection.execute(
        select(func.count()).select_from(change_log).where(change_log.c.origin == origin).limit(1)
    ).scalar_one()
    return found > 0
