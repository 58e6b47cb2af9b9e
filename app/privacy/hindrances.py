"""Why a person cannot be erased yet: whoever is in care now, and what other stations have still to hear of."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, or_, select

from app.kernel.clock import Clock, to_text
from app.privacy.erasing import STEPS
from app.privacy.gathering import Held
from app.privacy.holds import is_held
from app.privacy.model import Hindrance
from app.store.listed import among
from app.store.tables import arrival_board, pregnancy, sync_conflict, sync_mark, sync_parked, sync_provisional
from app.sync.enrolling import read_enrolment
from app.sync.provisional import STANDING, WAITING
from app.ward.beds.rows import read_beds

_LEFT: Final = ("closed", "no_show", "withdrawn")
_TODAY: Final = timedelta(hours=24)


def hindrances(connection: Connection, held: Held, clock: Clock) -> tuple[Hindrance, ...]:
    """All of them; empty: it can be done."""
    on_hold = (Hindrance.ON_HOLD,) if is_held(connection, held.people, clock.now()) else ()
    return (*on_hold, *in_care(connection, held, clock), *on_the_way(connection, held))


def in_care(connection: Connection, held: Held, clock: Clock) -> Iterator[Hindrance]:
    """A record is not put away from under the hands of those who care for her."""
    if any(one.occupant and one.occupant.person_id in held.people for one in read_beds(connection)):
        yield Hindrance.IN_BED
    since = to_text(clock.now() - _TODAY)
    waiting = select(arrival_board.c.arrival_id).where(
        among(arrival_board.c.arrival_id, held.ids.get("arrival", [])),
        arrival_board.c.state.not_in(_LEFT),
        arrival_board.c.arrived_at >= since,
    )
    if connection.execute(waiting).first() is not None:
        yield Hindrance.WAITING
    current = select(pregnancy.c.id).where(among(pregnancy.c.person_id, held.people), pregnancy.c.status == "current")
    if connection.execute(current).first() is not None:
        yield Hindrance.PREGNANT


def on_the_way(connection: Connection, held: Held) -> Iterator[Hindrance]:
    """What is not settled between stations: erased here, it would come back from there, or never get there."""
    every = sorted({one for ids in held.ids.values() for one in ids})
    disagreeing = select(sync_conflict.c.event_id).where(
        among(sync_conflict.c.entity_id, every), or_(sync_conflict.c.resolved == 0, sync_conflict.c.settled == 0)
    )
    by_stick = select(sync_provisional.c.event_id).where(
        among(sync_provisional.c.entity_id, every), sync_provisional.c.state.in_((*STANDING, *WAITING))
    )
    parked = connection.execute(select(sync_parked.c.delivered)).scalars()
    names = set(every)
    if (
        connection.execute(disagreeing).first() is not None
        or connection.execute(by_stick).first() is not None
        or any(json.loads(text)["event"]["entity_id"] in names for text in parked)
    ):
        yield Hindrance.DISAGREEING
    if read_enrolment(connection) is not None and not _sent(connection, held):
        yield Hindrance.NOT_SENT


def _sent(connection: Connection, held: Held) -> bool:
    """Whether all that was written here about her is at the server, and came back."""
    marks = {row.origin: min(row.acknowledged, row.seen) for row in connection.execute(select(sync_mark))}
    events = [row for row in held.rows.get("change_log", ()) if row["entity"] not in STEPS]
    return all(row["sequence"] <= marks.get(row["origin"], 0) for row in events)
