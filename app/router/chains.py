"""Values longer than eight bytes: a chain of datagrams, each naming the one before it."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from app.router.datagram import VALUE_SIZE, Datagram, Fault, next_message

LONGEST_CHAIN: Final = 128
"""Datagrams of one value: 1,024 bytes."""


@dataclass(frozen=True)
class Whole:
    """A value with all its parts; `head` is the datagram that began it."""

    head: Datagram
    value: bytes

    @property
    def text(self) -> bytes:
        """The value without the padding of its last part."""
        return self.value.rstrip(b"\x00")


def chained(head: Datagram, value: bytes) -> Iterator[Datagram]:
    """The datagrams of one value, numbered from `head.message` on; Fault where it is longer than a chain may be.

    A value that ends with NUL cannot be told from its padding; texts never do.
    """
    parts = [value[at : at + VALUE_SIZE].ljust(VALUE_SIZE, b"\x00") for at in range(0, len(value), VALUE_SIZE)]
    parts = parts or [bytes(VALUE_SIZE)]
    if len(parts) > LONGEST_CHAIN:
        raise Fault("value", len(value))
    message, previous = head.message, 0
    for place, part in enumerate(parts, 1):
        yield replace(head, message=message, value=part, previous=previous, last=place == len(parts))
        message, previous = next_message(message), message


@dataclass
class _Waiting:
    head: Datagram
    since: float
    parts: list[bytes]
    messages: set[int] = field(default_factory=set)


class Assembler:
    """Puts chains together; holds at most `most` unfinished ones, each for `seconds` since its last part."""

    def __init__(self, seconds: float = 5.0, most: int = 64) -> None:
        self._seconds, self._most = seconds, most
        self._waiting: OrderedDict[tuple[str, str, int], _Waiting] = OrderedDict()
        self._given_up: list[Datagram] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, one: Datagram, now: float) -> Whole | None:
        """The whole value where this part completes it; None while it does not, and for a part that came twice.

        Fault `previous` where the part continues nothing, `value` where its chain grows too long.
        """
        if one.previous == 0:
            if one.last:
                return Whole(one, one.value)
            self._begin(one, now)
            return None
        waiting = self._waiting.pop((one.number, one.origin, one.previous), None)
        if waiting is None:
            if self._came_before(one):
                return None
            raise Fault("previous", one.previous)
        if (one.kind, one.priority) != (waiting.head.kind, waiting.head.priority):
            self._given_up.append(waiting.head)
            raise Fault("kind", one.kind)
        if len(waiting.parts) == LONGEST_CHAIN:
            raise Fault("value", LONGEST_CHAIN * VALUE_SIZE)
        waiting.parts.append(one.value)
        waiting.messages.add(one.message)
        if one.last:
            return Whole(waiting.head, b"".join(waiting.parts))
        waiting.since = now
        self._waiting[one.number, one.origin, one.message] = waiting
        return None

    def give_up(self, now: float) -> tuple[Datagram, ...]:
        """The heads of the chains that were thrown away since the last call, because they did not end in time or were
        too many.
        """
        for key in [key for key, one in self._waiting.items() if now - one.since > self._seconds]:
            self._given_up.append(self._waiting.pop(key).head)
        given_up, self._given_up = tuple(self._given_up), []
        return given_up

    def _begin(self, one: Datagram, now: float) -> None:
        if self._came_before(one):
            return
        while len(self._waiting) >= self._most:
            self._given_up.append(self._waiting.popitem(last=False)[1].head)
        self._waiting[one.number, one.origin, one.message] = _Waiting(one, now, [one.value], {one.message})

    def _came_before(self, one: Datagram) -> bool:
        return any(
            one.message in waiting.messages and (number, origin) == (one.number, one.origin)
            for (number, origin, _), waiting in self._waiting.items()
        )
