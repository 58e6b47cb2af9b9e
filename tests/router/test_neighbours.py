"""Two stations become neighbours as their administrators do it, over real sockets and real stores."""

import shutil
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.router.links.pairing import fresh_code
from app.router.neighbours import NeighbourService
from app.router.settings import RouterSettingsService
from app.security.roles import Role
from app.store.opening import open_store
from app.store.store import Store
from app.store.tables import audit
from app.ward.node.settings import THIS_MACHINE, WHOLE_NETWORK
from tests.clinic.conftest import session_of
from tests.conftest import ExpectedLogs
from tests.router.node.played import wait
from tests.store_fixtures import TEST_KEY

ADMIN = session_of(Role.ADMINISTRATOR)


@pytest.fixture
def pair(
    store: Store, store_template: Path, tmp_path: Path, fake_clock: FakeClock
) -> Iterator[tuple[NeighbourService, NeighbourService]]:
    """North, which shows codes at a free port, and south."""
    with socket.socket() as free:
        free.bind((THIS_MACHINE, 0))
        port = free.getsockname()[1]
    settings = RouterSettingsService(store)
    settings.change(ADMIN, replace(settings.settings(ADMIN), pairing_port=port))
    path = tmp_path / "south.db"
    shutil.copyfile(store_template, path)
    other = open_store(path, TEST_KEY, fake_clock, SeededIds(fake_clock, seed=9))
    north, south = NeighbourService(store), NeighbourService(other)
    yield north, south
    north.close()
    other.close()


def test_a_code_links_two_stations_each_of_which_then_knows_the_others_key(
    pair: tuple[NeighbourService, NeighbourService], store: Store
) -> None:
    north, south = pair
    assert north.around(ADMIN).others == () and north.around(ADMIN).name == ""
    code = north.open(ADMIN, " norte ")
    assert north.stands().is_open and north.stands().came is None
    assert south.join(ADMIN, "sul", f" {code.address} ", code.code.lower().replace("-", " ")).name == "norte"
    wait(lambda: not north.stands().is_open)
    assert (came := north.stands().came) is not None
    (of_north,), (of_south,) = north.around(ADMIN).others, south.around(ADMIN).others
    assert came == of_north and (of_north.name, of_south.name) == ("sul", "norte")
    assert of_north.fingerprint == south.around(ADMIN).fingerprint != of_south.fingerprint
    with store.read() as connection:
        rows = connection.execute(select(audit.c.action)).scalars().all()
    # Its port, its name, the code, who came.
    assert list(rows)[1:] == ["router_settings_changed", "neighbour_code", "router_settings_changed"]


def test_what_was_removed_can_be_put_back_with_its_key(pair: tuple[NeighbourService, NeighbourService]) -> None:
    north, south = pair
    code = north.open(ADMIN, "norte")
    south.join(ADMIN, "sul", code.address, code.code)
    gone = south.remove(ADMIN, "norte")
    assert south.around(ADMIN).others == ()
    with pytest.raises(KnownError, match=r"router_links\.unknown"):
        south.remove(ADMIN, "norte")
    south.put_back(ADMIN, gone)
    assert south.around(ADMIN).others == (gone,)


def test_two_stations_of_one_name_are_told_so_where_the_code_was_shown(
    pair: tuple[NeighbourService, NeighbourService], expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.router.links.pairing", "was not admitted")
    north, south = pair
    code = north.open(ADMIN, "norte")
    with pytest.raises(KnownError, match="wrong_code"):
        south.join(ADMIN, "norte", code.address, code.code)
    refused = north.stands().refused
    assert refused is not None and refused.code == "router_links.named_as_another"
    assert north.around(ADMIN).others == ()


def test_what_is_typed_wrong_is_refused_with_what_to_do(
    pair: tuple[NeighbourService, NeighbourService], expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.router.links.refusals", "pairing_code")
    north, south = pair
    for address in ("norte", "norte:", "norte:x", "nor te:7412", "http://norte:80/", ":7412", "norte:70000"):
        with pytest.raises(KnownError, match="door_address"):
            south.join(ADMIN, "sul", address, fresh_code())
    with pytest.raises(KnownError, match="no_name"):
        south.join(ADMIN, "", "norte:7412", fresh_code())
    with pytest.raises(KnownError, match=r"router_links\.name"):
        north.open(ADMIN, "uti norte")
    code = north.open(ADMIN, "norte")
    with pytest.raises(KnownError, match="wrong_code"):
        south.join(ADMIN, "sul", code.address, fresh_code())
    again = north.open(ADMIN, "")
    with pytest.raises(KnownError, match="wrong_code"):
        south.join(ADMIN, "sul", again.address, code.code)
    assert south.join(ADMIN, "sul", again.address, again.code).name == "norte"
    with pytest.raises(KnownError, match="named_as_another"):
        north.open(ADMIN, "sul")


def test_a_port_that_another_code_holds_is_said(pair: tuple[NeighbourService, NeighbourService], store: Store) -> None:
    north, _ = pair
    with socket.socket() as taken:
        taken.bind((THIS_MACHINE, RouterSettingsService(store).settings(ADMIN).pairing_port))
        taken.listen()
        with pytest.raises(KnownError, match=r"router_receivers\.port_in_use"):
            north.open(ADMIN, "norte")


def test_a_station_that_serves_itself_alone_is_told_apart(
    pair: tuple[NeighbourService, NeighbourService], store: Store
) -> None:
    north, _ = pair
    assert north.around(ADMIN).only_here
    settings = RouterSettingsService(store)
    settings.change(ADMIN, replace(settings.settings(ADMIN), host=WHOLE_NETWORK, address="posto-1"))
    around = north.around(ADMIN)
    assert not around.only_here and around.address.startswith("posto-1:")


def test_nobody_but_who_changes_settings_links_stations(pair: tuple[NeighbourService, NeighbourService]) -> None:
    north = pair[0]
    for role in (Role.NURSE, Role.DOCTOR, Role.COORDINATOR, Role.STUDENT):
        session = session_of(role)
        for call in (
            lambda of=session: north.around(of),
            lambda of=session: north.open(of, "norte"),
            lambda of=session: north.join(of, "sul", "norte:1", "x"),
            lambda of=session: north.remove(of, "sul"),
        ):
            with pytest.raises(KnownError):
                call()
