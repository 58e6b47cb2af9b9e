"""The file of key slots: JSON with a check sum, written atomically, kept twice.

The second file (`.bak`) has the same content, not the one before: a slot that was removed must not live on in it.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from app.kernel.canonical import canonical_json, sha256_hex
from app.kernel.errors import KnownError
from app.security.keys.wrapping import Wrapped
from app.store.faults import explained_with_files
from app.store.files import replace_atomically

FORMAT = "plantao-key-slots"
VERSION = 1
KINDS = ("keyring", "passphrase", "recovery", "key_file")


@dataclass(frozen=True)
class Slot:
    """One way to the key; `parameters` are what its kind needs to derive the wrapping key (no secret)."""

    id: str
    kind: str
    created_at: str
    label: str
    nonce: str
    sealed: str
    parameters: dict[str, str | int] = field(default_factory=dict)

    @property
    def wrapped(self) -> Wrapped:
        """The sealed key."""
        return Wrapped(bytes.fromhex(self.nonce), bytes.fromhex(self.sealed))


@dataclass(frozen=True)
class SlotFile:
    """All slots of one store; `store_id` binds them together."""

    store_id: str
    slots: tuple[Slot, ...]

    def binding(self, kind: str, slot_id: str) -> str:
        """What a wrapped key of this file is bound to."""
        return f"plantao/{self.store_id}/{kind}/{slot_id}"


@dataclass(frozen=True)
class LoadedSlots:
    """What was read; `from_copy` when the file itself was missing or damaged and its second copy served."""

    content: SlotFile
    from_copy: bool


def copy_of(path: Path) -> Path:
    """The second file."""
    return path.with_name(path.name + ".bak")


def load(path: Path) -> LoadedSlots:
    """Read the slots; nothing is written.

    Raises KnownError keys.file_missing(path), keys.file_damaged(path), keys.file_newer(path, file, program).
    """
    first = _read(path)
    if first is not None:
        return LoadedSlots(first, from_copy=False)
    second = _read(copy_of(path))
    if second is not None:
        return LoadedSlots(second, from_copy=True)
    exists = path.exists() or copy_of(path).exists()
    raise KnownError("keys.file_damaged" if exists else "keys.file_missing", path=str(path))


def save(path: Path, content: SlotFile) -> None:
    """Write both files, one after the other: at each instant one of them is whole.

    A damaged file is put aside first, never overwritten. Raises KnownError store.disk_full, store.read_only, …
    """
    body: dict[str, object] = {
        "format": FORMAT,
        "version": VERSION,
        "store_id": content.store_id,
        "slots": [asdict(slot) for slot in content.slots],
    }
    whole = {**body, "sha256": sha256_hex(canonical_json(body))}
    text = json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
    with explained_with_files(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        for one in (path, copy_of(path)):
            if one.exists() and _read(one) is None:
                one.rename(_free_name(one))
            replace_atomically(one, text.encode())


def _free_name(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    return aside


def _read(path: Path) -> SlotFile | None:
    """The content of one file, or None where it is missing or damaged."""
    try:
        whole = json.loads(path.read_bytes())
        if whole["format"] == FORMAT and whole["version"] > VERSION:
            raise KnownError("keys.file_newer", path=str(path), file=whole["version"], program=VERSION)
        body = {name: whole[name] for name in ("format", "version", "store_id", "slots")}
        if whole["sha256"] != sha256_hex(canonical_json(body)) or whole["format"] != FORMAT:
            return None
        slots = tuple(Slot(**one) for one in whole["slots"])
        if any(slot.kind not in KINDS for slot in slots):
            return None
        return SlotFile(str(whole["store_id"]), slots)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
