"""When a station needs a look, by thresholds from a file (resources/central/health.toml). Pure."""

import tomllib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from app.fleet.versions import is_newer
from app.kernel.clock import from_text
from app.kernel.errors import KnownError

FILE: Final = Path(__file__).resolve().parents[2] / "resources" / "central" / "health.toml"
ORDER: Final = (
    "silent",
    "clock",
    "disk",
    "pending",
    "refused",
    "backup",
    "disagreements",
    "old_version",
    "never_reported",
)
"""What is worst first: whoever is silent may have lost everything, and a wrong clock falsifies the records."""
_KEYS: Final = {
    "silent": "hours",
    "pending": "hours",
    "disk_free": "megabytes",
    "backup": "hours",
    "clock": "seconds",
}
_BEYOND_EVERY_SCALE: Final = 1_000_000


@dataclass(frozen=True)
class Thresholds:
    """From when on it is said."""

    silent: timedelta
    pending_seconds: int
    disk_free_bytes: int
    backup_seconds: int
    clock_seconds: int


@dataclass(frozen=True)
class Reported:
    """What a station last said of itself; sizes in bytes, ages in seconds at that moment, `clock_ahead` in seconds."""

    received_at: str
    version: str
    store_format: str
    system: str
    pending: int
    oldest_pending: int | None
    refused: int
    disagreements: int
    disk_free: int | None
    store_size: int
    backup_age: int | None
    clock_ahead: int

    def by(self, now: datetime) -> "Reported":
        """As it is by now, as far as nothing else was heard: what waited and the backup have grown older."""
        since = max(int((now - from_text(self.received_at)).total_seconds()), 0)
        oldest = None if self.oldest_pending is None else self.oldest_pending + since
        backup = None if self.backup_age is None else self.backup_age + since
        return replace(self, oldest_pending=oldest, backup_age=backup)


def read_thresholds(path: Path) -> Thresholds:
    """KnownError `central.bad_thresholds` (path, field, value) for whatever is no positive number."""
    try:
        found: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise KnownError("central.bad_thresholds", path=str(path), field="-", value=type(error).__name__) from error
    read: dict[str, int] = {}
    for table, unit in _KEYS.items():
        part = found.get(table)
        value = part.get(unit) if isinstance(part, dict) else None
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _BEYOND_EVERY_SCALE:
            raise KnownError("central.bad_thresholds", path=str(path), field=f"{table}.{unit}", value=str(value)[:40])
        read[table] = value
    return Thresholds(
        silent=timedelta(hours=read["silent"]),
        pending_seconds=read["pending"] * 3600,
        disk_free_bytes=read["disk_free"] * 1_000_000,
        backup_seconds=read["backup"] * 3600,
        clock_seconds=read["clock"],
    )


@cache
def thresholds() -> Thresholds:
    """Those that are shipped."""
    return read_thresholds(FILE)


def concerns(
    last_contact: str | None, report: Reported | None, now: datetime, limits: Thresholds, offered: str | None = None
) -> tuple[str, ...]:
    """What asks for a look, the worst first (`ORDER`); what waits and how old the backup is goes on growing in silence.

    `offered`: the newest version that stations are told of.
    """
    found = set()
    if last_contact is None or now - from_text(last_contact) > limits.silent:
        found.add("silent")
    if report is None:
        found.add("never_reported")
    else:
        found |= {name for name, holds in _judged(report.by(now), limits, offered).items() if holds}
    return tuple(name for name in ORDER if name in found)


def _judged(report: Reported, limits: Thresholds, offered: str | None) -> dict[str, bool]:
    return {
        "clock": abs(report.clock_ahead) > limits.clock_seconds,
        "disk": report.disk_free is not None and report.disk_free < limits.disk_free_bytes,
        "pending": report.oldest_pending is not None and report.oldest_pending > limits.pending_seconds,
        "refused": report.refused > 0,
        "disagreements": report.disagreements > 0,
        "backup": report.backup_age is None or report.backup_age > limits.backup_seconds,
        "old_version": offered is not None and is_newer(offered, report.version),
    }
