"""The recordings of the ward as far as privacy is concerned: what there is of a stay, handed over, and removed."""

import contextlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, select

from app.store.tables import ward_stay
from app.ward.beds.rows import corrected_stays

if TYPE_CHECKING:
    from app.ward.recording.folder import RecordingFolder
    from app.ward.recording.model import BedRecording

NOBODY = ""
"""What a stay says instead of the bracelet's words once it was erased whose it was."""
SIGNAL_KINDS: Final = ("signals", "seconds")
TREND_KINDS: Final = ("minutes",)
"""Kinds of files that go after the same time: `app.ward.recording.folder`, which is not read at every start."""
_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class KeptFiles:
    """Of one kind (signals, seconds, minutes), with its `size` in bytes; [first, last] is the time they are about, to
    the hour or day."""

    kind: str
    files: int
    size: int
    first: datetime
    last: datetime


class WardRecordings:
    """Over the files that the ward's node of this station writes; nothing is read before somebody asks."""

    def __init__(self, home: Path, key: bytes) -> None:
        self._home, self._key = home, key

    @cached_property
    def _folder(self) -> "RecordingFolder":
        from app.ward.recording.folder import RecordingFolder  # noqa: PLC0415 - most stations have no ward
        from app.ward.recording.sealed import RecordingKey  # noqa: PLC0415 - most stations have no recordings

        return RecordingFolder(self._home, RecordingKey(self._key))

    def kept(self, stays: Iterable[str]) -> tuple[KeptFiles, ...]:
        """What there is of these stays together, kind by kind."""
        if not self._home.is_dir():
            return ()
        from app.ward.recording.folder import KINDS, LENGTH, parts_in  # noqa: PLC0415 - as above

        found = [(part, folder / part.name) for folder in map(self._folder.of_stay, stays) for part in parts_in(folder)]
        told = []
        for kind in KINDS:
            of_kind = [(part, path) for part, path in found if part.kind == kind]
            if of_kind:
                first = min(part.period for part, _ in of_kind) * LENGTH[kind]
                last = max(part.until for part, _ in of_kind)
                size = sum(_size(path) for _, path in of_kind)
                times = (datetime.fromtimestamp(one, UTC) for one in (first, last))
                told.append(KeptFiles(kind, len(of_kind), size, *times))
        return tuple(told)

    def of_stay(self, stay: str) -> "BedRecording | None":
        """To be read; None where nothing was recorded."""
        if not self.kept([stay]):
            return None
        from app.ward.recording.reader import StayRecording  # noqa: PLC0415 - numpy is loaded with it

        return StayRecording(self._folder, stay)

    def remove(self, stays: Iterable[str]) -> int:
        """Delete every file of these stays; how many stays had any. What cannot be deleted now is tried again the next
        time that somebody asks."""
        if not self._home.is_dir():
            return 0
        return sum(self._remove(self._folder.of_stay(stay)) for stay in stays)

    def older(self, kinds: Iterable[str], before: datetime) -> list[tuple[Path, datetime]]:
        """Files of these kinds whose last moment lies before this instant, each with that moment."""
        if not self._home.is_dir():
            return []
        from app.ward.recording.folder import parts_in  # noqa: PLC0415 - most stations have no ward
        from app.ward.recording.keeping import stay_folders  # noqa: PLC0415 - as above

        found = []
        try:
            for folder in stay_folders(self._folder):
                parts = (one for one in parts_in(folder) if one.kind in kinds and one.until < before.timestamp())
                found += [(folder / one.name, datetime.fromtimestamp(one.until, UTC)) for one in parts]
        except OSError as error:
            _logger.warning("the recordings could not be looked through: %s", type(error).__name__)
        return found

    def folders_of(self, stays: Iterable[str]) -> frozenset[Path]:
        """Where the files of these stays lie, whether or not there are any."""
        return frozenset(self._folder.of_stay(stay) for stay in stays)

    def remove_files(self, files: Iterable[Path]) -> int:
        """Delete these, and the folder of a stay that has none left; how many. One that cannot be deleted now is found
        again the next day."""
        gone = 0
        for path in files:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                _logger.warning("a recording could not be removed yet: %s", type(error).__name__)
                continue
            gone += 1
            with contextlib.suppress(OSError):
                path.parent.rmdir()
        return gone

    def _remove(self, folder: Path) -> bool:
        if not folder.is_dir():
            return False
        try:
            for one in folder.iterdir():
                one.unlink(missing_ok=True)
            folder.rmdir()
        except OSError as error:
            _logger.warning("a recording could not be removed yet: %s", type(error).__name__)
        return True


def unnamed_stays(connection: Connection) -> list[str]:
    """Stays of people who were erased, with those that each took the place of: nobody may see their signals again."""
    wanted = select(ward_stay.c.id).where(ward_stay.c.person_id.is_(None), ward_stay.c.identifier == NOBODY)
    return lay(connection, connection.execute(wanted).scalars().all())


def lay(connection: Connection, stays: Sequence[str]) -> list[str]:
    """The stays in which somebody really lay, of those that were written down for her: without the ones that were a
    mistake (another lay there), and with those of another's name that a stay of hers put right."""
    corrected = corrected_stays(connection)
    wrong = set(corrected.values())
    found = []
    for stay in sorted(set(stays)):
        if stay in wrong:
            continue
        chain = [stay]
        while (before := corrected.get(chain[-1], "")) and before not in chain:
            chain.append(before)
        found += chain
    return found


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        # The ward removes what is too old at any moment.
        return 0
