"""Who sends for a unit: one station, or nobody; never two (docs/reminders.md). The server's own workers send from the
server's copy of the unit, which is a station among the others here (`app.central.desks`)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, insert, select, update

from app.central.database import writing
from app.central.journal import Sender
from app.central.shelf import free_of, unknown_of
from app.central.tables import sending_grant, station, unit
from app.kernel.clock import Clock, from_text, to_text
from app.kernel.errors import KnownError

LEASE: Final = timedelta(days=30)
"""How long a station goes on sending that nobody has heard of; each round of sync begins it anew."""


@dataclass(frozen=True)
class Answer:
    """What a station that asks is told. `seconds`: of the lease, counted from when it asked; `not_before`: it makes no
    message that is due earlier; `holder`: the name of the one who sends instead, "" where nobody does."""

    granted: bool
    seconds: int
    not_before: str | None
    holder: str


@dataclass(frozen=True)
class Grant:
    """How a unit's sending stands. `holder`: a station's id or None; `name`: how it is called."""

    unit: str
    holder: str | None
    name: str
    since: str | None
    until: str | None


class Granting:
    """Gives, renews, takes back. All times are the server's."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def ask(self, sender: Sender) -> Answer:
        """The sending for a station, where nobody else has it; asked again it begins anew."""
        now = self._clock.now()
        with writing(self._engine).begin() as connection:
            found = locked(connection, sender.unit)
            if found.holder not in (None, sender.station_id):
                return Answer(False, 0, None, _name(connection, found.holder))
            values: dict[str, object] = {"until": to_text(now + LEASE)}
            if found.holder is None:
                values |= {"holder": sender.station_id, "since": to_text(now)}
            _set(connection, sender.unit, values)
        return Answer(True, int(LEASE.total_seconds()), found.not_before, "")

    def give_back(self, sender: Sender, in_flight: int) -> None:
        """The station sends no more; nothing where it had not the sending. KnownError `central.in_flight`."""
        if in_flight:
            raise KnownError("central.in_flight", count=in_flight)
        with writing(self._engine).begin() as connection:
            if locked(connection, sender.unit).holder == sender.station_id:
                _set(connection, sender.unit, {"holder": None, "until": None, "not_before": None})

    def force(self, cnes: str) -> int:
        """Take the sending from a station that is gone, once it may not send any more by itself; how many messages
        nobody knows the end of. KnownError `central.no_such_unit`, `central.nothing_to_force`, `central.grant_holds`.
        """
        now = self._clock.now()
        with writing(self._engine).begin() as connection:
            _require_unit(connection, cnes)
            found = locked(connection, cnes)
            if found.holder is None:
                raise KnownError("central.nothing_to_force", unit=cnes)
            if from_text(found.until) > now:
                name = _name(connection, found.holder)
                raise KnownError("central.grant_holds", unit=cnes, holder=name, until=found.until)
            unknown = unknown_of(connection, cnes, found.holder)
            free_of(connection, cnes, found.holder)
            _set(connection, cnes, {"holder": None, "until": None, "not_before": to_text(now)})
        return unknown

    def list(self) -> list[Grant]:
        """Every unit's."""
        with self._engine.connect() as connection:
            joined = unit.outerjoin(sending_grant, sending_grant.c.unit == unit.c.cnes)
            columns = (unit.c.cnes, sending_grant.c.holder, sending_grant.c.since, sending_grant.c.until)
            rows = connection.execute(select(*columns).select_from(joined).order_by(unit.c.cnes)).all()
            return [Grant(row[0], row[1], _name(connection, row[1]), row[2], row[3]) for row in rows]


def locked(connection: Connection, cnes: str) -> Any:
    """The unit's row of `sending_grant`, held by this transaction; made where there was none."""
    wanted = select(sending_grant).where(sending_grant.c.unit == cnes).with_for_update()
    found = connection.execute(wanted).one_or_none()
    if found is None:
        # The unit's own row is held, so that of two who ask for the first time one waits for the other.
        connection.execute(select(unit.c.cnes).where(unit.c.cnes == cnes).with_for_update())
        found = connection.execute(wanted).one_or_none()
    if found is None:
        connection.execute(insert(sending_grant).values(unit=cnes, holder=None, since=""))
        found = connection.execute(wanted).one()
    return found


def require_holder(connection: Connection, cnes: str, holder: str) -> None:
    """KnownError `central.sends_elsewhere` where another one, or nobody, sends for the unit."""
    found = locked(connection, cnes)
    if found.holder != holder:
        name = _name(connection, found.holder)
        raise KnownError("central.sends_elsewhere", unit=cnes, holder=name, until=str(found.until))


def _set(connection: Connection, cnes: str, values: dict[str, object]) -> None:
    connection.execute(update(sending_grant).where(sending_grant.c.unit == cnes).values(values))


def _require_unit(connection: Connection, cnes: str) -> None:
    if connection.execute(select(unit.c.cnes).where(unit.c.cnes == cnes)).first() is None:
        raise KnownError("central.no_such_unit", cnes=cnes)


def _name(connection: Connection, holder: str | None) -> str:
    if holder is None:
        return ""
    return str(connection.execute(select(station.c.name).where(station.c.id == holder)).scalar_one_or_none() or "")
