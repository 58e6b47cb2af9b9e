"""Files go by the same list and in the same night as rows: recordings, backups, logs, as the unit says."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from app.backups import BackupService
from app.kernel.clock import FakeClock, to_text
from app.kernel.folders import StationFolders
from app.privacy.erasure_service import ErasureService
from app.privacy.files import Files, files_of_station
from app.privacy.recordings import WardRecordings
from app.privacy.retention import RetentionService
from app.privacy.terms import TermService
from app.security.roles import Role
from app.store.backup import backups_in
from tests.security.staff import Staff
from tests.store_fixtures import TEST_KEY
from tests.ward.recording.helpers import Writing

CODES = ("ward_signals", "ward_trends", "backups", "logs")


@pytest.fixture
def folders(tmp_path: Path) -> StationFolders:
    return StationFolders(tmp_path / "home")


def _files(unit: Staff, folders: StationFolders) -> Files:
    backups = BackupService(unit.store, TEST_KEY, folders)
    recordings = WardRecordings(folders.recordings, b"k" * 32)
    return files_of_station(recordings, folders.logs, backups.superseded, backups.remove_superseded)


def _fill(folders: StationFolders, clock: FakeClock) -> None:
    """Signals and a log of today, and a backup of each of the last fourteen months."""
    signals = Writing(folders.home)
    signals.block(clock.now().timestamp())
    signals.writer.close()
    folders.logs.mkdir()
    (folders.logs / "node.jsonl.1").write_text(json.dumps({"time": to_text(clock.now()), "message": "x"}) + "\n")
    folders.backups.mkdir()
    for month in range(14):
        year, of_year = divmod(2025 * 12 + month, 12)
        (folders.backups / f"plantao-{year}-{of_year + 1:02d}-10-023900-daily.db").write_bytes(b"x")


def test_the_list_says_what_the_night_removes_and_a_shorter_period_is_looked_at_first(
    unit: Staff, folders: StationFolders, fake_clock: FakeClock
) -> None:
    _fill(folders, fake_clock)
    nights = RetentionService(unit.store, ErasureService(unit.store), files=_files(unit, folders))
    administrator, terms = unit.session(Role.ADMINISTRATOR), TermService(unit.store)

    def due() -> dict[str, int]:
        return {one.period.code: one.count for one in nights.due(unit.session(Role.DOCTOR)).kinds}

    assert [due()[code] for code in CODES] == [0, 0, 2, 0]
    assert nights.due_with(administrator, "backups", 8).count == 6
    assert len(backups_in(folders.backups)) == 14, "looking removes nothing"
    terms.change(administrator, "backups", 8, "menos cópias")
    fake_clock.advance(timedelta(days=4).total_seconds())
    listed, run = due(), nights.run()
    assert {code: run.removed[code] for code in CODES} == {code: listed[code] for code in CODES}
    assert [run.removed[code] for code in CODES] == [2, 0, 6, 0]
    assert len(backups_in(folders.backups)) == 8 and list(folders.recordings.iterdir()) == []
    terms.change(unit.session(Role.ADMINISTRATOR), "logs", 7, "menos dados")
    fake_clock.advance(timedelta(days=4).total_seconds())
    assert due()["logs"] == nights.run().removed["logs"] == 1
    assert list(folders.logs.iterdir()) == []
    assert not any(nights.run().removed[code] for code in CODES)


def test_a_policy_says_how_many_monthly_backups_a_daily_one_leaves(
    unit: Staff, folders: StationFolders, fake_clock: FakeClock
) -> None:
    _fill(folders, fake_clock)
    folders.key_slots.write_bytes(b"{}")
    service = BackupService(unit.store, TEST_KEY, folders, lambda _connection: 1)
    assert service.create_if_due() is not None
    # Beside the new one the six latest days on which there is one.
    left = [one.made_at.strftime("%Y-%m") for one in backups_in(folders.backups)]
    assert left[0] == fake_clock.now().strftime("%Y-%m") and len(left) == 7


def test_a_station_that_keeps_no_such_files_still_shows_and_changes_their_periods(unit: Staff) -> None:
    nights = RetentionService(unit.store, ErasureService(unit.store))
    due = nights.due_with(unit.session(Role.COORDINATOR), "ward_signals", 1)
    assert (due.count, due.until, due.kept) == (0, 1, {})
    TermService(unit.store).change(unit.session(Role.COORDINATOR), "ward_signals", 1, "disco pequeno")
    assert nights.run().removed.get("ward_signals") is None
