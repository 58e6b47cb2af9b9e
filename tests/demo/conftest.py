"""The demo unit filled once for all tests that only read it; who changes something takes a copy."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.clinic.risk.loader import default_rule_base
from app.demo.fill import fill_store
from app.demo.unit import demo_administrator, make_staff
from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.security.accounts import AccountService
from app.security.roles import Role
from app.security.session import Session
from app.store.opening import create_store
from app.store.store import Store
from tests.security.staff import quick_passwords
from tests.store_fixtures import TEST_KEY


@dataclass(frozen=True)
class Unit:
    """A filled store, its staff, and where its file lies."""

    store: Store
    staff: dict[Role, Session]
    path: Path


def fill(store: Store, clock: FakeClock) -> dict[Role, Session]:
    """Make the staff and the women; the sessions of the staff."""
    accounts = AccountService(store, quick_passwords())
    staff = make_staff(accounts, accounts.create_first_administrator(demo_administrator()), clock.now())
    fill_store(store, default_rule_base(), staff)
    return staff


@pytest.fixture(scope="session")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unit]:
    """The demo unit on Monday 2 March 2026, 11:00 UTC. Read it only."""
    path, clock = tmp_path_factory.mktemp("demo") / "plantao.db", FakeClock()
    store = create_store(path, TEST_KEY, clock, SeededIds(clock, seed=2))
    staff = fill(store, clock)
    yield Unit(store, staff, path)
    store.close()


@pytest.fixture
def own_unit(tmp_path: Path) -> Iterator[Unit]:
    """A demo unit that a test may change."""
    path, clock = tmp_path / "plantao.db", FakeClock()
    store = create_store(path, TEST_KEY, clock, SeededIds(clock, seed=2))
    staff = fill(store, clock)
    yield Unit(store, staff, path)
    store.close()
    path.unlink()
