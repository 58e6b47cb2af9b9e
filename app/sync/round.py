"""One round with the server: push what waits, then pull what is new. The transport is an argument."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app.kernel.actor import PROGRAM
from app.kernel.errors import KnownError
from app.store.store import Store
from app.sync import ledger, tail
from app.sync.applying import Applying
from app.sync.backfill import completed
from app.sync.delivered import ACCEPTED, CONFLICT, Delivered
from app.sync.events import Event
from app.sync.recovering import OTHER_EPOCH, RecoveringLine, current_epoch, note_not_seen, recover

PUSH_SIZE = 200
REJECTED = "rejected"


@dataclass(frozen=True)
class Answer:
    """What the server said about one pushed event."""

    event_id: str
    status: str
    code: str = ""
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Delivery:
    """One page of the journal. `head`: the journal's last number, 0 where it was not told."""

    events: Sequence[Delivered]
    through: int
    more: bool
    head: int = 0


class Transport(Protocol):
    """The way to the server; raises KnownError where it cannot be reached or refuses."""

    def push(self, events: Sequence[Event]) -> Sequence[Answer]:
        """Send a batch; one answer for each event, in its order."""
        ...

    def pull(self, after: int) -> Delivery:
        """The page after a number."""
        ...

    def history(self, person_id: str, after: int, until: int) -> Delivery:
        """One person's events up to a number, once she has come into the unit's scope."""
        ...


class Round:
    """Push first, so that what comes down meets as few pending values as possible.

    A push ends with what was there when it began: at a station where somebody writes all the time it would never end,
    and nothing would be pulled, nor any errand run.
    """

    def __init__(self, store: Store, transport: Transport, push_size: int = PUSH_SIZE) -> None:
        self._store = store
        self._transport = transport
        self._push_size = push_size
        self._recoveries = 1
        self._last: int | None = None
        """While it pushes: the place in the log of the last event of this push."""
        if isinstance(transport, RecoveringLine):
            with store.read() as connection:
                transport.in_epoch(current_epoch(connection))
        self.received, self.head = 0, 0
        """Events that came in this round, and the journal's last number as far as it is known."""

    def _recovered(self, error: KnownError) -> bool:
        """True where the server was restored and the two have found together again; else raises what it is given."""
        if error.code != OTHER_EPOCH or not isinstance(self._transport, RecoveringLine) or self._recoveries == 0:
            raise error
        self._recoveries -= 1
        recover(self._store, self._transport)
        return True

    def run(self) -> None:
        """Until nothing waits on either side; whatever fails leaves everything to be tried again."""
        while self.push_once():
            pass
        while self.pull_once():
            pass

    def push_once(self) -> bool:
        """One batch; False when nothing waits of what was there when the first batch was read."""
        with self._store.read() as connection:
            if self._last is None:
                self._last = ledger.last_written(connection)
            events = ledger.pending(connection, self._push_size, self._last)
        if not events:
            self._last = None
            return False
        try:
            answers = self._transport.push(events)
        except KnownError as error:
            return self._recovered(error)
        with self._store.write(PROGRAM) as writing:
            if current_epoch(writing.connection):
                numbered = {one.event_id for one in answers if one.status in (ACCEPTED, CONFLICT)}
                note_not_seen(writing.connection, events, numbered)
            for answer in answers:
                if answer.status == REJECTED:
                    details = dict(answer.values or {})
                    ledger.reject(writing.connection, answer.event_id, answer.code, details, writing.at)
            # A server that answers fewer than it was sent has not answered the rest.
            answered = _answered_from_the_first(events, {answer.event_id for answer in answers})
            ledger.acknowledge(writing.connection, answered)
        if not answered:
            # Asked for the same at once, it would answer the same: the pause before the next round comes between.
            raise KnownError("sync.server_failed", status="answer")
        return True

    def pull_once(self) -> bool:
        """One page; False when it was the last."""
        with self._store.read() as connection:
            after = ledger.through(connection)
        try:
            delivery = self._transport.pull(after)
        except KnownError as error:
            if self._recovered(error):
                # What the copy lacks first, as in every round.
                while self.push_once():
                    pass
            return True
        self.received, self.head = self.received + len(delivery.events), max(delivery.head, delivery.through)
        if delivery.events or delivery.through != after:
            events = completed(delivery.events, self._transport)
            with self._store.write(PROGRAM) as writing:
                Applying(writing.connection).page(events, delivery.through)
                tail.keep(writing.connection, events, self.head)
        if delivery.more and delivery.through <= after:
            raise KnownError("sync.server_failed", status="answer")
        return delivery.more


def _answered_from_the_first(events: Sequence[Event], answered: set[str]) -> list[Event]:
    taken = []
    for event in events:
        if event.id not in answered:
            break
        taken.append(event)
    return taken
