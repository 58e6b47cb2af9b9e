"""The hands of the outbox: threads that talk to providers, fed by one thread that alone writes to the store."""

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Final

from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.kernel.words import Word
from app.reminders.channels.interface import Attempted, Outcome, Sender
from app.reminders.outbox.allotment import Allotment
from app.reminders.outbox.model import Claimed, Done, Ready
from app.reminders.outbox.outbox import Outbox
from app.reminders.outbox.ways import Ways

HANDS: Final = 96
"""Messages on their way at the same time; they wait for the network nearly all of the time. With fewer, ten thousand
that are due at once would wait for hands; what a crash leaves in doubt is bounded by it, and by the provider's pace."""
IDLE_SECONDS: Final = 1.0
"""Between two looks while nothing is due: what is due starts at most this late."""
GATHER_SECONDS: Final = 0.005
"""After the first has come back, before all that have are written down: a commit for each would take longer."""
FINISH_SECONDS: Final = 10.0
"""How long the end waits for a store that cannot be written; what is not written down by then becomes `unknown`."""
SLEPT_SECONDS: Final = 60.0
"""Two turns so far apart mean that the machine slept, or that its clock was moved."""
_logger = logging.getLogger(__name__)


@dataclass
class Tally:
    """What was done since the start; read by the dashboard."""

    claimed: int = 0
    finished: int = 0
    refused: int = 0
    expired: int = 0
    unknown: int = 0

    def add(self, claimed: Claimed) -> None:
        """One turn more."""
        self.claimed += len(claimed.ready)
        self.refused += claimed.refused
        self.expired += claimed.expired
        self.unknown += claimed.unknown


class Sending:
    """Takes what is due, hands it to the channels, writes down what came of it; `run` until `stop`."""

    def __init__(
        self,
        outbox: Outbox,
        ways: Ways,
        senders: Mapping[str, Sender],
        clock: Clock,
        hands: int = HANDS,
        tally: Tally | None = None,
        allotment: Allotment | None = None,
    ) -> None:
        """`allotment`: what alone may be claimed here; None where nobody hands out."""
        self._allotment = allotment
        self._outbox = outbox
        self._ways = ways
        self._senders = senders
        self._clock = clock
        self._hands = hands
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._unwritten: list[Done] = []
        self._under_way: dict[Future[Done], Ready] = {}
        self._last_turn = clock.now()
        self.tally = tally or Tally()

    def run(self, keeps: Callable[[], bool] = lambda: True) -> None:
        """Work until `stop`, or as long as `keeps` (asked before each turn) says so; what is under way then is waited
        for and written down."""
        with ThreadPoolExecutor(self._hands, thread_name_prefix="sending") as pool:
            try:
                while not self._stop.is_set() and keeps():
                    if not self._turn(pool):
                        self._wake.wait(IDLE_SECONDS)
                        self._wake.clear()
            finally:
                self._finish()

    def run_until_idle(self) -> None:
        """Send all that is due now, with all that follows from it at once; for rounds without a thread of their own."""
        with ThreadPoolExecutor(self._hands, thread_name_prefix="sending") as pool:
            try:
                while self._turn(pool):
                    pass
            finally:
                self._finish()

    def wake(self) -> None:
        """Something may be due earlier than it looked."""
        self._wake.set()

    def stop(self) -> None:
        """Claim nothing more."""
        self._stop.set()
        self._wake.set()

    def _turn(self, pool: ThreadPoolExecutor) -> bool:
        """Whether there was anything to do. KnownError of the store is kept for the next turn: nothing is lost."""
        done = self._finished()
        free = 0 if self._stop.is_set() else self._hands - len(self._under_way)
        only = None if self._allotment is None else self._allotment.ids()
        if only is not None and not (only or done or self._under_way):
            return False
        claimed = self._write(done, free, only)
        if claimed is None:
            return False
        for ready in claimed.ready:
            self._under_way[pool.submit(self._send, ready)] = ready
        if only is not None:
            self._note_settled(done, claimed, only)
        return bool(claimed.ready or claimed.held or done or self._under_way)

    def _note_settled(self, done: Sequence[Done], claimed: Claimed, only: set[str]) -> None:
        """What is done with leaves the chunks; so does what cannot be claimed any more, once nothing else is to do."""
        assert self._allotment is not None
        self._allotment.settle([*(one.ready.due.id for one in done), *claimed.settled])
        if not (claimed.ready or claimed.settled or claimed.held or done):
            here = {one.due.id for one in self._under_way.values()}
            still = {message_id for message_id, _ in self._outbox.due(self._ways, len(only), only)}
            self._allotment.settle(only - here - still)

    def _write(self, done: list[Done], most: int, only: Collection[str] | None = None) -> Claimed | None:
        """One turn of the outbox; None where the store refused it: `done` is then kept for the next."""
        self._note_sleep()
        self._unwritten = done
        try:
            under_way = {one.due.id for one in self._under_way.values()}
            claimed = self._outbox.turn(done, self._ways, most, under_way, only)
        except KnownError as error:
            _logger.warning("the outbox could not be written: %s", error.code)
            return None
        self._unwritten = []
        self.tally.add(claimed)
        self.tally.finished += len(done)
        if claimed.expired:
            _logger.info("messages that came too late and expired: %d", claimed.expired)
        return claimed

    def _note_sleep(self) -> None:
        now, before = self._clock.now(), self._last_turn
        self._last_turn = now
        if (away := (now - before).total_seconds()) > SLEPT_SECONDS:
            _logger.info("nothing was sent for %d s: what is late is sent now, or expires by its own window", away)

    def _finished(self) -> list[Done]:
        """What has come back; waits for the first where anything is under way and nothing has come yet."""
        kept, self._unwritten = self._unwritten, []
        if self._under_way and not kept:
            wait(self._under_way, timeout=IDLE_SECONDS, return_when=FIRST_COMPLETED)
            wait(self._under_way, timeout=GATHER_SECONDS)
        back = [future for future in self._under_way if future.done()]
        for future in back:
            del self._under_way[future]
        return [*kept, *(future.result() for future in back)]

    def _finish(self) -> None:
        wait(self._under_way)
        done, patience = self._finished(), time.monotonic() + FINISH_SECONDS
        while done and self._write(done, 0) is None and time.monotonic() < patience:
            time.sleep(IDLE_SECONDS)

    def _send(self, ready: Ready) -> Done:
        started = self._clock.now()
        try:
            attempted = self._senders[ready.channel].send(ready.outgoing)
        except Exception:
            # Nobody knows how far it got: a person decides, not the program.
            _logger.exception("the channel %s failed in a way that it should not", Word(ready.channel))
            attempted = Attempted(Outcome.UNKNOWN, "channel_failed")
        return Done(ready, attempted, started)
