"""`main.py agent` sends reminders without a window: a real process, a real store, a real provider on this machine."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from app import bootstrap
from app.kernel.actor import PROGRAM
from app.kernel.clock import SystemClock
from app.kernel.folders import StationFolders
from app.kernel.ids import TimeOrderedIds
from app.reminders.outbox.model import Priority
from app.security.account_model import NewAccount
from app.security.keys.passphrase import PassphraseCost
from app.security.passwords import Passwords
from app.security.roles import Role
from app.settings import StationProfile, StationRole
from app.store.opening import open_store
from app.store.store import Store
from app.store.tables import person, template_version
from tests.house.tree import ROOT
from tests.reminders.channels.local_http import Provider, provider
from tests.reminders.conftest import CONTENT, VERSION, agree
from tests.reminders.working import plan_now, set_up, statuses, wait_for
from tests.store.rows import person_row

PASSWORD = "sete barcos verdes"
plan_at_any_hour = partial(plan_now, priority=Priority.URGENT)
"""The agent goes by the real clock: what is not urgent would wait for the morning, or for Monday."""


@pytest.fixture
def http() -> Iterator[Provider]:
    """The provider of the station's gateway."""
    with provider() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, http: Provider) -> Path:
    """A station with a gateway and a key file, closed."""
    folder = tmp_path / "station"
    ports = bootstrap.Ports(
        passphrase_cost=PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1),
        passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
        background=False,
    )
    first = bootstrap.FirstStart(
        profile=StationProfile(StationRole.PRIMARY_CARE, "UBS Sintética", "0000000", "2408102", "Natal", demo=True),
        administrator=NewAccount("administrator", "Administradora Sintética", Role.ADMINISTRATOR, PASSWORD),
        key_file=folder / "station.key",
    )
    station = bootstrap.create_station(StationFolders(folder), first, ports).station
    try:
        set_up(station.reminders.channels, http.address)
    finally:
        station.close()
    return folder


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """The same store, opened beside the agent as a window would."""
    folders, clock = StationFolders(home), SystemClock()
    opened = open_store(folders.store, bootstrap.ask_for_key(folders, bootstrap.Ports()), clock, TimeOrderedIds(clock))
    yield opened
    opened.close()


@pytest.fixture
def people(store: Store) -> tuple[str, ...]:
    """Two synthetic people who agreed to SMS."""
    with store.write(PROGRAM) as writing:
        version = {"id": VERSION, "template_id": "t", "number": 1, "name": "Oi", "content": CONTENT, "retired": 0}
        writing.append(template_version, version)
        ids = []
        for number in range(2):
            ids.append(writing.create(person, {**person_row(number), "phone": f"+55869999900{number:02d}"}))
            agree(writing.append, ids[-1], "sms")
    return tuple(ids)


@contextmanager
def agent(home: Path) -> "Iterator[subprocess.Popen[str]]":
    environment = {**os.environ, "PLANTAO_HOME": str(home)}
    with subprocess.Popen(
        [sys.executable, "main.py", "agent"], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def ended(process: "subprocess.Popen[str]") -> str:
    """Stop it as the system does; what it said."""
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    return said


def test_what_is_due_is_sent_once_by_a_single_round(
    home: Path, store: Store, people: tuple[str, ...], http: Provider
) -> None:
    plan_at_any_hour(store, people)
    environment = {**os.environ, "PLANTAO_HOME": str(home)}
    command = [sys.executable, "main.py", "agent", "--once"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert "messages: 2 tried, 0 refused, 0 expired" in done.stderr
    assert len(http.asked) == 2
    assert set(statuses(store).values()) == {"sent"}


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM")
def test_without_a_window_what_is_due_is_sent_within_seconds_and_the_agent_stops_in_order(
    home: Path, store: Store, people: tuple[str, ...], http: Provider
) -> None:
    with agent(home) as process:
        plan_at_any_hour(store, people[:1])
        wait_for(lambda: len(http.asked) == 1, seconds=60)
        plan_at_any_hour(store, people[1:], "later")
        wait_for(lambda: len(http.asked) == 2)
        wait_for(lambda: set(statuses(store).values()) == {"sent"})
        assert "stopped" in ended(process)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGSTOP")
def test_after_the_machine_slept_what_is_late_is_sent_or_expires_by_its_own_window_and_that_is_said(
    home: Path, store: Store, people: tuple[str, ...], http: Provider
) -> None:
    """The process stands still while the clocks go on, as in a machine that sleeps."""
    with agent(home) as process:
        plan_at_any_hour(store, people[:1], "before")
        wait_for(lambda: statuses(store).get("before/0") == "sent", seconds=60)
        with store.write(PROGRAM):
            # While this test has the turn to write: stopped in the midst of its own, the agent would keep it.
            process.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
        plan_at_any_hour(store, people[:1], "short", hours=1 / 3600)
        plan_at_any_hour(store, people[1:], "long")
        short_ends = store.clock.now() + timedelta(seconds=1.1)
        while store.clock.now() < short_ends:
            time.sleep(0.05)
        process.send_signal(signal.SIGCONT)
        wait_for(lambda: statuses(store) == {"before/0": "sent", "short/0": "expired/too_late", "long/0": "sent"})
        assert "messages that came too late and expired: 1" in ended(process)
    assert len(http.asked) == 2
