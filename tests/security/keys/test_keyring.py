"""The desktop's keyring may hang, forget or lie: the station goes on to the next way in."""

from pathlib import Path

import keyring.backend
import keyring.backends.null
import pytest

from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.security.keys.keyring import Backend, SystemKeyring, backend_name
from app.security.keys.slots import KeySlots
from app.security.keys.wrapping import new_store_key
from tests.security.keys.ways import (
    CHEAP,
    FailingKeyring,
    ForgetfulKeyring,
    HangingKeyring,
    MemoryKeyring,
    again,
    code_of,
    port,
)


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


@pytest.mark.parametrize("kind", [FailingKeyring, ForgetfulKeyring])
def test_a_keyring_that_does_not_keep_the_secret_adds_no_slot(
    path: Path, fake_clock: FakeClock, key: bytes, kind: type[MemoryKeyring]
) -> None:
    slots = KeySlots(path, fake_clock, SeededIds(fake_clock, 1), port(kind()), CHEAP)
    slots.create()
    assert code_of(slots.add_keyring, key) == "keys.keyring_failed"
    assert slots.slots() == ()


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
