"""The deadlines of 7.12, watched message by message. All of one priority have the same, so queues need no sorting."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.router.delivery.model import Late
from app.router.tables.model import Tables


@dataclass(slots=True)
class _Copy:
    bed: str
    number: int
    receiver: str
    priority: int
    since: float
    sent_at: float | None = None
    done: bool = False


MOST: Final = 65_536
"""Copies that are watched at once. A link that neither sends nor fails may not fill the memory: the oldest go."""


class Watch:
    """Messages on their way, each with the receiver's receipt that is still to come."""

    def __init__(self, tables: Tables, most: int = MOST) -> None:
        self.tables, self._most = tables, most
        self._copies: dict[tuple[str, int, str], _Copy] = {}
        self._unsent: dict[int, deque[_Copy]] = {}
        self._unshown: dict[int, deque[_Copy]] = {}

    def __len__(self) -> int:
        return len(self._copies)

    def queued(self, bed: str, number: int, receiver: str, priority: int, at: float) -> None:
        """A copy waits to be sent; the same one again begins anew."""
        self.forget(bed, number, receiver)
        copy = _Copy(bed, number, receiver, priority, at)
        self._copies[bed, number, receiver] = copy
        self._unsent.setdefault(priority, deque()).append(copy)
        if len(self._copies) > self._most:
            self.forget(*next(iter(self._copies)))

    def sent(self, bed: str, number: int, receiver: str, at: float) -> None:
        """It has left; now the receipt is waited for."""
        copy = self._copies.get((bed, number, receiver))
        if copy is not None and copy.sent_at is None:
            copy.sent_at = at
            self._unshown.setdefault(copy.priority, deque()).append(copy)

    def shown(self, bed: str, number: int, receiver: str) -> None:
        """The receipt is back."""
        self.forget(bed, number, receiver)

    def forget(self, bed: str, number: int, receiver: str) -> None:
        """Nothing is waited for any more."""
        copy = self._copies.pop((bed, number, receiver), None)
        if copy is not None:
            copy.done = True

    def late(self, at: float) -> Iterator[Late]:
        """What has passed a deadline by now, each once. What was not shown in time is watched no longer."""
        for priority, copies in self._unsent.items():
            deadline = self.tables.deadlines[priority].transmission
            while copies and (copies[0].done or copies[0].sent_at is not None or copies[0].since + deadline < at):
                copy = copies.popleft()
                if not copy.done and copy.sent_at is None:
                    yield _late(copy, False, deadline)
        for priority, copies in self._unshown.items():
            deadline = self.tables.deadlines[priority].response
            while copies and (copies[0].done or (copies[0].sent_at or 0.0) + deadline < at):
                copy = copies.popleft()
                if not copy.done:
                    self.forget(copy.bed, copy.number, copy.receiver)
                    yield _late(copy, True, deadline)


def _late(copy: _Copy, response: bool, deadline: float) -> Late:
    return Late(copy.bed, copy.number, copy.receiver, copy.priority, response, deadline)
