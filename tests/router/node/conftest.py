"""A router beside a ward, over a real store whose clock goes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.kernel.clock import FakeClock
from app.store.store import Store
from tests.router.node.playing import Place


@pytest.fixture
def place(store: Store, fake_clock: FakeClock, tmp_path: Path) -> Iterator[Place]:
    one = Place(tmp_path / "router", store)
    yield one
    one.stop()
