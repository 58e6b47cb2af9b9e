"""How events of a unit stand that came to one of its stations by stick, before it heard of them from here."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import Engine, select

from app.central.bulk import among
from app.central.enrolment import ACTIVE
from app.central.tables import event, rejected, station
from app.sync.bundles.standings import NUMBERED, REFUSED, UNKNOWN, Standing

SUSPENDED_SENDER: Final = "bundle.sender_suspended"


def standings_of(engine: Engine, unit: str, asked: Sequence[tuple[str, str]]) -> list[Standing]:
    """One for each (event, station that wrote it); what is another unit's is as unknown as what never came."""
    if not asked:
        return []
    ids = [event_id for event_id, _ in asked]
    with engine.connect() as connection:
        numbered = select(event.c.id).where(among(connection, event.c.id, ids), event.c.unit == unit)
        known = set(connection.execute(numbered).scalars())
        refused = (
            select(rejected.c.event_id, rejected.c.code)
            .join(station, station.c.id == rejected.c.station_id)
            .where(among(connection, rejected.c.event_id, ids), station.c.unit == unit)
        )
        codes = {one.event_id: one.code for one in connection.execute(refused)}
        good = select(station.c.id).where(station.c.unit == unit, station.c.status == ACTIVE)
        writers = set(connection.execute(good).scalars())
    return [_standing(event_id, known, codes, good=by in writers) for event_id, by in asked]


def _standing(event_id: str, known: Collection[str], codes: Mapping[str, str], *, good: bool) -> Standing:
    if event_id in known:
        return Standing(event_id, NUMBERED)
    if event_id in codes:
        return Standing(event_id, REFUSED, codes[event_id])
    return Standing(event_id, UNKNOWN) if good else Standing(event_id, REFUSED, SUSPENDED_SENDER)
