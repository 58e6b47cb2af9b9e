"""What the computer gives: libraries, folder, disk, clock, memory, printer, network, sound."""

import os
import platform
import shutil
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app.kernel.version import program_version
from app.support.doctor.finding import Finding, Grade, shown
from app.support.hardening import is_private, keep_memory_private

_LOW_SPACE_BYTES: Final = 1_000_000_000
_SLOW_MS: Final = 150.0
"""A record is two to four of them: beyond this a person waits for each."""
_PROGRAM_YEAR: Final = 2026
"""A clock before the year in which the program was made is wrong for certain."""
_BUGGY_SQLITE: Final = (3, 51, 2)


def program() -> list[Finding]:
    """The program, its Python, and the encryption of its store."""
    import sqlcipher3.dbapi2 as sqlcipher  # noqa: PLC0415 - only the doctor asks for it here

    from app.store.engine import journal_mode  # noqa: PLC0415 - brings SQLAlchemy

    connection = sqlcipher.connect(":memory:")
    cipher = connection.execute("PRAGMA cipher_version").fetchone()
    connection.close()
    own = {"version": program_version(), "python": platform.python_version(), "system": platform.system()}
    found = [Finding("program", Grade.GOOD, "program", own | {"release": platform.release()})]
    sqlite: dict[str, object] = {"sqlite": sqlcipher.sqlite_version, "journal": journal_mode()}
    if not cipher:
        return [*found, Finding("sqlite", Grade.BAD, "no_cipher", sqlite)]
    sqlite["cipher"] = cipher[0]
    old = sqlcipher.sqlite_version_info <= _BUGGY_SQLITE
    return [
        *found,
        Finding("sqlite", Grade.ATTENTION if old else Grade.GOOD, "sqlite_old" if old else "sqlite", sqlite),
    ]


def memory() -> list[Finding]:
    """Whether this process, made private as every other, is."""
    keep_memory_private()
    private = is_private()
    if private is None:
        return [Finding("memory", Grade.UNKNOWN, "memory_unknown")]
    if not private:
        return [Finding("memory", Grade.BAD, "memory_open")]
    return [Finding("memory", Grade.GOOD, "memory_private")]


def swap() -> list[Finding]:
    """Whether memory may be written to a disk that is not encrypted cannot be seen from here; that it may be, can."""
    try:
        lines = Path("/proc/swaps").read_text(encoding="utf-8").splitlines()[1:]
    except OSError:
        return [Finding("swap", Grade.UNKNOWN, "swap_unknown")]
    open_to_disk = [line for line in lines if not line.split(" ", 1)[0].startswith(("/dev/zram", "/dev/dm-"))]
    if open_to_disk:
        return [Finding("swap", Grade.ATTENTION, "swap_plain", {"count": len(open_to_disk)})]
    return [Finding("swap", Grade.GOOD, "swap_none" if not lines else "swap_kept")]


def folder(home: Path) -> list[Finding]:
    """The station's folder: there, writable, and closed to other users."""
    place: dict[str, object] = {"path": shown(home)}
    if not home.is_dir():
        return [Finding("folder", Grade.ATTENTION, "folder_missing", place)]
    if not os.access(home, os.W_OK):
        return [Finding("folder", Grade.BAD, "folder_read_only", place)]
    return [Finding("folder", Grade.GOOD, "folder", place)]


def space(home: Path) -> list[Finding]:
    """What is free where the station lies."""
    existing = next(one for one in (home, *home.parents) if one.exists())
    free = shutil.disk_usage(existing).free
    low = free < _LOW_SPACE_BYTES
    return [
        Finding("disk", Grade.BAD if low else Grade.GOOD, "disk_low" if low else "disk", {"free": round(free / 1e9, 1)})
    ]


def speed(home: Path) -> Iterator[Finding]:
    """How long one small file takes to be on the disk (median of five; each is taken away again): so long waits
    whoever saves a record."""
    if not home.is_dir() or not os.access(home, os.W_OK):
        return
    taken = []
    for _ in range(5):
        with tempfile.NamedTemporaryFile(dir=home, prefix=".doctor-") as file:
            began = time.perf_counter()
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - began)
    milliseconds = statistics.median(taken) * 1000
    slow = milliseconds > _SLOW_MS
    grade, code = (Grade.ATTENTION, "disk_slow") if slow else (Grade.GOOD, "disk_speed")
    yield Finding("disk_speed", grade, code, {"milliseconds": round(milliseconds, 1)})


def clock() -> list[Finding]:
    """The clock alone; against the server's where the station belongs to a network (`inside`)."""
    now = datetime.now(UTC)
    plausible = now.year >= _PROGRAM_YEAR
    zone = os.environ.get("TZ") or _zone_of_system() or time.tzname[0]
    at: dict[str, object] = {"time": now.strftime("%Y-%m-%d %H:%M:%S UTC")}
    return [
        Finding("clock", Grade.GOOD if plausible else Grade.BAD, "clock" if plausible else "clock_old", at),
        Finding("time_zone", Grade.GOOD, "zone", {"zone": zone, "offset": datetime.now().astimezone().strftime("%z")}),
    ]


def _zone_of_system() -> str:
    link = Path("/etc/localtime")
    target = str(link.resolve()) if link.exists() else ""
    return target.split("zoneinfo/", 1)[1] if "zoneinfo/" in target else ""


def printers() -> list[Finding]:
    """What can be seen without a window."""
    if os.name == "posix" and sys.platform != "darwin":
        if not Path("/run/cups/cups.sock").exists():
            return [Finding("printer", Grade.ATTENTION, "printer_none")]
        configured = Path("/etc/cups/printers.conf").exists()
        return [Finding("printer", Grade.UNKNOWN, "printer_server" if configured else "printer_server_alone")]
    return [Finding("printer", Grade.UNKNOWN, "printer_unknown")]


def network() -> list[Finding]:
    """Only whether an interface has a way out is told; nothing is sent."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # a documentation address (RFC 5737): picks a route, sends nothing
            address = probe.getsockname()[0]
    except OSError:
        return [Finding("network", Grade.ATTENTION, "network_none")]
    return [Finding("network", Grade.UNKNOWN, "network", {"address": address})]


def sound() -> list[Finding]:
    """Whether there is a card; whether anybody hears it was not tried."""
    cards = Path("/proc/asound/cards")
    if not sys.platform.startswith("linux"):
        return [Finding("sound", Grade.UNKNOWN, "sound_unknown")]
    names = []
    if cards.exists():
        names = [line.strip() for line in cards.read_text(encoding="utf-8").splitlines() if ":" in line]
    if not names:
        return [Finding("sound", Grade.ATTENTION, "sound_none")]
    return [Finding("sound", Grade.UNKNOWN, "sound", {"card": names[0]})]
