"""`main.py agent`: background work without a window."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.kernel.clock import FakeClock
from app.kernel.process import has_ended
from app.store.lease import Lease
from app.store.store import Store
from tests.house.tree import ROOT


def test_a_station_that_does_not_exist_is_said_in_words(tmp_path: Path) -> None:
    done = _agent(tmp_path, "--once")
    assert done.returncode == 1
    assert str(tmp_path) in done.stderr


def test_a_pace_that_makes_no_sense_is_wrong_usage(tmp_path: Path) -> None:
    assert _agent(tmp_path, "--every", "0").returncode == 2
    assert _agent(tmp_path, "--every", "5", "--once").returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="asking there would end the process")
def test_the_lease_of_a_killed_process_of_this_machine_is_free_at_once(store: Store, fake_clock: FakeClock) -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    holder = f"{socket.gethostname()[:30]}-{process.pid}-0badcafe"
    assert Lease(store, "work", holder, 600).take_or_renew().ours
    other = Lease(store, "work", f"{socket.gethostname()[:30]}-{os.getpid()}-00000000", 600, gone=has_ended)
    assert not other.take_or_renew().ours
    process.kill()
    process.communicate()
    assert other.take_or_renew().ours


def test_a_process_of_another_machine_is_never_said_to_be_gone() -> None:
    assert not has_ended("another-machine-999999999-0badcafe")
    assert not has_ended("nonsense")


def _agent(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PLANTAO_HOME": str(home)}
    command = [sys.executable, "main.py", "agent", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )  # fmt: skip
