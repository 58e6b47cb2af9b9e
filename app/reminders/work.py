"""What the station does for reminders by itself: one thread sends, a job follows the rules, a job hears the channels.

Of several processes on one store (window and agent) the holder of the lease works; should two ever believe that they
hold it, the claim of each message inside one transaction still lets only one of them send it.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app.kernel.errors import KnownError
from app.kernel.process import has_ended, holder_name
from app.kernel.words import Word
from app.reminders.channel_service import ChannelService
from app.reminders.channels.interface import Feedback, Sender
from app.reminders.channels.registry import describe
from app.reminders.crew import Crew
from app.reminders.following import Followed, Following
from app.reminders.hearing import Hearing
from app.reminders.outbox.allotment import Allotment
from app.reminders.outbox.claiming import Compose
from app.reminders.outbox.outbox import Outbox
from app.reminders.outbox.sending import HANDS, Sending, Tally
from app.reminders.outbox.stranded import settle_stranded
from app.reminders.outbox.ways import Ways
from app.reminders.pace import Bucket
from app.store.lease import Lease
from app.store.store import Store

LOOK_SECONDS: Final = 5.0
"""How often it is looked whether the lease is still ours and the channels are still set up as they were."""
LEASE_SECONDS: Final = 60.0
_LEASE_NAME: Final = "reminders"
_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class WorkState:
    """How the sending stands. `here`: this process has the lease; `allowed`: this station is the one that sends."""

    running: bool
    here: bool
    allowed: bool
    last_look: datetime | None
    failure: str | None
    tally: Tally


class ReminderWork:
    """`may_send`: whether this station is the one that sends for its unit (app/reminders/grant.py); `crew`: the
    processes that send together (the server's workers), None where one sends at a time; `allotment`: see `Sending`."""

    def __init__(
        self,
        store: Store,
        channels: ChannelService,
        compose: Compose,
        following: Following,
        may_send: Callable[[], bool] = lambda: True,
        hands: int = HANDS,
        crew: Crew | None = None,
        allotment: Allotment | None = None,
    ) -> None:
        self.allotment = allotment
        self._hands = hands
        self._crew = crew
        self._size = 1
        self._store = store
        self._channels = channels
        self._following = following
        self._hearing = Hearing(store)
        self._may_send = may_send
        holder = holder_name(store.ids.new()[-8:])
        self._outbox = Outbox(store, holder, compose, hours=following.hours)
        self._lease = Lease(store, _LEASE_NAME, holder, LEASE_SECONDS, gone=has_ended)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._sending: Sending | None = None
        self._senders: Mapping[str, Sender] = {}
        self._unheard: dict[str, Sequence[Feedback]] = {}
        self._setup = ""
        self._looked = 0.0
        self._tally = Tally()
        self._state = WorkState(False, False, False, None, None, self._tally)

    def start(self) -> None:
        """Begin to send what is due."""
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name="reminders", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Claim nothing more, wait for what is under way, let another process send."""
        if self._thread is None:
            return
        self._stop.set()
        self.wake()
        self._thread.join()
        self._thread = None
        try:
            self._lease.release()
            if self._crew is not None:
                self._crew.leave()
        except KnownError as error:
            _logger.warning("the lease of the reminders ends by itself: %s", error.code)

    def wake(self) -> None:
        """Something may be due at once."""
        if (sending := self._sending) is not None:
            if self._stop.is_set():
                sending.stop()
            sending.wake()

    def state(self) -> WorkState:
        """For the dashboard."""
        return replace(self._state, running=self._thread is not None, tally=replace(self._tally))

    def follow(self) -> Followed | None:
        """One round of the rules, where this process is the one that sends; None where it is not.

        Takes the lease: only for a process that sends too, or nobody would send what another one planned.
        """
        if not (self._may_send() and self._leads()):
            return None
        followed = self._following.follow()
        settle_stranded(self._store, self._channels.ways(self._store.clock))
        self.wake()
        return followed

    def due(self, most: int) -> list[tuple[str, int]]:
        """(id, priority) of what may be sent here now, the most urgent first: for whoever hands it out in chunks."""
        return self._outbox.due(self._channels.ways(self._store.clock), most)

    def find_lost(self) -> int:
        """What a dead process was sending is of unknown end; how many. For whoever leads where chunks are handed out:
        nobody else asks as long as there is nothing to send."""
        return self._outbox.turn((), self._channels.ways(self._store.clock), 0).unknown

    def listen(self) -> None:
        """Ask every open channel what became of messages; a channel that does not answer is asked again next time."""
        if self._crew is not None and not self._leads():
            return
        for code, sender in dict(self._senders).items():
            try:
                # What the store refused last time comes first: no channel tells it again.
                self._hear(code, self._unheard.pop(code, ()))
                self._hear(code, sender.listen())
            except KnownError as error:
                _logger.info("the channel %s could not be heard: %s", Word(code), error.code)

    def _hear(self, code: str, news: Sequence[Feedback]) -> None:
        if news:
            self._unheard[code] = news
            self._hearing.hear(describe(code), news)
            del self._unheard[code]

    def send_due(self) -> Tally:
        """Send all that is due now and come back; for rounds without a thread (`agent --once`). Nothing where another
        process or another station sends."""
        if not self._is_ours():
            return Tally()
        with _Open(self._channels) as senders:
            ways = self._ways(senders)
            settle_stranded(self._store, ways)
            sending = Sending(self._outbox, ways, senders, self._store.clock)
            sending.run_until_idle()
        return sending.tally

    def _run(self) -> None:
        if self._crew is not None:
            # The others must have heard of one more before it takes its share of the pace.
            self._crew.size()
            self._stop.wait(LOOK_SECONDS)
        while not self._stop.is_set():
            try:
                if self._is_ours():
                    self._send()
                else:
                    self._stop.wait(LOOK_SECONDS)
            except KnownError as error:
                self._note(failure=error.code)
                _logger.warning("sending: %s", error.code)
                self._stop.wait(LOOK_SECONDS)
            except Exception:
                # Our own mistake must not end the sending for ever.
                self._note(failure="unexpected")
                _logger.exception("sending failed in a way that it should not")
                self._stop.wait(LOOK_SECONDS)

    def _send(self) -> None:
        self._setup, self._looked = self._channels.mark(), self._store.clock.monotonic()
        self._size = self._crew.size() if self._crew is not None else 1
        with _Open(self._channels) as senders:
            ways = self._ways(senders)
            settle_stranded(self._store, ways)
            self._senders = senders
            self._sending = Sending(
                self._outbox, ways, senders, self._store.clock, self._hands, self._tally, self.allotment
            )
            try:
                self._sending.run(self._keeps)
            finally:
                self._senders, self._sending = {}, None

    def _ways(self, senders: Mapping[str, Sender]) -> Ways:
        """The channels that could be opened: of another one nothing is claimed."""
        set_up, at = self._channels.ways(self._store.clock).by_code, self._store.clock.monotonic()
        opened = {code: way for code, way in set_up.items() if code in senders}
        return Ways({code: replace(way, bucket=Bucket.full(self.pace(code), at)) for code, way in opened.items()})

    def pace(self, code: str) -> float:
        """Messages a second of this channel that are this process's share."""
        return self._channels.ways(self._store.clock).by_code[code].bucket.per_second / self._size

    def _keeps(self) -> bool:
        """Whether to go on as before; looked at now and then, since each look asks the store."""
        if self._stop.is_set():
            return False
        at = self._store.clock.monotonic()
        if at - self._looked < LOOK_SECONDS:
            return True
        self._looked = at
        try:
            alike = self._crew is None or self._crew.size() == self._size
            return alike and self._is_ours() and self._channels.mark() == self._setup
        except KnownError as error:
            # A store that cannot be written lets nobody claim anything: what is under way is waited for as before.
            self._note(failure=error.code)
            return True

    def _is_ours(self) -> bool:
        allowed = self._may_send()
        ours = allowed and (self._crew is not None or self._leads())
        self._note(here=ours, allowed=allowed)
        return ours

    def _leads(self) -> bool:
        """Whether this process is the one that follows the rules and hears the channels."""
        return self._lease.take_or_renew().ours

    def _note(self, *, here: bool | None = None, allowed: bool | None = None, failure: str | None = None) -> None:
        before = self._state
        self._state = replace(
            before,
            here=before.here if here is None else here,
            allowed=before.allowed if allowed is None else allowed,
            last_look=self._store.clock.now(),
            failure=failure,
        )


class _Open:
    """The senders of all channels that are set up, closed at the end."""

    def __init__(self, channels: ChannelService) -> None:
        self._channels = channels
        self._senders: dict[str, Sender] = {}

    def __enter__(self) -> Mapping[str, Sender]:
        self._senders = self._channels.open_all()
        return self._senders

    def __exit__(self, *_: object) -> None:
        for sender in self._senders.values():
            sender.close()
