"""What the stations of one unit must know of each other to read each other's bundles (docs/sync.md, "By USB stick")."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from app.central.bundles import CentralBundles
from app.central.database import writing
from app.central.enrolment import ACTIVE
from app.central.journal import Sender
from app.central.tables import event, station, station_agreement, station_origin
from app.kernel.errors import KnownError
from app.sync.bundles.certificate import Certificate
from app.sync.bundles.keys import is_agreement_key


@dataclass(frozen=True)
class Meeting:
    """`certificate`: of the one who asks; `peers`: name, standing and certificate of the unit's other stations;
    `heard`: origin → highest number that came down to it, up to the number of the journal that it names."""

    certificate: Certificate
    peers: Sequence[dict[str, Any]]
    heard: dict[str, int]


class Peers:
    """Answers stations in good standing."""

    def __init__(self, engine: Engine, bundles: CentralBundles) -> None:
        self.engine = engine
        self._bundles = bundles

    def meet(self, sender: Sender, agreement: str, through: int) -> Meeting:
        """Keep the key to which its unit encrypts for it, and tell it of the others. KnownError `central.bad_key`."""
        if not is_agreement_key(agreement):
            raise KnownError("central.bad_key")
        with writing(self.engine).begin() as connection:
            mine = station_agreement.c.station_id == sender.station_id
            if connection.execute(update(station_agreement).where(mine).values(agreement=agreement)).rowcount == 0:
                connection.execute(insert(station_agreement).values(station_id=sender.station_id, agreement=agreement))
            rows = self._of_unit(connection, sender.unit)
            heard = _heard(connection, sender.unit, through)
        found = {str(one["id"]): one for one in rows}
        peers = [
            {
                "name": one["name"],
                "active": one["status"] == ACTIVE,
                "certificate": self._certificate(one).to_raw(),
            }
            for key, one in found.items()
            if key != sender.station_id
        ]
        return Meeting(self._certificate(found[sender.station_id]), peers, heard)

    def _of_unit(self, connection: Connection, unit: str) -> list[dict[str, Any]]:
        rows = connection.execute(
            select(station.c.id, station.c.unit, station.c.name, station.c.status, station.c.public_key)
            .add_columns(station_agreement.c.agreement)
            .join(station_agreement, station_agreement.c.station_id == station.c.id)
            .where(station.c.unit == unit)
            .order_by(station.c.enrolled_at, station.c.id)
        ).mappings()
        return [dict(one) for one in rows]

    def _certificate(self, one: dict[str, Any]) -> Certificate:
        return self._bundles.certify(one["id"], one["unit"], one["public_key"], one["agreement"])


def _heard(connection: Connection, unit: str, through: int) -> dict[str, int]:
    """Of each change log of the unit's stations the last number that lies within what was pulled."""
    wanted = (
        select(event.c.origin, func.max(event.c.sequence))
        .join(station_origin, station_origin.c.origin == event.c.origin)
        .join(station, station.c.id == station_origin.c.station_id)
        .where(station.c.unit == unit, event.c.number <= through)
        .group_by(event.c.origin)
    )
    return {str(origin): int(last) for origin, last in connection.execute(wanted)}
