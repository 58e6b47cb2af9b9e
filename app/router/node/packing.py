"""Contents as messages: chained into datagrams, numbered so that each message of this node has a number of its own."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from app.router.chains import chained
from app.router.contents import LONGEST_TEXT, AlarmNote, Content, kind_of, to_value
from app.router.datagram import SIZE, STREAM_BITS, VALUE_SIZE, Datagram, Fault, next_message, pack
from app.router.messages import Message
from app.router.words import Capability, DataClass

ORIGIN: Final = "LTO"
"""The origin of an identifier that names a bed."""
_LONGEST_NAME: Final = 15
_MOST_HOLDERS: Final = 4


@dataclass(frozen=True, slots=True)
class About:
    """What a message is about: the bed, its identifier in datagrams, the alarm's key; and of which class it is."""

    bed: str = ""
    number: str = ""
    alarm: str = ""
    data: DataClass = DataClass.EQUIPMENT
    needs: Capability = Capability.TEXT


class Packer:
    """Begins anywhere among the numbers: a receiver may remember those of the run before."""

    def __init__(self, first: int | None = None) -> None:
        self._next = first or 1 + secrets.randbelow((1 << STREAM_BITS) - 1)

    def message(self, priority: int, about: About, content: Content, at: float, name: str = "") -> Message:
        """One content as a message. `name` as far as its receivers may see it."""
        for shorter in _shorter(content):
            head = Datagram(
                priority, about.number, ORIGIN, self._next, kind_of(content), bytes(VALUE_SIZE), name_field(name)
            )
            try:
                packed = b"".join(pack(one) for one in chained(head, to_value(shorter)))
            except Fault as fault:
                if fault.field != "value":
                    raise
                continue
            return self.whole(priority, about, packed, at)
        raise Fault("value", len(to_value(content)))

    def whole(self, priority: int, about: About, packed: bytes, at: float) -> Message:
        """Datagrams that begin with `first` as a message."""
        number = self._next
        self._next = next_message(number, len(packed) // SIZE)
        return Message(number, priority, about.bed, about.data, packed, at, about.alarm, about.needs)

    def reserve(self, count: int) -> int:
        """The first of so many numbers that no message of this node will have."""
        first = self._next
        self._next = next_message(first, count)
        return first

    @property
    def first(self) -> int:
        """The number that the next message has."""
        return self._next


def name_field(name: str) -> str:
    """As much of a name as the datagram's field holds, without what it cannot write."""
    kept = "".join(one if one.isprintable() else " " for one in name)
    return kept.encode("latin-1", "replace").decode("latin-1")[:_LONGEST_NAME]


def cut(text: str) -> str:
    """A device's own text, not longer than it may be."""
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def _shorter(content: Content) -> Iterator[Content]:
    """The content, and for as long as it does not fit, less and less of what an alarm can do without."""
    if isinstance(content, AlarmNote):
        content = msgspec.structs.replace(content, text=cut(content.text), holders=content.holders[:_MOST_HOLDERS])
        yield content
        yield msgspec.structs.replace(content, text="")
        yield msgspec.structs.replace(content, text="", holders=(), person="")
        return
    yield content
