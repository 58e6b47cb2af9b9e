"""A fresh, empty, encrypted store for any room's tests; the schema is made once and copied."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.store.opening import create_store, open_store
from app.store.store import Store

TEST_KEY = bytes(range(32))


@pytest.fixture(scope="session")
def store_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store file, closed; copy it, do not open it."""
    path = tmp_path_factory.mktemp("template") / "plantao.db"
    clock = FakeClock()
    create_store(path, TEST_KEY, clock, SeededIds(clock, seed=1)).close()
    return path


@pytest.fixture
def store(store_template: Path, tmp_path: Path, fake_clock: FakeClock) -> Iterator[Store]:
    """An empty store at `tmp_path/plantao.db` with `fake_clock` and reproducible identifiers."""
    path = tmp_path / "plantao.db"
    shutil.copyfile(store_template, path)
    opened = open_store(path, TEST_KEY, fake_clock, SeededIds(fake_clock, seed=2))
    yield opened
    opened.close()
