"""Writes one stay into its parts; of one thread."""

import itertools
from pathlib import Path
from typing import Final

import msgspec

from app.ward.recording.blocks import Block, Seconds, seconds_of, signals_of
from app.ward.recording.folder import (
    HOUR,
    LENGTH,
    MINUTES,
    SECONDS,
    SIGNALS,
    Part,
    RecordingFolder,
    parts_in,
    replace_with,
)
from app.ward.recording.merging import merged
from app.ward.recording.sealed import SealedReader, SealedWriter

_HOURS_A_DAY: Final = LENGTH[MINUTES] // HOUR


class StayWriter:
    """Begins new parts: what another process left, or what a failure cut off, is never appended to."""

    def __init__(self, recordings: RecordingFolder, folder: Path) -> None:
        self._key, self.folder = recordings.key, folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        there = parts_in(folder)
        self._next = there[-1].number + 1 if there else 1
        self._open: dict[str, tuple[Part, SealedWriter]] = {}
        self.over: list[Part] = [part for part in there if part.kind == SECONDS]
        """Parts of seconds that nobody writes any more and that may still be many records; `merge` takes them."""

    def write(self, block: Block) -> None:
        """Add a block. OSError where a part of it could not be written; the next block is tried all the same."""
        problem: OSError | None = None
        hour = int(block.first // HOUR)
        contents = {SECONDS: seconds_of(block)}
        if block.stretches:
            contents[SIGNALS] = signals_of(block)
        for kind, content in contents.items():
            try:
                self.append(kind, hour, content, block.first, block.last)
            except OSError as failed:
                problem = failed
        if problem is not None:
            raise problem

    def merge_some(self) -> None:
        """Merge one of the parts that are over, passing over those that are merged already. OSError."""
        while self.over:
            part = self.over.pop(0)
            try:
                if self.merge(part):
                    return
            except BaseException:
                self.over.append(part)
                raise

    def merge(self, part: Part) -> bool:
        """Make one record of an hour that is over, and write its minutes; whether there was anything to do. OSError.

        Killed between the two, it is done again: an hour whose minutes are written twice counts twice, and its mean,
        lowest and highest stay what they are.
        """
        reader = SealedReader(self.folder / part.name, self._key)
        reader.refresh()
        payloads = (payload for _, payload in reader.payloads(reader.records))
        records = (msgspec.msgpack.decode(one, type=Seconds) for one in payloads if one is not None)
        begun = next(records, None)
        if begun is None or begun.whole:
            return False
        whole, minutes = merged(itertools.chain((begun,), records))
        first, last = min(one.first for one in reader.records), max(one.last for one in reader.records)
        if minutes.vitals:
            self.append(MINUTES, part.period // _HOURS_A_DAY, msgspec.msgpack.encode(minutes), first, last)
        replace_with(reader.path, self._key, msgspec.msgpack.encode(whole), first, last)
        return True

    def close(self) -> None:
        """Nothing more is written."""
        for kind in list(self._open):
            self._close(kind)

    def append(self, kind: str, period: int, content: bytes, first: float, last: float) -> None:
        """One record into the part of this hour or day. OSError; the next goes into another part then."""
        opened = self._open.get(kind)
        if opened is None or opened[0].period != period:
            self._close(kind)
            opened = self._begin(kind, period)
        try:
            opened[1].append(content, first, last)
        except OSError:
            self._close(kind)
            if not opened[1].records:
                # Nothing of worth is in it, and on a full disk there would be one for each attempt.
                opened[1].path.unlink(missing_ok=True)
            raise

    def _begin(self, kind: str, period: int) -> tuple[Part, SealedWriter]:
        part = Part(self._next, period, kind)
        self._next += 1
        self._open[kind] = (part, SealedWriter(self.folder / part.name, self._key))
        return self._open[kind]

    def _close(self, kind: str) -> None:
        opened = self._open.pop(kind, None)
        if opened is not None:
            opened[1].close()
            if kind == SECONDS:
                self.over.append(opened[0])
