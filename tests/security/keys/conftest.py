"""A slots file in its own folder, and a key to put into it."""

from pathlib import Path

import pytest

from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.security.keys.slots import KeySlots
from app.security.keys.wrapping import new_store_key
from tests.security.keys.ways import CHEAP, MemoryKeyring, port


@pytest.fixture
def key() -> bytes:
    return new_store_key()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plantao.keys.json"


@pytest.fixture
def memory() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def slots(path: Path, fake_clock: FakeClock, memory: MemoryKeyring) -> KeySlots:
    made = KeySlots(path, fake_clock, SeededIds(fake_clock, 1), port(memory), CHEAP)
    made.create()
    return made
