"""Records the signals of a ward that runs, from a thread of its own: the ward never waits for a disk.

What the disk does not take, or not fast enough, is lost, counted, and told (`recording_failed`): signals, never alarms.
"""

import logging
import queue
import shutil
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from app.kernel.clock import Clock
from app.kernel.words import Word
from app.ward.beds.clocks import clock_zero
from app.ward.feed.items import FeedItem, Layout, Numbers, Waves
from app.ward.recording.blocks import Gathering
from app.ward.recording.folder import RecordingFolder
from app.ward.recording.keeping import Keeping, clean, stay_folders
from app.ward.recording.stay_writer import StayWriter

_logger = logging.getLogger(__name__)

BLOCK_SECONDS: Final = 10.0
"""So much is gathered before it is written, and so much a kill loses at most."""
_TICK_SECONDS: Final = 0.2
_TEND_SECONDS: Final = 2.0
_CUTS_A_TICK: Final = 8
"""Not all beds at once, or their compressing would hold up the ward's thread."""
_STEP_SECONDS: Final = 2.0
"""A wall clock that jumped by more than this begins a new reckoning; less is its slow setting."""
_SETTLED_SECONDS: Final = 600.0
"""So long after the start or a jump of the wall clock nothing is removed by age: the clock may be wrong."""
_GOES_AGAIN_SECONDS: Final = 2 * BLOCK_SECONDS
_MOST_WAITING: Final = 64 * 2**20
_OF_AN_ITEM: Final = 200


class Recorder:
    """`take` is for the ward's thread and never waits. `told` is called with True when signals are being lost, with
    False when they are kept again; from either thread, and must not wait either.
    """

    def __init__(
        self,
        recordings: RecordingFolder,
        clock: Clock,
        keeping: Keeping = Keeping(),  # noqa: B008 - frozen
        told: Callable[[bool], None] = lambda _failed: None,
        most_waiting: int = _MOST_WAITING,
    ) -> None:
        self._recordings, self._clock, self._keeping, self.told = recordings, clock, keeping, told
        self._queue: queue.SimpleQueue[FeedItem | None] = queue.SimpleQueue()
        self._most_waiting, self._put, self._done = most_waiting, 0, 0
        self._stays: dict[str, str] = {}
        self._gathered: dict[str, Gathering] = {}
        self._writers: dict[str, StayWriter] = {}
        self._thread = threading.Thread(target=self._work, name="recording")
        self._zero = clock_zero(clock)
        self._settled_at = clock.monotonic() + _SETTLED_SECONDS
        self._tending: deque[Path] = deque()
        self._tend_at = 0.0
        self._settled: set[Path] = set()
        self._failing = threading.Lock()
        self._failed_at: float | None = None
        self._told_at = 0.0
        self.lost = 0
        """Pieces of the feed, and blocks of ten seconds, that were not kept."""

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Write what was gathered, and end."""
        self._queue.put(None)
        self._thread.join()

    def take(self, item: FeedItem) -> None:
        """One item of the feed."""
        size = _size(item)
        if size is None:
            return
        if size and self.waiting() > self._most_waiting:
            self._lost("the disk does not keep up")
            return
        self._put += size
        self._queue.put(item)

    def keep(self, keeping: Keeping) -> None:
        """From now on so long and so much; from any thread."""
        self._keeping = keeping

    def waiting(self) -> int:
        """Bytes that were taken and not worked through yet, about."""
        return self._put - self._done

    # ---- the thread of its own

    def _work(self) -> None:
        due = self._clock.monotonic()
        while True:
            try:
                item = self._queue.get(timeout=_TICK_SECONDS)
                if item is None:
                    break
                self._guarded(partial(self._one, item))
                self._done += _size(item) or 0
            except queue.Empty:
                pass
            now = self._clock.monotonic()
            if now >= due:
                due = now + _TICK_SECONDS
                self._guarded(partial(self._tick, now))
        for stay in list(self._gathered):
            self._end(stay)

    def _guarded(self, act: Callable[[], None]) -> None:
        """One failure, whatever it was, must not end the recording of all beds."""
        try:
            act()
        except Exception as problem:
            self._lost(_reason(problem))
            if not isinstance(problem, OSError):
                _logger.exception("the recording failed")

    def _one(self, item: FeedItem) -> None:
        at = self._clock.monotonic()
        match item:
            case Layout():
                self._arrange(item)
            case Waves():
                gathered = self._of(item.bed)
                if gathered is not None:
                    gathered.take_waves(item.blocks, item.simulated, at)
            case Numbers():
                gathered = self._of(item.bed)
                if gathered is not None:
                    gathered.take_numbers(item.numerics, item.at, item.simulated, at)

    def _of(self, bed: str) -> Gathering | None:
        stay = self._stays.get(bed)
        return self._gathered.setdefault(stay, Gathering()) if stay else None

    def _arrange(self, layout: Layout) -> None:
        stays = {line.bed: line.stay for line in layout.beds if line.stay}
        if stays == self._stays:
            return
        corrected = {line.stay: line.corrects for line in layout.beds if line.stay and line.corrects}
        # First of all: whatever fails from here on, nobody gets the signals of another.
        before, self._stays = self._stays, stays
        for stay in set(before.values()) - set(stays.values()):
            self._guarded(partial(self._end, stay))
        for stay, wrong in corrected.items():
            self._hand_over(wrong, stay)
        self._recordings.write_beds(stays)

    def _hand_over(self, wrong: str, stay: str) -> None:
        """What was recorded of a stay that was a mistake is of whoever really lay there. Done once; what cannot be done
        now is tried when the beds are arranged next, or the ward begins anew.
        """
        here, there = self._recordings.of_stay(wrong), self._recordings.of_stay(stay)
        if not here.exists() or there.exists():
            return
        try:
            here.rename(there)
        except OSError as problem:
            _logger.error("the recording of a corrected admission could not be handed over: %s", _reason(problem))

    def _tick(self, now: float) -> None:
        zero = clock_zero(self._clock)
        if abs(zero - self._zero) > _STEP_SECONDS:
            _logger.warning("the wall clock jumped by %.0f s; the recording goes on by the new time", zero - self._zero)
            for stay in list(self._gathered):
                self._cut(stay)
            self._zero, self._settled_at = zero, now + _SETTLED_SECONDS
        waiting = [
            stay for stay, one in self._gathered.items() if one.since is not None and now - one.since >= BLOCK_SECONDS
        ]
        for stay in waiting[:_CUTS_A_TICK]:
            self._cut(stay)
        with self._failing:
            again = self._failed_at is not None and now - self._failed_at > _GOES_AGAIN_SECONDS
            if again:
                self._failed_at = None
        if again:
            _logger.info("the recording goes on; %d pieces were lost", self.lost)
            self.told(False)
        try:
            self._tend(now)
        except Exception as problem:
            # Nothing is lost by it: it is tried again when its turn comes.
            _logger.warning("a recording could not be tended: %s", _reason(problem))

    def _cut(self, stay: str) -> None:
        block = self._gathered[stay].cut(self._zero)
        if block is None:
            return
        try:
            if shutil.disk_usage(_there(self._recordings.home)).free < self._keeping.reserve:
                self._lost("the disk is nearly full")
                return
            writer = self._writers.get(stay)
            if writer is None:
                writer = self._writers[stay] = StayWriter(self._recordings, self._recordings.of_stay(stay))
            writer.write(block)
        except OSError as problem:
            self._lost(_reason(problem))

    def _end(self, stay: str) -> None:
        """Nobody lies there any more, or the recording ends."""
        if stay in self._gathered:
            self._guarded(lambda: self._cut(stay))
            del self._gathered[stay]
        writer = self._writers.pop(stay, None)
        if writer is not None:
            self._settled.discard(writer.folder)
            writer.close()

    def _tend(self, now: float) -> None:
        """One folder at a time: hours that are over become one record, and what is too old or too much goes."""
        if now < self._tend_at:
            return
        self._tend_at = now + _TEND_SECONDS
        if not self._tending:
            self._tending.extend(stay_folders(self._recordings))
        if not self._tending:
            return
        folder = self._tending.popleft()
        writer = next((one for one in self._writers.values() if one.folder == folder), None)
        if writer is not None:
            writer.merge_some()
        elif folder not in self._settled:
            self._settled.add(folder)
            _merge_all(StayWriter(self._recordings, folder))
        if now >= self._settled_at:
            clean(folder, self._keeping, self._clock.now().timestamp())

    def _lost(self, why: str) -> None:
        self.lost += 1
        now = self._clock.monotonic()
        with self._failing:
            first = self._failed_at is None
            again = first or now - self._told_at >= _GOES_AGAIN_SECONDS
            self._failed_at = now
            if again:
                self._told_at = now
        if first:
            _logger.error("signals are not recorded: %s", why)
        if again:
            # Now and then again: whoever hears it may not have been there at the first time.
            self.told(True)


def _size(item: FeedItem) -> int | None:
    """Bytes in memory, about; None for what is not recorded."""
    match item:
        case Waves():
            return _OF_AN_ITEM + sum(block.samples.nbytes for block in item.blocks)
        case Numbers():
            return _OF_AN_ITEM * (1 + len(item.numerics))
        case Layout():
            # Never dropped: whose signals they are must be right.
            return 0
        case _:
            return None


def _there(home: Path) -> Path:
    """The folder itself or the nearest above it that exists."""
    return next(one for one in (home, *home.parents) if one.exists())


def _reason(problem: Exception) -> Word:
    """Without a path: a folder's name is a stay's."""
    return Word((problem.strerror if isinstance(problem, OSError) else None) or type(problem).__name__)


def _merge_all(writer: StayWriter) -> None:
    try:
        while writer.over:
            writer.merge_some()
    finally:
        writer.close()
