"""The ways to the store's key: add one, open with one, remove one.

The key itself is given to every method that wraps it and is kept nowhere in this object.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.kernel.clock import Clock, to_text
from app.kernel.errors import KnownError
from app.kernel.ids import Ids
from app.security.keys import passphrase, recovery, slot_file
from app.security.keys.keyfile import places, read_key_file, write_key_file
from app.security.keys.keyring import SystemKeyring
from app.security.keys.passphrase import PassphraseCost
from app.security.keys.slot_file import Slot, SlotFile
from app.security.keys.wrapping import new_store_key, unwrap, wrap

PERSONAL_KINDS = frozenset({"passphrase", "recovery"})
"""Slots that a person can use on any machine; the last of them is never removed."""


@dataclass(frozen=True)
class Unlocking:
    """The key, or None where no slot opened, and what went wrong with the slots that were tried before."""

    key: bytes | None = field(repr=False)
    kind: str | None
    notes: tuple[KnownError, ...] = ()


class KeySlots:
    """The slots file of one store. Reads the file anew at every call, so that several processes may use it.

    Any method raises KnownError keys.file_missing(path), keys.file_damaged(path) or keys.file_newer(…).
    """

    def __init__(
        self,
        path: Path,
        clock: Clock,
        ids: Ids,
        keyring: SystemKeyring | None = None,
        cost: PassphraseCost = PassphraseCost(),  # noqa: B008 - frozen
    ) -> None:
        self.path = path
        self._clock = clock
        self._ids = ids
        self._keyring = keyring or SystemKeyring()
        self._cost = cost
        self._made_here = False

    def create(self) -> None:
        """Start a file without slots; KnownError keys.file_exists where there is one (its key may be the only one)."""
        if self.path.exists() or slot_file.copy_of(self.path).exists():
            raise KnownError("keys.file_exists", path=str(self.path))
        slot_file.save(self.path, SlotFile(self._ids.new(), ()))
        self._made_here = True

    def slots(self) -> tuple[Slot, ...]:
        """Every slot, in the order in which they were added; nothing in them is secret."""
        return self._content().slots

    def add_passphrase(self, key: bytes, text: str) -> str:
        """Add a passphrase; returns the slot's id. KnownError keys.passphrase_too_short(least)."""
        passphrase.check_passphrase(text)
        salt = passphrase.new_salt()
        wrapping_key = passphrase.wrapping_key(text, salt, self._cost)
        parameters: dict[str, str | int] = {
            "salt": salt.hex(),
            "memory_kib": self._cost.memory_kib,
            "passes": self._cost.passes,
            "lanes": self._cost.lanes,
        }
        return self._add(key, "passphrase", wrapping_key, parameters)

    def add_recovery_code(self, key: bytes) -> str:
        """Make the code to print, in the place of any earlier one; the file never learns it."""
        code, salt = recovery.new_code(), passphrase.new_salt()
        wrapping_key = recovery.wrapping_key(recovery.secret_of(code), salt)
        self._add(key, "recovery", wrapping_key, {"salt": salt.hex()}, instead_of="recovery")
        return code

    def add_keyring(self, key: bytes) -> str:
        """Let this desktop's keyring open the store. KnownError keys.keyring_missing, _timeout, _failed."""
        wrapping_key, slot_id = new_store_key(), self._ids.new()
        name = f"{self._content().store_id}/{slot_id}"
        self._keyring.write(name, wrapping_key.hex())
        return self._add(key, "keyring", wrapping_key, {"name": name}, slot_id=slot_id)

    def add_key_file(self, key: bytes, path: Path) -> str:
        """Write a key file for a machine without a desktop. KnownError keys.key_file_exists, _unwritable."""
        wrapping_key = new_store_key()
        self._content()
        write_key_file(path, wrapping_key)
        return self._add(key, "key_file", wrapping_key, {"path": str(path.absolute())})

    def remove(self, slot_id: str) -> None:
        """Remove one slot. KnownError keys.last_slot (nobody could open the store any more), keys.no_such_slot."""
        content = self._content()
        removed = next((slot for slot in content.slots if slot.id == slot_id), None)
        if removed is None:
            raise KnownError("keys.no_such_slot")
        left = tuple(slot for slot in content.slots if slot.id != slot_id)
        if not any(slot.kind in PERSONAL_KINDS for slot in left):
            raise KnownError("keys.last_slot")
        slot_file.save(self.path, replace(content, slots=left))
        if removed.kind == "keyring":
            self._forget(removed)

    def abandon(self) -> None:
        """Undo this object's own `create` and what followed, for a store that could not be made.

        A file that was there before is never touched: it may hold the only way to somebody's records.
        """
        if self._made_here:
            self.discard_all()

    def discard_all(self) -> None:
        """Take every way to the key away, for a store that was never handed to anybody and is thrown away with it."""
        content = self._content()
        for slot in content.slots:
            if slot.kind == "keyring":
                self._forget(slot)
            elif slot.kind == "key_file":
                Path(str(slot.parameters["path"])).unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)
        slot_file.copy_of(self.path).unlink(missing_ok=True)
        self._made_here = False

    def unlock_silently(self) -> Unlocking:
        """Try the keyring, then key files; whatever fails becomes a note and the next slot is tried."""
        loaded = slot_file.load(self.path)
        notes: list[KnownError] = []
        if loaded.from_copy:
            notes.append(KnownError("keys.copy_used", path=str(self.path)))
        tries: tuple[tuple[str, Callable[[SlotFile, Slot], bytes | None]], ...] = (
            ("keyring", self._try_keyring),
            ("key_file", self._try_key_file),
        )
        for kind, attempt in tries:
            for slot in reversed([one for one in loaded.content.slots if one.kind == kind]):
                try:
                    key = attempt(loaded.content, slot)
                except KnownError as problem:
                    notes.append(problem)
                    if problem.code in ("keys.keyring_timeout", "keys.keyring_missing"):
                        break  # it will not answer for the next slot either
                else:
                    if key is not None:
                        return Unlocking(key, kind, tuple(notes))
                    notes.append(KnownError(f"keys.{kind}_changed"))
        return Unlocking(None, None, tuple(notes))

    def unlock_with_passphrase(self, text: str) -> bytes:
        """The store's key. KnownError keys.wrong_passphrase, keys.no_slot_left(kind)."""
        content = self._content()
        for slot in self._of_kind(content, "passphrase"):
            values = slot.parameters
            cost = PassphraseCost(int(values["memory_kib"]), int(values["passes"]), int(values["lanes"]))
            if not cost.is_sensible():
                raise KnownError("keys.file_damaged", path=str(self.path))
            wrapping_key = passphrase.wrapping_key(text, bytes.fromhex(str(values["salt"])), cost)
            key = unwrap(wrapping_key, slot.wrapped, content.binding(slot.kind, slot.id))
            if key is not None:
                return key
        raise KnownError("keys.wrong_passphrase")

    def unlock_with_recovery_code(self, typed: str) -> bytes:
        """The store's key.

        Raises KnownError keys.recovery_code_typo(group), keys.recovery_code_length(symbols, expected),
        keys.wrong_recovery_code (well typed, but of another store or an earlier one), keys.no_slot_left(kind).
        """
        content = self._content()
        slots = self._of_kind(content, "recovery")
        secret = recovery.secret_of(typed)
        for slot in slots:
            wrapping_key = recovery.wrapping_key(secret, bytes.fromhex(str(slot.parameters["salt"])))
            key = unwrap(wrapping_key, slot.wrapped, content.binding(slot.kind, slot.id))
            if key is not None:
                return key
        raise KnownError("keys.wrong_recovery_code")

    def _content(self) -> SlotFile:
        return slot_file.load(self.path).content

    def _of_kind(self, content: SlotFile, kind: str) -> tuple[Slot, ...]:
        found = tuple(slot for slot in content.slots if slot.kind == kind)
        if not found:
            raise KnownError("keys.no_slot_left", kind=kind)
        return found

    def _add(
        self,
        key: bytes,
        kind: str,
        wrapping_key: bytes,
        parameters: dict[str, str | int],
        *,
        slot_id: str | None = None,
        instead_of: str | None = None,
    ) -> str:
        content = self._content()
        slot_id = slot_id or self._ids.new()
        wrapped = wrap(wrapping_key, key, content.binding(kind, slot_id))
        created_at = to_text(self._clock.now())
        slot = Slot(slot_id, kind, created_at, "", wrapped.nonce.hex(), wrapped.sealed.hex(), parameters)
        kept = tuple(one for one in content.slots if one.kind != instead_of)
        slot_file.save(self.path, replace(content, slots=(*kept, slot)))
        return slot_id

    def _try_keyring(self, content: SlotFile, slot: Slot) -> bytes | None:
        secret = self._keyring.read(str(slot.parameters["name"]))
        if secret is None:
            raise KnownError("keys.keyring_empty")
        try:
            wrapping_key = bytes.fromhex(secret)
            return unwrap(wrapping_key, slot.wrapped, content.binding(slot.kind, slot.id))
        except ValueError:  # somebody else wrote into our entry
            return None

    def _try_key_file(self, content: SlotFile, slot: Slot) -> bytes | None:
        missing = str(slot.parameters["path"])
        for path in places(missing):
            wrapping_key = read_key_file(path)
            if wrapping_key is not None:
                return unwrap(wrapping_key, slot.wrapped, content.binding(slot.kind, slot.id))
        raise KnownError("keys.key_file_missing", path=missing)

    def _forget(self, slot: Slot) -> None:
        """The slot is gone already; an entry that stays behind in the keyring opens nothing."""
        try:
            self._keyring.delete(str(slot.parameters["name"]))
        except KnownError:
            return
