"""Which event stands behind each guard, and whether a new one disagrees with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, select, tuple_

from app.central.bulk import among, insert_many
from app.central.epochs import Lines, read_lines
from app.central.tables import event as event_table
from app.central.tables import guard_head
from app.sync.events import Event
from app.sync.guards import guards

Row = tuple[str, str]


@dataclass(frozen=True)
class Head:
    """The accepted event that stands."""

    number: int
    origin: str
    event_id: str
    since: int | None = None
    """Where it was handed in after a restore; `number` is then what the stations that had seen it called it."""


@dataclass
class Heads:
    """Read once for a batch, then moved on by it. `lost`: row in conflict → the event that stands instead."""

    by_guard: dict[str, Head]
    lost: dict[Row, str]
    lines: Lines = field(default_factory=Lines)
    _taken: set[str] = field(default_factory=set)

    def against(self, event: Event, content: Mapping[str, Any]) -> str | None:
        """The event that stands where this one disagrees with it; None where it does not."""
        followed = self.lost.get(_followed(event, content))
        if followed is not None:
            return followed
        for guard in guards(event):
            head = self.by_guard.get(guard)
            if head is None or _is_known(head, event, content):
                continue
            if self.lines.unseen(head.number, head.since, event.seen):
                return head.event_id
        return None

    def take(self, names: Iterable[str], head: Head) -> None:
        """This event stands now."""
        for name in names:
            self.by_guard[name] = head
            self._taken.add(name)

    def lose(self, event: Event, against: str) -> None:
        """This event is in conflict: a row that follows it will be too."""
        if event.operation == "append":
            self.lost[(event.entity, event.entity_id)] = against

    def write(self, connection: Connection) -> None:
        """Store what moved on."""
        if not self._taken:
            return
        names = sorted(self._taken)
        connection.execute(delete(guard_head).where(among(connection, guard_head.c.guard, names)))
        insert_many(connection, guard_head, [{"guard": name, **_columns(self.by_guard[name])} for name in names])


def read_heads(
    connection: Connection,
    events: Sequence[Event],
    contents: Mapping[str, Mapping[str, Any]],
    *,
    restored: bool = False,
) -> Heads:
    """The heads of all guards of a batch, and which of the rows it supersedes are in conflict.

    `restored`: the batch may hold events that had numbers before.
    """
    names = sorted({guard for one in events for guard in guards(one)})
    by_guard: dict[str, Head] = {}
    if names:
        found = connection.execute(select(guard_head).where(among(connection, guard_head.c.guard, names)))
        by_guard = {one.guard: Head(one.number, one.origin, one.event_id, one.since) for one in found}
    numbers = [*(one.since or one.number for one in by_guard.values()), *(one.seen for one in events)]
    followed = sorted({_followed(one, contents[one.id]) for one in events if _follows(one, contents)})
    return Heads(by_guard, _lost(connection, followed), read_lines(connection, numbers, restored=restored))


def _is_known(head: Head, event: Event, content: Mapping[str, Any]) -> bool:
    """Its author's own, or one that had come to the author by stick before it had a number (docs/sync.md)."""
    known = content.get("knows")
    return head.origin == event.origin or (isinstance(known, list) and head.event_id in known)


def _follows(event: Event, contents: Mapping[str, Mapping[str, Any]]) -> bool:
    return bool(contents[event.id].get("supersedes")) or event.entity == "referral_event"


def _followed(event: Event, content: Mapping[str, Any]) -> Row:
    """The row that this one replaces, or the referral that it is a step of: lost, it takes this one with it."""
    if event.entity == "referral_event":
        return "referral", str(content.get("referral_id"))
    return event.entity, str(content.get("supersedes"))


def _lost(connection: Connection, rows: Sequence[Row]) -> dict[Row, str]:
    if not rows:
        return {}
    table = event_table
    found = connection.execute(
        select(table.c.entity, table.c.entity_id, table.c.against).where(
            tuple_(table.c.entity, table.c.entity_id).in_(rows), table.c.verdict == "conflict"
        )
    )
    return {(one.entity, one.entity_id): one.against for one in found}


def _columns(head: Head) -> dict[str, object]:
    return {"number": head.number, "origin": head.origin, "event_id": head.event_id, "since": head.since}
