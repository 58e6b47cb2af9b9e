"""Stations of one unit that hand each other sticks, beside a server that they reach now and then."""

import contextlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select, update

from app.central.bundles import CentralBundles
from app.central.peers import Peers
from app.central.standings import standings_of
from app.central.tables import station as station_table
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.tables import sync_provisional
from app.sync import ledger
from app.sync.bundles.certificate import Peer, read_certificate
from app.sync.bundles.confirming import confirm
from app.sync.bundles.files import write_file
from app.sync.bundles.identity import BundleIdentity, ServerNamed, identity_from
from app.sync.bundles.keys import PublicKeys
from app.sync.bundles.service import BundleService, CarriedNote, TakenIn
from app.sync.bundles.standings import Standing
from app.sync.provisional import State, all_heard, heard_of, waiting_ids
from app.sync.round import Round
from tests.sync.bundles.sticks import central_bundles
from tests.sync.simulation import Line, LineCutError, SimulatedStation, Simulation

SESSION = Session("n" * 36, "N", "n", Role.NURSE, Status.ACTIVE, "pt_BR", datetime(2026, 3, 2, tzinfo=UTC))


@dataclass
class ErrandsLine:
    """What else goes over a station's line; cut like the line itself."""

    line: Line
    central: CentralBundles
    peers: Peers

    def send_bundle(self, raw: bytes) -> bytes:
        self.line._cut()
        receipt = self.central.take(raw)
        self.line._cut()
        return receipt

    def standings(self, asked: Sequence[tuple[str, str]]) -> Sequence[Standing]:
        self.line._cut()
        return standings_of(self.peers.engine, self.line.sender.unit, asked)


@dataclass
class Post:
    """One station with its bundles. `named`: what it knows of the unit, as of when it last met the server."""

    station: SimulatedStation
    central: CentralBundles
    peers: Peers
    folder: Path
    named: BundleIdentity

    @property
    def service(self) -> BundleService:
        """Over the store as it is open now."""
        return BundleService(self.station.store, lambda: self.named)

    def meet(self) -> None:
        """Learn who the others are; what a real station does with each round."""
        met = self.peers.meet(self.station.line.sender, self.named.keys.public.agreement, self._through())
        peers = (Peer(read_certificate(one["certificate"]), one["name"], one["active"]) for one in met.peers)
        self.named = replace(self.named, certificate=met.certificate, peers=tuple(peers))
        with self.station.store.read() as connection:
            counted = all_heard(connection)
        if not counted:
            with self.station.store.write(self.station.actor) as writing:
                heard_of(writing.connection, met.heard)

    def round(self) -> None:
        """As the service does it; may be cut anywhere."""
        store, line = self.station.store, ErrandsLine(self.station.line, self.central, self.peers)
        with contextlib.suppress(LineCutError):
            with store.read() as connection:
                waits = waiting_ids(connection)
            if waits:
                self.service.forward(line)
                confirm(store, line)
            one = Round(store, self.station.line, push_size=self.station.source.choice((1, 3, 50)))
            one.run()
            with store.read() as connection:
                released = ledger.pending(connection, 1)
            if released:
                one.run()
            self.station.line._cut()
            self.meet()
            self.service.forward(line)

    def export(self) -> tuple[Path, ...]:
        """Onto the common stick."""
        return self.service.export(SESSION, self.folder).files

    def take(self, path: Path) -> TakenIn:
        """Whatever the file is."""
        return self.service.take_in(SESSION, path)

    def read(self, path: Path) -> CarriedNote:
        """Another's bundle."""
        taken = self.take(path)
        assert isinstance(taken, CarriedNote)
        return taken

    def states(self) -> list[State]:
        """How what came by stick stands here, in the order of taking."""
        with self.station.store.read() as connection:
            found = connection.execute(select(sync_provisional.c.state).order_by(sync_provisional.c.place))
            return [State(one) for one in found.scalars()]

    def _through(self) -> int:
        with self.station.store.read() as connection:
            return ledger.through(connection)


@dataclass
class Unit:
    """The simulation's stations with their posts, and every file that was ever on a stick."""

    simulation: Simulation
    folder: Path
    files: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.central = central_bundles(self.simulation)
        self.peers = Peers(self.simulation.engine, self.central)
        self.posts = [Post(one, self.central, self.peers, self.folder, self._named(one)) for one in self._enrolled()]
        for _ in range(2):
            for post in self.posts:
                post.meet()

    @property
    def source(self) -> random.Random:
        return self.simulation.source

    def suspend(self, number: int, status: str = "suspended") -> None:
        """At the server; nobody else hears of it before the next round."""
        self._set(number, status=status)

    def wander(self) -> None:
        """Something that people do with sticks: write them, read any old file, bring one to the server."""
        post, draw = self.source.choice(self.posts), self.source.random()
        if draw < 0.35 or not self.files:
            self.files += post.export()
            return
        # Mostly what was written last; sometimes what somebody found in a drawer.
        path = self.source.choice(self.files[-4:] if self.source.random() < 0.7 else self.files)
        if draw < 0.4:
            with contextlib.suppress(KnownError):
                self.files.append(write_file(self.folder, self.central.take(path.read_bytes())))
            return
        with contextlib.suppress(KnownError):
            taken = post.take(path)
            if isinstance(taken, CarriedNote):
                self.files += [taken.note, *taken.answer]

    def quiet(self) -> None:
        """Let everybody talk over a good line until nothing moves any more."""
        for post in self.posts:
            post.station.line.loss = 0.0
        for _ in range(4):
            for post in self.posts:
                post.round()

    def _enrolled(self) -> list[SimulatedStation]:
        for station in self.simulation.stations:
            self._set(station.number, public_key=self._named(station).keys.public.signing)
        return self.simulation.stations

    def _named(self, station: SimulatedStation) -> BundleIdentity:
        keys = self.central.keys
        server = ServerNamed(keys.server_id, PublicKeys(keys.signing, keys.agreement))
        return identity_from(f"station-{station.number}", f"{station.number + 1:02}" * 32, server)

    def _set(self, number: int, **values: str) -> None:
        known = update(station_table).where(station_table.c.id == f"station-{number}")
        with self.simulation.engine.begin() as connection:
            connection.execute(known.values(**values))
