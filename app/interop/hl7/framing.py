"""MLLP: each message between 0x0B and 0x1C 0x0D (HL7 v2, Minimal Lower Layer Protocol release 1)."""

from dataclasses import dataclass
from typing import Final

START: Final = b"\x0b"
END: Final = b"\x1c\r"


def frame(message: bytes) -> bytes:
    """The message as it goes over the wire."""
    return START + message + END


@dataclass(frozen=True)
class Piece:
    """One thing found in the stream: a message, or what had to be thrown away."""

    message: bytes | None
    garbage: int = 0
    too_large: bool = False


class Unframer:
    """Takes bytes as they come, gives messages; holds at most `maximum` bytes and one read.

    A sender that leaves out the carriage return after 0x1C is understood, since 0x0B then begins the next message. A
    second 0x0B inside a message means that the first one was cut off: what came before is thrown away and counted.
    """

    def __init__(self, maximum: int) -> None:
        self._maximum = maximum
        self._kept = bytearray()
        self._inside = False
        self._skipping = False
        self._begun = 0

    @property
    def under_way(self) -> int:
        """The number of the message that has begun and not ended (from 1); 0 where there is none."""
        return self._begun if self._inside else 0

    def feed(self, data: bytes) -> list[Piece]:
        """The pieces that these bytes complete."""
        found: list[Piece] = []
        at = 0
        while at < len(data):
            at = self._take(data, at, found) if self._inside else self._look_for_start(data, at, found)
        return found

    def _look_for_start(self, data: bytes, at: int, found: list[Piece]) -> int:
        start = data.find(START, at)
        end = len(data) if start < 0 else start
        _note_garbage(found, len(data[at:end].strip(b"\r\n")))
        if start < 0:
            return len(data)
        self._inside, self._skipping = True, False
        self._begun += 1
        self._kept.clear()
        return start + 1

    def _take(self, data: bytes, at: int, found: list[Piece]) -> int:
        again = data.find(START, at)
        # Not searched beyond the next beginning: a sender of beginnings alone would else cost their number squared.
        end = data.find(b"\x1c", at, again if again >= 0 else len(data))
        if end < 0 <= again:
            _note_garbage(found, len(self._kept) + again - at)
            self._inside = False
            return again
        self._keep(data[at : end if end >= 0 else len(data)], found)
        if end < 0:
            return len(data)
        self._inside = False
        if not self._skipping:
            found.append(Piece(bytes(self._kept)))
        self._kept.clear()
        return end + 1

    def _keep(self, more: bytes, found: list[Piece]) -> None:
        if self._skipping:
            return
        if len(self._kept) + len(more) > self._maximum:
            self._skipping = True
            # What came of it so far tells at least whose message it was.
            head = bytes(self._kept[:2048]) + more[: max(0, 2048 - len(self._kept))]
            self._kept.clear()
            found.append(Piece(head, too_large=True))
            return
        self._kept += more


def _note_garbage(found: list[Piece], count: int) -> None:
    """What lies between two messages is one thing, however many pieces it is in."""
    if not count:
        return
    if found and found[-1].message is None:
        count += found.pop().garbage
    found.append(Piece(None, garbage=count))
