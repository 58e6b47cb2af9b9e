"""How the stations of the network are, as each says with its rounds; nothing clinical and nobody's name is in it."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine, insert, select, update

from app.central.database import writing
from app.central.enrolment import ACTIVE, OWN_COPY
from app.central.health_rules import ORDER, Reported, Thresholds, concerns, thresholds
from app.central.journal import Sender
from app.central.offers import newest_offered
from app.central.tables import station, station_health, unit
from app.kernel.clock import Clock, from_text, to_text
from app.kernel.errors import KnownError

_LONGEST: Final = 2**53
_COLUMNS: Final = tuple(field.name for field in fields(Reported))


@dataclass(frozen=True)
class StationState:
    """One station with what it said and what asks for a look; `report` None: it is of a version that says nothing, or
    has not called yet."""

    id: str
    unit: str
    unit_name: str
    name: str
    status: str
    last_contact: str | None
    report: Reported | None
    concerns: tuple[str, ...]

    @property
    def calls(self) -> bool:
        """Whether it is a machine of somebody's: the server's own copies of units are none."""
        return self.name != OWN_COPY or self.last_contact is not None

    def told(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {**asdict(self), "concerns": list(self.concerns)}


class Health:
    """Written by each station for itself, read by whoever looks after the network."""

    def __init__(self, engine: Engine, clock: Clock, limits: Thresholds | None = None) -> None:
        self._engine, self._clock = engine, clock
        self._limits = limits or thresholds()

    def note(self, who: Sender, said: dict[str, Any], clock_there: str) -> None:
        """Keep the latest. `clock_there`: the station's own time as it sent. KnownError `central.bad_time`."""
        now = self._clock.now()
        row = {**said, "received_at": to_text(now), "clock_ahead": _ahead(clock_there, now)}
        with writing(self._engine).begin() as connection:
            mine = update(station_health).where(station_health.c.station_id == who.station_id)
            if connection.execute(mine.values(row)).rowcount == 0:
                connection.execute(insert(station_health).values(station_id=who.station_id, **row))

    def stations(self) -> list[StationState]:
        """Every station: what asks for a look first, the worst on top; then by unit and name.

        Suspended ones ask for nothing, nor do the server's own copies, which never call.
        """
        shown = (station.c.id, station.c.unit, unit.c.name.label("unit_name"), station.c.name, station.c.status)
        question = (
            select(*shown, station.c.last_contact, *(station_health.c[name] for name in _COLUMNS))
            .join(unit, unit.c.cnes == station.c.unit)
            .outerjoin(station_health, station_health.c.station_id == station.c.id)
        )
        now = self._clock.now()
        with self._engine.connect() as connection:
            offered = newest_offered(connection)
            rows = connection.execute(question).mappings().all()
        found = [self._state(dict(row), now, offered) for row in rows]
        return sorted(found, key=_urgency)

    def offered(self) -> str | None:
        """The newest version that stations are told of."""
        with self._engine.connect() as connection:
            return newest_offered(connection)

    def _state(self, row: dict[str, Any], now: datetime, offered: str | None) -> StationState:
        said = {name: row.pop(name) for name in _COLUMNS}
        report = Reported(**said) if said["received_at"] is not None else None
        asks = concerns(row["last_contact"], report, now, self._limits, offered)
        one = StationState(**row, report=report, concerns=asks)
        return one if one.calls and one.status == ACTIVE else replace(one, concerns=())


def _urgency(one: StationState) -> tuple[object, ...]:
    worst = ORDER.index(one.concerns[0]) if one.concerns else len(ORDER)
    return worst, -len(one.concerns), one.last_contact or "", one.unit_name, one.name


def _ahead(clock_there: str, now: datetime) -> int:
    try:
        there = from_text(clock_there)
    except ValueError:
        raise KnownError("central.bad_time", value=clock_there[:30]) from None
    return max(min(round((there - now).total_seconds()), _LONGEST), -_LONGEST)
