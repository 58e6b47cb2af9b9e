"""An outbox that changes hands: its rows as they travel, letting go of them, taking them over."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Column, Connection, delete, func, or_, select, update

from app.kernel.clock import to_text
from app.reminders.outbox.model import FOR_A_PERSON, WAITING, Reason, Status
from app.store.inserting import insert_rows
from app.store.listed import among
from app.store.tables import message, person
from app.store.writing import Writing

_OF_THE_SENDER: Final = ("holder", "held_until")
CARRIED: Final = tuple(column for column in message.columns if column.name not in _OF_THE_SENDER)
"""The columns that travel."""
REMEMBERED: Final = timedelta(days=120)
"""How long the next one must know what was sent: longer than any cause of a message lasts."""
_OPEN: Final = (*WAITING, *FOR_A_PERSON)
_GONE: Final = func.coalesce(message.c.reason, "") == Reason.HANDED_OVER.value


def in_flight(connection: Connection) -> int:
    """How many are on their way at this moment."""
    return connection.execute(
        select(func.count()).select_from(message).where(message.c.status == Status.SENDING.value)
    ).scalar_one()


def has_open(connection: Connection) -> bool:
    """Whether anything waits here, for the program or for a person."""
    return connection.execute(select(message.c.id).where(message.c.status.in_(_OPEN)).limit(1)).first() is not None


def handed_over(connection: Connection, now: datetime, after: str, size: int) -> list[dict[str, Any]]:
    """What the one who sends must have: what waits, what a person must look at, and what was settled lately, by id."""
    kept = or_(message.c.status.in_(_OPEN), message.c.due_at >= to_text(now - REMEMBERED))
    wanted = select(*CARRIED).where(kept, ~_GONE, message.c.status != Status.SENDING.value, message.c.id > after)
    rows = connection.execute(wanted.order_by(message.c.id).limit(size)).mappings()
    return [dict(row) for row in rows]


def let_go(writing: Writing) -> None:
    """Another one has them now: here nothing is sent and nobody need decide."""
    gone = {"status": Status.CANCELLED.value, "reason": Reason.HANDED_OVER.value}
    writing.connection.execute(update(message).where(message.c.status.in_(_OPEN)).values(gone))


def take_over(writing: Writing, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Messages of another outbox; the ids of those that are settled here now. What is known here by its name stays as
    it is, unless it had been handed over; who is written to must be known here, or the message is left where it lies.
    """
    names = {column.name for column in CARRIED}
    read = [{name: value for name, value in row.items() if name in names} for row in rows]
    people = _known(writing.connection, person.c.id, [str(row["person_id"]) for row in read])
    found = [row for row in read if row["person_id"] in people]
    same = (
        among(message.c.name, [row["name"] for row in found]),
        among(message.c.id, [row["id"] for row in found]),
    )
    writing.connection.execute(delete(message).where(or_(*same), _GONE))
    standing = _known(writing.connection, message.c.name, [row["name"] for row in found])
    new = [{**row, "holder": None, "held_until": None} for row in found if row["name"] not in standing]
    insert_rows(writing.connection, message, new)
    return [str(row["id"]) for row in found]


def _known(connection: Connection, column: Column[Any], values: list[str]) -> set[str]:
    return set(connection.execute(select(column).where(among(column, values))).scalars())
