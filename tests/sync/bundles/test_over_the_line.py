"""The whole way with a real server over TLS: keys learnt once, a stick, a courier's line, and the receipt back."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.clinic.referral.directory import Hospital, ReferralDirectoryService
from app.kernel.actor import Actor
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.opening import open_store
from app.store.store import Store
from app.store.tables import person
from app.sync.bundles.errands import Errands
from app.sync.bundles.format import read_closed
from app.sync.bundles.identity import read_identity
from app.sync.bundles.service import BundleService, CarriedNote
from app.sync.enrolling import EnrollingService
from app.sync.service import SyncService
from tests.central.serving import Served
from tests.store_fixtures import TEST_KEY
from tests.sync.simulation import person_row

NURSE = Actor("n" * 36, "Enfermeira Sintética")
SESSION = Session("n" * 36, "N", "n", Role.NURSE, Status.ACTIVE, "pt_BR", datetime(2026, 3, 2, tzinfo=UTC))


@dataclass
class Place:
    """A station as the composition root makes it, as far as sync goes."""

    store: Store
    enrolling: EnrollingService
    bundles: BundleService
    sync: SyncService


@pytest.fixture
def make(tmp_path: Path, store_template: Path) -> Iterator[Callable[[int], Place]]:
    """Make stations; closed at the end."""
    opened: list[Store] = []

    def made(number: int) -> Place:
        path, clock = tmp_path / f"station{number}.db", FakeClock()
        shutil.copyfile(store_template, path)
        store = open_store(path, TEST_KEY, clock, SeededIds(clock, seed=50 + number))
        opened.append(store)
        enrolling, bundles = EnrollingService(store), BundleService(store, lambda: read_identity(store))
        errands = Errands(store, bundles)
        sync = SyncService(store, lambda: enrolling.current() is not None, enrolling.open_line, errands.run)
        return Place(store, enrolling, bundles, sync)

    yield made
    for one in opened:
        one.close()


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


def test_a_station_without_a_line_is_synchronised_by_a_courier(
    make: Callable[[int], Place], central: Served, tmp_path: Path
) -> None:
    far, near, stick = make(0), make(1), tmp_path / "stick"
    stick.mkdir()
    assert code_of(lambda: far.bundles.export(SESSION, stick)) == "sync.not_enrolled"
    for place in (far, near):
        place.enrolling.enrol(NURSE, central.address, central.code(), central.certificate.fingerprint)
    assert code_of(lambda: far.bundles.export(SESSION, stick)) == "bundle.no_server_keys"
    for place in (far, near):
        place.sync.run_round()
    with far.store.write(NURSE) as writing:
        writing.create_many(person, [person_row(f"Sintética {number}") for number in range(300)])
    (path,) = far.bundles.export(SESSION, stick).files
    assert isinstance(near.bundles.take_in(SESSION, path), CarriedNote)
    assert near.sync.run_if_due() is False
    near.store.clock.advance(60)  # type: ignore[attr-defined]  # a FakeClock
    assert near.sync.run_if_due()
    (receipt,) = near.bundles.hand_back(SESSION, stick)
    far.bundles.take_in(SESSION, receipt)
    status = far.sync.status()
    assert (status.synchronised, status.counts.pending) == (True, 0)


def test_the_server_tells_a_courier_in_words_why_it_refuses(
    make: Callable[[int], Place], central: Served, tmp_path: Path
) -> None:
    near = make(1)
    near.enrolling.enrol(NURSE, central.address, central.code(), central.certificate.fingerprint)
    line = near.enrolling.open_line()
    try:
        assert code_of(lambda: line.send_bundle(b"not a bundle")) == "bundle.not_a_bundle"
        assert line.bundle_keys()["server_id"] == central.services.bundles.keys.server_id
    finally:
        line.close()


def test_a_station_hears_of_the_networks_hospitals_and_of_their_new_names(
    make: Callable[[int], Place], central: Served
) -> None:
    near = make(1)
    near.enrolling.enrol(NURSE, central.address, central.code(), central.certificate.fingerprint)
    directory = ReferralDirectoryService(near.store)
    directory.name_hospital(SESSION, Hospital("7777777", "Como se dizia aqui"))
    for name in ("Maternidade Sintética", "Maternidade Sintética do Norte"):
        central.services.enrolment.put_unit("7777777", name, "hospital")
        near.sync.run_round()
        assert directory.hospitals(SESSION) == (Hospital("7777777", name),)


def test_a_stranger_gets_neither_keys_nor_a_receipt(central: Served, tmp_path: Path) -> None:
    server = central.pinned()
    try:
        assert server.call("POST", "/api/sync/bundle", data=b"x").status_code == 401
        assert server.call("GET", "/api/sync/bundle/keys").status_code == 401
        assert server.call("GET", "/api/units").status_code == 401
    finally:
        server.close()


def test_what_the_stick_holds_tells_no_name(make: Callable[[int], Place], central: Served, tmp_path: Path) -> None:
    far = make(0)
    far.enrolling.enrol(NURSE, central.address, central.code(), central.certificate.fingerprint)
    far.sync.run_round()
    with far.store.write(NURSE) as writing:
        writing.create(person, person_row("Sintética de Teste"))
    (path,) = far.bundles.export(SESSION, tmp_path).files
    raw = path.read_bytes()
    assert b"Sint" not in raw and "Sint" not in path.name
    assert read_closed(raw).header.lines == 1
