"""Backups: encrypted copies with the store's own key, each opened and checked, its key slots beside it.

A backup is two files in one folder: `plantao-2026-11-21-023900-daily.db` and the same name with `.keys.json`; together
they open with the passphrase or the recovery code on any machine.
"""

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.kernel.errors import KnownError
from app.store.checking import StoreContent, check_file
from app.store.copying import Progress, copy_store
from app.store.faults import explained
from app.store.files import flush_file, flush_folder, remove_store_files, replace_atomically, side_file, slots_of
from app.store.store import Store

DAILY, MANUAL = "daily", "manual"
_NAME = re.compile(r"plantao-(\d{4}-\d\d-\d\d-\d{6})-(daily|manual)(?:-\d+)?\.db")
_MOMENT = "%Y-%m-%d-%H%M%S"
_SPARE_BYTES = 2_000_000


@dataclass(frozen=True)
class BackupInfo:
    """One backup in a folder; `size` in bytes; `content` is known right after it was checked."""

    path: Path
    made_at: datetime
    kind: str
    size: int
    has_slots: bool
    content: StoreContent | None = None


@dataclass(frozen=True)
class Retention:
    """How many daily backups stay: the latest of each of so many days, ISO weeks and months (all in UTC)."""

    daily: int = 7
    weekly: int = 4
    monthly: int = 12


def back_up(
    store: Store, key: bytes, slots_file: Path, folder: Path, kind: str = MANUAL, progress: Progress | None = None
) -> BackupInfo:
    """Copy the open store into `folder` and check the copy; others go on reading and writing.

    A copy that does not hold is removed. Raises KnownError backup.not_enough_space(needed_mb, free_mb, path),
    backup.not_written(path) (full, write-protected, gone), backup.incomplete(path), store.damaged (the store itself).
    """
    moment = store.clock.now().astimezone(UTC)
    before = _counts(store)
    with _target_explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_full_disk(store.path, folder)
        target = _free_name(folder, moment, kind)
        with explained(store.path):
            copy_store(store.path, key, target, progress)
        try:
            content = _checked(target, key, before)
            replace_atomically(slots_of(target), slots_file.read_bytes())
            flush_file(target)
            flush_folder(folder)
        except BaseException:
            remove_store_files(target)
            raise
        size = target.stat().st_size
    return BackupInfo(target, moment, kind, size, has_slots=True, content=content)


@contextmanager
def _target_explained(folder: Path) -> Iterator[None]:
    """What goes wrong where the copy is written is no word about the records, and must not read like one."""
    try:
        yield
    except OSError as error:
        raise KnownError("backup.not_written", path=str(folder)) from error
    except KnownError as error:
        if error.code in ("store.disk_full", "store.disk_failed", "store.read_only", "store.cannot_open"):
            raise KnownError("backup.not_written", path=str(folder)) from error
        raise


def _checked(target: Path, key: bytes, before: tuple[int, int]) -> StoreContent:
    """The copy's content, once every page of it was read again and it holds what was there before it began."""
    try:
        content = check_file(target, key)
    except KnownError as error:
        raise KnownError("backup.incomplete", path=str(target)) from error
    if content.changes < before[0] or content.audit_rows < before[1]:
        raise KnownError("backup.incomplete", path=str(target))
    return content


def backups_in(folder: Path) -> tuple[BackupInfo, ...]:
    """The backups of a folder, newest first; told from their names, not opened."""
    found = [_info(path) for path in folder.glob("plantao-*.db")] if folder.is_dir() else []
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.made_at, reverse=True))


def superseded(backups: Sequence[BackupInfo], rule: Retention) -> tuple[BackupInfo, ...]:
    """The daily backups that the rule no longer keeps; those made by hand are never among them."""
    newest_first = sorted((one for one in backups if one.kind == DAILY), key=lambda one: one.made_at, reverse=True)
    kept: set[Path] = set()
    for count, period in ((rule.daily, "%Y-%m-%d"), (rule.weekly, "%G-%V"), (rule.monthly, "%Y-%m")):
        latest: dict[str, Path] = {}
        for one in newest_first:
            latest.setdefault(one.made_at.strftime(period), one.path)
        kept.update(list(latest.values())[:count])
    return tuple(one for one in newest_first if one.path not in kept)


def remove_superseded(folder: Path, rule: Retention) -> tuple[BackupInfo, ...]:
    """Apply the rule to a folder; returns what was removed."""
    removed = superseded(backups_in(folder), rule)
    with _target_explained(folder):
        for one in removed:
            one.path.unlink(missing_ok=True)
            slots_of(one.path).unlink(missing_ok=True)
    return removed


def _info(path: Path) -> BackupInfo | None:
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    made_at = datetime.strptime(match[1], _MOMENT).replace(tzinfo=UTC)
    return BackupInfo(path, made_at, match[2], path.stat().st_size, slots_of(path).exists())


def _free_name(folder: Path, moment: datetime, kind: str) -> Path:
    stem = f"plantao-{moment.strftime(_MOMENT)}-{kind}"
    names = (folder / f"{stem}{f'-{number}' if number else ''}.db" for number in range(1000))
    return next(path for path in names if not path.exists())


def _refuse_full_disk(store: Path, folder: Path) -> None:
    log = side_file(store, "-wal")
    needed = store.stat().st_size + (log.stat().st_size if log.exists() else 0) + _SPARE_BYTES
    free = shutil.disk_usage(folder).free
    if free < needed:
        values = {"needed_mb": -(-needed // 1_000_000), "free_mb": free // 1_000_000}
        raise KnownError("backup.not_enough_space", path=str(folder), **values)


def _counts(store: Store) -> tuple[int, int]:
    """Change-log rows and audit rows: a later copy holds at least these."""
    with store.read() as connection:
        changes = connection.exec_driver_sql("SELECT count(*) FROM change_log").scalar_one()
        audits = connection.exec_driver_sql("SELECT count(*) FROM audit").scalar_one()
    return changes, audits
