"""The simulation's server, copied and put back to an older copy while stations go on: for test_restored_server.py."""

import contextlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.central.database import open_database
from app.central.epochs import begin_epoch, epochs
from app.central.handing_in import HandingIn
from app.central.journal import Journal, Sender
from app.central.paging import Reader
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.sync.delivered import Delivered
from app.sync.events import Event
from app.sync.recovering import Handed
from app.sync.round import Answer, Delivery
from app.sync.tail import Epoch, Kept
from tests.sync.simulation import Line, SimulatedStation, Simulation


@dataclass
class EpochLine(Line):
    """As a station's line that knows of epochs."""

    handing_in: HandingIn = field(kw_only=True)
    epoch: str = ""
    handed: int = 0

    def in_epoch(self, epoch: str) -> None:
        self.epoch = epoch

    def epochs(self) -> Sequence[Epoch]:
        self._cut()
        with self.reader._engine.connect() as connection:
            return [Epoch(one.id, one.held, one.first) for one in epochs(connection)]

    def hand_in(self, events: Sequence[Kept]) -> Sequence[Handed]:
        self._cut()
        results = self.handing_in.take(self._caller(), [one.to_wire() for one in events])
        self._cut()
        self.handed += len(events)
        return [Handed(one.event_id, one.verdict, one.number) for one in results]

    def push(self, events: Sequence[Event]) -> Sequence[Answer]:
        sender, self.sender = self.sender, self._caller()
        try:
            return super().push(events)
        finally:
            self.sender = sender

    def pull(self, after: int) -> Delivery:
        self._cut()
        page = self.reader.page(self.sender.unit, after, self.page_size, self.epoch)
        self._cut()
        events = [Delivered(one.number, one.verdict, one.against, one.event, one.unit) for one in page.events]
        return Delivery(events, page.through, page.more, page.head)

    def _caller(self) -> Sender:
        return Sender(self.sender.station_id, self.sender.unit, self.epoch)


class RestoredSimulation(Simulation):
    """Copies of the server's database are kept, and one of them is put back."""

    def __init__(self, folder: Path, template: Path, seed: int, stations: int = 3) -> None:
        super().__init__(folder, template, seed, stations)
        self._folder = folder
        self._copies: list[Path] = []
        self._ids = SeededIds(FakeClock(), seed + 7)
        self.restores = 0
        self._connect()

    def copy_server(self) -> None:
        """A backup, as it is made while the server stands still."""
        self.engine.dispose()
        kept = self._folder / f"copy-{len(self._copies)}.db"
        shutil.copyfile(self._folder / "central.db", kept)
        self._copies.append(kept)

    def restore_server(self) -> None:
        """Back to any of the copies, and a new epoch."""
        if not self._copies:
            return
        self.engine.dispose()
        for tail in ("-wal", "-shm"):
            (self._folder / f"central.db{tail}").unlink(missing_ok=True)
        shutil.copyfile(self.source.choice(self._copies), self._folder / "central.db")
        self.engine = open_database(f"sqlite:///{self._folder / 'central.db'}")
        begin_epoch(self.engine, FakeClock(), self._ids, self.source.randrange)
        self.restores += 1
        self._connect()

    def round(self, station: SimulatedStation) -> None:
        """A round; a server that was restored meanwhile again is asked again by the next."""
        with contextlib.suppress(KnownError):
            station.round()

    def quiet(self) -> None:
        for station in self.stations:
            station.line.loss = 0.0
        for _ in range(4):
            for station in self.stations:
                station.round()

    def _connect(self) -> None:
        journal, reader = Journal(self.engine, FakeClock()), Reader(self.engine)
        handing_in = HandingIn(self.engine, FakeClock())
        for station in self.stations:
            before = station.line
            station.line = EpochLine(
                journal, reader, before.sender, before.source, before.loss, before.page_size, handing_in=handing_in
            )
