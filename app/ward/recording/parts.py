"""What the parts of one stay hold, decoded once: a window asks for the same hours again and again."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import msgspec

from app.kernel.errors import KnownError
from app.ward.recording.blocks import Seconds, Section, Signals
from app.ward.recording.folder import LENGTH, MINUTES, SECONDS, SIGNALS, Part, RecordingFolder, parts_in
from app.ward.recording.merging import DayPart
from app.ward.recording.sealed import SealedReader

_logger = logging.getLogger(__name__)

_SLACK_SECONDS: Final = 120.0
"""A part may hold what came a little after its hour."""
_seconds: Final = msgspec.msgpack.Decoder(Seconds)
_signals: Final = msgspec.msgpack.Decoder(Signals)
_minutes: Final = msgspec.msgpack.Decoder(DayPart)


class _Read:
    """One part: where its records lie, and, but for signals, what they hold."""

    def __init__(self, reader: SealedReader, kind: str) -> None:
        self.reader, self._kind = reader, kind
        self._generation, self._taken = -1, 0
        self.contents: list[Seconds | DayPart] = []
        self.damaged = 0

    def refresh(self) -> None:
        if self.contents and isinstance(self.contents[0], Seconds) and self.contents[0].whole:
            return
        self.reader.refresh()
        if self.reader.generation != self._generation:
            self._generation, self._taken, self.contents = self.reader.generation, 0, []
        if self._kind == SIGNALS:
            return
        decoder = _seconds if self._kind == SECONDS else _minutes
        for _, payload in self.reader.payloads(self.reader.records[self._taken :]):
            self._taken += 1
            if payload is None:
                self.damaged += 1
                _logger.error("a part of a recording is damaged: %s", self.reader.path.name)
            else:
                self.contents.append(decoder.decode(payload))


class StayParts:
    """Of one stay; safe from several threads. Each call looks for what has come since the last.

    KnownError `recording.broken` where the files cannot be read.
    """

    def __init__(self, recordings: RecordingFolder, stay: str) -> None:
        self._key, self._folder = recordings.key, recordings.of_stay(stay)
        self._lock = threading.Lock()
        self._known: dict[Part, _Read] = {}

    def seconds(self, start: float, end: float) -> list[Seconds]:
        """What there is of these hours, in the order in which it was written."""
        with self._reading():
            reads = self._of(SECONDS, start, end)
            return [one for each in reads for one in each.contents if isinstance(one, Seconds)]

    def minutes(self, start: float, end: float) -> list[DayPart]:
        """What there is of these days."""
        with self._reading():
            reads = self._of(MINUTES, start, end)
            return [one for each in reads for one in each.contents if isinstance(one, DayPart)]

    def sections(self, wave: str, start: float, end: float) -> list[Section]:
        """All samples of a waveform in this span, in the order in which they were written."""
        found: list[Section] = []
        with self._reading():
            for read in self._of(SIGNALS, start, end):
                wanted = [one for one in read.reader.records if one.first < end and one.last > start]
                for _, payload in read.reader.payloads(wanted):
                    if payload is None:
                        _logger.error("a part of a recording is damaged: %s", read.reader.path.name)
                        continue
                    sections = _signals.decode(payload).sections
                    found += [one for one in sections if one.wave == wave and one.first < end and one.end > start]
        return found

    def span(self) -> tuple[float, float] | None:
        """The first and last moment of all that is kept."""
        with self._reading():
            reads = [one for kind in (SIGNALS, SECONDS, MINUTES) for one in self._of(kind, 0.0, float("inf"))]
            records = [one for each in reads for one in each.reader.records]
            if not records:
                return None
            return min(one.first for one in records), max(one.last for one in records)

    def earliest(self, kind: str) -> float:
        """The first moment of a kind; infinity where there is none."""
        with self._reading():
            return min(
                (one.period * float(LENGTH[kind]) for one in parts_in(self._folder) if one.kind == kind),
                default=float("inf"),
            )

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except OSError as problem:
                raise KnownError("recording.broken", reason=problem.strerror or type(problem).__name__) from problem

    def _of(self, kind: str, start: float, end: float) -> list[_Read]:
        there = parts_in(self._folder)
        self._known = {part: read for part, read in self._known.items() if part in there}
        found = []
        for part in there:
            if part.kind == kind and part.until - LENGTH[kind] < end and part.until + _SLACK_SECONDS > start:
                read = self._known.get(part)
                if read is None:
                    read = self._known[part] = _Read(SealedReader(self._folder / part.name, self._key), kind)
                read.refresh()
                found.append(read)
        return found
