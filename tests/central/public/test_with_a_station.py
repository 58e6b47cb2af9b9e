"""From a station's message to the page and back: the link that it made, and what she did, by the next round of sync."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.central.desks import Desks
from app.central.public.links import remember_address, told_of_links
from app.clinic.people.model import Channel, ConsentSource, PersonRecord
from app.clinic.people.service import PeopleService
from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.reminders.network_links import KEPT_SECONDS, station_links
from app.reminders.recipients import read_recipients
from app.reminders.requests import RequestService
from app.security.roles import Role
from app.store.opening import open_store
from app.store.settings import read_setting
from app.store.store import Store
from app.store.tables import field_history
from app.sync.bundles.errands import Errands
from app.sync.bundles.identity import read_identity
from app.sync.bundles.service import BundleService
from app.sync.enrolling import NETWORK_LINKS, EnrollingService
from app.sync.service import SyncService
from tests.central.public.conftest import ADDRESS, Site
from tests.clinic.conftest import session_of, someone
from tests.store_fixtures import TEST_KEY

NURSE = session_of(Role.NURSE)


@pytest.fixture
def station(tmp_path: Path, store_template: Path) -> Iterator[Store]:
    """A store at the server's hour."""
    path, clock = tmp_path / "station.db", FakeClock()
    shutil.copyfile(store_template, path)
    opened = open_store(path, TEST_KEY, clock, SeededIds(clock, seed=50))
    yield opened
    opened.close()


@pytest.fixture
def sync(station: Store, site: Site) -> SyncService:
    """It belongs to the network."""
    enrolling = EnrollingService(station)
    enrolling.enrol(NURSE.actor, site.served.address, site.served.code(), site.served.certificate.fingerprint)
    errands = Errands(station, BundleService(station, lambda: read_identity(station)))
    return SyncService(station, lambda: True, enrolling.open_line, errands.run)


@pytest.fixture
def she(station: Store, sync: SyncService) -> PersonRecord:
    """Registered here, agreed to e-mail, known at the server."""
    people = PeopleService(station)
    record = people.register(NURSE, someone(phone="86999990012", email="joana@example.org"))
    people.set_consent(NURSE, record.id, Channel.EMAIL, True)
    sync.run_round()
    return record


def _later(site: Site, station: Store, seconds: float = 60) -> None:
    for clock in (site.clock, station.clock):
        assert isinstance(clock, FakeClock)
        clock.advance(seconds)


def test_one_click_reaches_the_station_with_the_next_round(
    site: Site, station: Store, sync: SyncService, she: PersonRecord
) -> None:
    link = station_links(station).way_out(she.id, "email")
    assert link.startswith(f"{ADDRESS}/p/out/")
    _later(site, station)
    assert site.browser.post(link.removeprefix(ADDRESS)).status_code == 200
    sync.run_round()
    taken_back = PeopleService(station).open(NURSE, she.id).consents[Channel.EMAIL]
    assert (taken_back.given, taken_back.source) == (False, ConsentSource.PUBLIC_PAGE)
    with station.read() as connection:
        assert read_recipients(connection, [she.id])[she.id].agreed == frozenset()
    assert sync.status().synchronised


def test_preferences_and_a_new_telephone_come_to_the_station(
    site: Site, station: Store, sync: SyncService, she: PersonRecord
) -> None:
    links, people = station_links(station), PeopleService(station)
    _later(site, station)
    said = {"channel_whatsapp": "yes", "language": "en"}
    site.browser.post(links.preferences(she.id, "email").removeprefix(ADDRESS), said)
    changed = {"answer": "changed", "phone": "86 98888-1234"}
    site.browser.post(links.confirm(she.id, "email").removeprefix(ADDRESS), changed)
    sync.run_round()
    with station.read() as connection:
        found = read_recipients(connection, [she.id])[she.id]
    assert (found.agreed, found.language) == (frozenset(("email", "whatsapp")), "en")
    assert people.open(NURSE, she.id).phone == "+5586999990012"
    requests = RequestService(station, people)
    (one,) = requests.list(NURSE)
    requests.accept(NURSE, one.id, "Confirmado por telefone")
    assert people.open(NURSE, she.id).phone == "+5586988881234"
    sync.run_round()
    assert sync.status().synchronised
    assert "••••-1234" in site.browser.get(links.confirm(she.id, "email").removeprefix(ADDRESS)).text


def test_a_station_that_belongs_to_no_network_makes_no_links(station: Store) -> None:
    assert station_links(station).way_out("0198a000-0000-7000-8000-000000000001", "email") == ""


def test_what_the_server_tells_is_kept_once_and_asked_for_again_after_a_while(
    site: Site, station: Store, sync: SyncService
) -> None:
    links, someones = station_links(station), "0198a000-0000-7000-8000-000000000001"
    assert links.way_out(someones, "email") == ""
    for _ in range(2):
        sync.run_round()
    assert links.way_out(someones, "email") == ""
    _later(site, station, KEPT_SECONDS)
    assert links.way_out(someones, "email").startswith(ADDRESS)
    assert links.way_out("no-uuid", "email") == links.way_out(someones, "pigeon") == ""
    with station.read() as connection:
        told = read_setting(connection, NETWORK_LINKS)
        kept = select(field_history.c.id).where(field_history.c.entity_id == NETWORK_LINKS)
        assert len(connection.execute(kept).all()) == 1
    assert told == {"address": ADDRESS, "key": site.keys.raw_key("1111111").hex()}


def test_the_servers_own_copy_of_a_unit_makes_the_same_links(site: Site, tmp_path: Path, she: PersonRecord) -> None:
    desks = Desks(site.engine, site.clock, SeededIds(site.clock, seed=60), tmp_path / "desks")
    try:
        desk = desks.make("1111111")
        desk.sync()
        link = station_links(desk.store).way_out(she.id, "email")
    finally:
        desks.close()
    assert site.browser.get(link.removeprefix(ADDRESS)).status_code == 200


def test_without_an_address_nobody_makes_links(site: Site) -> None:
    remember_address(site.engine, "")
    assert told_of_links(site.engine, "1111111") == {}
