"""What disagrees, put together: events of one station about one thing are one decision, and each is somebody's."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, select

from app.clinic.people.merged import surviving_id
from app.store.field_groups import IDENTITY
from app.store.tables import metadata, sync_conflict
from app.sync.events import Event
from app.sync.guards import guards

_AT_ONCE: Final = 500
_PARENT: Final = {"pregnancy_id": "pregnancy", "arrival_id": "arrival"}
"""Column of a row → the table whose row says whose it is."""
_NEVER_MERGE: Final = frozenset(("allergy", "dating_choice", "person_merge", "referral", "referral_event"))


@dataclass(frozen=True)
class Thread:
    """One thing that lost, with what followed it. `number`: of the last of them in the journal."""

    events: tuple[Event, ...]
    number: int
    settled: bool

    @property
    def last(self) -> Event:
        """What would stand if the thread had won."""
        return self.events[-1]

    @property
    def is_serious(self) -> bool:
        """Whether it never merges by itself: identity, allergies, dating, referral, which pregnancy is current."""
        fields = frozenset(name for one in self.events for name in one.content().get("fields", {}))
        entity = self.last.entity
        if entity == "pregnancy":
            return True
        return entity in _NEVER_MERGE or (entity == "person" and bool(fields & IDENTITY))


def open_threads(connection: Connection) -> tuple[Thread, ...]:
    """Every thread that nobody has decided, in the order of the journal; reads open rows alone, by their index."""
    return _threads(connection, sync_conflict.c.resolved == 0)


def decided_threads(connection: Connection, limit: int) -> tuple[Thread, ...]:
    """The latest that were decided."""
    newest = select(sync_conflict.c.number).where(sync_conflict.c.resolved > 0)
    numbers = connection.execute(newest.order_by(sync_conflict.c.number.desc()).limit(limit)).scalars().all()
    return _threads(connection, sync_conflict.c.number.in_(numbers)) if numbers else ()


def people_of(connection: Connection, threads: Sequence[Thread]) -> tuple[str | None, ...]:
    """Whose each thread is (the surviving person); None: an account's, or nobody's here. A few questions for all."""
    found: list[str | None] = [None] * len(threads)
    by_parent: dict[str, dict[str, list[int]]] = {}
    for place, thread in enumerate(threads):
        whose = _told_by(thread.last)
        if isinstance(whose, str):
            found[place] = whose
        elif whose is not None:
            by_parent.setdefault(whose[0], {}).setdefault(whose[1], []).append(place)
    for parent, places in by_parent.items():
        for key, person_id in _owners(connection, parent, sorted(places)):
            for place in places[key]:
                found[place] = person_id
    survivors = {one: surviving_id(connection, one) for one in set(found) if one is not None}
    return tuple(None if one is None else survivors[one] for one in found)


def pregnancy_of(event: Event) -> str | None:
    """The pregnancy that an event is about, where it is about one."""
    content = event.content()
    whole = {**content, **content.get("fields", {})}
    return event.entity_id if event.entity == "pregnancy" else whole.get("pregnancy_id")


def _threads(connection: Connection, wanted: ColumnElement[bool]) -> tuple[Thread, ...]:
    rows = connection.execute(select(sync_conflict).where(wanted).order_by(sync_conflict.c.number)).mappings()
    lost = [(Event(**json.loads(row["event"])), row) for row in list(rows)]
    by_row = {(one.entity, one.entity_id): one for one, _ in lost if one.operation != "change"}
    groups: dict[tuple[str, str], list[tuple[Event, Mapping[Any, Any]]]] = {}
    for event, row in lost:
        groups.setdefault((event.origin, _root(event, by_row)), []).append((event, row))
    return tuple(_thread(group) for group in groups.values())


def _thread(found: Sequence[tuple[Event, Mapping[Any, Any]]]) -> Thread:
    ordered = tuple(event for event, _ in sorted(found, key=lambda one: one[0].sequence))
    number = max(int(row["number"]) for _, row in found)
    return Thread(ordered, number, all(row["settled"] for _, row in found))


def _root(event: Event, by_row: Mapping[tuple[str, str], Event]) -> str:
    """What a thread is about: corrections of a row that lost lose with it, and so do the steps of a referral."""
    content = event.content()
    before = (event.entity, str(content.get("supersedes")))
    if event.entity == "referral_event":
        before = ("referral", str(content.get("referral_id")))
    followed = by_row.get(before)
    if followed is not None:
        return _root(followed, by_row)
    # A step without a guard of its own that hangs on a referral which somebody has decided about already.
    names = guards(event) or (f"{event.entity}/{event.entity_id}",)
    return names[-1]


def _told_by(event: Event) -> str | tuple[str, str] | None:
    """The person, or (table, identifier) of the row that knows her now; a pregnancy may have changed hands."""
    if event.entity == "person":
        return event.entity_id
    if event.entity == "pregnancy":
        return "pregnancy", event.entity_id
    content = event.content()
    for column, table in _PARENT.items():
        if isinstance(content.get(column), str):
            return table, str(content[column])
    for column in ("person_id", "losing_id"):
        if isinstance(content.get(column), str):
            return str(content[column])
    # A change of a row that says no more than its fields.
    return ("person_merge", event.entity_id) if event.entity == "person_merge" else None


def _owners(connection: Connection, parent: str, keys: Sequence[str]) -> Iterable[tuple[str, str]]:
    table = metadata.tables[parent]
    owner = table.c.losing_id if parent == "person_merge" else table.c.person_id
    for start in range(0, len(keys), _AT_ONCE):
        rows = connection.execute(select(table.c.id, owner).where(table.c.id.in_(keys[start : start + _AT_ONCE])))
        yield from ((str(one[0]), str(one[1])) for one in rows)
