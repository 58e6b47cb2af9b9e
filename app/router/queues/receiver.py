"""All that waits for one receiver or is on its way to it."""

from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from app.router.messages import Message
from app.router.queues.budget import Credits
from app.router.queues.limits import FIRST_DISCARDABLE, PRIORITIES
from app.router.queues.line import Line


class Batch(NamedTuple):
    """Messages of one priority that travel to one receiver in one frame; `size`: datagrams."""

    receiver: str
    priority: int
    messages: list[Message]
    size: int

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
    """Of its flights, what the common budget counts."""
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
        self.alarms_on_the_way = 0
        return kept

    def bulk_of(self) -> int:
        """The most important of 4 to 9 of which something waits; what comes after the last where nothing does."""
        for priority in range(FIRST_DISCARDABLE, PRIORITIES):
            if self.lines[priority].size:
                return priority
        return PRIORITIES
