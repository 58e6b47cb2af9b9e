"""`backup`: copy this station's encrypted store and check the copy; a running station goes on."""

import argparse
import sys
from pathlib import Path

from app.backups import BackupService
from app.bootstrap import Ports, ask_for_key
from app.commands.restore import open_typed
from app.kernel.actor import PROGRAM
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders, station_folders
from app.security.keys.asking import ask_for_secret
from app.security.keys.slots import KeySlots
from app.store.backup import MANUAL, backups_in
from app.store.checking import check_file
from app.store.files import slots_of
from app.store.opening import open_store


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "backup",
        description="Copy the encrypted store, read every page of the copy again, and lay the key slots beside it.",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--to", type=Path, metavar="FOLDER", help="where to (default: the station's own backups)")
    what.add_argument(
        "--drill",
        nargs="?",
        type=Path,
        const=Path(),
        metavar="FILE",
        help="copy nothing: open the newest backup, or FILE, by its passphrase or printed code, check it, note the day",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print where the copy lies and what it holds. The key: silently, PLANTAO_PASSPHRASE_FILE, or a prompt."""
    folders, ports = station_folders(), Ports()
    key = ask_for_key(folders, ports)
    store = open_store(folders.store, key, ports.clock, ports.made_ids())
    service = BackupService(store, key, folders)
    try:
        if arguments.drill is not None:
            return _drill(service, arguments.drill, folders, ports)
        info = service.create_as(PROGRAM, arguments.to, MANUAL, _show)
    finally:
        store.close()
    print(f"{info.path} ({info.size:,} bytes), keys beside it: {slots_of(info.path).name}")
    if info.content is not None:
        print(f"checked: {info.content.changes} changes, {info.content.audit_rows} audit rows")
        if info.content.audit_broken_at is not None:
            print(f"WARNING: the audit chain does not hold from row {info.content.audit_broken_at} on", file=sys.stderr)
    return 0


def _drill(service: BackupService, wanted: Path, folders: StationFolders, ports: Ports) -> int:
    """Without key ring and key file, which may be gone on the day: by what a person types alone."""
    backup = wanted if wanted != Path() else next((one.path for one in backups_in(folders.backups)), wanted)
    if not backup.is_file():
        raise KnownError("backup.not_found", path=str(backup if backup != Path() else folders.backups))
    if not slots_of(backup).exists():
        raise KnownError("backup.no_slots", path=str(slots_of(backup)))
    slots = KeySlots(slots_of(backup), ports.clock, ports.made_ids())
    key = open_typed(slots, ask_for_secret("Passphrase or recovery code of the backup: "))
    content = check_file(backup, key)
    print(f"{backup.name} opens: {content.changes} changes, {content.audit_rows} audit rows")
    if content.audit_broken_at is not None:
        print(f"WARNING: the audit chain does not hold from row {content.audit_broken_at} on", file=sys.stderr)
    service.note_drill(PROGRAM, backup, content)
    return 0


def _show(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {total} pages", end="\n" if done == total else "", file=sys.stderr, flush=True)
