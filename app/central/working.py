"""A worker: sends for every unit whose sending the server has, with the same work behind it as on a station.

As many as wanted may run, of one unit too: each claim is one transaction, and they share the pace of each provider
(`app.reminders.crew`). One of them, the holder of the lease `reminders`, follows the rules and hears the channels. What
a dead one had claimed becomes of unknown end, as on a station. With SQLite they run on the server's own machine; with
PostgreSQL on any, and a queue hands them chunks (`app.central.queue_worker`).
"""

import logging
import threading
from typing import TYPE_CHECKING, Final

from app.central.desks import Desks
from app.central.hearing import keep_up
from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.reminders.work import ReminderWork

if TYPE_CHECKING:
    from app.central.queue_worker import QueueWorker, Times

LOOK_SECONDS: Final = 5.0
"""How often it is looked for units that are new here, and the copies are kept up where the server does not."""
FOLLOW_SECONDS: Final = 120.0
LISTEN_SECONDS: Final = 60.0
_logger = logging.getLogger(__name__)


class Working:
    """One process's work."""

    def __init__(
        self, desks: Desks, clock: Clock, look_seconds: float = LOOK_SECONDS, times: "Times | None" = None
    ) -> None:
        self._times = times
        self._desks = desks
        self._clock = clock
        self._look = look_seconds
        self._started: dict[str, ReminderWork] = {}
        self._followed = self._listened = float("-inf")

    def run(self, stop: threading.Event) -> None:
        """Until told; what is on its way then is waited for."""
        queue = self._queue()
        try:
            while not stop.is_set():
                try:
                    self._round()
                except KnownError as error:
                    _logger.warning("a worker could not go on: %s", error.code)
                stop.wait(self._look)
        finally:
            if queue is not None:
                queue.stop()
            for cnes in sorted(self._started):
                self._started[cnes].stop()

    def _queue(self) -> "QueueWorker | None":
        if not self._desks.queued:
            return None
        from app.central.queue_worker import QueueWorker  # noqa: PLC0415 - not where the database is SQLite

        queue = QueueWorker(self._desks.engine, self._started, self._desks.hands, self._times)
        queue.start()
        return queue

    def _round(self) -> None:
        keep_up(self._desks)
        at = self._clock.monotonic()
        follows, listens = at - self._followed >= FOLLOW_SECONDS, at - self._listened >= LISTEN_SECONDS
        for cnes in self._desks.units():
            desk = self._desks.find(cnes)
            if desk is None:
                continue
            work = desk.reminders.work
            if cnes not in self._started:
                work.start()
                self._started[cnes] = work
            if follows:
                work.follow()
            if listens:
                work.listen()
        self._followed = at if follows else self._followed
        self._listened = at if listens else self._listened
