"""What waits for one receiver in one priority: each bed in its order, the beds in turn."""

from collections import deque
from collections.abc import Iterable
from heapq import heapify, heappop, heapreplace

from app.router.datagram import SIZE
from app.router.messages import Message


class Line:
    """One of a receiver's ten queues. `size` counts datagrams; a message is never split."""

    __slots__ = ("_beds", "_turn", "size")

    def __init__(self) -> None:
        self._beds: dict[str, deque[Message]] = {}
        self._turn: deque[deque[Message]] = deque()
        self.size = 0

    def add(self, message: Message, count: int) -> None:
        """Behind everything of its bed; `count`: its datagrams."""
        bed = self._beds.get(message.bed)
        if bed is None:
            bed = self._beds[message.bed] = deque()
        if not bed:
            self._turn.append(bed)
        bed.append(message)
        self.size += count

    def take(self, room: int) -> list[Message]:
        """The next messages, one of each bed in turn, as many as fit into `room` datagrams; one at least where any
        fits nowhere, so that a long chain is not stuck behind its own length."""
        taken: list[Message] = []
        turn = self._turn
        while turn and room > 0:
            bed = turn[0]
            count = len(bed[0].datagrams) // SIZE
            if count > room and taken:
                break
            turn.popleft()
            taken.append(bed.popleft())
            if bed:
                turn.append(bed)
            room -= count
            self.size -= count
        return taken

    def put_back(self, messages: Iterable[Message]) -> None:
        """Messages that were taken and did not go, in the order in which they were taken: before everything else."""
        for message in reversed(list(messages)):
            bed = self._beds.get(message.bed)
            if bed is None:
                bed = self._beds[message.bed] = deque()
            if bed:
                self._turn.remove(bed)
            self._turn.appendleft(bed)
            bed.appendleft(message)
            self.size += len(message.datagrams) // SIZE

    def discard_before(self, instant: float) -> int:
        """Discard what arose before `instant` and has nothing younger of its bed before it; how many datagrams."""
        discarded = 0
        for bed in self._turn:
            while bed and bed[0].generated_at < instant:
                discarded += len(bed.popleft().datagrams) // SIZE
        if discarded:
            self._turn = deque(bed for bed in self._turn if bed)
            self.size -= discarded
        return discarded

    def discard_oldest(self, wanted: int) -> int:
        """Discard at least so many datagrams, or all: always the oldest message of the bed that has most waiting, so
        that a bed that sends too much loses its own, and not another's; how many datagrams that were."""
        fullest = [(-len(bed), place, bed) for place, bed in enumerate(self._turn)]
        heapify(fullest)
        discarded = 0
        while fullest and discarded < wanted:
            waiting, place, bed = fullest[0]
            discarded += len(bed.popleft().datagrams) // SIZE
            if bed:
                heapreplace(fullest, (waiting + 1, place, bed))
            else:
                heappop(fullest)
        self._turn = deque(bed for bed in self._turn if bed)
        self.size -= discarded
        return discarded

    def everything(self) -> list[Message]:
        """All that waits, each bed in its order, and nothing waits any more."""
        return self.take(self.size)

    def forget_empty_beds(self) -> None:
        """Beds of which nothing waits need no room."""
        if len(self._beds) > len(self._turn):
            self._beds = {name: bed for name, bed in self._beds.items() if bed}
