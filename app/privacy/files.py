"""What of files has had its time: recorded signals and trends of the ward, backups, technical logs.

They stand beside the tables of `removing`: the list beforehand and the night ask the same question of each. The ward's
node removes its recordings at any moment, too, and every daily backup is followed by its own tidying; the night sees to
what is left where neither runs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from sqlalchemy import Connection

from app.privacy.holds import held_stays
from app.privacy.periods import Unit, begins_before
from app.privacy.recordings import SIGNAL_KINDS, TREND_KINDS, WardRecordings
from app.store.backup import BackupInfo
from app.support.log_keeping import clear_old_logs, old_logs


@dataclass(frozen=True)
class OldFiles:
    """`oldest`: from when the oldest is; `held`: how many stay because their person's record is on hold."""

    count: int = 0
    oldest: datetime | None = None
    held: int = 0


class FileKind(Protocol):
    """Files of one kind. `count`: the period, in the unit of the kind."""

    @property
    def foreseen(self) -> bool:
        """Whether it can be said beforehand what a later day removes."""
        ...

    def look(self, connection: Connection, at: datetime, count: int, /) -> OldFiles:
        """What would go at this instant."""
        ...

    def remove(self, connection: Connection, at: datetime, count: int, /) -> int:
        """Remove it; how many files."""
        ...


Files = Mapping[str, FileKind]
"""Kind of data → its files at this station."""
NO_FILES: Final[Files] = MappingProxyType({})


@dataclass(frozen=True)
class RecordedFiles:
    """`kinds` of what this station's ward recorded (`app.ward.recording.folder.KINDS`)."""

    recordings: WardRecordings
    kinds: tuple[str, ...]
    foreseen: bool = True

    def look(self, connection: Connection, at: datetime, count: int) -> OldFiles:
        """See `FileKind`."""
        old, held = self._old(connection, at, count)
        return OldFiles(len(old), min((since for _, since in old), default=None), held)

    def remove(self, connection: Connection, at: datetime, count: int) -> int:
        """See `FileKind`."""
        old, _ = self._old(connection, at, count)
        return self.recordings.remove_files([path for path, _ in old])

    def _old(self, connection: Connection, at: datetime, count: int) -> tuple[list[tuple[Path, datetime]], int]:
        before = begins_before(at, Unit.DAYS, count)
        found = self.recordings.older(self.kinds, before)
        held = self.recordings.folders_of(held_stays(connection, at)) if found else frozenset()
        going = [(path, until) for path, until in found if path.parent not in held]
        return going, len(found) - len(going)


@dataclass(frozen=True)
class BackupFiles:
    """`superseded` and `remove`: with so many monthly ones. They go by number and never by age: a clock that is wrong
    must not cost the last of them."""

    superseded: Callable[[int], Sequence[BackupInfo]]
    taken_away: Callable[[int], Sequence[BackupInfo]]
    foreseen: bool = False

    def look(self, _connection: Connection, _at: datetime, count: int) -> OldFiles:
        """See `FileKind`."""
        going = self.superseded(count)
        return OldFiles(len(going), min((one.made_at for one in going), default=None))

    def remove(self, _connection: Connection, _at: datetime, count: int) -> int:
        """See `FileKind`."""
        return len(self.taken_away(count))


@dataclass(frozen=True)
class LogFiles:
    """Of every process of this station."""

    logs: Path
    foreseen: bool = True

    def look(self, _connection: Connection, at: datetime, count: int) -> OldFiles:
        """See `FileKind`."""
        old = old_logs(self.logs, at - timedelta(days=count))
        return OldFiles(len(old), min((one.since for one in old), default=None))

    def remove(self, _connection: Connection, at: datetime, count: int) -> int:
        """See `FileKind`."""
        return clear_old_logs(self.logs, at - timedelta(days=count))


def files_of_station(
    recordings: WardRecordings | None,
    logs: Path,
    superseded: Callable[[int], Sequence[BackupInfo]],
    taken_away: Callable[[int], Sequence[BackupInfo]],
) -> Files:
    """All kinds of this station's files."""
    kinds: dict[str, FileKind] = {"backups": BackupFiles(superseded, taken_away), "logs": LogFiles(logs)}
    if recordings is not None:
        kinds["ward_signals"] = RecordedFiles(recordings, SIGNAL_KINDS)
        kinds["ward_trends"] = RecordedFiles(recordings, TREND_KINDS)
    return kinds
