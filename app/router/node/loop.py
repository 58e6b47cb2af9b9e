"""The thread of the router: everything that is decided happens here, nothing that waits.

What other threads have to say comes through `post`, in order, and wakes the loop at once.
"""

import logging
import queue
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Final, TypeVar

from app.router.delivery.model import Trouble
from app.router.node.core import RouterCore
from app.router.node.hearing import WardEars
from app.router.node.items import RouterItem
from app.router.node.showing import BoxTold, Rates, board, network, paths
from app.ward.feed.items import FeedItem

_logger = logging.getLogger(__name__)
_TURN_MS: Final = 50
_DISK_MS: Final = 5
"""How long a turn waits at most while orders wait for the journal."""
_TICK_SECONDS: Final = 0.05
_SHOW_SECONDS: Final = 2.0
_CHANGED_SECONDS: Final = 0.1
"""A board that changes all the time is told ten times a second."""
_PER_TURN: Final = 256
_FAILED_SECONDS: Final = 60.0
"""That something could not be worked through is told for so long after the last time."""
_Answer = TypeVar("_Answer")
_Call = Callable[[RouterCore, float], None]


class RouterLoop:
    """`start`, then `post` from any thread, then `stop`. `publish` gets what windows are shown; `box`: how the
    black box is."""

    def __init__(
        self,
        core: RouterCore,
        publish: Callable[[RouterItem], None],
        box: BoxTold,
    ) -> None:
        self._core, self._publish, self._box = core, publish, box
        self._clock = core.clock
        self._heard: list[FeedItem] = []
        self.ears = WardEars(core.hub.watch, core.hub.unwatch, self._heard.append, core.clock.monotonic)
        self._inbox: queue.SimpleQueue[_Call] = queue.SimpleQueue()
        self._wakes, self._woken = socket.socketpair()
        self._wakes.setblocking(False)
        self._woken.setblocking(False)
        core.hub.watch(self._woken, self._hear_wakes)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="router")
        self._rates = Rates()
        self._failed_at = float("-inf")
        now = self._clock.monotonic()
        self._tick_at, self._show_at, self._board_at = now, now, now

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; receivers are told goodbye."""
        self._stopping.set()
        self.wake()
        if self._thread.ident is not None:
            self._thread.join()
        self.ears.close()
        self._core.hub.unwatch(self._woken)
        self._core.hub.close()
        self._wakes.close()
        self._woken.close()

    def post(self, call: _Call) -> None:
        """Have something done on the loop's thread; it is given the monotonic second."""
        self._inbox.put(call)
        self.wake()

    def ask(self, call: Callable[[RouterCore, float], _Answer]) -> "Future[_Answer]":
        """The same, with an answer or its refusal."""
        future: Future[_Answer] = Future()

        def done(core: RouterCore, at: float) -> None:
            try:
                future.set_result(call(core, at))
            except BaseException as problem:
                future.set_exception(problem)

        self.post(done)
        return future

    def wake(self) -> None:
        """Have the loop look again at once; from any thread."""
        try:
            self._wakes.send(b"\0")
        except OSError:
            # Full: it is going to wake anyway; closed: it has ended.
            return

    def note_failure(self) -> None:
        """Something could not be worked through; `loop_failed` for a minute from now."""
        self._failed_at = self._clock.monotonic()

    def tell_all(self) -> None:
        """Everything that windows are shown, for one that has just come; on the loop's thread."""
        self._show_at = float("-inf")

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._safely(self._turn)

    def _turn(self) -> None:
        core = self._core
        now = self._clock.monotonic()
        found = core.hub.turn(0 if core.ledger.has_due(now) else _DISK_MS if core.ledger.waits(now) else _TURN_MS)
        now = self._clock.monotonic()
        for event in found:
            self._safely(partial(core.take, event))
        heard, self._heard[:] = tuple(self._heard), ()
        for item in heard:
            self._safely(partial(core.hear, item, now))
        for _ in range(_PER_TURN):
            try:
                call = self._inbox.get(block=False)
            except queue.Empty:
                break
            self._safely(partial(call, core, now))
        if now >= self._tick_at:
            self._tick_at = now + _TICK_SECONDS
            self._tick(now)
        core.settle(now)
        self._show(now)

    def _safely(self, call: Callable[[], None]) -> None:
        """Each for itself: what one event brings to fall does not take the next along; nor is it swallowed."""
        try:
            call()
        except Exception:
            _logger.exception("the router could not work through what it was told")
            self.note_failure()

    def _tick(self, now: float) -> None:
        core = self._core
        core.troubles.own(Trouble.WARD_SILENT, self.ears.is_silent(now), now)
        core.troubles.own(Trouble.JOURNAL_FAILED, core.ledger.failed(now), now)
        core.troubles.own(Trouble.LOOP_FAILED, now - self._failed_at < _FAILED_SECONDS, now)
        core.tick(now)
        if core.neighbours is not None:
            core.neighbours.tick(core.known, now)

    def _show(self, now: float) -> None:
        core = self._core
        if now >= self._show_at:
            self._show_at = now + _SHOW_SECONDS
            core.board_changed = True
            self._board_at = now
            self._publish(paths(core, now, not self.ears.is_silent(now), self._box))
            self._publish(network(core, self._rates, now))
        if core.board_changed and now >= self._board_at:
            core.board_changed = False
            self._publish(board(core, now))
            # However many alarms there are: nine tenths of the time are for carrying them.
            took = self._clock.monotonic() - now
            self._board_at = now + max(_CHANGED_SECONDS, 10 * took)

    def _hear_wakes(self) -> None:
        try:
            while self._woken.recv(4_096):
                continue
        except BlockingIOError:
            return
