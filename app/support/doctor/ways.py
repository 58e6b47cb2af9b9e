"""The ways to the store's key that should open it without asking anybody, tried as a start of the program does."""

from collections.abc import Iterator

from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.kernel.ids import TimeOrderedIds
from app.security.keys.keyring import SystemKeyring
from app.security.keys.slots import KeySlots
from app.support.doctor.finding import Finding, Grade, shown


def ways(folders: StationFolders, keyring: SystemKeyring | None) -> Iterator[Finding]:
    """What is the matter with each that did not open; a keyring that does not answer has a finding of its own."""
    if not folders.key_slots.exists():
        return
    clock = SystemClock()
    try:
        notes = KeySlots(folders.key_slots, clock, TimeOrderedIds(clock), keyring).unlock_silently().notes
    except KnownError:
        # A file that cannot be read is told among the keys.
        return
    for note in notes:
        yield from _told(note.code.removeprefix("keys."), {"path": note.values.get("path", shown(folders.key_slots))})


def _told(code: str, place: dict[str, object]) -> Iterator[Finding]:
    if code in ("keyring_empty", "keyring_changed"):
        yield Finding("keyring", Grade.ATTENTION, "keyring_gone")
    elif code in ("key_file_missing", "key_file_changed"):
        yield Finding("keys", Grade.BAD, "key_file_gone", place)
    elif code == "key_file_too_open":
        yield Finding("keys", Grade.BAD, "key_file_open", place)
    elif code == "key_file_damaged":
        yield Finding("keys", Grade.BAD, "key_file_damaged", place)
    elif code == "copy_used":
        yield Finding("keys", Grade.ATTENTION, "keys_copy", place)
