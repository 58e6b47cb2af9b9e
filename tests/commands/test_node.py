"""`main.py node` over a station's own store: real processes, a device that speaks HL7, and a kill."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from app import bootstrap
from app.interop.hl7.framing import frame
from app.interop.hl7.writing import write_alert
from app.kernel.clock import SystemClock
from app.kernel.folders import StationFolders
from app.router.settings import RouterSettings
from app.security.account_model import NewAccount
from app.security.keys.passphrase import PassphraseCost
from app.security.passwords import Passwords
from app.security.roles import Role
from app.settings import StationProfile, StationRole
from app.station import Station
from app.store.opening import open_store
from app.store.store import Store
from app.store.tables import ward_alarm_log
from app.ward.alarms.limits import AgeClass
from app.ward.alarms.model import Alarm
from app.ward.beds.model import DeviceClass
from app.ward.beds.service import BedService
from app.ward.node.following import NodeFollower
from app.ward.node.keys import read_link
from app.ward.picture.builder import PictureBuilder
from app.ward.signals import DeviceAlert, Phase, Source
from tests.clinic.conftest import session_of
from tests.house.tree import ROOT

CLOCK = SystemClock()
NURSE = session_of(Role.NURSE)
PORTS = bootstrap.Ports(
    passphrase_cost=PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1),
    passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
    background=False,
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A station with a key file, closed."""
    folder = tmp_path / "station"
    first = bootstrap.FirstStart(
        profile=StationProfile(StationRole.HOSPITAL, "Hospital Sintético", "0000000", "2408102", "Natal", demo=True),
        administrator=NewAccount("administrator", "Administradora Sintética", Role.ADMINISTRATOR, "sete barcos verdes"),
        key_file=folder / "station.key",
    )
    station: Station = bootstrap.create_station(StationFolders(folder), first, PORTS).station
    # What starts the router has tests of its own, and its ports are the machine's.
    station.router_settings.change(session_of(Role.ADMINISTRATOR), RouterSettings(wanted=False))
    station.close()
    return folder


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """The same store, opened beside the node as a window would."""
    folders = StationFolders(home)
    opened = open_store(folders.store, bootstrap.ask_for_key(folders, PORTS), CLOCK, PORTS.made_ids())
    yield opened
    opened.close()


@contextmanager
def node(home: Path, *options: str) -> "Iterator[subprocess.Popen[str]]":
    """A node that has started; killed at the end if it still runs."""
    command = [
        sys.executable,
        "main.py",
        "node",
        "--silent",
        "--with-parent",
        "--hl7-port",
        "0",
        *options,
    ]
    running = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PLANTAO_HOME": str(home)},
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def wait_started(running: "subprocess.Popen[str]") -> dict[str, int]:
    """The ports that it listens at, by input."""
    assert running.stderr is not None
    told = []
    for line in running.stderr:
        told.append(line)
        if "started: " in line:
            return {name: int(port) for name, port in re.findall(r"(mllp|datagrams):(\d+)", line)}
    pytest.fail("".join(told))


def wait(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


def tell_asystole(port: int) -> None:
    """The device's own alarm, and its acknowledgement."""
    facts = (Source("monitor-1"), 0.0, "a-1", "MDC_EVT_ECG_ASYSTOLE", "ASYSTOLE", Phase.START)
    alert = DeviceAlert(*facts, state="active", priority="PH", kind="SP")
    with socket.create_connection(("127.0.0.1", port), timeout=20) as device:
        device.sendall(frame(write_alert(alert, "1", CLOCK.now())))
        assert b"MSA|CA|1" in device.recv(65_536)


def logged(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.execute(select(ward_alarm_log.c.what).order_by(ward_alarm_log.c.number)).scalars())


@contextmanager
def window(home: Path) -> Iterator[PictureBuilder]:
    """A window's picture of the node."""
    picture = PictureBuilder(CLOCK.monotonic)
    follower = NodeFollower(lambda: read_link(home), picture.take, CLOCK)
    follower.start()
    try:
        yield picture
    finally:
        follower.stop()


def asystole(picture: PictureBuilder) -> Alarm | None:
    shown = [one.alarm for bed in picture.beds for one in bed.alarms]
    return next((alarm for alarm in shown if alarm.code == "asystole"), None)


def test_an_alarm_that_was_logged_goes_on_after_the_node_was_killed(home: Path, store: Store) -> None:
    beds = BedService(store)
    bed = beds.add_bed(NURSE, "Leito 01").bed
    with node(home) as first:
        port = wait_started(first)["mllp"]
        # Admitted while the node runs: it takes the bed up by itself.
        beds.admit(NURSE, bed, "pulseira-1", AgeClass.ADULT)
        beds.put_on(NURSE, bed, "monitor-1", DeviceClass.A)
        wait(lambda: "device:monitor-1" in logged(store))
        tell_asystole(port)
        wait(lambda: any(what.startswith("asystole") for what in logged(store)))
        first.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
        first.wait(20)
    with node(home) as second:
        wait_started(second)
        with window(home) as picture:
            wait(lambda: asystole(picture) is not None)
            alarm = asystole(picture)
        assert alarm is not None and alarm.continuing and alarm.is_unseen


def test_a_second_node_of_one_station_is_refused_in_words(home: Path) -> None:
    with node(home) as first:
        wait_started(first)
        with node(home) as second:
            told = second.communicate(timeout=60)[1]
            assert second.returncode == 1
            assert f"-{first.pid}-" in told, "it names who watches already"
        first.terminate()
        assert first.wait(30) == 0, "and ends in order, though whoever started it still holds its standard input"
    with node(home) as third:
        wait_started(third)


def test_datagrams_are_taken_where_a_port_is_named(home: Path) -> None:
    with node(home, "--datagram-port", "0") as running:
        port = wait_started(running)["datagrams"]
        socket.create_connection(("127.0.0.1", port), timeout=20).close()
