"""The composition root: the one place where services are made and given to each other.

Only `main.py`, the commands and the tests come here. Every port (clock, identifiers, keyring, cost of passwords) can
be replaced through `Ports`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.bootstrap.ports import Ports, key_slots
from app.bootstrap.services import make_station
from app.kernel.actor import PROGRAM
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.policy.applying import follow
from app.privacy.recordings import WardRecordings
from app.security.account_model import NewAccount
from app.security.accounts import AccountService
from app.security.keys.asking import ask_for_secret
from app.security.keys.slots import KeySlots, Unlocking
from app.security.keys.wrapping import new_store_key
from app.settings import StationProfile, validate_profile, write_profile
from app.station import Station
from app.store.backup import backups_in
from app.store.files import remove_store_files, slots_of
from app.store.opening import create_store, open_store
from app.store.restoring import PATIENCE_SECONDS, finish_restore, prepare_restore
from app.store.store import Store
from app.support.hardening import keep_memory_private

__all__ = [
    "CreatedStation",
    "FirstStart",
    "Ports",
    "ask_for_key",
    "backups_of",
    "create_station",
    "key_slots",
    "open_station",
    "open_store_for_command",
    "open_with_recordings",
    "restore_station",
    "unlock_silently",
]


@dataclass(frozen=True)
class FirstStart:
    """What the wizard has asked. The recovery code is always made; the other ways to the key are chosen."""

    profile: StationProfile
    administrator: NewAccount
    use_keyring: bool = False
    passphrase: str | None = field(default=None, repr=False)
    key_file: Path | None = None
    password_for_once: bool = False
    """Whether the administrator did not choose the password, and must at the first sign-in."""


@dataclass(frozen=True)
class CreatedStation:
    """A new station and the code that must be printed now: nobody can show it again."""

    station: Station
    recovery_code: str = field(repr=False)


def unlock_silently(folders: StationFolders, ports: Ports) -> Unlocking:
    """The key without asking anybody, where a keyring or a key file gives it."""
    keep_memory_private()
    finish_restore(folders.store, folders.key_slots)
    return key_slots(folders, ports).unlock_silently()


def create_station(folders: StationFolders, first: FirstStart, ports: Ports) -> CreatedStation:
    """Make keys, store, profile and administrator; what fails half-way leaves neither store nor keys behind.

    Raises KnownError store.already_exists, keys.file_exists, settings.*, access.*, store.read_only, store.disk_full, …
    """
    keep_memory_private()
    validate_profile(first.profile)
    if folders.store.exists():
        raise KnownError("store.already_exists", path=str(folders.store))
    folders.home.mkdir(parents=True, exist_ok=True)
    slots = key_slots(folders, ports)
    slots.create()
    try:
        key = new_store_key()
        code = _add_slots(slots, key, first)
        store = create_store(folders.store, key, ports.clock, ports.made_ids())
        try:
            with store.write(PROGRAM) as writing:
                write_profile(writing, first.profile)
            AccountService(store, ports.passwords).create_first_administrator(
                first.administrator, for_once=first.password_for_once
            )
        except BaseException:
            store.close()
            remove_store_files(folders.store)
            raise
    except BaseException:
        slots.abandon()
        raise
    return CreatedStation(make_station(store, folders, key, ports), code)


def open_station(folders: StationFolders, key: bytes, ports: Ports) -> Station:
    """Open an existing station. Raises the KnownErrors of `app.store.opening.open_store`."""
    store = open_store(folders.store, key, ports.clock, ports.made_ids())
    if ports.policy is not None:
        follow(store, ports.policy)
    return make_station(store, folders, key, ports)


def open_store_for_command(folders: StationFolders, ports: Ports | None = None) -> Store:
    """The store for a command: its key silently, else by the passphrase from PLANTAO_PASSPHRASE_FILE or typed."""
    ports = ports or Ports()
    return open_store(folders.store, ask_for_key(folders, ports), ports.clock, ports.made_ids())


def open_with_recordings(folders: StationFolders, ports: Ports | None = None) -> tuple[Store, WardRecordings]:
    """The same, with what the ward of this station recorded."""
    ports = ports or Ports()
    key = ask_for_key(folders, ports)
    store = open_store(folders.store, key, ports.clock, ports.made_ids())
    return store, WardRecordings(folders.recordings, key)


def ask_for_key(folders: StationFolders, ports: Ports) -> bytes:
    """The key without a window; a secret is never taken from the command line, where others could read it."""
    keep_memory_private()
    finish_restore(folders.store, folders.key_slots)
    if not folders.store.exists():
        raise KnownError("store.missing", path=str(folders.store))
    slots = key_slots(folders, ports)
    unlocking = slots.unlock_silently()
    if unlocking.key is not None:
        return unlocking.key
    try:
        passphrase = ask_for_secret("Passphrase: ")
    except KnownError as nobody_to_ask:
        # A machine without a desktop has a key file: what is the matter with it is what somebody can put right.
        of_file = (note for note in unlocking.notes if note.code.startswith("keys.key_file"))
        raise next(of_file, nobody_to_ask) from None
    return slots.unlock_with_passphrase(passphrase)


def backups_of(folders: StationFolders) -> tuple[tuple[Path, datetime], ...]:
    """(file, when it was made) of every backup beside this station, newest first; nothing is opened."""
    return tuple((one.path, one.made_at) for one in backups_in(folders.backups))


def restore_station(folders: StationFolders, backup: Path, secret: str, ports: Ports) -> Station:
    """Put a backup in the place of the store, which is kept aside whole, and open it.

    `secret`: passphrase or recovery code of the backup's time; empty tries keyring and key file. Raises KnownError
    keys.*, store.*, backup.*; until the backup was checked nothing has changed.
    """
    key = _key_of_backup(KeySlots(slots_of(backup), ports.clock, ports.made_ids(), ports.keyring), secret)
    prepare_restore(backup, key, folders.store, folders.key_slots, ports.clock, ports.made_ids(), PROGRAM)
    finish_restore(folders.store, folders.key_slots, PATIENCE_SECONDS)
    return open_station(folders, key, ports)


def _key_of_backup(slots: KeySlots, secret: str) -> bytes:
    if not secret:
        found = slots.unlock_silently().key
        if found is None:
            raise KnownError("keys.wrong_passphrase")
        return found
    try:
        return slots.unlock_with_passphrase(secret)
    except KnownError as not_a_passphrase:
        try:
            return slots.unlock_with_recovery_code(secret)
        except KnownError:
            raise not_a_passphrase from None


def _add_slots(slots: KeySlots, key: bytes, first: FirstStart) -> str:
    code = slots.add_recovery_code(key)
    if first.passphrase:
        slots.add_passphrase(key, first.passphrase)
    if first.use_keyring:
        slots.add_keyring(key)
    if first.key_file:
        slots.add_key_file(key, first.key_file)
    return code
