"""When a message may go out: her own time zone, quiet hours, holidays, so many a day. Pure; no clock is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.reminders.holidays import IsHoliday, national_holiday

_LONGEST_MOVE = 60
"""Days to look ahead, or back, for one on which she may be written to."""
_BEFORE_QUIET = timedelta(hours=1)


class Moved(StrEnum):
    """Why a message goes out later than it was asked for; labels: texts `reminders.moved_<value>`."""

    QUIET_HOURS = "quiet_hours"
    HOLIDAY = "holiday"
    WEEKEND = "weekend"
    DAILY_LIMIT = "daily_limit"
    BROUGHT_FORWARD = "brought_forward"


@dataclass(frozen=True)
class Manners:
    """How people are treated. From `quiet_from` until `quiet_until` (local time, over midnight) nothing goes out.

    The figures are the project's own choice, to be set by the unit: 21:00, 08:00, two a day, Sundays free.
    """

    quiet_from: time = time(21)
    quiet_until: time = time(8)
    most_a_day: int = 2
    free_weekdays: frozenset[int] = frozenset({6})
    is_holiday: IsHoliday = field(default=national_holiday)

    def is_quiet(self, moment: time) -> bool:
        """Whether nobody is written to at this time of the day."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= moment < self.quiet_until
        return moment >= self.quiet_from or moment < self.quiet_until


@dataclass(frozen=True)
class Placed:
    """An instant (UTC) and why it is not the one that was asked for."""

    at: datetime
    moved: Moved | None = None


def place(
    wanted: datetime,
    zone: str,
    manners: Manners,
    on_day: Mapping[date, int] | None = None,
    latest: datetime | None = None,
    *,
    anyway: bool = False,
) -> Placed | None:
    """The first instant from `wanted` on at which she may be written to; None if there is none.

    `on_day`: how many messages she has on each of her local days already. `latest`: when it makes no sense any more
    (the visit has begun); then the last good moment before `wanted` is taken. `anyway`: an urgent one, as wanted.
    """
    if anyway:
        return Placed(wanted.astimezone(UTC))
    placed = _forward(wanted, zone, manners, on_day or {})
    if placed is not None and (latest is None or placed.at < latest):
        return placed
    return None if latest is None else _back(wanted, zone, manners, on_day or {})


def held_until(now: datetime, zone: str, manners: Manners) -> datetime | None:
    """When she may be written to again (UTC), None where she may be now.

    For what is late: the machine was off, a provider turned it away, the unit's zone or its manners were changed.
    """
    placed = place(now, zone, manners)
    if placed is None:
        return now + timedelta(days=_LONGEST_MOVE)
    return None if placed.moved is None else placed.at


def _forward(wanted: datetime, zone: str, manners: Manners, on_day: Mapping[date, int]) -> Placed | None:
    here, moved = wanted.astimezone(ZoneInfo(zone)), None
    last = here.date() + timedelta(days=_LONGEST_MOVE)
    while here.date() <= last:
        reason = _hindered(here, manners, on_day)
        if reason is None:
            return Placed(here.astimezone(UTC), moved)
        # The first reason is the one that a person asks for.
        moved = moved or reason
        here = _later(here, reason, manners)
    return None


def _back(wanted: datetime, zone: str, manners: Manners, on_day: Mapping[date, int]) -> Placed | None:
    """An hour before the quiet hours of the last day on which she may be written to."""
    here = wanted.astimezone(ZoneInfo(zone))
    evening = (datetime.combine(here.date(), manners.quiet_from) - _BEFORE_QUIET).time()
    for days in range(_LONGEST_MOVE):
        moment = datetime.combine(here.date() - timedelta(days=days), evening, here.tzinfo)
        if moment <= here and _hindered(moment, manners, on_day) is None:
            return Placed(moment.astimezone(UTC), Moved.BROUGHT_FORWARD)
    return None


def _hindered(here: datetime, manners: Manners, on_day: Mapping[date, int]) -> Moved | None:
    day = here.date()
    if manners.is_holiday(day):
        return Moved.HOLIDAY
    if day.weekday() in manners.free_weekdays:
        return Moved.WEEKEND
    if on_day.get(day, 0) >= manners.most_a_day:
        return Moved.DAILY_LIMIT
    return Moved.QUIET_HOURS if manners.is_quiet(here.time()) else None


def _later(here: datetime, reason: Moved, manners: Manners) -> datetime:
    """The end of the quiet hours, today or tomorrow; arithmetic on the local calendar, so that a change of the clocks
    moves nothing."""
    today = here.date()
    same_day = reason is Moved.QUIET_HOURS and here.time() < manners.quiet_until
    day = today if same_day else today + timedelta(days=1)
    return datetime.combine(day, manners.quiet_until, here.tzinfo)
