"""How long and how much is kept, and what is removed when: by age, and where a stay has more than its budget."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.ward.recording.folder import DAY, FRESH, HOUR, KINDS, MINUTES, SIGNALS, Part, RecordingFolder, parts_in

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Keeping:
    """`budget` is in bytes, for each stay, and so for each bed: stays in one bed follow each other.

    `reserve`: where the disk has less than this left, no signals are recorded: the station's store and the log of its
    alarms lie on the same disk.
    """

    signals_seconds: float = 72.0 * HOUR
    minutes_seconds: float = 30.0 * DAY
    budget: int = 256 * 2**20
    reserve: int = 2**30
    held: frozenset[Path] = frozenset()
    """Folders of stays of which nothing is removed: the record is on hold (app.privacy.holds)."""


def too_old(parts: list[Part], keeping: Keeping, now: float) -> Iterator[Part]:
    """Parts whose last moment is older than what is kept of their kind."""
    for part in parts:
        age = keeping.minutes_seconds if part.kind == MINUTES else keeping.signals_seconds
        if part.until < now - age:
            yield part


def too_much(parts: list[tuple[Part, int]], keeping: Keeping) -> Iterator[Part]:
    """Parts to give up, with their sizes given: signals first, then numbers, then minutes, each the oldest first.

    The newest of each kind stays: somebody writes it.
    """
    total = sum(size for _, size in parts)
    for kind in KINDS:
        of_kind = [(part, size) for part, size in parts if part.kind == kind]
        for part, size in of_kind[:-1]:
            if total <= keeping.budget:
                return
            total -= size
            yield part


def clean(folder: Path, keeping: Keeping, now: float) -> None:
    """Remove what is too old or too much in the folder of one stay, and the folder when it holds nothing; nothing where
    it is held. OSError."""
    if folder in keeping.held:
        return
    parts = parts_in(folder)
    gone = list(too_old(parts, keeping, now))
    left = [part for part in parts if part not in gone]
    sized = [(part, (folder / part.name).stat().st_size) for part in left]
    much = list(too_much(sized, keeping))
    if much:
        signals = sum(1 for part in much if part.kind == SIGNALS)
        _logger.warning("a stay has more than its budget: %d hours of signals given up", signals)
    for part in (*gone, *much):
        (folder / part.name).unlink(missing_ok=True)
    for left_behind in folder.glob(f"*{FRESH}"):
        left_behind.unlink(missing_ok=True)
    if parts and len(gone) == len(parts):
        folder.rmdir()


def stay_folders(recordings: RecordingFolder) -> list[Path]:
    """The folders of all stays; none where nothing was recorded. OSError."""
    if not recordings.home.is_dir():
        return []
    return sorted(one for one in recordings.home.iterdir() if one.is_dir())
