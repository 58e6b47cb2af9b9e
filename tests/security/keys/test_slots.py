"""Every way to the key opens, no way is lost by accident, and no secret is ever shown."""

import copy
import json
import os
import stat
import threading
import traceback
from pathlib import Path

import keyring.backend
import keyring.backends.null
import pytest
from keyring.errors import PasswordDeleteError

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.security.keys import slot_file
from app.security.keys.keyring import Backend, SystemKeyring, backend_name
from app.security.keys.passphrase import PassphraseCost
from app.security.keys.service import KeyService
from app.security.keys.slots import KeySlots
from app.security.keys.wrapping import new_store_key
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.store import Store

PASSPHRASE = "quatro palavras bem compridas"
CHEAP = PassphraseCost(memory_kib=8192, passes=1)


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring that forgets when the test ends."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library's own constructor has no annotations
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError(username)
        del self.kept[service, username]


class HangingKeyring(MemoryKeyring):
    """A message bus that never answers."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.let_go.wait(30)
        return None


class FailingKeyring(MemoryKeyring):
    """A desktop that refuses, and is so kind as to repeat the secret."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"refused: {password}")


class ForgetfulKeyring(MemoryKeyring):
    """One that says yes and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        return


def port(backend: Backend, timeout: float = 5.0) -> SystemKeyring:
    return SystemKeyring(lambda: backend, frozenset({backend_name(backend)}), timeout)


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


def again(slots: KeySlots, backend: Backend | None = None) -> KeySlots:
    """The same file as another process sees it, perhaps on another desktop."""
    clock = FakeClock()
    return KeySlots(slots.path, clock, SeededIds(clock, 2), port(backend) if backend else None, CHEAP)


def code_of(call: object, *arguments: object) -> str:
    with pytest.raises(KnownError) as caught:
        call(*arguments)  # type: ignore[operator]  # a bound method of the test
    return caught.value.code


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


@pytest.mark.parametrize(
    ("spoil", "note"),
    [
        ("clear", "keys.keyring_empty"),
        ("other key", "keys.keyring_changed"),
        ("rubbish", "keys.keyring_changed"),
    ],
)
def test_a_keyring_that_lost_or_changed_its_entry_leaves_the_way_to_the_next_slot(
    slots: KeySlots, key: bytes, memory: MemoryKeyring, tmp_path: Path, spoil: str, note: str
) -> None:
    slots.add_key_file(key, tmp_path / "station.key")
    slots.add_keyring(key)
    (entry,) = memory.kept
    if spoil == "clear":
        memory.kept.clear()
    else:
        memory.kept[entry] = new_store_key().hex() if spoil == "other key" else "rubbish"
    opened = again(slots, memory).unlock_silently()
    assert (opened.key, opened.kind) == (key, "key_file")
    assert [one.code for one in opened.notes] == [note]


def test_a_hanging_keyring_does_not_hang_the_station(slots: KeySlots, key: bytes) -> None:
    slots.add_keyring(key)
    hanging = HangingKeyring()
    clock = FakeClock()
    try:
        other = KeySlots(slots.path, clock, SeededIds(clock, 1), port(hanging, timeout=0.05), CHEAP)
        opened = other.unlock_silently()
        assert opened.key is None
        assert [one.code for one in opened.notes] == ["keys.keyring_timeout"]
        problem = port(hanging, timeout=0.05).probe().problem
        assert problem is not None
        assert problem.code == "keys.keyring_timeout"
    finally:
        hanging.let_go.set()


def test_a_back_end_outside_the_list_is_never_used(slots: KeySlots, key: bytes) -> None:
    stranger = MemoryKeyring()
    stranger_port = SystemKeyring(lambda: stranger)
    assert code_of(stranger_port.write, "name", "secret") == "keys.keyring_missing"
    assert stranger.kept == {}
    null = SystemKeyring(keyring.backends.null.Keyring).probe()
    assert null.problem is not None
    assert (null.problem.code, null.backend) == ("keys.keyring_missing", "keyring.backends.null.Keyring")


def test_an_allowed_back_end_is_found_inside_a_chain() -> None:
    class Chain:
        def __init__(self, *backends: Backend) -> None:
            self.backends = backends

    stranger, trusted = ForgetfulKeyring(), MemoryKeyring()
    chained = SystemKeyring(lambda: Chain(stranger, trusted), frozenset({backend_name(trusted)}))  # type: ignore[arg-type, return-value]  # the library's chain answers like a back end
    chained.write("name", "secret")
    assert chained.read("name") == "secret"
    chained.delete("name")
    chained.delete("name")
    assert trusted.kept == {}
    assert chained.probe().problem is None


@pytest.mark.parametrize("kind", [FailingKeyring, ForgetfulKeyring])
def test_a_keyring_that_does_not_keep_the_secret_adds_no_slot(
    path: Path, fake_clock: FakeClock, key: bytes, kind: type[MemoryKeyring]
) -> None:
    slots = KeySlots(path, fake_clock, SeededIds(fake_clock, 1), port(kind()), CHEAP)
    slots.create()
    assert code_of(slots.add_keyring, key) == "keys.keyring_failed"
    assert slots.slots() == ()


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


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "other", "missing"])
def test_a_damaged_file_is_read_from_its_second_copy_and_never_overwritten(
    slots: KeySlots, key: bytes, damage: str
) -> None:
    slots.add_passphrase(key, PASSPHRASE)
    spoil(slots.path, damage)
    before = slots.path.read_bytes() if slots.path.exists() else None
    assert slots.unlock_with_passphrase(PASSPHRASE) == key
    assert [one.code for one in slots.unlock_silently().notes] == ["keys.copy_used"]
    assert (slots.path.read_bytes() if slots.path.exists() else None) == before
    slots.add_recovery_code(key)
    assert slots.unlock_silently().notes == ()
    aside = list(slots.path.parent.glob("*.damaged-1"))
    assert [one.read_bytes() for one in aside] == ([] if before is None else [before])
    assert slots.unlock_with_passphrase(PASSPHRASE) == key


def spoil(path: Path, damage: str) -> None:
    text = path.read_text()
    if damage == "cut":
        path.write_text(text[: len(text) // 2])
    elif damage == "flipped":
        document = json.loads(text)
        sealed = document["slots"][0]["sealed"]
        document["slots"][0]["sealed"] = ("0" if sealed[0] != "0" else "1") + sealed[1:]
        path.write_text(json.dumps(document))
    elif damage == "empty":
        path.write_text("")
    elif damage == "other":
        path.write_text('{"something": "else"}')
    else:
        path.unlink()


def test_both_files_damaged_is_told_and_nothing_is_written(slots: KeySlots, key: bytes) -> None:
    slots.add_passphrase(key, PASSPHRASE)
    for one in (slots.path, slot_file.copy_of(slots.path)):
        spoil(one, "flipped")
    before = {one.name: one.read_bytes() for one in slots.path.parent.iterdir()}
    assert code_of(slots.unlock_with_passphrase, PASSPHRASE) == "keys.file_damaged"
    assert code_of(slots.add_passphrase, key, PASSPHRASE) == "keys.file_damaged"
    assert code_of(slots.create) == "keys.file_exists"
    assert {one.name: one.read_bytes() for one in slots.path.parent.iterdir()} == before


def test_a_missing_file_is_told(path: Path, fake_clock: FakeClock) -> None:
    slots = KeySlots(path, fake_clock, SeededIds(fake_clock, 1))
    assert code_of(slots.unlock_silently) == "keys.file_missing"


def test_a_file_of_a_later_program_is_refused(slots: KeySlots) -> None:
    document = json.loads(slots.path.read_text())
    slots.path.write_text(json.dumps({**document, "version": 2}))
    assert code_of(slots.slots) == "keys.file_newer"


def test_a_write_that_fails_leaves_the_old_file_whole(
    slots: KeySlots, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots.add_passphrase(key, PASSPHRASE)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert code_of(slots.add_recovery_code, key) == "store.disk_full"
    assert slots.unlock_with_passphrase(PASSPHRASE) == key
    assert sorted(one.name for one in slots.path.parent.iterdir()) == [slots.path.name, slots.path.name + ".bak"]


def test_a_forged_cost_does_not_take_the_machine_down(slots: KeySlots, key: bytes) -> None:
    slots.add_passphrase(key, PASSPHRASE)
    content = copy.deepcopy(slot_file.load(slots.path).content)
    content.slots[0].parameters["memory_kib"] = 2**31
    slot_file.save(slots.path, content)
    assert code_of(slots.unlock_with_passphrase, PASSPHRASE) == "keys.file_damaged"


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
