"""What is to be logged lies in a file, sealed, before the store takes it: a kill then loses none of what waited.

One file for each run, beside the store; gone as soon as the store has all of it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from app.ward.recording.sealed import RecordingKey, SealedReader, SealedWriter

Row = Mapping[str, Any]
_NAME: Final = re.compile(r"alarms-(\d{6})\.journal")
_WORTH_EMPTYING: Final = 256 * 2**10


class AlarmJournal:
    """Of one process at a time: whoever has the lease of the ward. Each call may raise OSError."""

    def __init__(self, folder: Path, key: RecordingKey) -> None:
        self._folder, self._key = folder, key
        self._writer: SealedWriter | None = None
        self._size = 0

    def left(self) -> list[Row]:
        """What earlier runs left here, in its order; what a kill tore off at the end is not among it."""
        rows: list[Row] = []
        for path in self._files():
            reader = SealedReader(path, self._key)
            reader.refresh()
            for _, content in reader.payloads(reader.records):
                if content is not None:
                    rows += json.loads(content)
        return rows

    def append(self, rows: Sequence[Row]) -> None:
        """Have them on the disk. After an OSError the next ones go into another file."""
        try:
            content = json.dumps(list(rows), separators=(",", ":")).encode()
            if self._writer is None:
                self._writer = self._begin()
            self._writer.append(content, 0.0, 0.0)
            self._size += len(content)
            self._writer.flush()
        except OSError:
            self.close()
            raise

    def is_long(self) -> bool:
        """Whether it is worth beginning anew, once the store has everything."""
        return self._size > _WORTH_EMPTYING

    def empty(self) -> None:
        """The store has everything: nothing of it is needed any more."""
        self.close()
        for path in self._files():
            path.unlink(missing_ok=True)
        self._size = 0

    def close(self) -> None:
        """What is there stays, for the next run."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    def _files(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        return sorted(one for one in self._folder.iterdir() if _NAME.fullmatch(one.name))

    def _begin(self) -> SealedWriter:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        last = max((int(name[1]) for one in self._files() if (name := _NAME.fullmatch(one.name))), default=0)
        return SealedWriter(self._folder / f"alarms-{last + 1:06d}.journal", self._key)
