"""Stations of the simulation whose only way to the server is a stick."""

import random
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import update

from app.central.bundles import CentralBundles
from app.central.journal import Journal
from app.central.paging import Reader
from app.central.tables import station as station_table
from app.kernel.actor import Actor
from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.sync.bundles.files import write_file
from app.sync.bundles.identity import BundleIdentity, ServerNamed, identity_from
from app.sync.bundles.keys import PublicKeys
from app.sync.bundles.station import StationBundles
from tests.sync.simulation import SimulatedStation, Simulation

CARRIER = Actor("carrier", "Who carries the stick")


def central_bundles(simulation: Simulation) -> CentralBundles:
    """The server's side, over the simulation's database."""
    clock = FakeClock()
    journal, reader = Journal(simulation.engine, clock), Reader(simulation.engine)
    return CentralBundles(simulation.engine, journal, reader, clock, SeededIds(clock, seed=7))


@dataclass
class Stick:
    """A stick between one station and the server; `receipts` are all that it ever carried back."""

    simulation: Simulation
    station: SimulatedStation
    folder: Path
    central: CentralBundles
    most_events: int = 5
    receipts: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        known = update(station_table).where(station_table.c.id == self.identity.station_id)
        with self.simulation.engine.begin() as connection:
            connection.execute(known.values(public_key=self.identity.keys.public.signing))

    @property
    def identity(self) -> BundleIdentity:
        keys = self.central.keys
        server = ServerNamed(keys.server_id, PublicKeys(keys.signing, keys.agreement))
        return identity_from(f"station-{self.station.number}", f"{self.station.number + 1:02}" * 32, server)

    @property
    def bundles(self) -> StationBundles:
        """Over the store as it is open now."""
        return StationBundles(self.station.store, lambda: self.identity, self.most_events)

    def export(self) -> tuple[Path, ...]:
        """What waits."""
        return self.bundles.export(self.folder, CARRIER).files

    def bring(self, path: Path) -> Path:
        """To the server; the receipt lies on the stick afterwards."""
        receipt = write_file(self.folder, self.central.take(path.read_bytes()))
        self.receipts.append(receipt)
        return receipt

    def there_and_back(self) -> None:
        """Export, import, receipt."""
        for path in self.export():
            self.bundles.take_receipt(self.bring(path), CARRIER)

    def wander(self, source: random.Random) -> None:
        """Something that people do with sticks: forget them, bring them twice, mix up the receipts."""
        files = list(self.export())
        for path in files:
            if source.random() < 0.8:
                self.bring(path)
                if source.random() < 0.3:
                    self.bring(path)
            else:
                break
        for receipt in source.sample(self.receipts, min(len(self.receipts), source.randrange(4))):
            self.bundles.take_receipt(receipt, CARRIER)
