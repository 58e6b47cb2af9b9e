"""What the black box takes, gives back, and proves."""

import hashlib
from enum import StrEnum
from typing import Final

import msgspec

from app.router.tables.model import Record

Value = str | int | float | bool | list[int]
"""What a record may hold: plain values, numbers and codes; never a name."""
BEGINNING: Final = bytes(32)
"""The link before the first record."""
LONGEST: Final = 4_096
"""Bytes of one event as it is kept, at most."""
MOST_STRETCHES: Final = 2**16
"""Of discarded numbers that one record of the box tells."""
LONGEST_OWN: Final = 2**20
"""Bytes of one of the box's own records, at most: that many stretches, two numbers of five bytes each, fit."""
DISCARDED: Final = "discarded"
STOPPED: Final = "recording_stopped"
RESUMED: Final = "recording_resumed"
TORN: Final = "torn_record"
"""Kinds of the box's own records."""


class Event(msgspec.Struct, array_like=True, frozen=True):
    """Something that happened. `at`: monotonic seconds; `what`: its row of table 22 at that moment."""

    kind: str
    what: Record
    at: float
    fields: dict[str, Value] = {}


class Kept(msgspec.Struct, array_like=True, frozen=True):
    """An event as it lies in the box; `wall`: POSIX seconds."""

    wall: float
    event: Event


class Logged(msgspec.Struct, frozen=True):
    """A record as it is read back. `link` is the hash of all up to it, `previous` that of all before: whoever receives
    records in their order needs nothing else to see that none is changed, and where some were discarded."""

    number: int
    previous: bytes
    link: bytes
    wall: float
    event: Event
    content: bytes
    sent: bool


class Waiting(msgspec.Struct, frozen=True):
    """How many records the record centre does not have, and of when the oldest is (POSIX seconds; None: none)."""

    count: int = 0
    since: float | None = None


class Problem(StrEnum):
    """What is wrong with a box; labels: texts `router.box_<value>`."""

    CHANGED = "changed"
    MISSING = "missing"
    CUT_OFF = "cut_off"
    ADDED = "added"


class Proof(msgspec.Struct, frozen=True):
    """What `verify` found. `number` is the record that does not fit, or before which some do not (0 where only their
    count is known); `torn`: files whose last record a kill cut off, which is no fault of the chain."""

    records: int
    last: int
    link: bytes
    discarded: int
    torn: int
    problem: Problem | None = None
    number: int = 0


def link_of(previous: bytes, number: int, content: bytes) -> bytes:
    """The hash of everything up to record `number`."""
    return hashlib.sha256(previous + number.to_bytes(8, "big") + content).digest()
