"""A backup opens on another machine, is checked, is due every day, and its failures are seen."""

import shutil
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.backups import BackupService
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.kernel.ids import SeededIds
from app.security.keys.slots import KeySlots
from app.security.roles import Role
from app.store.backup import DAILY, MANUAL, BackupInfo, Retention, back_up, backups_in, superseded
from app.store.files import slots_of
from app.store.opening import open_store
from app.store.store import Store
from tests.store.kept import PASSPHRASE, facts_in, record, session
from tests.store.rows import NURSE
from tests.store_fixtures import TEST_KEY


def test_a_backup_opens_on_another_machine_with_the_passphrase(
    filled: Store, folders: StationFolders, tmp_path: Path, fake_clock: FakeClock
) -> None:
    info = back_up(filled, TEST_KEY, folders.key_slots, tmp_path / "stick")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copyfile(info.path, elsewhere / "plantao.db")
    shutil.copyfile(slots_of(info.path), elsewhere / "plantao.keys.json")
    ids = SeededIds(fake_clock, 8)
    key = KeySlots(elsewhere / "plantao.keys.json", fake_clock, ids).unlock_with_passphrase(PASSPHRASE)
    opened = open_store(elsewhere / "plantao.db", key, fake_clock, ids)
    assert facts_in(opened) == 5
    opened.close()


def test_a_backup_is_encrypted_and_checked_and_a_single_pair_of_files(filled: Store, folders: StationFolders) -> None:
    steps: list[tuple[int, int]] = []
    info = back_up(
        filled, TEST_KEY, folders.key_slots, folders.backups, progress=lambda done, total: steps.append((done, total))
    )
    assert b"Maria" not in info.path.read_bytes()
    assert info.content is not None
    assert (info.content.changes, info.content.audit_rows, info.content.audit_broken_at) == (6, 1, None)
    assert sorted(path.name for path in folders.backups.iterdir()) == sorted([info.path.name, slots_of(info.path).name])
    assert steps[-1][0] == steps[-1][1] > 0
    assert backups_in(folders.backups) == (BackupInfo(info.path, info.made_at, MANUAL, info.size, True),)


def test_writing_goes_on_while_a_backup_is_made_and_the_backup_is_one_moment(
    filled: Store, folders: StationFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.copying._PAGES_PER_STEP", 5)
    written: list[int] = []

    def write_meanwhile(done: int, total: int) -> None:
        if len(written) < 5:
            record(filled, 1)
            written.append(done)

    info = back_up(filled, TEST_KEY, folders.key_slots, folders.backups, progress=write_meanwhile)
    assert len(written) == 5
    assert info.content is not None
    assert info.content.changes == 6
    assert facts_in(filled) == 10


def test_a_backup_that_was_spoilt_on_its_way_is_not_taken_for_one(
    filled: Store, folders: StationFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.store import backup
    from app.store.copying import copy_store

    def copy_and_spoil(source: Path, key: bytes, target: Path, progress: object) -> None:
        copy_store(source, key, target)
        with target.open("r+b") as file:
            file.seek(7 * 4096 + 11)
            file.write(b"spoilt")

    monkeypatch.setattr(backup, "copy_store", copy_and_spoil)
    with pytest.raises(KnownError) as caught:
        back_up(filled, TEST_KEY, folders.key_slots, folders.backups)
    assert caught.value.code == "backup.incomplete"
    assert list(folders.backups.iterdir()) == []


def test_too_little_space_is_noticed_before_anything_is_written(
    filled: Store, folders: StationFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("app.store.backup.shutil.disk_usage", lambda _: usage(10, 9, 1_500_000))
    with pytest.raises(KnownError) as caught:
        back_up(filled, TEST_KEY, folders.key_slots, folders.backups)
    assert caught.value.code == "backup.not_enough_space"
    assert caught.value.values["free_mb"] == 1
    assert list(folders.backups.iterdir()) == []


def test_a_broken_audit_chain_is_told_and_still_backed_up(filled: Store, folders: StationFolders) -> None:
    with filled.write(NURSE) as writing:
        writing.connection.exec_driver_sql("update audit set details = '{}' where number = 1")
        writing.connection.exec_driver_sql("update audit set account_name = 'somebody else' where number = 1")
    info = back_up(filled, TEST_KEY, folders.key_slots, folders.backups)
    assert info.content is not None
    assert info.content.audit_broken_at == 1


@given(st.sets(st.integers(0, 800), max_size=120))
def test_retention_keeps_the_latest_of_each_day_week_and_month(days_ago: set[int]) -> None:
    now = datetime(2026, 11, 21, 3, tzinfo=UTC)
    backups = [backup_of(now - timedelta(days=days), DAILY) for days in days_ago]
    by_hand = [backup_of(now - timedelta(days=700), MANUAL)]
    removed = {one.path for one in superseded([*backups, *by_hand], Retention())}
    kept = [one for one in backups if one.path not in removed]
    assert by_hand[0].path not in removed
    newest_first = sorted(backups, key=lambda one: one.made_at, reverse=True)
    assert set(newest_first[:7]) <= set(kept)
    assert len(kept) <= 7 + 4 + 12
    months = list(dict.fromkeys(one.made_at.strftime("%Y-%m") for one in newest_first))[:12]
    assert {one.made_at.strftime("%Y-%m") for one in kept} >= set(months)


def backup_of(moment: datetime, kind: str) -> BackupInfo:
    return BackupInfo(Path(f"plantao-{moment:%Y-%m-%d-%H%M%S}-{kind}.db"), moment, kind, 1, True)


def test_the_daily_backup_is_due_after_a_day_and_after_a_clock_set_back(
    service: BackupService, fake_clock: FakeClock
) -> None:
    assert service.status().due
    assert service.create_if_due() is not None
    assert service.create_if_due() is None
    fake_clock.advance(23 * 3600)
    assert not service.status().due
    fake_clock.advance(3601)
    assert service.create_if_due() is not None
    fake_clock.set_wall(fake_clock.now() - timedelta(days=30))
    assert service.status().due


def test_a_failed_backup_stays_visible_until_one_succeeds(
    filled: Store, folders: StationFolders, fake_clock: FakeClock
) -> None:
    service = BackupService(filled, TEST_KEY, folders)
    folders.backups.write_text("a file where the folder should be")
    with pytest.raises(KnownError):
        service.create_if_due()
    for one in (service, BackupService(filled, TEST_KEY, folders)):  # also after a restart
        failure = one.status().failure
        assert failure is not None
        assert failure.code == "backup.not_written"
        assert one.status().failed_at == fake_clock.now()
    folders.backups.unlink()
    service.create_if_due()
    assert BackupService(filled, TEST_KEY, folders).status().failure is None


def test_a_full_disk_under_the_backup_is_no_word_about_the_records(filled: Store, folders: StationFolders) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    folders.backups.symlink_to("/dev/full/backups")
    with pytest.raises(KnownError) as caught:
        back_up(filled, TEST_KEY, folders.key_slots, folders.backups)
    assert caught.value.code == "backup.not_written"


def test_only_who_may_do_it_backs_up_and_restores(service: BackupService, folders: StationFolders) -> None:
    info = service.create(session())
    assert [one.path for one in service.list(session())] == [info.path]
    for role in (Role.NURSE, Role.DOCTOR, Role.STUDENT, Role.COORDINATOR):
        for call in (service.create, service.list, lambda who: service.prepare_restore(who, info.path)):
            with pytest.raises(KnownError) as caught:
                call(session(role))
            assert caught.value.code == "access.not_allowed"
