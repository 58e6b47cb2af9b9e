"""A store with records, its key slots, and the service that backs it up."""

import pytest

from app.backups import BackupService
from app.kernel.clock import FakeClock
from app.kernel.folders import StationFolders
from app.kernel.ids import SeededIds
from app.security.keys.slots import KeySlots
from app.store.store import Store
from tests.store.kept import CHEAP, PASSPHRASE, record
from tests.store_fixtures import TEST_KEY


@pytest.fixture
def folders(store: Store) -> StationFolders:
    return StationFolders(store.path.parent)


@pytest.fixture
def slots(folders: StationFolders, fake_clock: FakeClock) -> KeySlots:
    made = KeySlots(folders.key_slots, fake_clock, SeededIds(fake_clock, 4), cost=CHEAP)
    made.create()
    made.add_passphrase(TEST_KEY, PASSPHRASE)
    return made


@pytest.fixture
def filled(store: Store, slots: KeySlots) -> Store:
    record(store, 5)
    return store


@pytest.fixture
def service(filled: Store, folders: StationFolders) -> BackupService:
    return BackupService(filled, TEST_KEY, folders)
