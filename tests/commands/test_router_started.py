"""The node sees to the router, and the router to the telephones' gateway: real processes, kills, other settings."""

import contextlib
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import bootstrap
from app.commands.router_tending import wants_router
from app.kernel.folders import StationFolders
from app.router.machines.model import MachineKind, MachineSettings
from app.router.machines.service import MachineService
from app.router.receivers.service import ReceiverService
from app.router.settings import RouterSettings, RouterSettingsService
from app.security.roles import Role
from app.store.lease import Lease
from app.store.store import Store
from app.ward.beds.service import BedService
from app.ward.node.keys import ROUTER_FILE, read_link
from app.ward.node.launching import Launch, launch
from app.ward.node.lease import router_lease
from tests.clinic.conftest import session_of
from tests.commands.test_node import NURSE, PORTS, home, node, store, wait, wait_started
from tests.router.machines.standins import Board, served
from tests.told import told_of

__all__ = ["home", "store"]

ADMIN = session_of(Role.ADMINISTRATOR)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are found and killed the way of Linux")


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as closing:
        taken = [closing.enter_context(socket.socket()) for _ in range(count)]
        for one in taken:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in taken]


def running(store: Store) -> int:
    """The number of the router's process, 0 where there is none."""
    return int((router_lease(store).held_by() or "-0-").split("-")[-2])


def is_open(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
        return True
    return False


@pytest.fixture
def wanted(store: Store) -> Iterator[RouterSettings]:
    """A ward with one bed whose alarms are to be carried; its router is ended at the end."""
    alarms, bulk, pairing, phones = free_ports(4)
    settings = RouterSettings(alarms_port=alarms, bulk_port=bulk, pairing_port=pairing, phones=True, phones_port=phones)
    RouterSettingsService(store).change(ADMIN, settings)
    assert not wants_router(store), "without beds there are no alarms"
    BedService(store).add_bed(NURSE, "Leito 01")
    yield settings
    if process := running(store):
        os.kill(process, signal.SIGKILL)


def test_the_node_starts_the_router_and_another_when_it_was_killed_and_the_telephones_come_with_it(
    home: Path, store: Store, wanted: RouterSettings
) -> None:
    with node(home) as process:
        wait_started(process)
        wait(lambda: running(store) > 0)
        first = running(store)
        wait(lambda: is_open(wanted.phones_port))
        assert is_open(wanted.alarms_port)
        os.kill(first, signal.SIGKILL)
        wait(lambda: running(store) not in {0, first})
        second = running(store)
        wait(lambda: is_open(wanted.phones_port))
        key = bootstrap.ask_for_key(StationFolders(home), PORTS).hex().encode()
        assert key not in told_of(second)
        RouterSettingsService(store).change(ADMIN, RouterSettings(wanted=False))
        wait(lambda: running(store) == 0)
        wait(lambda: not is_open(wanted.phones_port))
        assert read_link(home, ROUTER_FILE) is None


def test_a_router_outlives_whoever_started_it_and_a_second_one_gives_way(
    home: Path, store: Store, wanted: RouterSettings
) -> None:
    assert wants_router(store)
    folders = StationFolders(home)
    key = bootstrap.ask_for_key(folders, PORTS)
    what = Launch(("router",), "router.log", ROUTER_FILE, "router.ended")
    first = launch(folders, what, key)
    wait(lambda: running(store) > 0 and read_link(home, ROUTER_FILE) is not None)
    process = running(store)
    first.leave()
    second = launch(folders, Launch(("router",), "second.log", "", "router.ended"), key)
    wait(second.has_ended)
    assert second.problem().code == "router.runs"
    second.leave()
    assert running(store) == process
    os.kill(process, signal.SIGTERM)
    wait(lambda: running(store) == 0)


def test_a_machine_that_is_added_acts_on_alarms_and_ends_with_the_router(
    home: Path, store: Store, wanted: RouterSettings
) -> None:
    board = Board()
    with served(board.answer) as where:
        folders = StationFolders(home)
        key = bootstrap.ask_for_key(folders, PORTS)
        router = launch(folders, Launch(("router",), "router.log", ROUTER_FILE, "router.ended"), key)
        wait(lambda: running(store) > 0)
        machines = MachineService(store, key, ReceiverService(store, key), store.clock)
        settings = MachineSettings(MachineKind.RELAY, f"{where[0]}:{where[1]}", coil=3)
        machines.add(ADMIN, "Luz do corredor", settings)
        wait(lambda: (3, False) in board.writes)
        assert board.coils[3] is False, "it was set to what the list says, and there is no alarm"
        os.kill(running(store), signal.SIGTERM)
        wait(lambda: Lease(store, "machines", "nobody", 1.0).held_by() == "")
        router.leave()


def test_a_router_that_is_to_end_with_whoever_started_it_has_ended_when_it_is_left(
    home: Path, store: Store, wanted: RouterSettings
) -> None:
    """A practice removes its folder then: what a router still wrote would come back into it."""
    what = Launch(("router",), "router.log", ROUTER_FILE, "router.ended", with_us=True)
    router = launch(StationFolders(home), what, bootstrap.ask_for_key(StationFolders(home), PORTS))
    wait(lambda: running(store) > 0 and is_open(wanted.phones_port))
    process = running(store)
    router.leave()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    assert running(store) == 0
    assert not is_open(wanted.phones_port), "nor does the gateway go on that it had started"
