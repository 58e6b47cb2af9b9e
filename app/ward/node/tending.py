"""Sees to it that a store with beds has its node: starts it, and starts it again when it has gone."""

import logging
import threading
from collections.abc import Callable
from typing import Final, Protocol

from sqlalchemy import select

from app.kernel.errors import KnownError
from app.store.store import Store
from app.store.tables import ward_bed
from app.ward.node.lease import ward_lease

_logger = logging.getLogger(__name__)

LOOK_SECONDS: Final = 1.0
BACK_OFF_SECONDS: Final = (2.0, 10.0, 60.0)
"""How long after a node has gone the next is started: the first time, the second, every further."""
STEADY_SECONDS: Final = 120.0
"""A node that was there for this long makes a new beginning of that."""

HUNG_SECONDS: Final = 90.0
"""A node that was started here and does not hold its lease for this long hangs: it is ended, and followed."""


class StartedNode(Protocol):
    """A node that was started here."""

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
        """Nobody asks any more; it goes on."""
        ...


class NodeTender:
    """`start`, then `problem` as often as somebody wants to know, then `stop`, which leaves the node as it is.

    Whether there is a node says its lease in the store, whoever started it: a second one is never begun beside it.
    """

    def __init__(self, store: Store, start_node: Callable[[], StartedNode]) -> None:
        self._store, self._start_node, self._lease = store, start_node, ward_lease(store)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="node tender", daemon=True)
        self._node: StartedNode | None = None
        self._there_since: float | None = None
        self._due, self._gone_times = float("-inf"), 0
        self._holding_at = float("-inf")
        self._problem: KnownError | None = None
        self._failed = ""

    @property
    def problem(self) -> KnownError | None:
        """Why no node runs though there are beds; None while one runs or is being started."""
        return self._problem

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End; the node goes on."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._node is not None:
            self._node.leave()
            self._node = None

    def look(self) -> None:
        """Once: start a node where one is wanted and none is there."""
        now = self._store.clock.monotonic()
        why = self._ended()
        if self._lease.held_by():
            self._note_there(now)
            return
        if why is not None or (self._there_since is not None and self._node is None):
            self._note_gone(now, why)
        if self._node is not None and now - self._holding_at >= HUNG_SECONDS:
            _logger.error("the ward's node hangs and is ended")
            self._node.end()
        if not self._has_beds():
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
                    _logger.exception("whether the ward's node runs could not be seen")
                self._failed = str(problem)
            if self._stopping.wait(LOOK_SECONDS):
                return

    def _ended(self) -> KnownError | None:
        """Why the node that was started here has ended since the last look."""
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
        self._due = now + BACK_OFF_SECONDS[min(self._gone_times, len(BACK_OFF_SECONDS) - 1)]
        self._gone_times += 1
        self._there_since = None
        # One that another has kept from beginning is no trouble, and that other one is gone by now.
        if why is not None and why.code != "ward.node_runs":
            self._problem = why
            _logger.warning("the ward's node has ended: %s", why.code)

    def _try(self, now: float) -> None:
        try:
            self._node, self._holding_at = self._start_node(), now
        except OSError as error:
            self._note_gone(now, None)
            self._problem = KnownError("ward.node_not_begun", reason=error.strerror or str(error))

    def _has_beds(self) -> bool:
        with self._store.read() as connection:
            return connection.execute(select(ward_bed.c.id).where(ward_bed.c.active == 1).limit(1)).first() is not None
