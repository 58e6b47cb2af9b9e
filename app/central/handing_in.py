"""After a restore stations hand in what they hold of others and the copy lacks, on its origins' behalf.

It goes the journal's usual way, as if its own station had brought it: the same rights, the same decisions, and once
only. What it was called before goes along, so that whoever wrote in knowledge of it does not disagree with it now. Of a
change log that this copy does not know counts the unit that was told with the event. Each row says who handed it in.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Engine, insert, select

from app.central.database import writing
from app.central.epochs import FIRST, Lines, epochs
from app.central.erasing import empty_journal
from app.central.journal import MOST_EVENTS, REJECTED, Batch, Handed, Push, Result, Sender
from app.central.own_events import SERVER, lock_place
from app.central.shape import plain
from app.central.tables import station, station_origin, unit
from app.kernel.clock import Clock, to_text
from app.kernel.errors import KnownError

UNKNOWN_ORIGIN: Final = "sync.unknown_origin"


class HandingIn:
    """The way into the journal for what others wrote; open only where the server was restored."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def take(self, sender: Sender, handed: Sequence[Mapping[str, Any]]) -> tuple[Result, ...]:
        """One answer for each, in order; `handed`: `number` (what it was called), `event`, the `unit` of its station,
        and `own` where the sender wrote it: a change log that the copy does not know is then the sender's.

        KnownError `central.other_epoch`, `sync.batch_too_large`.
        """
        if len(handed) > MOST_EVENTS:
            raise KnownError("sync.batch_too_large", count=len(handed), most=MOST_EVENTS)
        with writing(self._engine).begin() as connection:
            head, epoch = lock_place(connection)
            if FIRST in (epoch, sender.epoch) or sender.epoch != epoch:
                raise KnownError("central.other_epoch")
            lines = Lines(epochs(connection), head)
            owners = _owners(connection, {_origin(one) for one in handed})
            _add_unknown(connection, owners, sender, handed)
            known = [one for one in handed if _origin(one) in owners]
            numbers = {str(_event(one).get("id")): _number(one, lines) for one in known}
            pushes: list[Push] = [(owners[_origin(one)], [_event(one)]) for one in known]
            if not pushes:
                return tuple(_unknown(_event(one)) for one in handed)
            batch = Batch(connection, pushes, head, to_text(self._clock.now()), Handed(sender.station_id, numbers))
            decided = batch.decide()
            batch.write()
        if batch.erased:
            empty_journal(self._engine)
        answers = {id(one): results[0] for one, results in zip(known, decided, strict=True)}
        return tuple(answers.get(id(one)) or _unknown(_event(one)) for one in handed)


def _event(one: Mapping[str, Any]) -> Mapping[str, Any]:
    found = one.get("event")
    return found if isinstance(found, Mapping) else {}


def _origin(one: Mapping[str, Any]) -> str:
    return str(_event(one).get("origin", ""))


def _number(one: Mapping[str, Any], lines: Lines) -> int:
    """What it was called; 0 where that was in an epoch that this server never had, and says nothing here."""
    number = one.get("number")
    return lines.of_this_line(number) if isinstance(number, int) and 0 < number <= lines.epochs[-1].first else 0


def _owners(connection: Connection, origins: set[str]) -> dict[str, Sender]:
    rows = connection.execute(
        select(station_origin.c.origin, station.c.id, station.c.unit)
        .join(station, station.c.id == station_origin.c.station_id)
        .where(station_origin.c.origin.in_(sorted(origins)))
    )
    return {row.origin: Sender(row.id, row.unit) for row in rows}


def _add_unknown(
    connection: Connection, owners: dict[str, Sender], sender: Sender, handed: Sequence[Mapping[str, Any]]
) -> None:
    """Whose part the events of a change log are that the copy does not know; its station claims it when it comes."""
    units = set(connection.execute(select(unit.c.cnes)).scalars())
    owners[SERVER] = sender
    for one in handed:
        if _origin(one) in owners:
            continue
        if one.get("own") is True:
            owners[_origin(one)] = sender
            row = {"origin": _origin(one)[:36], "station_id": sender.station_id}
            connection.execute(insert(station_origin).values(row))
        elif one.get("unit") in units:
            owners[_origin(one)] = Sender(sender.station_id, str(one["unit"]))


def _unknown(event: Mapping[str, Any]) -> Result:
    return Result(plain(str(event.get("id", "")))[:36], REJECTED, REJECTED, code=UNKNOWN_ORIGIN)
