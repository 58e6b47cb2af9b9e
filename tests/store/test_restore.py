"""A restore deletes nothing and is finished by the next start after a power cut."""

import contextlib
from pathlib import Path

import pytest
from sqlalchemy import select

from app.backups import BackupService
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.kernel.ids import SeededIds
from app.security.keys.slots import KeySlots
from app.store import audit_chain, restoring
from app.store.checking import check_file
from app.store.files import remove_store_files, slots_of
from app.store.opening import create_store, open_store
from app.store.restoring import finish_restore, is_prepared, prepare_restore
from app.store.store import Store
from app.store.tables import change_log
from tests.store.kept import CHEAP, PASSPHRASE, facts_in, record, session
from tests.store.rows import NURSE
from tests.store_fixtures import TEST_KEY


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


def test_a_restore_of_the_same_station_keeps_its_present_key_slots(
    service: BackupService, filled: Store, folders: StationFolders, slots: KeySlots
) -> None:
    info = service.create(session())
    slots.add_passphrase(TEST_KEY, "a newer passphrase")
    service.prepare_restore(session(), info.path)
    filled.close()
    finish_restore(folders.store, folders.key_slots)
    assert slots.unlock_with_passphrase("a newer passphrase") == TEST_KEY


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
