"""The daily work is done by one process, at the next question after it is due, and its failures are seen."""

import threading

import pytest

from app.background import BackgroundWork
from app.backups import BackupService
from app.kernel.clock import FakeClock
from app.kernel.folders import StationFolders
from app.kernel.ids import SeededIds
from app.security.keys.passphrase import PassphraseCost
from app.security.keys.slots import KeySlots
from app.store.backup import backups_in
from app.store.store import Store
from tests.conftest import ExpectedLogs
from tests.store_fixtures import TEST_KEY


@pytest.fixture
def folders(store: Store, fake_clock: FakeClock) -> StationFolders:
    folders = StationFolders(store.path.parent)
    cheap = PassphraseCost(memory_kib=8192, passes=1)
    slots = KeySlots(folders.key_slots, fake_clock, SeededIds(fake_clock, 4), cost=cheap)
    slots.create()
    slots.add_passphrase(TEST_KEY, "quatro palavras bem compridas")
    return folders


def work_of(store: Store, folders: StationFolders, seconds: float = 600.0) -> BackgroundWork:
    return BackgroundWork(store, BackupService(store, TEST_KEY, folders), question_seconds=seconds)


def test_a_machine_that_slept_for_days_makes_one_backup_at_the_first_question(
    store: Store, folders: StationFolders, fake_clock: FakeClock
) -> None:
    work = work_of(store, folders)
    work.ask()
    work.ask()
    assert len(backups_in(folders.backups)) == 1
    fake_clock.advance(5 * 24 * 3600)
    work.ask()
    assert len(backups_in(folders.backups)) == 2
    assert work.status().failure is None


def test_only_the_holder_of_the_lease_works_and_another_takes_over_when_it_dies(
    store: Store, folders: StationFolders, fake_clock: FakeClock
) -> None:
    one, other = work_of(store, folders), work_of(store, folders)
    one.ask()
    other.ask()
    assert (one.status().ours, other.status().ours) == (True, False)
    fake_clock.advance(2000)
    other.ask()
    assert other.status().ours


def test_a_failure_is_kept_logged_and_does_not_end_the_work(
    store: Store, folders: StationFolders, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.background", "backup.not_written")
    folders.backups.write_text("in the way")
    work = work_of(store, folders)
    work.ask()
    assert str(work.status().failure).startswith("backup.not_written")
    folders.backups.unlink()
    work.ask()
    assert work.status().failure is None
    assert len(backups_in(folders.backups)) == 1


def test_the_scheduler_asks_by_itself_and_stops_when_told(
    store: Store, folders: StationFolders, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("apscheduler.scheduler", "maximum number of running instances")  # a round outlasts 50 ms
    work = work_of(store, folders, seconds=0.05)
    asked = threading.Event()
    ask = BackgroundWork.ask

    def ask_and_tell(self: BackgroundWork) -> None:
        ask(self)
        asked.set()

    monkeypatch.setattr(BackgroundWork, "ask", ask_and_tell)
    work.start()
    work.start()
    assert asked.wait(20)
    assert work.status().running
    work.stop()
    work.stop()
    assert not work.status().running
    assert not [one for one in threading.enumerate() if one.name == "APScheduler"]
    assert len(backups_in(folders.backups)) == 1
