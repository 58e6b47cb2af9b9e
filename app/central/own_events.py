"""Events that the server itself writes into the journal (origin `central`): they come down like any other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import Connection, func, insert, select, update

from app.central.database import HEAD_ID
from app.central.shape import require_shape
from app.central.tables import event as event_table
from app.central.tables import journal_head
from app.kernel.canonical import canonical_json, sha256_hex
from app.sync.events import Event

SERVER: Final = "central"
"""Origin and author of the server's own events."""
NAMESPACE: Final = UUID("0f6a8f0e-36a4-5d1c-9a5e-7c1f6f4f7a22")


@dataclass(frozen=True)
class Own:
    """An event of the server's own, to be numbered: whose record it belongs to, and (of nobody's) which unit's."""

    event: Event
    person_id: str | None
    unit: str


@dataclass(frozen=True)
class Fact:
    """A row to be appended: `row` without `id` and author, and without time where that is now."""

    entity: str
    row_id: str
    row: Mapping[str, object]
    person_id: str | None
    unit: str


def own_event(entity: str, row_id: str, row: Mapping[str, object], sequence: int, at: str) -> Event:
    """A row that the server appends, as an event."""
    text = canonical_json(row)
    return Event(
        id=str(uuid5(NAMESPACE, f"event/{row_id}")),
        origin=SERVER,
        sequence=sequence,
        entity=entity,
        entity_id=row_id,
        operation="append",
        payload=text,
        payload_sha256=sha256_hex(text),
        recorded_at=at,
        recorded_by=SERVER,
        seen=0,
    )


def last_sequence(connection: Connection) -> int:
    """The last number of the server's own events; 0 before the first."""
    last = select(func.max(event_table.c.sequence)).where(event_table.c.origin == SERVER)
    return connection.execute(last).scalar() or 0


def journal_row(own: Own, number: int, at: str) -> dict[str, object]:
    """The journal's row of an event of the server's own."""
    placed = {"number": number, "unit": own.unit, "person_id": own.person_id, "verdict": "accepted", "against": None}
    return {**own.event.to_wire(), **placed, "received_at": at, "handed_in_by": None}


def lock_head(connection: Connection) -> int:
    """The journal's last number; until the transaction ends nobody else gives numbers."""
    return lock_place(connection)[0]


def lock_place(connection: Connection) -> tuple[int, str]:
    """As `lock_head`, with the epoch in which the numbers are given."""
    head = select(journal_head.c.number, journal_head.c.epoch).where(journal_head.c.id == HEAD_ID).with_for_update()
    row = connection.execute(head).one()
    return row.number, row.epoch


def append_facts(connection: Connection, head: int, facts: Sequence[Fact], at: str) -> None:
    """Append rows to the journal; `head` as `lock_head` gave it in this transaction. Rows without guards only."""
    if not facts:
        return
    sequence, rows = last_sequence(connection), []
    for place, one in enumerate(facts, start=1):
        row = {"id": one.row_id, "recorded_at": at, "recorded_by": SERVER, **one.row}
        event = own_event(one.entity, one.row_id, row, sequence + place, at)
        require_shape(event, event.content())
        rows.append(journal_row(Own(event, one.person_id, one.unit), head + place, at))
    connection.execute(insert(event_table), rows)
    connection.execute(update(journal_head).where(journal_head.c.id == HEAD_ID).values(number=head + len(rows)))
