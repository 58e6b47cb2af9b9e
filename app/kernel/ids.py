"""Identifiers made on the station, without asking anybody: UUID version 7 (RFC 9562), so that they sort by time."""

import os
from typing import Protocol

from app.kernel.clock import Clock


class Ids(Protocol):
    """Where new identifiers come from."""

    def new(self) -> str:
        """A fresh identifier, 36 characters."""
        ...

    def many(self, count: int) -> list[str]:
        """As many at once, for a fraction of the time."""
        ...


class TimeOrderedIds:
    """UUIDv7 from a clock and the operating system's randomness."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def new(self) -> str:
        milliseconds = int(self._clock.now().timestamp() * 1000)
        return _format(milliseconds, os.urandom(10))

    def many(self, count: int) -> list[str]:
        milliseconds, drawn = int(self._clock.now().timestamp() * 1000), os.urandom(10 * count)
        # In order, so that an index takes them one beside the other.
        return sorted([_format(milliseconds, drawn[at : at + 10]) for at in range(0, len(drawn), 10)])


class SeededIds:
    """Reproducible identifiers of the same shape, for tests and for the demo unit."""

    def __init__(self, clock: Clock, seed: int) -> None:
        import random  # noqa: PLC0415 - only the demo and the tests need it

        self._clock = clock
        self._random = random.Random(seed)

    def new(self) -> str:
        milliseconds = int(self._clock.now().timestamp() * 1000)
        return _format(milliseconds, self._random.randbytes(10))

    def many(self, count: int) -> list[str]:
        return [self.new() for _ in range(count)]


def _format(milliseconds: int, randomness: bytes) -> str:
    high = (milliseconds << 16) | 0x7000 | (int.from_bytes(randomness[:2]) & 0x0FFF)
    low = (0b10 << 62) | (int.from_bytes(randomness[2:]) & 0x3FFF_FFFF_FFFF_FFFF)
    text = f"{high:016x}{low:016x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
