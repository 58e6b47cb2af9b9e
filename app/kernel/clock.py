"""Time as an argument: the wall clock for records, the monotonic clock for durations.

Instants are stored as text, `2026-11-21T02:39:00.123456Z`: UTC, microseconds, so that text order is time order.
Dates of birth, last period and due date are dates, never instants (other systems show them a day early).
"""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

SAID_AHEAD: Final = timedelta(minutes=5)
"""So far ahead of this clock may lie what is said to have happened: who says it looks at another one."""
INSTANT_SHAPE: Final = "2026-11-21T02:39:00.123456Z"
"""How an instant is stored."""
INSTANT_LENGTH: Final = len(INSTANT_SHAPE)
"""Columns of this length hold instants, and no others do."""


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary start that never go back."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class FakeClock:
    """A clock that stands still until it is told to move; for tests and for reproducible demo data."""

    def __init__(self, start: datetime = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)) -> None:
        self._now = start
        self._monotonic = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def advance(self, seconds: float) -> None:
        """Move both clocks forward."""
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds

    def set_wall(self, now: datetime) -> None:
        """Move the wall clock alone, as a user or a time server may."""
        self._now = now


def to_text(instant: datetime) -> str:
    """The stored form of an aware instant."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone cannot be stored")
    # A quarter of the time of `strftime`.
    return instant.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def from_text(text: str) -> datetime:
    """The instant behind its stored form; ValueError for any other text. A tenth of the time of `strptime`."""
    if len(text) != INSTANT_LENGTH or text[-1] != "Z" or text[10] != "T":
        raise ValueError(f"not a stored instant: {text[:40]!r}")
    return datetime.fromisoformat(text)


Zone = Callable[[], str]
"""The IANA name of the time zone where the unit stands; asked each time, since the administrator may change it."""


def usual_zone() -> str:
    """Where no profile says otherwise."""
    return "America/Fortaleza"


def local_date(instant: datetime, zone: str) -> date:
    """The calendar date of an instant where the clinic stands; `zone` is an IANA name."""
    return instant.astimezone(ZoneInfo(zone)).date()
