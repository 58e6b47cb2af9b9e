"""What a station says of itself with a round of sync: how machine and program are, nothing clinical, no names."""

import platform
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from app.kernel.clock import from_text, to_text
from app.kernel.version import program_version
from app.store.settings import read_setting
from app.store.store import Store
from app.store.tables import SCHEMA_REVISION
from app.sync import ledger

BACKUP_STATUS: Final = "backup_status"
"""The setting in which `app.backups` keeps when the last backup succeeded."""


@dataclass(frozen=True)
class HealthReport:
    """Sizes in bytes, ages in seconds (never negative); `clock`: this station's time."""

    clock: str
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

    def to_wire(self) -> dict[str, Any]:
        """As it is sent: these fields and no other."""
        return asdict(self)


def health_of(store: Store) -> HealthReport:
    """How this station is now."""
    now = store.clock.now()
    with store.read() as connection:
        counts, backups = ledger.counts(connection), read_setting(connection, BACKUP_STATUS)
    last = backups.get("last_success") if isinstance(backups, dict) else None
    return HealthReport(
        clock=to_text(now),
        version=program_version(),
        store_format=SCHEMA_REVISION,
        system=platform.system().lower() or "unknown",
        pending=counts.pending,
        oldest_pending=_age(counts.oldest_pending, now),
        refused=counts.rejected,
        disagreements=counts.conflicts,
        disk_free=_free(store),
        store_size=store.path.stat().st_size,
        backup_age=_age(last, now),
    )


def _age(since: object, now: datetime) -> int | None:
    try:
        return max(int((now - from_text(since)).total_seconds()), 0) if isinstance(since, str) else None
    except ValueError:
        return None


def _free(store: Store) -> int | None:
    try:
        return shutil.disk_usage(store.path.parent).free
    except OSError:
        return None
