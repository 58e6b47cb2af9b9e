"""After a restore stations hand in what they hold of others and the copy lacks, on its origins' behalf.

It goes the journal's usual way, as if its own station had brought it: the same rights, the same decisions, and once
only. What it was called before goes along, so that whoever wrote in knowledge of it does not disagree with it now. An
event whose station this copy does not know waits for that station. Each row says who handed it in.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Engine, select

from app.central.database import writing
from app.central.epochs import FIRST, epochs
from app.central.journal import MOST_EVENTS, REJECTED, Batch, Handed, Push, Result, Sender
from app.central.own_events import SERVER, lock_place
from app.central.shape import plain
from app.central.tables import station, station_origin
from app.kernel.clock import Clock, to_text
from app.kernel.errors import KnownError

UNKNOWN_ORIGIN: Final = "sync.unknown_origin"


class HandingIn:
    """The way into the journal for what others wrote; open only where the server was restored."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def take(self, sender: Sender, handed: Sequence[Mapping[str, Any]]) -> tuple[Result, ...]:
        """One answer for each, in order; `handed`: `number` (what it was called) and `event`.

        KnownError `central.other_epoch`, `sync.batch_too_large`.
        """
        if len(handed) > MOST_EVENTS:
            raise KnownError("sync.batch_too_large", count=len(handed), most=MOST_EVENTS)
        with writing(self._engine).begin() as connection:
            head, epoch = lock_place(connection)
            if FIRST in (epoch, sender.epoch) or sender.epoch != epoch:
                raise KnownError("central.other_epoch")
            below = epochs(connection)[-1].first
            owners = _owners(connection, {str(_event(one).get("origin")) for one in handed})
            owners[SERVER] = sender
            known = [one for one in handed if str(_event(one).get("origin")) in owners and _is_number(one, below)]
            numbers = {str(_event(one).get("id")): int(one["number"]) for one in known}
            pushes: list[Push] = [(owners[str(_event(one)["origin"])], [_event(one)]) for one in known]
            batch = Batch(connection, pushes, head, to_text(self._clock.now()), Handed(sender.station_id, numbers))
            decided = batch.decide()
            batch.write()
        answers = {id(one): results[0] for one, results in zip(known, decided, strict=True)}
        return tuple(answers.get(id(one)) or _unknown(_event(one)) for one in handed)


def _event(one: Mapping[str, Any]) -> Mapping[str, Any]:
    found = one.get("event")
    return found if isinstance(found, Mapping) else {}


def _is_number(one: Mapping[str, Any], below: int) -> bool:
    number = one.get("number")
    return isinstance(number, int) and not isinstance(number, bool) and 0 < number <= below


def _owners(connection: Connection, origins: set[str]) -> dict[str, Sender]:
    rows = connection.execute(
        select(station_origin.c.origin, station.c.id, station.c.unit)
        .join(station, station.c.id == station_origin.c.station_id)
        .where(station_origin.c.origin.in_(sorted(origins)))
    )
    return {row.origin: Sender(row.id, row.unit) for row in rows}


def _unknown(event: Mapping[str, Any]) -> Result:
    return Result(plain(str(event.get("id", "")))[:36], REJECTED, REJECTED, code=UNKNOWN_ORIGIN)
