"""The frames between node and receiver: version, kind, sequence, content (docs/router.md, "On the wire").

Each connection counts its frames from 1, each direction for itself; a frame out of its sequence is refused. What a
frame may hold is checked here, so that nothing behind it ever sees more or other than is written there.
"""

import struct
from collections.abc import Iterator
from enum import IntEnum
from typing import Final

from app.router.datagram import SIZE
from app.router.words import Response

VERSION: Final = 1
HEAD: Final = struct.Struct(">BBQ")
LARGEST_FRAME: Final = 16_384
"""Bytes. ZeroMQ ends a connection that brings more."""
MOST_NUMBERS: Final = 1_024
LONGEST_REQUEST: Final = 2_048
_CURVE_BYTES: Final = 64
_THROUGH: Final = struct.Struct(">Q")
_ANSWER: Final = struct.Struct(">BI")
_RESPONSES: Final = tuple(Response)
"""Their places are on the wire: new ones only at the end of `Response`."""


class Kind(IntEnum):
    """What a frame is: up to 15 from the node, from 16 on from the receiver."""

    WELCOME = 1
    DATA = 2
    BEAT = 3
    REFUSED = 4
    BYE = 5
    REPLY = 6
    PART = 7
    """Of a REPLY that is longer than a frame: all but its end."""
    HELLO = 16
    TAKEN = 17
    SHOWN = 18
    ANSWER = 19
    REQUEST = 20
    ALIVE = 21
    LEAVE = 22


class Reason(IntEnum):
    """Why the node wants nothing more of a connection (REFUSED)."""

    HELLO_FIRST = 1
    REPLACED = 2
    """The same key has connected again."""
    FLOOD = 3
    TOO_MANY = 4
    NOT_ADMITTED = 5
    TAKES_NOTHING = 6
    """It says that it lives, and takes no alarm."""


class BadFrame(Exception):  # noqa: N818 - it is a reason, and handled like one
    """Why bytes are no frame of this protocol; `reason` is counted and logged."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def frame(kind: Kind, sequence: int, content: bytes = b"") -> bytes:
    """One frame."""
    return HEAD.pack(VERSION, kind, sequence) + content


def opened(data: bytes) -> tuple[int, int, bytes]:
    """Kind, sequence and content; BadFrame where the beginning is not ours."""
    if len(data) < HEAD.size:
        raise BadFrame("short")
    version, kind, sequence = HEAD.unpack_from(data)
    if version != VERSION:
        raise BadFrame("version")
    return kind, sequence, data[HEAD.size :]


def taken(through: int) -> bytes:
    """Content of TAKEN: every frame up to this sequence was taken."""
    return _THROUGH.pack(through)


def read_taken(content: bytes) -> int:
    """The sequence of a TAKEN, or of the frame that a REPLY answers (its first eight bytes)."""
    if len(content) != _THROUGH.size:
        raise BadFrame("taken")
    return int(_THROUGH.unpack(content)[0])


def shown(numbers: list[int]) -> bytes:
    """Content of SHOWN: the messages with these numbers are before the caregiver's eyes."""
    return struct.pack(f">{len(numbers)}I", *numbers)


def read_shown(content: bytes) -> tuple[int, ...]:
    """The numbers of a SHOWN: 1 to 1,024."""
    count, rest = divmod(len(content), 4)
    if rest or not 0 < count <= MOST_NUMBERS:
        raise BadFrame("shown")
    return struct.unpack(f">{count}I", content)


def answer(response: Response, number: int) -> bytes:
    """Content of ANSWER: what the caregiver says to one message."""
    return _ANSWER.pack(_RESPONSES.index(response), number)


def read_answer(content: bytes) -> tuple[Response, int]:
    """Response and message number of an ANSWER."""
    if len(content) != _ANSWER.size:
        raise BadFrame("answer")
    place, number = _ANSWER.unpack(content)
    if place >= len(_RESPONSES):
        raise BadFrame("answer")
    return _RESPONSES[place], number


def reply(to_sequence: int, content: bytes) -> bytes:
    """Content of REPLY and PART: the frame of the receiver that it answers, and whatever the node says to it."""
    return _THROUGH.pack(to_sequence) + content


def reply_parts(to_sequence: int, content: bytes) -> Iterator[tuple[Kind, bytes]]:
    """An answer of any length as frames: ZeroMQ ends a connection that brings one that is too large."""
    # What is encrypted is longer than what it holds.
    room = LARGEST_FRAME - HEAD.size - _THROUGH.size - _CURVE_BYTES
    at = 0
    while len(content) - at > room:
        yield Kind.PART, reply(to_sequence, content[at : at + room])
        at += room
    yield Kind.REPLY, reply(to_sequence, content[at:])


def read_reply(content: bytes) -> tuple[int, bytes]:
    """Sequence of the answered frame, and the node's words."""
    return read_taken(content[: _THROUGH.size]), content[_THROUGH.size :]


def whole_datagrams(content: bytes) -> bytes:
    """The content of DATA, where it is one or more whole datagrams of one priority."""
    if len(content) % SIZE or len(set(content[::SIZE])) != 1:
        raise BadFrame("data")
    return content
