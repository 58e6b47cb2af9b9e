"""`doctor`: what this station has and lacks, told without opening records and without changing anything."""

import argparse
import json
import os
import platform
import shutil
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders, station_folders
from app.security.keys.keyring import SystemKeyring
from app.security.keys.slots import PERSONAL_KINDS, KeySlots

_LOW_SPACE_BYTES = 1_000_000_000
_OLD_BACKUP_HOURS = 48.0
_PROGRAM_YEAR = 2026
"""A clock before the year in which the program was made is wrong for certain."""


class Grade(StrEnum):
    """`unknown` is a real answer: some things cannot be told without a window or without trying."""

    GOOD = "good"
    ATTENTION = "attention"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    topic: str
    grade: Grade
    text: str


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "doctor",
        description="What this station has and lacks. Nothing is changed. Exit status 1 where something is bad.",
    )
    parser.add_argument("--json", action="store_true", help="a JSON list of topic, grade and text")


def run(arguments: argparse.Namespace) -> int:
    """Print every finding, good ones included."""
    found = examine(station_folders(), SystemKeyring())
    if arguments.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False))
    else:
        width = max(len(one.topic) for one in found)
        for one in found:
            print(f"{one.grade.value:<9}  {one.topic:<{width}}  {one.text}")
    return 1 if any(one.grade is Grade.BAD for one in found) else 0


def examine(folders: StationFolders, keyring: SystemKeyring) -> list[Finding]:
    """All findings, in the order in which a person would ask."""
    checks: tuple[Callable[[], list[Finding]], ...] = (
        lambda: [_program()],
        lambda: [_folder(folders.home)],
        lambda: _store(folders),
        lambda: _slots(folders),
        lambda: [_keyring(keyring)],
        _clock,
        lambda: [_space(folders.home)],
        lambda: [_backups(folders)],
        lambda: [_printers(), _network(), _sound()],
    )
    return [finding for check in checks for finding in check()]


def _program() -> Finding:
    import sqlcipher3.dbapi2 as sqlcipher  # noqa: PLC0415 - only this command asks for it here

    from app.store.engine import journal_mode  # noqa: PLC0415 - brings SQLAlchemy

    connection = sqlcipher.connect(":memory:")
    cipher = connection.execute("PRAGMA cipher_version").fetchone()
    connection.close()
    text = (
        f"Python {platform.python_version()}, SQLite {sqlcipher.sqlite_version}, "
        f"SQLCipher {cipher[0] if cipher else 'MISSING'}, journal {journal_mode()}"
    )
    return Finding("program", Grade.GOOD if cipher else Grade.BAD, text)


def _folder(home: Path) -> Finding:
    if not home.is_dir():
        return Finding("folder", Grade.ATTENTION, f"{home} does not exist yet")
    if not os.access(home, os.W_OK):
        return Finding("folder", Grade.BAD, f"{home} cannot be written to")
    return Finding("folder", Grade.GOOD, str(home))


def _store(folders: StationFolders) -> list[Finding]:
    """The file's own first bytes are not read while a station may have it open (locks); its key is not asked for."""
    from app.store.locks import is_open  # noqa: PLC0415 - not needed before
    from app.store.restoring import is_prepared  # noqa: PLC0415

    found = []
    if not folders.store.exists():
        found.append(Finding("store", Grade.ATTENTION, f"none at {folders.store}"))
    else:
        size = folders.store.stat().st_size
        opened = "open in a running program" if is_open(folders.store) else "closed"
        whole = size > 0 and size % 4096 == 0
        found.append(Finding("store", Grade.GOOD if whole else Grade.BAD, f"{size:,} bytes, {opened}"))
    if is_prepared(folders.store):
        found.append(Finding("restore", Grade.ATTENTION, "a restore is prepared; the next start puts it in place"))
    return found


def _slots(folders: StationFolders) -> list[Finding]:
    from app.kernel.clock import SystemClock  # noqa: PLC0415 - not needed before
    from app.kernel.ids import TimeOrderedIds  # noqa: PLC0415

    clock = SystemClock()
    try:
        kinds = [slot.kind for slot in KeySlots(folders.key_slots, clock, TimeOrderedIds(clock)).slots()]
    except KnownError as error:
        grade = Grade.BAD if folders.store.exists() else Grade.ATTENTION
        return [Finding("keys", grade, f"{error.code}: {folders.key_slots}")]
    personal = PERSONAL_KINDS.intersection(kinds)
    grade = Grade.GOOD if personal == PERSONAL_KINDS else Grade.ATTENTION if personal else Grade.BAD
    return [Finding("keys", grade, ", ".join(kinds) or "no slot")]


def _keyring(keyring: SystemKeyring) -> Finding:
    probe = keyring.probe()
    if probe.problem is None:
        return Finding("keyring", Grade.GOOD, probe.backend)
    return Finding("keyring", Grade.ATTENTION, f"{probe.problem.code} {probe.backend}".strip())


def _clock() -> list[Finding]:
    now = datetime.now(UTC)
    plausible = now.year >= _PROGRAM_YEAR
    zone = os.environ.get("TZ") or _zone_of_system() or time.tzname[0]
    offset = datetime.now().astimezone().strftime("%z")
    return [
        Finding("clock", Grade.GOOD if plausible else Grade.BAD, now.strftime("%Y-%m-%d %H:%M:%S UTC")),
        Finding("time zone", Grade.GOOD, f"{zone} ({offset})"),
    ]


def _zone_of_system() -> str:
    link = Path("/etc/localtime")
    target = str(link.resolve()) if link.exists() else ""
    return target.split("zoneinfo/", 1)[1] if "zoneinfo/" in target else ""


def _space(home: Path) -> Finding:
    existing = next(one for one in (home, *home.parents) if one.exists())
    free = shutil.disk_usage(existing).free
    return Finding("disk", Grade.GOOD if free >= _LOW_SPACE_BYTES else Grade.BAD, f"{free / 1e9:.1f} GB free")


def _backups(folders: StationFolders) -> Finding:
    from app.store.backup import backups_in  # noqa: PLC0415 - brings SQLAlchemy

    found = backups_in(folders.backups)
    if not found:
        return Finding("backup", Grade.BAD if folders.store.exists() else Grade.ATTENTION, "never made")
    hours = (datetime.now(UTC) - found[0].made_at).total_seconds() / 3600
    grade = Grade.GOOD if 0 <= hours <= _OLD_BACKUP_HOURS and found[0].has_slots else Grade.ATTENTION
    keys = "" if found[0].has_slots else ", its keys are missing"
    return Finding("backup", grade, f"{len(found)} kept, the latest {hours:.1f} hours old{keys}")


def _printers() -> Finding:
    if os.name == "posix" and sys.platform != "darwin":
        configured = Path("/etc/cups/printers.conf").exists()
        server = Path("/run/cups/cups.sock").exists()
        if not server:
            return Finding("printer", Grade.ATTENTION, "no print server runs here; printing to PDF needs none")
        return Finding("printer", Grade.UNKNOWN, "a print server runs" + ("" if configured else ", no printer seen"))
    return Finding("printer", Grade.UNKNOWN, "only the window can ask this system for its printers")


def _network() -> Finding:
    """Only whether an interface has a way out is told; nothing is sent."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # a documentation address (RFC 5737): picks a route, sends nothing
            address = probe.getsockname()[0]
    except OSError:
        return Finding("network", Grade.ATTENTION, "no way out; this station works without")
    return Finding("network", Grade.UNKNOWN, f"a route exists from {address}; whether anybody answers was not tried")


def _sound() -> Finding:
    cards = Path("/proc/asound/cards")
    if not cards.exists():
        grade = Grade.ATTENTION if sys.platform.startswith("linux") else Grade.UNKNOWN
        return Finding("sound", grade, "no sound card seen" if grade is Grade.ATTENTION else "not told by this system")
    names = [line.strip() for line in cards.read_text(encoding="utf-8").splitlines() if ":" in line]
    if not names:
        return Finding("sound", Grade.ATTENTION, "no sound card seen")
    return Finding("sound", Grade.UNKNOWN, f"{names[0]}; whether it can be heard was not tried")
