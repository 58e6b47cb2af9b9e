"""`restore`: put a checked backup in the place of this station's store; the replaced store is kept."""

import argparse
import sys
from pathlib import Path

from app.bootstrap import Ports
from app.kernel.actor import PROGRAM
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders, station_folders
from app.security.keys.asking import ask_for_secret
from app.security.keys.slots import KeySlots
from app.store.files import slots_of
from app.store.locks import is_open
from app.store.restoring import PATIENCE_SECONDS, finish_restore, prepare_restore


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "restore",
        description="Check a backup with its own key and put it in the place of the store. The replaced store is kept "
        "in the folder 'replaced'. Close the station first.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="plantao-….db, with its .keys.json beside it")
    parser.add_argument("--yes", action="store_true", help="do not ask before replacing")


def run(arguments: argparse.Namespace) -> int:
    """Check first, ask, then replace. The key: silently, PLANTAO_PASSPHRASE_FILE, or a prompt."""
    folders, ports = station_folders(), Ports()
    if not arguments.file.is_file():
        raise KnownError("backup.not_found", path=str(arguments.file))
    finish_restore(folders.store, folders.key_slots)
    if is_open(folders.store):
        raise KnownError("store.in_use", path=str(folders.store))
    if not arguments.yes and not _confirmed(folders):
        raise KnownError("backup.not_confirmed")
    key = _key_of(arguments.file, ports)
    ids = ports.made_ids()
    plan = prepare_restore(arguments.file, key, folders.store, folders.key_slots, ports.clock, ids, PROGRAM)
    finish_restore(folders.store, folders.key_slots, PATIENCE_SECONDS)
    print(f"restored: {plan.content.changes} changes, {plan.content.audit_rows} audit rows")
    if plan.replaced.exists():
        print(f"what was replaced is kept in {plan.replaced}")
    if plan.content.audit_broken_at is not None:
        print(f"WARNING: the audit chain does not hold from row {plan.content.audit_broken_at} on", file=sys.stderr)
    return 0


def _confirmed(folders: StationFolders) -> bool:
    if not folders.store.exists():
        return True
    if not sys.stdin.isatty():
        return False
    return input(f"Replace {folders.store}? It will be kept aside. Type yes: ").strip().lower() in ("yes", "sim")


def _key_of(backup: Path, ports: Ports) -> bytes:
    """The backup's own slots; a passphrase, or the printed recovery code, typed at the same prompt."""
    if not slots_of(backup).exists():
        raise KnownError("backup.no_slots", path=str(slots_of(backup)))
    slots = KeySlots(slots_of(backup), ports.clock, ports.made_ids(), ports.keyring)
    silent = slots.unlock_silently()
    if silent.key is not None:
        return silent.key
    return open_typed(slots, ask_for_secret("Passphrase or recovery code of the backup: "))


def open_typed(slots: KeySlots, typed: str) -> bytes:
    """The key by what a person has typed. The passphrase is tried first; what is written like a code (groups with
    dashes) is read as the code."""
    try:
        return slots.unlock_with_passphrase(typed)
    except KnownError as error:
        if error.code == "keys.no_slot_left" or typed.count("-") >= 3:
            return slots.unlock_with_recovery_code(typed)
        raise
