"""Where outboxes change hands: who does not send (any more) lays its messages here, the one who sends takes them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, or_, select, update

from app.central.bulk import among
from app.central.tables import sending_shelf
from app.reminders.outbox.model import OPEN, Reason, Status

MOST: Final = 200
"""Messages in one request."""


def put(connection: Connection, unit: str, messages: Sequence[Mapping[str, Any]], sender: str) -> None:
    """Lay a sender's messages here; what another one has taken since stays that one's."""
    if not messages:
        return
    table = sending_shelf
    which = table.c.unit == unit, among(connection, table.c.id, [str(one["id"]) for one in messages])
    free = or_(table.c.taken_by.is_(None), table.c.taken_by == sender)
    connection.execute(delete(table).where(*which, free))
    elsewhere = set(connection.execute(select(table.c.id).where(*which)).scalars())
    rows = [
        {"unit": unit, "id": one["id"], "status": one["status"], "message": json.dumps(dict(one)), "taken_by": None}
        for one in messages
        if one["id"] not in elsewhere
    ]
    if rows:
        connection.execute(insert(table), rows)


def page(connection: Connection, unit: str, after: str, size: int = MOST) -> list[dict[str, Any]]:
    """What nobody has taken yet, by id."""
    table = sending_shelf
    wanted = select(table.c.message).where(table.c.unit == unit, table.c.taken_by.is_(None), table.c.id > after)
    return [json.loads(one) for one in connection.execute(wanted.order_by(table.c.id).limit(size)).scalars()]


def taken(connection: Connection, unit: str, ids: Sequence[str], holder: str) -> None:
    """These are in the holder's own outbox now."""
    table = sending_shelf
    which = table.c.unit == unit, among(connection, table.c.id, ids)
    connection.execute(update(table).where(*which).values(taken_by=holder))


def unknown_of(connection: Connection, unit: str, holder: str) -> int:
    """The one who took them is gone: nobody knows which of its messages went out. How many there are."""
    table = sending_shelf
    which = table.c.unit == unit, table.c.taken_by == holder, table.c.status.in_(OPEN)
    rows = connection.execute(select(table.c.id, table.c.message).where(*which)).all()
    for row in rows:
        anew = {**json.loads(row.message), "status": Status.UNKNOWN.value, "reason": Reason.NOT_KNOWN.value}
        values = {"status": Status.UNKNOWN.value, "message": json.dumps(anew)}
        connection.execute(update(table).where(table.c.unit == unit, table.c.id == row.id).values(values))
    return len(rows)


def free_of(connection: Connection, unit: str, holder: str) -> None:
    """What somebody had taken waits for the next one."""
    table = sending_shelf
    which = table.c.unit == unit, table.c.taken_by == holder
    connection.execute(update(table).where(*which).values(taken_by=None))
