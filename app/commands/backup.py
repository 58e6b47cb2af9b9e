"""`backup`: copy this station's encrypted store and check the copy; a running station goes on."""

import argparse
import sys
from pathlib import Path

from app.backups import BackupService
from app.bootstrap import Ports, ask_for_key
from app.kernel.actor import PROGRAM
from app.kernel.folders import station_folders
from app.store.backup import MANUAL, slots_of
from app.store.opening import open_store


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "backup",
        description="Copy the encrypted store, read every page of the copy again, and lay the key slots beside it.",
    )
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="where to (default: the station's own backups)")


def run(arguments: argparse.Namespace) -> int:
    """Print where the copy lies and what it holds. The key: silently, PLANTAO_PASSPHRASE_FILE, or a prompt."""
    folders, ports = station_folders(), Ports()
    key = ask_for_key(folders, ports)
    store = open_store(folders.store, key, ports.clock, ports.made_ids())
    try:
        info = BackupService(store, key, folders).create_as(PROGRAM, arguments.to, MANUAL, _show)
    finally:
        store.close()
    print(f"{info.path} ({info.size:,} bytes), keys beside it: {slots_of(info.path).name}")
    if info.content is not None:
        print(f"checked: {info.content.changes} changes, {info.content.audit_rows} audit rows")
        if info.content.audit_broken_at is not None:
            print(f"WARNING: the audit chain does not hold from row {info.content.audit_broken_at} on", file=sys.stderr)
    return 0


def _show(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {total} pages", end="\n" if done == total else "", file=sys.stderr, flush=True)
