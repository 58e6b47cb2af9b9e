"""Whatever dies, jumps or changes its mind: nothing is sent twice unasked, nothing is lost, nobody is written to who
said no, and every attempt is written down."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Engine

from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.store.opening import open_store
from app.store.server.store import create_server_store
from tests.reminders.conftest import make_people, make_ways
from tests.reminders.outbox_machine import Machine, World
from tests.store_fixtures import TEST_KEY

MONDAY = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
QUICK = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), database=None
)


def worlds(folder: Path, template: Path) -> Callable[[], World]:
    """A fresh store for every run, each in the place of the one before."""

    def make() -> World:
        path, clock = folder / "plantao.db", FakeClock(MONDAY)
        for old in folder.glob("plantao.db*"):
            old.unlink()
        shutil.copyfile(template, path)
        store = open_store(path, TEST_KEY, clock, SeededIds(clock, seed=3))
        return World(store, clock, make_ways(), make_people(store))

    return make


def test_the_outbox_keeps_its_promises_whatever_happens(tmp_path: Path, store_template: Path) -> None:
    class Run(Machine):
        world = staticmethod(worlds(tmp_path, store_template))

    run_state_machine_as_test(Run, settings=QUICK)


_UNITS = count(2_000_000)
"""Of the whole session: the database is shared by all tests of this process."""


def worlds_at_server(engine: Engine) -> Callable[[], World]:
    """A fresh store in a schema of its own for every run."""

    def make() -> World:
        clock = FakeClock(MONDAY)
        store = create_server_store(engine, str(next(_UNITS)), clock, SeededIds(clock, seed=3))
        return World(store, clock, make_ways(), make_people(store))

    return make


@pytest.mark.parametrize("queued", [False, True])
def test_the_outbox_at_the_server_keeps_them_too(stores_engine: Engine, queued: bool) -> None:
    class Run(Machine):
        world = staticmethod(worlds_at_server(stores_engine))
        handed_out = queued

    run_state_machine_as_test(Run, settings=settings(QUICK, max_examples=3))
