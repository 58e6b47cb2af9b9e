"""The keys of an open station, for the administrator: list, add, replace, remove; each step is audited."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.kernel.clock import from_text
from app.security.keys.slots import PERSONAL_KINDS, KeySlots
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store


@dataclass(frozen=True)
class SlotView:
    """One way to open the store; `kind` is keyring, passphrase, recovery or key_file."""

    id: str
    kind: str
    created_at: datetime
    usable_by_person: bool


class KeyService:
    """Needs the open store's key to wrap it anew; keeps it out of `repr`."""

    def __init__(self, store: Store, slots: KeySlots, key: bytes) -> None:
        self._store = store
        self._slots = slots
        self._key = key

    def list(self, session: Session) -> tuple[SlotView, ...]:
        """Every slot, oldest first."""
        require(session, Action.MANAGE_KEYS)
        return tuple(
            SlotView(slot.id, slot.kind, from_text(slot.created_at), slot.kind in PERSONAL_KINDS)
            for slot in self._slots.slots()
        )

    def add_passphrase(self, session: Session, text: str) -> str:
        """Add a passphrase; returns the slot's id. KnownError keys.passphrase_too_short(least)."""
        require(session, Action.MANAGE_KEYS)
        slot_id = self._slots.add_passphrase(self._key, text)
        self._audit(session, "key_slot_added", slot_id, "passphrase")
        return slot_id

    def replace_recovery_code(self, session: Session) -> str:
        """The new code to print; the one before opens nothing any more (backups made before keep theirs)."""
        require(session, Action.MANAGE_KEYS)
        code = self._slots.add_recovery_code(self._key)
        self._audit(session, "key_slot_replaced", "-", "recovery")
        return code

    def add_keyring(self, session: Session) -> str:
        """Let this desktop open the store by itself. KnownError keys.keyring_missing, _timeout, _failed."""
        require(session, Action.MANAGE_KEYS)
        slot_id = self._slots.add_keyring(self._key)
        self._audit(session, "key_slot_added", slot_id, "keyring")
        return slot_id

    def add_key_file(self, session: Session, path: Path) -> str:
        """Write a key file for a machine without a desktop. KnownError keys.key_file_exists, _unwritable."""
        require(session, Action.MANAGE_KEYS)
        slot_id = self._slots.add_key_file(self._key, path)
        self._audit(session, "key_slot_added", slot_id, "key_file")
        return slot_id

    def remove(self, session: Session, slot_id: str) -> None:
        """Remove one slot. KnownError keys.last_slot: nobody could open the store any more."""
        require(session, Action.MANAGE_KEYS)
        kind = next((slot.kind for slot in self._slots.slots() if slot.id == slot_id), "")
        self._slots.remove(slot_id)
        self._audit(session, "key_slot_removed", slot_id, kind)

    def _audit(self, session: Session, action: str, slot_id: str, kind: str) -> None:
        with self._store.write(session.actor) as writing:
            writing.audit(action, "key_slot", slot_id, kind=kind)
