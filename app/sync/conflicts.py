"""What disagrees, as a person sees it: both values, who wrote them, when, and whether here or elsewhere."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Table, select

from app.store.tables import account, change_log, field_history, metadata, person, template_version
from app.sync import allergy_lists
from app.sync.events import Event
from app.sync.in_use import pregnancy_in_use, row_in_use
from app.sync.threads import Thread, open_threads, people_of, pregnancy_of

_OF_THE_ROW: Final = frozenset(("id", "recorded_at", "recorded_by", "supersedes", "resolves", "choice", "number"))
_SENT: Final = frozenset(("snapshot", "version_sha256"))
"""The record that travelled with a referral: far too long to compare, and kept in the referral itself."""
_WHOSE: Final = frozenset(("person_id", "pregnancy_id"))
_DERIVED: Final = frozenset(("name_key", "social_key", "mother_key"))
_OF_PEOPLE: Final = ("person_id", "losing_id", "surviving_id")
REFERRALS: Final = frozenset(("referral", "referral_event"))


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
    `person_id`: whose it is now, None where it is an account's. `serious`: of what never merges by itself. `names`:
    the people and the templates that the values name by their identifier.
    """

    event_id: str
    kind: ConflictKind
    entity: str
    entity_id: str
    person_id: str | None
    pregnancy_id: str | None
    stands: Side
    other: Side
    settled: bool
    serious: bool
    event_ids: tuple[str, ...]
    names: Mapping[str, str]
    thread: tuple[Event, ...] = field(repr=False)

    @property
    def only_stands(self) -> bool:
        """Whether what lost can take its place only by what people do elsewhere: a merge, a step of a referral."""
        if self.entity == allergy_lists.ENTITY:
            return allergy_lists.only_stands(self.stands.values, self.other.values)
        return self.kind == ConflictKind.MERGE or self.entity in REFERRALS


def open_conflicts(connection: Connection, person_id: str | None = None) -> tuple[Conflict, ...]:
    """Every conflict that nobody has decided, or those of one (surviving) person, in the order of the journal."""
    threads = open_threads(connection)
    whose = people_of(connection, threads)
    return tuple(
        conflict_of(connection, thread, owner)
        for thread, owner in zip(threads, whose, strict=True)
        if person_id is None or owner == person_id
    )


def conflict_of(connection: Connection, thread: Thread, whose: str | None) -> Conflict:
    """Both sides of one thread; `whose`: the person as `people_of` finds her."""
    last = thread.last
    kind = kind_of(last)
    other = Side(other_values(thread.events), last.recorded_at, last.recorded_by, _told_author(last.content()))
    other = replace(other, here=_is_own(connection, last.origin))
    stands = _stands(connection, kind, thread.events, whose)
    return Conflict(
        event_id=last.id,
        kind=kind,
        entity=last.entity,
        entity_id=last.entity_id,
        person_id=whose,
        pregnancy_id=pregnancy_of(last),
        stands=named(connection, stands),
        other=named(connection, other),
        settled=thread.settled,
        serious=thread.is_serious,
        event_ids=tuple(one.id for one in reversed(thread.events)),
        names=_people(connection, (stands, other)) | _templates(connection, (stands, other)),
        thread=thread.events,
    )


def lost_fields(thread: Sequence[Event]) -> dict[str, object]:
    """What the last of a thread would have made of its row, with what the earlier ones of the same row had changed."""
    last = thread[-1]
    merged: dict[str, object] = {}
    for event in thread:
        if event.operation == "change" and event.entity_id == last.entity_id:
            merged |= event.content()["fields"]
    return merged


def other_values(thread: Sequence[Event]) -> dict[str, object]:
    """What lost, as far as it says something to a person."""
    last = thread[-1]
    if last.entity == allergy_lists.ENTITY:
        return allergy_lists.told(allergy_lists.lost(thread))
    if last.operation != "change":
        return shown_values(last.content())
    return {name: value for name, value in lost_fields(thread).items() if name not in _DERIVED}


def shown_values(content: Mapping[str, Any]) -> dict[str, object]:
    """The part of a row that says something."""
    return {name: value for name, value in content.items() if name not in _OF_THE_ROW | _WHOSE | _SENT}


def kind_of(event: Event) -> ConflictKind:
    """What kind of choice an event that lost asks for."""
    if event.entity == "pregnancy" and (event.operation == "create" or "status" in event.content()["fields"]):
        return ConflictKind.PREGNANCY
    if event.entity == "person_merge" and event.operation != "change":
        return ConflictKind.MERGE
    return ConflictKind.FIELDS if event.operation == "change" else ConflictKind.FACT


def _stands(connection: Connection, kind: ConflictKind, thread: Sequence[Event], whose: str | None) -> Side:
    last = thread[-1]
    if kind == ConflictKind.PREGNANCY:
        key = pregnancy_in_use(connection, str(whose)) or last.entity_id
        return _changed_side(connection, "pregnancy", key, ["status"], {"pregnancy_id": key})
    if kind == ConflictKind.FIELDS:
        return _changed_side(connection, last.entity, last.entity_id, sorted(other_values(thread)), {})
    row = _row_that_stands(connection, thread)
    if row is None:
        return Side({})
    own = select(change_log.c.id).where(change_log.c.entity == last.entity, change_log.c.entity_id == row["id"])
    here = connection.execute(own).first() is not None
    values = shown_values(row)
    if last.entity == allergy_lists.ENTITY:
        values = allergy_lists.told(allergy_lists.standing(connection, str(row["person_id"])))
    return Side(values, row["recorded_at"], row["recorded_by"], _told_author(row), here)


def _row_that_stands(connection: Connection, thread: Sequence[Event]) -> Mapping[str, Any] | None:
    """Of a list of allergies the row that was written last; else what is in use where the thread lost."""
    if thread[-1].entity != allergy_lists.ENTITY:
        return row_in_use(connection, thread)
    return next(reversed(allergy_lists.standing(connection, str(thread[0].content()["person_id"]))), None)


def _changed_side(
    connection: Connection, entity: str, key: str, names: Sequence[str], more: Mapping[str, object]
) -> Side:
    """The fields as they are, and the last change of one of them as the field history tells it."""
    table: Table = metadata.tables[entity]
    row = connection.execute(select(*(table.c[name] for name in names)).where(table.c.id == key)).mappings().first()
    told = _last_told(connection, entity, key, row or {})
    written = (
        told or connection.execute(select(table.c.recorded_at, table.c.recorded_by).where(table.c.id == key)).first()
    )
    values: dict[str, object] = {**more}
    if row is not None:
        values |= {name: row[name] for name in names}
    if written is None:
        return Side(values)
    log = change_log.c
    # As it was first written, a row tells by itself when that was; a change is found by its instant.
    as_written = (log.recorded_at == written.recorded_at) & (log.recorded_by == written.recorded_by)
    by = as_written if told is not None else log.operation != "change"
    own = select(log.id).where(log.entity == entity, log.entity_id == key, by)
    here = connection.execute(own).first() is not None
    return Side(values, written.recorded_at, written.recorded_by, here=here)


def _last_told(connection: Connection, entity: str, key: str, standing: Mapping[Any, Any]) -> Any:
    """The last change to what stands: a change that lost is in the history too, and may bear a later instant."""
    changes = field_history.c
    rows = connection.execute(
        select(changes.recorded_at, changes.recorded_by, changes.field, changes.new_value)
        .where(changes.entity == entity, changes.entity_id == key, changes.field.in_(list(standing)))
        .order_by(changes.recorded_at.desc())
    )
    return next((one for one in rows if json.loads(one.new_value) == standing[one.field]), None)


def named(connection: Connection, side: Side) -> Side:
    """The side with the name of its author's account; of another unit's, which does not travel, what the row says."""
    name = connection.execute(select(account.c.display_name).where(account.c.id == side.by)).scalar_one_or_none()
    return replace(side, by_name=name or side.by_name)


def _told_author(row: Mapping[str, Any]) -> str | None:
    """Who wrote a referral, one of its steps or an allergy, as it says itself."""
    told = json.loads(row["snapshot"]).get("sent_by") if row.get("snapshot") else None
    content = json.loads(row["content"]) if told is None and isinstance(row.get("content"), str) else None
    if isinstance(content, dict):
        told = content.get("by")
    return told if isinstance(told, str) else None


def _people(connection: Connection, sides: Sequence[Side]) -> dict[str, str]:
    ids = {str(side.values[name]) for side in sides for name in _OF_PEOPLE if side.values.get(name)}
    if not ids:
        return {}
    rows = connection.execute(select(person.c.id, person.c.social_name, person.c.full_name).where(person.c.id.in_(ids)))
    return {row.id: row.social_name or row.full_name for row in rows}


def _templates(connection: Connection, sides: Sequence[Side]) -> dict[str, str]:
    """The messages' templates that rules name, as their last versions are called."""
    ids = {str(side.values["template_id"]) for side in sides if side.values.get("template_id")}
    table = template_version
    wanted = select(table.c.template_id, table.c.name).where(table.c.template_id.in_(ids)).order_by(table.c.number)
    return {row.template_id: row.name for row in connection.execute(wanted)} if ids else {}


def _is_own(connection: Connection, origin: str) -> bool:
    return connection.execute(select(change_log.c.id).where(change_log.c.origin == origin).limit(1)).first() is not None
