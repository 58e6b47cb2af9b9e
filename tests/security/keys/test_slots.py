"""Every way to the key opens, no way is lost by accident, and no secret is ever shown."""

import os
import stat
import traceback
from pathlib import Path

import pytest

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.security.keys import slot_file
from app.security.keys.service import KeyService
from app.security.keys.slots import KeySlots
from app.security.keys.wrapping import new_store_key
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.store import Store
from tests.security.keys.ways import CHEAP, PASSPHRASE, FailingKeyring, MemoryKeyring, again, code_of, port


def test_each_way_opens_after_a_restart(slots: KeySlots, key: bytes, memory: MemoryKeyring, tmp_path: Path) -> None:
    slots.add_passphrase(key, PASSPHRASE)
    recovery_code = slots.add_recovery_code(key)
    assert again(slots).unlock_with_passphrase(PASSPHRASE) == key
    assert again(slots).unlock_with_recovery_code(recovery_code.lower()) == key
    assert again(slots).unlock_silently().key is None
    slots.add_key_file(key, tmp_path / "station.key")
    assert again(slots).unlock_silently().key == key
    slots.add_keyring(key)
    opened = again(slots, memory).unlock_silently()
    assert (opened.key, opened.kind, opened.notes) == (key, "keyring", ())


def test_a_passphrase_with_accents_opens_however_they_are_typed(slots: KeySlots, key: bytes) -> None:
    slots.add_passphrase(key, "ma\u00e7\u00e3 com canela")
    assert slots.unlock_with_passphrase("mac\u0327a\u0303 com canela") == key


def test_wrong_secrets_are_told_apart(slots: KeySlots, key: bytes, tmp_path: Path) -> None:
    assert code_of(slots.unlock_with_passphrase, "anything at all") == "keys.no_slot_left"
    slots.add_passphrase(key, PASSPHRASE)
    slots.add_recovery_code(key)
    assert code_of(slots.unlock_with_passphrase, PASSPHRASE + " ") == "keys.wrong_passphrase"
    clock = FakeClock()
    other = KeySlots(tmp_path / "other.json", clock, SeededIds(clock, 3), cost=CHEAP)
    other.create()
    foreign = other.add_recovery_code(key)
    assert code_of(slots.unlock_with_recovery_code, foreign) == "keys.wrong_recovery_code"
    assert code_of(slots.unlock_with_recovery_code, "AAAAA") == "keys.recovery_code_typo"
    assert code_of(slots.add_passphrase, key, "short") == "keys.passphrase_too_short"


def test_a_new_recovery_code_makes_the_old_one_void(slots: KeySlots, key: bytes) -> None:
    old = slots.add_recovery_code(key)
    new = slots.add_recovery_code(key)
    assert code_of(slots.unlock_with_recovery_code, old) == "keys.wrong_recovery_code"
    assert slots.unlock_with_recovery_code(new) == key
    assert [slot.kind for slot in slots.slots()] == ["recovery"]


def test_the_last_way_of_a_person_is_never_removed(slots: KeySlots, key: bytes, memory: MemoryKeyring) -> None:
    passphrase_id = slots.add_passphrase(key, PASSPHRASE)
    keyring_id = slots.add_keyring(key)
    assert code_of(slots.remove, passphrase_id) == "keys.last_slot"
    slots.remove(keyring_id)
    assert memory.kept == {}
    recovery_code = slots.add_recovery_code(key)
    slots.remove(passphrase_id)
    assert code_of(slots.remove, "unknown") == "keys.no_such_slot"
    assert code_of(slots.remove, slots.slots()[0].id) == "keys.last_slot"
    assert again(slots).unlock_with_recovery_code(recovery_code) == key


def test_a_removed_passphrase_lives_on_in_no_file(slots: KeySlots, key: bytes) -> None:
    removed = slots.add_passphrase(key, PASSPHRASE)
    slots.add_recovery_code(key)
    slots.remove(removed)
    for one in slots.path.parent.iterdir():
        assert removed not in one.read_text()


def test_a_sealed_key_cannot_be_moved_to_another_slot_or_store(slots: KeySlots, key: bytes) -> None:
    slots.add_passphrase(key, PASSPHRASE)
    content = slot_file.load(slots.path).content
    moved = slot_file.SlotFile("another store", content.slots)
    slot_file.save(slots.path, moved)
    assert code_of(slots.unlock_with_passphrase, PASSPHRASE) == "keys.wrong_passphrase"


def test_no_secret_is_in_a_repr_an_error_or_a_file(slots: KeySlots, key: bytes, tmp_path: Path, store: Store) -> None:
    slots.add_passphrase(key, PASSPHRASE)
    recovery_code = slots.add_recovery_code(key)
    slots.add_key_file(key, tmp_path / "station.key")
    kept_in_keyring = new_store_key().hex()
    secrets = [key.hex(), repr(key), PASSPHRASE, recovery_code, recovery_code.replace("-", ""), kept_in_keyring]
    shown = [repr(slots), repr(slots.unlock_silently()), repr(slots.slots()), slots.path.read_text()]
    shown.append(repr(KeyService(store, slots, key)))
    mistyped = recovery_code[:-1] + ("A" if recovery_code[-1] != "A" else "B")
    failing = port(FailingKeyring())
    for attempt in (
        lambda: slots.unlock_with_passphrase(recovery_code),
        lambda: slots.unlock_with_recovery_code(mistyped),
        lambda: failing.write("name", kept_in_keyring),
    ):
        with pytest.raises(KnownError) as caught:
            attempt()
        shown.append("".join(traceback.format_exception(caught.value)))
    for text in shown:
        assert not [secret for secret in [*secrets, mistyped] if secret in text]


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_key_file_that_others_can_read_is_not_used(slots: KeySlots, key: bytes, tmp_path: Path) -> None:
    file = tmp_path / "station.key"
    slots.add_key_file(key, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    opened = slots.unlock_silently()
    assert opened.key is None
    assert [one.code for one in opened.notes] == ["keys.key_file_too_open"]
    assert code_of(slots.add_key_file, key, file) == "keys.key_file_exists"
    file.unlink()
    assert [one.code for one in slots.unlock_silently().notes] == ["keys.key_file_missing"]
    file.write_text("rubbish")
    file.chmod(0o600)
    assert [one.code for one in slots.unlock_silently().notes] == ["keys.key_file_damaged"]


def test_a_credential_of_systemd_opens(
    slots: KeySlots, key: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "station.key"
    slots.add_key_file(key, file)
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    file.rename(credentials / "plantao.key")
    (credentials / "plantao.key").chmod(0o440)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    assert slots.unlock_silently().key == key


def test_abandoning_removes_only_what_this_object_has_made(slots: KeySlots, key: bytes, tmp_path: Path) -> None:
    slots.add_passphrase(key, PASSPHRASE)
    again(slots).abandon()
    assert slots.unlock_with_passphrase(PASSPHRASE) == key
    slots.add_key_file(key, tmp_path / "station.key")
    slots.abandon()
    assert not list(tmp_path.glob("*.keys.json*")) and not (tmp_path / "station.key").exists()


def test_the_service_asks_for_the_right_and_leaves_an_audit_row(
    store: Store, slots: KeySlots, key: bytes, fake_clock: FakeClock
) -> None:
    def session(role: Role) -> Session:
        return Session("2" * 36, "Ana", "ana", role, Status.ACTIVE, "pt_BR", fake_clock.now())

    service, admin = KeyService(store, slots, key), session(Role.ADMINISTRATOR)
    recovery_code = service.replace_recovery_code(admin)
    passphrase_id = service.add_passphrase(admin, PASSPHRASE)
    service.add_keyring(admin)
    assert [view.kind for view in service.list(admin)] == ["recovery", "passphrase", "keyring"]
    service.remove(admin, passphrase_id)
    assert again(slots).unlock_with_recovery_code(recovery_code) == key
    with store.read() as connection:
        actions = connection.exec_driver_sql("select action from audit order by number").scalars().all()
    assert actions == ["key_slot_replaced", "key_slot_added", "key_slot_added", "key_slot_removed"]
    for role in set(Role) - {Role.ADMINISTRATOR}:
        assert code_of(service.list, session(role)) == "access.not_allowed"
        assert code_of(service.replace_recovery_code, session(role)) == "access.not_allowed"
