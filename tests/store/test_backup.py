"""A backup opens on another machine; a restore deletes nothing and can be finished after a power cut."""

import contextlib
import shutil
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.backups import BackupService
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.kernel.ids import SeededIds
from app.security.keys.passphrase import PassphraseCost
from app.security.keys.slots import KeySlots
from app.security.roles import Role
from app.security.session import Session, Status
from app.store import audit_chain, restoring
from app.store.backup import DAILY, MANUAL, BackupInfo, Retention, back_up, backups_in, slots_of, superseded
from app.store.checking import check_file
from app.store.files import remove_store_files
from app.store.opening import create_store, open_store
from app.store.restoring import finish_restore, is_prepared, prepare_restore
from app.store.store import Store
from app.store.tables import change_log, observation, person
from tests.store.rows import NURSE, fact_row, person_row
from tests.store_fixtures import TEST_KEY

PASSPHRASE = "quatro palavras bem compridas"
CHEAP = PassphraseCost(memory_kib=8192, passes=1)


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


def record(store: Store, count: int) -> None:
    with store.write(NURSE) as writing:
        person_id = writing.create(person, person_row(count))
        writing.append_many(observation, [fact_row(person_id, number) for number in range(count)])
        writing.audit("record", "person", person_id)


def session(role: Role = Role.ADMINISTRATOR) -> Session:
    return Session(
        "22222222-2222-4222-8222-222222222222", "Ana", "ana", role, Status.ACTIVE, "pt_BR", datetime.now(UTC)
    )


def facts_in(store: Store) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(observation)).scalar_one()


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


def test_a_restore_brings_the_backup_back_and_keeps_what_it_replaces(
    service: BackupService, filled: Store, folders: StationFolders, fake_clock: FakeClock
) -> None:
    info = service.create(session())
    record(filled, 3)
    plan = service.prepare_restore(session(), info.path, passphrase=PASSPHRASE)
    assert is_prepared(folders.store)
    assert facts_in(filled) == 8
    with pytest.raises(KnownError) as caught:
        finish_restore(folders.store, folders.key_slots)
    assert caught.value.code == "store.in_use"
    former = filled.origin
    filled.close()
    assert finish_restore(folders.store, folders.key_slots)
    assert not finish_restore(folders.store, folders.key_slots)
    restored = open_store(folders.store, TEST_KEY, fake_clock, SeededIds(fake_clock, 77))
    assert facts_in(restored) == 5
    assert restored.origin != former
    record(restored, 1)
    with restored.read() as connection:
        ours = select(change_log.c.sequence).where(change_log.c.origin == restored.origin)
        assert sorted(connection.execute(ours).scalars()) == [1, 2]
        assert audit_chain.verify(connection).broken_at is None
        assert "restored" in connection.exec_driver_sql("select action from audit").scalars().all()
    restored.close()
    kept = open_store(plan.replaced / folders.store.name, TEST_KEY, fake_clock, SeededIds(fake_clock, 78))
    assert facts_in(kept) == 8
    kept.close()


@pytest.mark.parametrize("cut", range(12))
def test_a_restore_cut_off_anywhere_is_finished_by_the_next_start(
    service: BackupService,
    filled: Store,
    folders: StationFolders,
    fake_clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
    cut: int,
) -> None:
    info = service.create(session())
    record(filled, 3)
    plan = service.prepare_restore(session(), info.path)
    filled.close()
    calls = 0

    def power_cut(original: object) -> object:
        def step(*arguments: object, **more: object) -> object:
            nonlocal calls
            calls += 1
            if calls == cut + 1:
                raise KeyboardInterrupt
            return original(*arguments, **more)  # type: ignore[operator]  # one of the functions named below

        return step

    with monkeypatch.context() as patch:
        for name in ("flush_folder", "flush_file", "_keep_replaced"):
            patch.setattr(restoring, name, power_cut(getattr(restoring, name)))
        for name in ("replace", "unlink", "rename"):
            patch.setattr(Path, name, power_cut(getattr(Path, name)))
        with contextlib.suppress(KeyboardInterrupt):
            finish_restore(folders.store, folders.key_slots)
    finish_restore(folders.store, folders.key_slots)
    restored = open_store(folders.store, TEST_KEY, fake_clock, SeededIds(fake_clock, 77))
    assert facts_in(restored) == 5
    restored.close()
    kept = open_store(plan.replaced / folders.store.name, TEST_KEY, fake_clock, SeededIds(fake_clock, 78))
    assert facts_in(kept) == 8
    kept.close()


def test_a_restore_replaces_a_damaged_store_and_keeps_it(
    service: BackupService, filled: Store, folders: StationFolders, fake_clock: FakeClock
) -> None:
    info = service.create(session())
    filled.close()
    folders.store.write_bytes(b"damaged")
    plan = prepare_restore(
        info.path, TEST_KEY, folders.store, folders.key_slots, fake_clock, SeededIds(fake_clock, 5), NURSE
    )
    finish_restore(folders.store, folders.key_slots)
    assert (plan.replaced / folders.store.name).read_bytes() == b"damaged"
    assert check_file(folders.store, TEST_KEY).changes == 6


def test_a_backup_of_another_station_brings_its_own_key_slots(
    service: BackupService, filled: Store, folders: StationFolders, fake_clock: FakeClock, tmp_path: Path
) -> None:
    other = StationFolders(tmp_path / "other")
    ids = SeededIds(fake_clock, 6)
    create_store(other.store, bytes(32), fake_clock, ids).close()
    other_slots = KeySlots(other.key_slots, fake_clock, ids, cost=CHEAP)
    other_slots.create()
    other_slots.add_passphrase(bytes(32), "a passphrase of another station")
    info = service.create(session())
    plan = prepare_restore(info.path, TEST_KEY, other.store, other.key_slots, fake_clock, ids, NURSE)
    assert finish_restore(other.store, other.key_slots)
    key = KeySlots(other.key_slots, fake_clock, ids).unlock_with_passphrase(PASSPHRASE)
    restored = open_store(other.store, key, fake_clock, ids)
    assert facts_in(restored) == 5
    restored.close()
    replaced = KeySlots(plan.replaced / other.key_slots.name, fake_clock, ids)
    assert replaced.unlock_with_passphrase("a passphrase of another station") == bytes(32)


def test_a_restore_of_the_same_station_keeps_its_present_key_slots(
    service: BackupService, filled: Store, folders: StationFolders, slots: KeySlots
) -> None:
    info = service.create(session())
    slots.add_passphrase(TEST_KEY, "a newer passphrase")
    service.prepare_restore(session(), info.path)
    filled.close()
    finish_restore(folders.store, folders.key_slots)
    assert slots.unlock_with_passphrase("a newer passphrase") == TEST_KEY


@pytest.mark.parametrize("fault", ["missing", "spoilt", "no slots", "wrong passphrase"])
def test_a_backup_that_cannot_serve_changes_nothing(
    service: BackupService, folders: StationFolders, fault: str
) -> None:
    info = service.create(session())
    if fault == "missing":
        remove_store_files(info.path)
    elif fault == "spoilt":
        with info.path.open("r+b") as file:
            file.seek(9 * 4096)
            file.write(b"spoilt")
    elif fault == "no slots":
        slots_of(info.path).unlink()
    expected = {
        "missing": "backup.not_found",
        "spoilt": "store.damaged",
        "no slots": "backup.no_slots",
        "wrong passphrase": "keys.wrong_passphrase",
    }
    with pytest.raises(KnownError) as caught:
        service.prepare_restore(session(), info.path, passphrase="another one" if fault == "wrong passphrase" else None)
    assert caught.value.code == expected[fault]
    assert not is_prepared(folders.store)
