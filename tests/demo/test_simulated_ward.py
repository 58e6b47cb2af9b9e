"""The simulated ward of the demo: processes of its own that are heard, and leave nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.demo.simulated_ward import simulated_ward
from app.kernel.clock import SystemClock
from app.kernel.folders import StationFolders
from app.ward.service import WardService

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
