"""The black box: events are appended, sent to the record centre later, and discarded by table 22 when space runs out.

What is discarded is first written down as a record of its own, on the disk, and only then left out of the files: a kill
in between is made good when the box is opened again. One owner at a time; every call that writes may raise OSError,
after which the next record goes into another file.
"""

import secrets
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from app.kernel.clock import Clock
from app.router.blackbox.choosing import Chosen, choose, numbers_in
from app.router.blackbox.model import (
    DISCARDED,
    LONGEST,
    MOST_STRETCHES,
    RESUMED,
    STOPPED,
    TORN,
    Event,
    Kept,
    Logged,
    Value,
    Waiting,
    link_of,
)
from app.router.blackbox.opening import found_in
from app.router.blackbox.segments import (
    Mark,
    Run,
    Segment,
    content_of,
    next_file,
    packed,
    rewrite,
    unpacked,
    walk,
    write_mark,
)
from app.router.tables.model import Discards, Record, WhenFull
from app.ward.recording.sealed import RecordingKey, SealedWriter

SMALLEST: Final = 128 * 2**10
"""Bytes of space that a box needs at least."""
USUAL: Final = 256 * 2**20
_FRAME: Final = 128
"""Bytes that one sealed piece takes besides its records, no less."""
_MOST_AT_ONCE: Final = 256
_SENT_AT_ONCE: Final = 2**20
"""Bytes of records that are sent together; one that is longer goes alone."""
_WEIGHT: Final = "weight_"


class BlackBox:
    """The box in `folder`, of at most `space` bytes; for a moment it takes as much more as one file of it."""

    def __init__(self, folder: Path, key: RecordingKey, discards: Discards, clock: Clock, space: int = USUAL) -> None:
        if space < SMALLEST:
            raise ValueError(f"a black box needs {SMALLEST} bytes, not {space}")
        self._folder, self._key, self._rules, self._clock, self._space = folder, key, discards, clock, space
        self._reserve, self._more, self._longest_file = space // 16, space // 32, min(2**20, space // 16)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = found_in(folder, key)
        self._segments, self._last, self._link = found.segments, found.last, found.link
        self._sent, self._stopped, self._discard = min(found.mark.sent, found.last), found.stopped, found.discard
        self._said: dict[str, Value] = dict(found.discarded.event.fields) if found.discarded is not None else {}
        self.name = found.mark.name or secrets.token_hex(16)
        """Tells it from another box of this station, for the record centre."""
        self._writer: SealedWriter | None = None
        self.not_recorded = 0
        """Events since this box was opened that found no room."""
        if found.unmarked:
            write_mark(folder, key, Mark(name=self.name))
        numbers = self._said.pop("numbers", [])
        self._leave_out(numbers_in(numbers) if isinstance(numbers, list) else set())
        if found.torn:
            self.append([Event(TORN, Record.PARAMETER_CHANGE, clock.monotonic())])

    @property
    def used(self) -> int:
        """Bytes of all its files."""
        return sum(one.size for one in self._segments)

    @property
    def recording(self) -> bool:
        """False once it is full and is set to stop: that has to be a technical alarm."""
        return not self._stopped

    @property
    def last(self) -> int:
        """The number of the newest record."""
        return self._last

    @property
    def link(self) -> bytes:
        """The hash of everything up to the newest record."""
        return self._link

    @property
    def sent(self) -> int:
        """Up to which number the record centre has confirmed."""
        return self._sent

    @property
    def waiting(self) -> Waiting:
        """What the record centre does not have yet."""
        count, since = 0, None
        for segment in self._segments:
            at = bisect_right(segment.numbers, self._sent)
            if at < len(segment.numbers):
                count += len(segment.numbers) - at
                since = segment.walls[at] if since is None else since
        return Waiting(count, since)

    @property
    def discarded(self) -> Mapping[float, int]:
        """How many records were ever discarded, by weight."""
        said = {key: value for key, value in self._said.items() if key.startswith(_WEIGHT)}
        return {float(key.removeprefix(_WEIGHT)): int(value) for key, value in said.items() if isinstance(value, int)}

    def append(self, events: Sequence[Event]) -> bool:
        """Write these down, in this order; False where some found no room. ValueError for one that is too long."""
        zero = self._clock.now().timestamp() - self._clock.monotonic()
        contents = [packed(Kept(round(zero + one.at, 6), one)) for one in events]
        if any(len(one) > LONGEST for one in contents):
            raise ValueError(f"an event is longer than {LONGEST} bytes")
        at = 0
        while at < len(events):
            end, size = at, 0
            while end < len(events) and end - at < _MOST_AT_ONCE and size + len(contents[end]) <= LONGEST * 2:
                size += len(contents[end])
                end += 1
            if not self._room_for(size + 8 * (end - at) + _FRAME):
                self.not_recorded += len(events) - at
                return False
            self._write(events[at:end], contents[at:end])
            at = end
        return True

    def flush(self) -> None:
        """Wait until all of it is on the disk, and remember how much that is."""
        self._settle()
        write_mark(self._folder, self._key, Mark(self._sent, self._last, self._link, self.name))

    def close(self) -> None:
        """Nothing more is written."""
        try:
            self.flush()
        finally:
            self._close_file()

    def set_rules(self, discards: Discards) -> None:
        """Table 22 was edited. A box that had stopped goes on if it may discard now."""
        self._rules = discards

    def records(self, since: int = 1) -> Iterator[Logged]:
        """What is there, in its order. OSError."""
        for segment in self._segments:
            if not segment.numbers or segment.numbers[-1] < since:
                continue
            for run in content_of(segment.path, self._key).runs:
                if run.first + len(run.contents) <= since:
                    continue
                for number, previous, link, content in walk(run):
                    if number >= since:
                        kept = unpacked(content)
                        yield Logged(number, previous, link, kept.wall, kept.event, content, number <= self._sent)

    def unsent(self, most: int = 500, after: int | None = None) -> list[Logged]:
        """The oldest that the record centre does not have (or those after a number), on the disk; holes are what was
        discarded before it was sent. OSError."""
        # What a power failure may still take away must not be sent: its number would be given a second time.
        self.flush()
        found: list[Logged] = []
        size = 0
        for one in self.records(1 + (self._sent if after is None else after)):
            size += len(one.content)
            if len(found) == most or (found and size > _SENT_AT_ONCE):
                break
            found.append(one)
        return found

    def mark_sent(self, through: int) -> None:
        """The record centre has everything up to this number; ValueError for one that was never written."""
        if through > self._last:
            raise ValueError(f"record {through} was never written, the last is {self._last}")
        if through > self._sent:
            self._sent = through
            self.flush()

    def _room_for(self, size: int) -> bool:
        if self._rules.when_full is WhenFull.DISCARD:
            if self.used + size + self._reserve > self._space:
                self._discard_for(size)
            if self._stopped:
                self._stopped = False
                self._write_own(RESUMED, {"not_recorded": self.not_recorded})
            return True
        if not self._stopped and self.used + size + self._reserve > self._space:
            self._stopped = True
            self._write_own(STOPPED, {})
            self.flush()
        return not self._stopped

    def _discard_for(self, size: int) -> None:
        """Make room for this, and for more: what is left out between others frees less than its own bytes."""
        now = self._clock.now().timestamp()
        while (over := self.used + size + self._reserve - self._space) > 0:
            # What says how much was discarded must not itself overflow the reserve: so many stretches at a time.
            most = min(self._reserve // 64, MOST_STRETCHES)
            chosen = choose(self._segments, self._rules, self._sent, now, self._discard, over + self._more, most)
            if not len(chosen.numbers):
                return
            self._say(chosen)
            self._leave_out({int(one) for one in chosen.numbers})

    def _say(self, chosen: Chosen) -> None:
        """On the disk, in the chain, before anything goes. The newest of these records says all of the former too,
        so that those may go themselves, as something low that was attended to."""
        said = dict(self._said)
        said["total"] = int(_count(said.get("total"))) + len(chosen.numbers)
        said["sum"] = (_count(said.get("sum")) + sum(int(one) for one in chosen.numbers)) % 2**63
        for weight, count in chosen.counts.items():
            name = f"{_WEIGHT}{weight:g}"
            said[name] = _count(said.get(name)) + count
        self._settle()
        self._close_file()
        self._write_own(DISCARDED, {**said, "numbers": chosen.ranges()}, Record.LOW_SIGNAL_ATTENDED)
        self._said, self._discard = said, self._last
        self.flush()
        self._close_file()

    def _leave_out(self, gone: set[int]) -> None:
        if gone:
            for segment in self._segments:
                if not gone.isdisjoint(segment.numbers):
                    rewrite(segment, self._key, gone)
            self._segments = [one for one in self._segments if one.numbers]

    def _write_own(self, kind: str, fields: dict[str, Value], what: Record = Record.PARAMETER_CHANGE) -> None:
        event = Event(kind, what, self._clock.monotonic(), fields)
        self._write([event], [packed(Kept(self._clock.now().timestamp(), event))])

    def _write(self, events: Sequence[Event], contents: list[bytes]) -> None:
        zero = self._clock.now().timestamp() - self._clock.monotonic()
        run = Run(self._last + 1, self._link, contents)
        try:
            if self._writer is None or self._writer.size > self._longest_file:
                self._settle()
                self._close_file()
                self._writer = SealedWriter(next_file(self._folder), self._key)
                self._segments.append(Segment(self._writer.path, self._writer.size))
            self._writer.append(packed([run]), 0.0, 0.0)
        except OSError:
            self._close_file()
            raise
        segment = self._segments[-1]
        segment.size = self._writer.size
        for event, content in zip(events, contents, strict=True):
            self._last += 1
            self._link = link_of(self._link, self._last, content)
            segment.note(self._last, event.what, len(content), zero + event.at)

    def _close_file(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    def _settle(self) -> None:
        if self._writer is not None:
            try:
                self._writer.flush()
            except OSError:
                self._close_file()
                raise


def _count(value: Value | None) -> int:
    return value if isinstance(value, int) else 0
