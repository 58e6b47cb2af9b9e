"""How long technical logs stay: what is older than the unit's period goes once a day, whoever wrote it.

A former file that is too old goes whole; one that is so in part keeps its younger lines. The file that a process writes
is turned over first, and loses its old lines the next day: no line is taken away under the hands of a writer.
"""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app.kernel.clock import from_text
from app.support import crashes
from app.support.log_files import ENDING, KEPT, turn_over

_FRESH: Final = ".fresh"
_REPORT: Final = ".json"


@dataclass(frozen=True)
class OldLog:
    """A file with something too old in it. `since`: the instant of the oldest."""

    path: Path
    since: datetime


def old_logs(logs: Path, before: datetime) -> tuple[OldLog, ...]:
    """Of every process of this station, and its reports of failures; by name."""
    if not logs.is_dir():
        return ()
    found = [one for path in _files(logs) if (one := _looked_at(path, before)) is not None]
    return tuple(sorted(found, key=lambda one: one.path))


def clear_old_logs(logs: Path, before: datetime) -> int:
    """Remove what is older; in how many files there was any. What cannot be written now is tried the next day."""
    found = old_logs(logs, before)
    for one in found:
        with contextlib.suppress(OSError):
            _clear(one.path, before)
    return len(found)


def _files(logs: Path) -> Iterator[Path]:
    yield from logs.glob(f"*{ENDING}")
    for number in range(1, KEPT + 1):
        yield from logs.glob(f"*{ENDING}.{number}")
    yield from (logs / crashes.FOLDER).rglob(f"*{_REPORT}")


def _looked_at(path: Path, before: datetime) -> OldLog | None:
    try:
        since = _reported(path) if path.suffix == _REPORT else _first(path)
        since = since or datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        # Its process has just turned it over, or somebody has put it away.
        return None
    return OldLog(path, since) if since < before else None


def _reported(path: Path) -> datetime | None:
    """When that failure was met last."""
    return _at(path.read_bytes(), "last_at")


def _first(path: Path) -> datetime | None:
    """The instant of the first line that tells one."""
    with path.open("rb") as file:
        return next((at for line in file if (at := _at(line)) is not None), None)


def _at(told: bytes, name: str = "time") -> datetime | None:
    try:
        return from_text(str(json.loads(told)[name]))
    except (ValueError, KeyError, TypeError):
        return None


def _clear(path: Path, before: datetime) -> None:
    if path.suffix == ENDING:
        turn_over(path)
    elif path.suffix == _REPORT or not _keep_young(path, before):
        path.unlink(missing_ok=True)


def _keep_young(path: Path, before: datetime) -> bool:
    """A line that tells no time belongs to the one before it. False where no line is young: nothing is changed then."""
    fresh, young = path.with_name(f"{path.name}{_FRESH}"), False
    fresh.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with path.open("rb") as old, os.fdopen(os.open(fresh, flags, 0o600), "wb") as new:
            for line in old:
                at = _at(line)
                young = young if at is None else at >= before
                if young:
                    new.write(line)
        kept = fresh.stat().st_size > 0
        if kept:
            fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return kept
