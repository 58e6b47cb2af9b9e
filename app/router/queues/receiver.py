"""All that waits for one receiver or is on its way to it."""

from collections import deque
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from app.router.messages import Message
from app.router.queues.budget import Credits
from app.router.queues.limits import FIRST_DISCARDABLE, PRIORITIES
from app.router.queues.line import Line

_FRAME_COST: Final = 2


class Batch(NamedTuple):
    """Messages of one priority that travel to one receiver in one frame; `size`: datagrams."""

    receiver: str
    priority: int
    messages: list[Message]
    size: int

    @property
    def cost(self) -> int:
        """What it takes of the link, in datagrams: a frame costs some hundred bytes by itself."""
        return self.size + _FRAME_COST

    def content(self) -> bytes:
        """The datagrams, joined."""
        if len(self.messages) == 1:
            return self.messages[0].datagrams
        return b"".join([one.datagrams for one in self.messages])


class Flight(NamedTuple):
    """A batch that left in the frame `sequence` of its connection, and is not confirmed."""

    sequence: int
    sent_at: float
    batch: Batch


@dataclass(slots=True)
class ReceiverQueues:
    """The ten queues of one receiver; of 0 to 3 and of 4 to 9, what waits and what flies (datagrams)."""

    name: str
    lines: list[Line] = field(default_factory=lambda: [Line() for _ in range(PRIORITIES)])
    waiting: int = 0
    """Of 4 to 9."""
    in_turn: bool = False
    open: bool = False
    alarms_open: bool = False
    credits: Credits = field(default_factory=Credits)
    alarm_flights: deque[Flight] = field(default_factory=deque)
    alarms_on_the_way: int = 0
    flights: deque[Flight] = field(default_factory=deque)
    counted: int = 0
    """Of its flights, what the common budget counts (`cost`)."""
    alarms_counted: int = 0
    """The same, of 0 to 3: they need no room, and what they take the others do not have."""
    delivered: int = 0
    """Datagrams that it confirmed since it joined."""
    waits_since: float = 0.0
    """When something of 0 to 3 began to wait for it, or when it confirmed any last; 0: nothing waits."""
    discarded: list[int] = field(default_factory=lambda: [0] * PRIORITIES)

    def alarms(self) -> list[Message]:
        """Every message of 0 to 3 that is not confirmed, by priority, oldest first, and forget them here."""
        kept: list[Message] = []
        for priority in range(FIRST_DISCARDABLE):
            for flight in self.alarm_flights:
                if flight.batch.priority == priority:
                    kept += flight.batch.messages
            kept += self.lines[priority].everything()
        self.alarm_flights.clear()
        return kept

    def landed(self, through: int, now: float, *, alarms: bool) -> tuple[list[Message], int, int, float]:
        """What flew up to the frame `through` flies no more: the messages of 0 to 3 among it, its datagrams, its cost,
        and when the last of it was sent."""
        flights = self.alarm_flights if alarms else self.flights
        arrived: list[Message] = []
        count, cost, sent_at = 0, 0, now
        while flights and flights[0].sequence <= through:
            flight = flights.popleft()
            count, cost, sent_at = count + flight.batch.size, cost + flight.batch.cost, flight.sent_at
            if alarms:
                arrived += flight.batch.messages
        self.delivered += count
        if arrived:
            self.waits_since = now if self._alarms_wait() else 0.0
        return arrived, count, cost, sent_at

    def takes_nothing(self, since: float) -> bool:
        """Whether something of 0 to 3 has waited from this moment on, and it has confirmed none."""
        return self.alarms_open and 0.0 < self.waits_since < since

    def discard_before(self, now: float, keep: tuple[float, ...]) -> None:
        """Of 4 to 9, what is no longer worth sending; `keep`: seconds, by priority."""
        for priority in range(FIRST_DISCARDABLE, PRIORITIES):
            if self.lines[priority].size:
                discarded = self.lines[priority].discard_before(now - keep[priority])
                self.discarded[priority] += discarded
                self.waiting -= discarded

    def _alarms_wait(self) -> bool:
        return bool(self.alarm_flights) or any(line.size for line in self.lines[:FIRST_DISCARDABLE])

    def bulk_of(self) -> int:
        """The most important of 4 to 9 of which something waits; what comes after the last where nothing does."""
        for priority in range(FIRST_DISCARDABLE, PRIORITIES):
            if self.lines[priority].size:
                return priority
        return PRIORITIES
