"""A damaged slots file is never overwritten, and its second copy serves."""

import copy
import json
import os
from pathlib import Path

import pytest

from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.security.keys import slot_file
from app.security.keys.slots import KeySlots
from tests.security.keys.ways import PASSPHRASE, code_of


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
