"""A station that starts its own node: real processes, kills, other settings, and a restore."""

import contextlib
import os
import signal
import socket
import ssl
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app import bootstrap
from app.central.certificate import own
from app.interop.hl7.framing import frame
from app.kernel.folders import StationFolders
from app.security.roles import Role
from app.station import Station
from app.store.store import Store
from app.ward.node.keys import read_link
from app.ward.node.launching import launch_node
from app.ward.node.lease import ward_lease
from app.ward.node.settings import NodeSettings
from tests.clinic.conftest import session_of
from tests.commands.test_node import CLOCK, NURSE, PORTS, home, node, store, wait, wait_started, window
from tests.conftest import ExpectedLogs
from tests.interop.hl7.messages import PULSE, message
from tests.told import limits_of, told_of

__all__ = ["home", "store"]

ADMINISTRATOR = session_of(Role.ADMINISTRATOR)
STARTING = replace(PORTS, start_node=launch_node)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are found and killed the way of Linux")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def watching(store: Store) -> int:
    """The number of the process that watches the beds, 0 where none does."""
    return int((ward_lease(store).held_by() or "-0-").split("-")[-2])


def is_reached(port: int, tls: ssl.SSLContext | None = None) -> bool:
    """Whether a device is answered there."""
    with contextlib.suppress(OSError), contextlib.ExitStack() as closing:
        device = closing.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
        if tls is not None:
            device = closing.enter_context(tls.wrap_socket(device, server_hostname="localhost"))
        device.sendall(frame(message(PULSE)))
        return b"MSA|CA|7" in device.recv(65_536)
    return False


def end(store: Store) -> None:
    process = watching(store)
    if process:
        os.kill(process, signal.SIGTERM)
        wait(lambda: watching(store) == 0)


Opened = Callable[[], Station]


@pytest.fixture
def opened(home: Path, store: Store, expected_logs: ExpectedLogs) -> Iterator[Opened]:
    """Opens the station as a window does; at the end all are closed, and the node is ended."""
    expected_logs.allow("app.ward.node.tending", "has ended")
    folders, stations = StationFolders(home), list[Station]()

    def open_one() -> Station:
        stations.append(bootstrap.open_station(folders, bootstrap.ask_for_key(folders, PORTS), STARTING))
        return stations[-1]

    yield open_one
    for station in stations:
        with contextlib.suppress(Exception):
            station.close()
    end(store)


def test_a_station_with_a_bed_has_a_node_that_outlives_kills_and_the_window(
    home: Path, store: Store, opened: Opened
) -> None:
    station = opened()
    station.ward_inputs.change(ADMINISTRATOR, NodeSettings(hl7_port=free_port(), silent=True))
    assert watching(store) == 0, "without beds nobody is wanted"
    station.beds.add_bed(NURSE, "Leito 01")
    wait(lambda: watching(store) > 0)
    first = watching(store)
    key = bootstrap.ask_for_key(StationFolders(home), PORTS).hex().encode()
    assert key not in told_of(first)
    assert sys.platform != "linux" or "Max core file size        0 " in limits_of(first)
    with window(home) as picture:
        wait(lambda: len(picture.beds) == 1)
    os.kill(first, signal.SIGKILL)
    wait(lambda: watching(store) not in {0, first})
    second = watching(store)
    other = opened()
    station.close()
    wait(lambda: read_link(home) is not None)
    (home / "node.json").unlink()
    wait(lambda: read_link(home) is not None)
    other.close()
    os.kill(second, 0)
    with window(home) as picture:
        wait(lambda: len(picture.beds) == 1)
    assert watching(store) == second, "neither a second window nor the end of both has touched it"
    for file in (home / "logs").rglob("*"):
        assert not file.is_file() or key not in file.read_bytes()


def test_a_node_takes_up_other_settings_and_makes_room_for_a_restore(home: Path, store: Store, opened: Opened) -> None:
    first, second = free_port(), free_port()
    station = opened()
    station.ward_inputs.change(ADMINISTRATOR, NodeSettings(hl7_port=first, silent=True))
    station.beds.add_bed(NURSE, "Leito 01")
    wait(lambda: is_reached(first))
    process = watching(store)
    certificate = own(home / "certificate", CLOCK, ["localhost"])
    trusting = ssl.create_default_context(cafile=str(certificate.certificate))
    files = (str(certificate.certificate), str(certificate.key))
    station.ward_inputs.change(ADMINISTRATOR, NodeSettings("127.0.0.1", second, None, *files, silent=True))
    wait(lambda: is_reached(second, trusting))
    assert watching(store) == process and not is_reached(first)
    backup = station.backups.create(ADMINISTRATOR).path
    station.close()
    store.close()
    bootstrap.restore_station(StationFolders(home), backup, "", PORTS).close()


def test_a_port_that_another_program_has_is_said_and_tried_again(store: Store, opened: Opened) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
        station = opened()
        station.ward_inputs.change(ADMINISTRATOR, NodeSettings(hl7_port=port, silent=True))
        station.beds.add_bed(NURSE, "Leito 01")
        wait(lambda: station.ward.node_problem() is not None)
        why = station.ward.node_problem()
        assert why is not None and (why.code, why.values["input"]) == ("ward.input_busy", f"mllp:{port}")
    wait(lambda: is_reached(port))
    wait(lambda: station.ward.node_problem() is None)


def test_a_recording_is_played_or_it_is_said_what_is_missing(home: Path) -> None:
    with node(home, "--replay", str(home / "100"), "--replay-bed", "Leito 01") as running:
        told = running.communicate(timeout=60)[1]
    assert running.returncode == 1 and ("recordings" in told or str(home / "100") in told)


def test_options_of_the_command_line_go_before_the_settings(home: Path, store: Store) -> None:
    from app.ward.node.settings import NodeSettingsService

    NodeSettingsService(store).change(ADMINISTRATOR, NodeSettings(hl7_port=free_port(), datagram_port=free_port()))
    with node(home, "--datagram-port", "0") as running:
        ports = wait_started(running)
    kept = NodeSettingsService(store).settings(ADMINISTRATOR)
    assert not {kept.hl7_port, kept.datagram_port} & set(ports.values()) and len(ports) == 2
