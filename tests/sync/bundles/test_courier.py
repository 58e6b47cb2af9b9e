"""A station with a network carries the bundle of one without: kept, forwarded, and its receipt handed back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.central.bundles import CentralBundles
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.tables import person
from app.sync.bundles.courier import Courier
from app.sync.bundles.files import read_file, write_file
from app.sync.bundles.format import read_closed, write_bundle
from app.sync.bundles.header import Kind
from app.sync.bundles.service import BundleService, CarriedNote, TakenNote
from app.sync.bundles.station import ReceiptOutcome
from tests.sync.bundles.sticks import CARRIER, Stick, central_bundles
from tests.sync.simulation import Simulation, person_row


@dataclass
class ServerLine:
    """The way of the courier to the server."""

    central: CentralBundles
    down: bool = False

    def send_bundle(self, raw: bytes) -> bytes:
        if self.down:
            raise KnownError("sync.unreachable", address="x")
        return self.central.take(raw)


@dataclass
class Trip:
    """A station without a network, a courier with one, and one stick for both."""

    far: Stick
    near: Stick
    line: ServerLine

    @property
    def courier(self) -> Courier:
        return Courier(self.near.station.store, lambda: self.near.identity)

    def service(self, stick: Stick) -> BundleService:
        return BundleService(stick.station.store, lambda: stick.identity)

    def register(self, count: int = 1) -> None:
        for _ in range(count):
            with self.far.station.store.write(self.far.station.actor) as writing:
                writing.create(person, person_row("Sintética"))


@pytest.fixture
def trip(tmp_path: Path, store_template: Path) -> Iterator[Trip]:
    """Two stations and a server."""
    simulation = Simulation(tmp_path, store_template, 3, stations=2)
    central, folder = central_bundles(simulation), tmp_path / "stick"
    far, near = (Stick(simulation, station, folder, central) for station in simulation.stations)
    yield Trip(far, near, ServerLine(central))
    simulation.close()


def session() -> Session:
    return Session("n", "N", "n", Role.NURSE, Status.ACTIVE, "pt_BR", datetime(2026, 3, 2, tzinfo=UTC))


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


def test_a_bundle_goes_by_courier_and_its_receipt_comes_back(trip: Trip) -> None:
    trip.register(7)
    files = trip.far.export()
    for path in files:
        taken = trip.service(trip.near).take_in(session(), path)
        assert isinstance(taken, CarriedNote)
        note = trip.service(trip.far).take_in(session(), taken.note)
        assert isinstance(note, TakenNote)
        assert note.bundle_id == read_closed(read_file(path)).header.id
    assert trip.far.station.counts().pending == 7
    assert trip.near.station.content()["person"] == []
    trip.line.down = True
    assert code_of(lambda: trip.courier.forward(trip.line)) == "sync.unreachable"
    trip.line.down = False
    assert trip.courier.forward(trip.line) == len(files)
    for path in trip.service(trip.near).hand_back(session(), trip.near.folder):
        assert isinstance(trip.service(trip.far).take_in(session(), path), ReceiptOutcome)
    assert trip.far.station.counts().synchronised
    assert all(one.handed_at and one.has_receipt for one in trip.courier.carried())
    assert trip.courier.hand_back(trip.near.folder, CARRIER) == ()


def test_a_courier_cannot_read_what_it_carries(trip: Trip) -> None:
    trip.register()
    (path,) = trip.far.export()
    trip.courier.take(path, CARRIER)
    trip.courier.forward(trip.line)
    (receipt,) = trip.courier.hand_back(trip.near.folder, CARRIER)
    assert code_of(lambda: trip.near.bundles.take_receipt(receipt, CARRIER)) == "bundle.other_station"


def test_the_same_bundle_is_kept_once_and_another_content_under_its_name_is_refused(trip: Trip) -> None:
    trip.register()
    (path,) = trip.far.export()
    for _ in range(2):
        trip.courier.take(path, CARRIER)
    assert len(trip.courier.carried()) == 1
    header = read_closed(path.read_bytes()).header
    path.write_bytes(write_bundle(header, [{"event": {}}] * header.lines, trip.near.identity.keys, []))
    assert code_of(lambda: trip.courier.take(path, CARRIER)) == "bundle.same_name"


def test_a_bundle_whose_predecessor_is_missing_waits_for_it(trip: Trip) -> None:
    trip.register(7)
    first, second = trip.far.export()
    trip.courier.take(second, CARRIER)
    trip.courier.forward(trip.line)
    (one,) = trip.courier.carried()
    assert one.refusal is not None and one.refusal.code == "bundle.gap" and one.forwarded_at is None
    trip.courier.take(first, CARRIER)
    trip.courier.forward(trip.line)
    assert all(one.has_receipt and one.refusal is None for one in trip.courier.carried())


def test_a_bundle_that_the_server_refuses_is_told_with_the_reason(trip: Trip) -> None:
    trip.register()
    (path,) = trip.far.export()
    header = read_closed(path.read_bytes()).header
    forged = write_bundle(header, [], trip.near.identity.keys, [trip.line.central.keys.agreement])
    trip.courier.take(write_file(trip.near.folder, forged), CARRIER)
    trip.courier.forward(trip.line)
    (one,) = trip.courier.carried()
    assert one.refusal is not None and one.refusal.code == "bundle.wrong_signature"
    assert not one.has_receipt


def test_the_stick_is_shown_and_a_station_does_not_carry_its_own_bundle(trip: Trip) -> None:
    trip.register()
    (path,) = trip.far.export()
    (trip.far.folder / "urlaub.plantao").write_bytes(b"not a bundle")
    (found,) = trip.service(trip.far).look(session(), trip.far.folder)
    assert (found.kind, found.events, found.ours, found.for_us) == (Kind.EVENTS, 1, True, False)
    assert code_of(lambda: trip.service(trip.far).take_in(session(), path)) == "bundle.own_bundle"
    assert code_of(lambda: trip.service(trip.far).look(session(), Path("no-such-folder"))) == "bundle.no_folder"
