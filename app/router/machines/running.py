"""One machine at work: a thread holds its link to the router, another has the machine carry out what came.

A machine that fails is taken off the link, so that the router knows at once that it is gone; it is tried again until it
can act, and then connected again.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from math import inf
from typing import Final

from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.kernel.words import Word
from app.router.links.client import ReceiverLink
from app.router.links.refusals import is_told
from app.router.machines.memory import Memory
from app.router.machines.outlet import Done, Outlet, OutletFailure, Said
from app.router.receiver.linked import LinkedReceiver
from app.router.receiver.model import Row
from app.router.receiver.rows import OLD_SECONDS
from app.router.receiver.state import ReceiverState
from app.router.requests import SignedIn
from app.router.words import Capability

_logger = logging.getLogger(__name__)

_WAIT_MS: Final = 100
PROBE_SECONDS: Final = 10.0
"""How often a machine that has nothing to do is asked whether it could, and one that failed is tried again."""
LOOK_SECONDS: Final = 0.2
"""How often a machine is looked at where nothing came for it: a relay to be written again, a reply that lies there."""
ANSWER_AGAIN_SECONDS: Final = 10.0
"""How long an answer is tried for that cannot be given yet."""
_STOP_SECONDS: Final = 10.0


class RunningMachine:
    """`start`, then `failure` as often as somebody wants to know, then `stop`. `again_seconds`: until what failed is
    tried again; `complete_seconds`: how long a connection has to last until what the router did not tell has ended."""

    def __init__(
        self,
        name: str,
        outlet: Outlet,
        open_link: Callable[[], ReceiverLink],
        clock: Clock,
        again_seconds: float = PROBE_SECONDS,
        memory: Memory | None = None,
        complete_seconds: float = OLD_SECONDS,
    ) -> None:
        self._name, self._outlet, self._open_link, self._clock = name, outlet, open_link, clock
        self._again_seconds, self._complete_seconds = again_seconds, complete_seconds
        self._memory = memory or Memory(clock)
        self._complete = False
        self._stopping, self._news = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._rows: tuple[Row, ...] = ()
        self._done: list[Done] = []
        self._unsaid: list[tuple[Said, float]] = []
        self._late = 0
        self._failure: OutletFailure | None = OutletFailure("not_tried")
        self._linking = threading.Thread(target=self._link_work, name=f"link of {name}", daemon=True)
        self._working = threading.Thread(target=self._machine_work, name=f"machine {name}", daemon=True)

    @property
    def failure(self) -> OutletFailure | None:
        """Why the machine cannot act; None where it can."""
        return self._failure

    def start(self) -> None:
        """Begin."""
        self._working.start()
        self._linking.start()

    def stop(self) -> None:
        """End; the router is told in good order."""
        self._stopping.set()
        self._news.set()
        self._linking.join(_STOP_SECONDS)
        self._working.join(_STOP_SECONDS)

    # ---- the machine's thread

    def _machine_work(self) -> None:
        probed_at = -inf
        self._outlet.told_before(self._memory.rows())
        while not self._stopping.is_set():
            now = self._clock.monotonic()
            try:
                if self._failure is not None or now - probed_at >= PROBE_SECONDS:
                    self._outlet.probe()
                    probed_at = now
                    self._came_back()
                self._carry_out()
            except OutletFailure as failure:
                self._failed(failure)
                self._stopping.wait(self._again_seconds)
                continue
            except Exception as problem:
                # A fault of this program must not look like a machine that has nothing to do.
                _logger.exception("the machine %s could not be worked with", Word(self._name))
                self._failed(OutletFailure("internal", type(problem).__name__))
                self._stopping.wait(self._again_seconds)
                continue
            self._news.wait(LOOK_SECONDS)
            self._news.clear()
        self._outlet.close()
        self._memory.close()

    def _carry_out(self) -> None:
        with self._lock:
            rows, complete = self._rows, self._complete
        rows = self._memory.whole(rows, complete)
        for done in self._outlet.carry_out(rows, self._clock.monotonic()):
            self._memory.did(done, rows)
            with self._lock:
                self._done.append(done)

    def _came_back(self) -> None:
        if self._failure is not None:
            _logger.info("the machine %s can act", Word(self._name))
        self._failure = None

    def _failed(self, failure: OutletFailure) -> None:
        if self._failure is None or self._failure.args != failure.args:
            _logger.warning("the machine %s did not act: %s %s", Word(self._name), Word(failure.why), failure.detail)
        self._failure = failure

    # ---- the link's thread

    def _link_work(self) -> None:
        linked: LinkedReceiver | None = None
        while not self._stopping.is_set():
            if self._failure is not None:
                if linked is not None:
                    # Without a word, as whatever fails does: the router has to tell people.
                    linked.link.close(orderly=False)
                    linked = None
                self._keep((), complete=False)
                self._stopping.wait(_WAIT_MS / 1000)
                continue
            linked = linked or self._linked()
            try:
                linked.link.wait(_WAIT_MS)
                self._turn(linked)
            except Exception:
                # The router misses it within seconds, and has it back when this goes better.
                _logger.exception("the link of the machine %s failed", Word(self._name))
                linked.link.close(orderly=False)
                linked = None
                self._stopping.wait(self._again_seconds)
        if linked is not None:
            linked.close()

    def _linked(self) -> LinkedReceiver:
        state = ReceiverState((Capability.TEXT,))
        # Nobody signs in at a machine, and it never locks.
        state.signed = SignedIn(self._name, "machine", {}, (), inf)
        state.touched(self._clock.monotonic())
        return LinkedReceiver(self._open_link(), state, self._clock)

    def _turn(self, linked: LinkedReceiver) -> None:
        linked.turn()
        since = self._clock.monotonic() - linked.state.changed_at
        complete = linked.state.connected and since >= self._complete_seconds
        self._keep(linked.state.rows.all(), complete)
        with self._lock:
            done, self._done = self._done, []
        linked.painted(done, troubles=True)
        self._answer(linked)

    def _answer(self, linked: LinkedReceiver) -> None:
        now = self._clock.monotonic()
        waiting = [*self._unsaid, *((said, now + ANSWER_AGAIN_SECONDS) for said in self._outlet.said())]
        self._unsaid = []
        for said, until in waiting:
            try:
                linked.answer(said.key, said.response)
            except KnownError as problem:
                # The reply may overtake the news that the alarm was shown; a link may be about to come back.
                if problem.code != "receiver.not_now" and now < until:
                    self._unsaid.append((said, until))
                    continue
                self._late += 1
                if is_told(self._late):
                    self._tell_late(problem.code)

    def _tell_late(self, code: str) -> None:
        _logger.warning(
            "an answer of the machine %s came too late: %s, %d times by now", Word(self._name), code, self._late
        )

    def _keep(self, rows: Sequence[Row], complete: bool) -> None:
        with self._lock:
            changed = tuple(rows) != self._rows or complete is not self._complete
            self._rows, self._complete = tuple(rows), complete
        if changed:
            self._news.set()
