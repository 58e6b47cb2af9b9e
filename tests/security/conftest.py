"""A unit with an account of each role; made once, copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.store.opening import open_store
from app.store.store import Store
from tests.security.staff import Staff, fill, services
from tests.store_fixtures import TEST_KEY


@pytest.fixture(scope="session")
def staffed_template(store_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store file with the unit's accounts, closed; copy it, do not open it."""
    path = tmp_path_factory.mktemp("staffed") / "plantao.db"
    shutil.copyfile(store_template, path)
    clock = FakeClock()
    store = open_store(path, TEST_KEY, clock, SeededIds(clock, seed=11))
    fill(store)
    store.close()
    return path


@pytest.fixture
def staff(staffed_template: Path, tmp_path: Path, fake_clock: FakeClock) -> Iterator[Staff]:
    """The unit with its services, over a store of the test's own."""
    path = tmp_path / "staffed.db"
    shutil.copyfile(staffed_template, path)
    store = open_store(path, TEST_KEY, fake_clock, SeededIds(fake_clock, seed=12))
    yield services(store)
    store.close()


@pytest.fixture
def empty(store: Store) -> Staff:
    """The services over a store without any account."""
    return services(store)
