"""The shifts of the ward (`resources/router/shifts.toml`) and when each of them is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.router.tables.model import Shift
from app.router.tables.reading import default_tables
from app.router.tables.shifts import read_shifts

__all__ = ["Shift", "days_later", "default_shifts", "read_shifts", "shift_at"]


def default_shifts() -> tuple[Shift, ...]:
    """Those that a ward begins with; those in force are `Tables.shifts`."""
    return default_tables().shifts


def shift_at(shifts: tuple[Shift, ...], at: datetime, zone: str) -> tuple[Shift, datetime, datetime] | None:
    """The shift that is on at a moment, with its beginning and end; None between shifts."""
    today = at.astimezone(ZoneInfo(zone)).date()
    for shift in shifts:
        for day in (today, today - timedelta(days=1)):
            begins, until = shift.span(day, zone)
            if begins <= at < until:
                return shift, begins, until
    return None


def days_later(at: datetime, days: int, zone: str) -> datetime:
    """The same hour by the clock on the wall, so many days later; `zone` is an IANA name."""
    local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + timedelta(days=days)
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
