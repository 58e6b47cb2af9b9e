"""Messages whose channel cannot be used here any more: another one that fits takes over, or their time passes."""

import json
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, select, update

from app.kernel.actor import PROGRAM
from app.kernel.clock import to_text
from app.reminders.outbox.model import WAITING, Reason, Status
from app.reminders.outbox.ways import Ways
from app.reminders.recipients import read_recipients
from app.store.store import Store
from app.store.tables import message

_CHUNK: Final = 2000


def settle_stranded(store: Store, ways: Ways) -> int:
    """Of what is due: expire what came too late, hand the rest to the next channel that fits; how many. A message that
    no other channel fits waits until its own is back, or its time has passed."""
    now = store.clock.now()
    with store.read() as connection:
        # Asked first, so that the store is written only where there is something to do.
        if connection.execute(select(message.c.id).where(*_stranded(ways, now)).limit(1)).first() is None:
            return 0
    with store.write(PROGRAM) as writing:
        late = *_stranded(ways, now), message.c.until < to_text(now)
        gone = {"status": Status.EXPIRED.value, "reason": Reason.TOO_LATE.value}
        expired = writing.connection.execute(update(message).where(*late).values(gone)).rowcount
        return expired + _hand_over(writing.connection, ways, now)


def _stranded(ways: Ways, now: datetime) -> tuple[ColumnElement[bool], ...]:
    waiting, here = message.c.status.in_(WAITING), message.c.channel.not_in(sorted(ways.by_code))
    return waiting, here, message.c.next_at <= to_text(now)


def _hand_over(connection: Connection, ways: Ways, now: datetime) -> int:
    table, moved = message, 0
    wanted = select(table.c.id, table.c.person_id, table.c.channels).where(*_stranded(ways, now))
    rows = connection.execute(wanted.order_by(table.c.next_at).limit(_CHUNK)).all()
    people = read_recipients(connection, [row.person_id for row in rows])
    for row in rows:
        one = people.get(row.person_id)
        if one and (fitting := ways.fitting(one, json.loads(row.channels))):
            values = {"channel": fitting[0], "attempts": 0}
            connection.execute(update(table).where(table.c.id == row.id).values(values))
            moved += 1
    return moved
