"""Sees to it that a process of the station runs where it is wanted: starts it, and starts it again when it has gone."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from sqlalchemy import select

from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.kernel.words import Word
from app.store.store import Store
from app.store.tables import ward_bed
from app.ward.node.lease import ward_lease

_logger = logging.getLogger(__name__)

LOOK_SECONDS: Final = 1.0
BACK_OFF_SECONDS: Final = (2.0, 10.0, 60.0)
"""How long after one has gone the next is started: the first time, the second, every further."""
STEADY_SECONDS: Final = 120.0
"""One that was there for this long makes a new beginning of that."""

HUNG_SECONDS: Final = 90.0
"""One that was started here and does not hold its lease for this long hangs: it is ended, and followed."""


class StartedNode(Protocol):
    """A process that was started here."""

    def has_ended(self) -> bool:
        """Whether it runs no more."""
        ...

    def problem(self) -> KnownError:
        """Why, once it has ended."""
        ...

    def end(self) -> None:
        """End it, whatever it does."""
        ...

    def leave(self) -> None:
        """Nobody asks any more; it goes on, or has ended afterwards where it was to end with this process."""
        ...


@dataclass(frozen=True)
class Tended:
    """A process, as it is called in the log. `is_there`: whether one runs, whoever started it (its lease in the store),
    None where only the one that was started here can be; `wanted`: whether one is. `runs`: the code by which one ends
    that another has kept from beginning; `not_begun`: where it could not even be started. `told`: each new problem.
    """

    name: str
    start: Callable[[], StartedNode]
    wanted: Callable[[], bool]
    is_there: Callable[[], bool] | None = None
    runs: str = ""
    not_begun: str = "ward.node_not_begun"
    told: Callable[[KnownError | None], None] = lambda _problem: None


class Tender:
    """`start`, then `problem` as often as somebody wants to know, then `stop`, which leaves the process.

    Where another may have started one, a second is never begun beside it.
    """

    def __init__(self, tended: Tended, clock: Clock) -> None:
        self._tended, self._clock = tended, clock
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name=f"tends {tended.name}", daemon=True)
        self._node: StartedNode | None = None
        self._there_since: float | None = None
        self._due, self._gone_times = float("-inf"), 0
        self._holding_at = float("-inf")
        self._problem: KnownError | None = None
        self._failed = ""

    @property
    def problem(self) -> KnownError | None:
        """Why none runs though one is wanted; None while one runs or is being started."""
        return self._problem

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End; the process goes on, unless it was started to end with this one."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._node is not None:
            self._node.leave()
            self._node = None

    def look(self) -> None:
        """Once: start one where it is wanted and none is there."""
        before = self._problem
        self._look(self._clock.monotonic())
        if self._problem is not before:
            self._tended.told(self._problem)

    def _look(self, now: float) -> None:
        why = self._ended()
        if self._is_there():
            self._note_there(now)
            return
        if why is not None or (self._there_since is not None and self._node is None):
            self._note_gone(now, why)
        if self._node is not None and now - self._holding_at >= HUNG_SECONDS:
            _logger.error("%s hangs and is ended", Word(self._tended.name))
            self._node.end()
        if not self._tended.wanted():
            self._due, self._gone_times, self._problem = float("-inf"), 0, None
        elif self._node is None and now >= self._due:
            self._try(now)

    def _work(self) -> None:
        while True:
            try:
                self.look()
                self._failed = ""
            except Exception as problem:
                # The store may be locked for a moment; whatever it was, the next look comes.
                if str(problem) != self._failed:
                    _logger.exception("whether %s runs could not be seen", Word(self._tended.name))
                self._failed = str(problem)
            if self._stopping.wait(LOOK_SECONDS):
                return

    def _is_there(self) -> bool:
        if self._tended.is_there is not None:
            return self._tended.is_there()
        return self._node is not None

    def _ended(self) -> KnownError | None:
        """Why the one that was started here has ended since the last look."""
        node = self._node
        if node is None or not node.has_ended():
            return None
        self._node, why = None, node.problem()
        node.leave()
        return why

    def _note_there(self, now: float) -> None:
        self._problem, self._holding_at = None, now
        if self._there_since is None:
            self._there_since = now
        elif now - self._there_since >= STEADY_SECONDS:
            self._gone_times = 0

    def _note_gone(self, now: float, why: KnownError | None) -> None:
        if why is None and self._there_since is not None:
            # Begun by another, or by a former life of this process: how it ended was told to nobody.
            _logger.info("%s is gone", Word(self._tended.name))
        self._due = now + BACK_OFF_SECONDS[min(self._gone_times, len(BACK_OFF_SECONDS) - 1)]
        self._gone_times += 1
        self._there_since = None
        # One that another has kept from beginning is no trouble, and that other one is gone by now.
        if why is not None and why.code != self._tended.runs:
            self._problem = why
            _logger.warning("%s has ended: %s", Word(self._tended.name), why.code)

    def _try(self, now: float) -> None:
        try:
            self._node, self._holding_at = self._tended.start(), now
        except OSError as error:
            self._note_gone(now, None)
            self._problem = KnownError(self._tended.not_begun, reason=error.strerror or str(error))


class NodeTender(Tender):
    """Sees to the ward's node of a store with beds."""

    def __init__(self, store: Store, start_node: Callable[[], StartedNode]) -> None:
        lease = ward_lease(store)
        tended = Tended(
            "the ward's node", start_node, lambda: has_beds(store), lambda: bool(lease.held_by()), "ward.node_runs"
        )
        super().__init__(tended, store.clock)


def has_beds(store: Store) -> bool:
    """Whether any bed is in use."""
    with store.read() as connection:
        return connection.execute(select(ward_bed.c.id).where(ward_bed.c.active == 1).limit(1)).first() is not None
