"""The black box in a thread of its own: events go in without waiting, and are on the disk about a second later."""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.kernel.clock import Clock
from app.router.blackbox.box import USUAL, BlackBox
from app.router.blackbox.model import Event, Value
from app.router.blackbox.proving import verify
from app.router.tables.model import Discards, Record
from app.ward.recording.sealed import RecordingKey

_logger = logging.getLogger(__name__)
_FLUSH_SECONDS: Final = 1.0
_MOST_WAITING: Final = 100_000
"""Events that wait for a disk that hangs; the newest beyond them are counted and lost."""


@dataclass(frozen=True)
class BoxPlace:
    """Where it lies, and how many bytes it may take."""

    folder: Path
    key: RecordingKey
    space: int = USUAL


class BoxThread:
    """`told` is called from this thread with the reason why nothing is recorded ("disk", "full"), "" where it is."""

    def __init__(self, place: BoxPlace, discards: Discards, clock: Clock, told: Callable[[str], None]) -> None:
        self._place, self._discards, self._clock, self._told = place, discards, clock, told
        self._queue: queue.SimpleQueue[Event | Discards | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="black box")
        self._box: BlackBox | None = None
        self._waiting: list[Event] = []
        self._failing = ""
        self.lost = 0

    def start(self) -> None:
        """Look through what is there, open it, and begin to write."""
        self._thread.start()

    def put(self, event: Event) -> None:
        """To be kept; never waits."""
        if self._queue.qsize() < _MOST_WAITING:
            self._queue.put(event)
        else:
            self.lost += 1

    def use(self, discards: Discards) -> None:
        """Table 22 was edited."""
        self._queue.put(discards)

    def stop(self) -> None:
        """Write what waits, then end."""
        self._queue.put(None)
        if self._thread.ident is not None:
            self._thread.join()

    @property
    def recording(self) -> bool:
        """Whether what happens is kept."""
        return not self._failing

    def _work(self) -> None:
        going = True
        while going:
            going = self._gather()
            try:
                if self._box is None:
                    self._box = self._open()
                self._write(self._box)
            except OSError:
                if self._failing != "disk":
                    _logger.exception("the black box could not be written")
                self._tell("disk")
        if self._waiting:
            _logger.error("%d events did not get into the black box", len(self._waiting))
        self._close()

    def _gather(self) -> bool:
        """What comes within a second; False at the end."""
        ends = self._clock.monotonic() + _FLUSH_SECONDS
        while (left := ends - self._clock.monotonic()) > 0:
            try:
                one = self._queue.get(timeout=left)
            except queue.Empty:
                return True
            if one is None:
                return False
            if isinstance(one, Event):
                self._waiting.append(one)
                continue
            self._discards = one
            if self._box is not None:
                self._box.set_rules(one)
        return True

    def _open(self) -> BlackBox:
        place = self._place
        proof = verify(place.folder, place.key) if place.folder.is_dir() else None
        box = BlackBox(place.folder, place.key, self._discards, self._clock, place.space)
        if proof is not None and proof.problem is not None:
            _logger.error("the black box is not whole: %s at %d", proof.problem.value, proof.number)
            found: dict[str, Value] = {"problem": proof.problem.value, "number": proof.number}
            self._waiting.insert(0, Event("box_not_whole", Record.PARAMETER_CHANGE, self._clock.monotonic(), found))
        return box

    def _write(self, box: BlackBox) -> None:
        if self._waiting:
            box.append(self._waiting)
            self._waiting = []
            box.flush()
        self._tell("" if box.recording else "full")

    def _tell(self, why: str) -> None:
        if why != self._failing:
            self._failing = why
            self._told(why)

    def _close(self) -> None:
        if self._box is not None:
            try:
                self._box.close()
            except OSError:
                _logger.exception("the black box could not be closed")
