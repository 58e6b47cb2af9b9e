"""The black box in a thread of its own: events go in without waiting, and are on the disk about a second later."""

import logging
import queue
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from app.kernel.clock import Clock
from app.router.blackbox.box import USUAL, BlackBox
from app.router.blackbox.model import Event, Proof, Value, Waiting
from app.router.blackbox.proving import verify
from app.router.tables.model import Discards, Record
from app.ward.recording.sealed import RecordingKey

_logger = logging.getLogger(__name__)
_FLUSH_SECONDS: Final = 1.0
_MOST_WAITING: Final = 100_000
"""Events that wait for a disk that hangs; the newest beyond them are counted and lost."""
_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class _Asked:
    """Done with the open box; None: its disk does not let it be opened."""

    call: Callable[[BlackBox | None], None]


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
        self._queue: queue.SimpleQueue[Event | Discards | _Asked | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="black box")
        self._box: BlackBox | None = None
        self._waiting: list[Event] = []
        self._failing = ""
        self._problem = False
        self.lost = 0
        self.waiting = Waiting()
        """What the record centre does not have, as of a second ago at most."""

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

    def ask(self, call: Callable[[BlackBox], _Answer]) -> "Future[_Answer]":
        """Have something done with the box on its own thread, between two times of writing. OSError."""
        future: Future[_Answer] = Future()

        def done(box: BlackBox | None) -> None:
            try:
                if box is None:
                    raise OSError("the black box is not open")
                found = call(box)
                self.waiting = box.waiting
                future.set_result(found)
            except Exception as problem:
                future.set_exception(problem)

        self._queue.put(_Asked(done))
        return future

    def compare(self, known: Mapping[int, bytes]) -> "Future[Proof]":
        """Whether it is whole and holds what the record centre knows of it; what is wrong is written into it."""
        return self.ask(lambda _box: self._verified(known))

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
        while True:
            try:
                if self._box is None:
                    self._box = self._open()
                self._write(self._box)
            except OSError:
                if self._failing != "disk":
                    _logger.exception("the black box could not be written")
                self._tell("disk")
            if not going:
                break
            going = self._gather()
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
            if isinstance(one, _Asked):
                one.call(self._box)
                continue
            self._discards = one
            if self._box is not None:
                self._box.set_rules(one)
        return True

    def _open(self) -> BlackBox:
        place = self._place
        if place.folder.is_dir():
            self._verified({})
        return BlackBox(place.folder, place.key, self._discards, self._clock, place.space)

    def _verified(self, known: Mapping[int, bytes]) -> Proof:
        """The first thing that is wrong since the start is written down."""
        proof = verify(self._place.folder, self._place.key, known)
        if proof.problem is not None and not self._problem:
            self._problem = True
            _logger.error("the black box is not whole: %s at %d", proof.problem, proof.number)
            found: dict[str, Value] = {"problem": proof.problem.value, "number": proof.number}
            self._waiting.insert(0, Event("box_not_whole", Record.PARAMETER_CHANGE, self._clock.monotonic(), found))
        return proof

    def _write(self, box: BlackBox) -> None:
        if self._waiting:
            box.append(self._waiting)
            self._waiting = []
            box.flush()
        self.waiting = box.waiting
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
