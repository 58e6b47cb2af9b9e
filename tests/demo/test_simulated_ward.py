"""The simulated ward of the demo: processes of its own that are heard, and leave nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select

from app.bootstrap import FirstStart, ask_for_key, create_station
from app.demo.simulated_ward import WARD, simulated_ward, ward_of_station
from app.demo.unit import HOSPITAL_PROFILE, HOSPITAL_STAFF, admit, demo_administrator
from app.demo.ward_beds import fill_ward
from app.kernel.clock import SystemClock
from app.kernel.folders import StationFolders
from app.security import account_rows
from app.security.accounts import AccountService
from app.security.roles import Role
from app.station import Station
from app.store.opening import open_store
from app.store.store import Store
from app.store.tables import ward_alarm_log
from app.ward.service import WardService
from tests.clinic.conftest import session_of
from tests.demo.test_recorded_hours import PORTS

_PATIENCE = 60.0
_CHILD = """
import sys, time
from pathlib import Path
from app.demo.simulated_ward import simulated_ward
from app.kernel.folders import StationFolders
with simulated_ward(StationFolders(Path(sys.argv[1]))) as node:
    print(node, flush=True)
    time.sleep(600)
"""


def wait(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


def is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@contextmanager
def made_store(folders: StationFolders) -> Iterator[Store]:
    store = open_store(folders.store, ask_for_key(folders, PORTS), PORTS.clock, PORTS.made_ids())
    try:
        yield store
    finally:
        store.close()


def demo_station(folders: StationFolders) -> Station:
    """A hospital with its staff, and nothing else yet."""
    first = FirstStart(HOSPITAL_PROFILE, demo_administrator(), key_file=folders.home / "demo.key")
    station = create_station(folders, first, PORTS).station
    with made_store(folders) as store:
        with store.read() as connection:
            administrator = account_rows.by_login(connection, "admin")
        assert administrator is not None
        admit(AccountService(store, PORTS.passwords), administrator, PORTS.clock.now(), HOSPITAL_STAFF)
    return station


def test_the_station_beside_it_sees_beds_with_signals_and_nothing_is_left_afterwards(tmp_path: Path) -> None:
    folders = StationFolders(tmp_path / "station")
    ward = WardService(folders, SystemClock())
    with simulated_ward(folders) as node:
        ward.follow()
        try:
            wait(lambda: any(bed.traces and bed.numbers and bed.simulated for bed in ward.picture.beds))
        finally:
            ward.stop()
        assert len(ward.picture.beds) == 49
    assert not is_alive(node)
    assert not (folders.home / "node.json").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed the way of Linux and macOS")
def test_it_ends_too_where_the_demo_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen((sys.executable, "-c", _CHILD, str(tmp_path)), stdout=subprocess.PIPE) as demo:
        assert demo.stdout is not None
        node = int(demo.stdout.readline())
        assert is_alive(node)
        os.kill(demo.pid, signal.SIGKILL)
    wait(lambda: not is_alive(node))


def test_the_ward_of_the_demo_hospital_is_recorded_and_its_alarms_are_logged(tmp_path: Path) -> None:
    folders = StationFolders(tmp_path / "station")
    made = demo_station(folders)
    nurse = session_of(Role.NURSE)
    try:
        fill_ward(folders, PORTS, WARD, hours=(1.0,))
        beds = made.beds.beds(nurse)
        assert len(beds) == 49
        recorded = made.recordings.of_bed(nurse, beds[0].bed)
        live = made.recordings.of_bed(nurse, beds[1].bed)
        before = recorded.span()
        assert before is not None and before[1] - before[0] == 3600.0
        assert live.span() is None
        with ward_of_station(folders) as node:
            wait(lambda: bool(live.waves()) and bool(live.vitals()) and recorded.span() != before)
            assert live.simulated()
        assert not is_alive(node)
        ended = live.span()
        assert ended is not None
        assert not np.isnan(live.envelope("ecg_ii", ended[1] - 8, ended[1] - 4, 4).low).any()
        with made_store(folders) as store, store.read() as connection:
            assert connection.execute(select(func.count()).select_from(ward_alarm_log)).scalar_one() > 49
    finally:
        made.close()
