"""The last events that came down, as they came: what a server that went back to an older copy may lack.

Kept by their count and not by a date, so that nothing is decided by a clock. Own events are in the change log anyhow:
of them only the number is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, delete, select

from app.store.inserting import insert_rows
from app.store.settings import read_setting
from app.store.tables import change_log, sync_tail
from app.sync.delivered import Delivered, from_text
from app.sync.events import Event

KEPT: Final = 20_000
"""Events: of a unit months, of a large hospital's network days."""
_SLACK: Final = 1_000
"""So many more may lie there before the oldest are cleared away, which then is not done with each page."""


EPOCHS: Final = "sync_epochs"
"""The setting that keeps what the server told of its epochs."""


@dataclass(frozen=True)
class Epoch:
    """One restore of the server: `held` is the last number of its copy, new numbers come after `first`."""

    id: str
    held: int
    first: int


@dataclass(frozen=True)
class Kept:
    """One of them. `delivered`: None for an own event."""

    number: int
    event: Event
    delivered: Delivered | None

    def to_wire(self) -> dict[str, object]:
        """As it is handed in."""
        told = {"own": True, "unit": ""} if self.delivered is None else {"own": False, "unit": self.delivered.unit}
        return {"number": self.number, "event": self.event.to_wire(), **told}


def keep(connection: Connection, delivered: Sequence[Delivered], head: int) -> None:
    """Keep a page, in the transaction that applies it; `head`: the journal's last number, as far as it is known."""
    # A first pull need not keep what is cleared away before its end; numbers of earlier epochs say nothing of that.
    since = last_epoch_first(connection)
    wanted = [one for one in delivered if one.number > head - KEPT or one.number <= since]
    if not wanted:
        return
    ids = [one.event.id for one in wanted]
    own = set(connection.execute(select(change_log.c.id).where(change_log.c.id.in_(ids))).scalars())
    numbers = [one.number for one in wanted]
    # After a restore an event comes under another number; a history may bring again what came before.
    again = sync_tail.c.event_id.in_(ids) | sync_tail.c.number.in_(numbers)
    connection.execute(delete(sync_tail).where(again))
    rows = [
        {"number": one.number, "event_id": one.event.id, "delivered": None if one.event.id in own else one.to_text()}
        for one in wanted
    ]
    insert_rows(connection, sync_tail, rows)
    _clear(connection)


def read_epochs(connection: Connection) -> tuple[Epoch, ...]:
    """Those of the numbers in this store."""
    kept: Any = read_setting(connection, EPOCHS)
    return tuple(Epoch(**one) for one in kept or ())


def last_epoch_first(connection: Connection) -> int:
    """Up to here numbers are those of epochs before the present one."""
    known = read_epochs(connection)
    return known[-1].first if known else 0


def after(connection: Connection, number: int) -> list[Kept]:
    """What came after a number, in the order in which it was applied; own events as they stand in the change log."""
    wanted = select(sync_tail).where(sync_tail.c.number > number).order_by(sync_tail.c.number)
    rows = connection.execute(wanted).all()
    log = select(change_log).where(change_log.c.id.in_(select(sync_tail.c.event_id).where(sync_tail.c.number > number)))
    own = {
        row["id"]: Event(**{name: row[name] for name in Event.__dataclass_fields__})
        for row in connection.execute(log).mappings()
    }
    found = []
    for row in rows:
        delivered = None if row.delivered is None else from_text(row.delivered)
        event = own.get(row.event_id) if delivered is None else delivered.event
        if event is not None:
            found.append(Kept(row.number, event, delivered))
    return found


def _clear(connection: Connection) -> None:
    table = sync_tail.c
    newest_first = select(table.number).order_by(table.number.desc())
    if connection.execute(newest_first.offset(KEPT + _SLACK).limit(1)).first() is not None:
        last = connection.execute(newest_first.offset(KEPT - 1).limit(1)).scalar_one()
        connection.execute(delete(sync_tail).where(table.number < last))
