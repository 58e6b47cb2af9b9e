"""The shifts of the ward (`resources/router/shifts.toml`) and when each of them is."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from app.router.tables.checking import Fields
from app.router.tables.model import Label
from app.router.tables.reading import FOLDER


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift by the clock on the wall."""

    code: str
    label: Label
    begins: time
    ends: time

    def span(self, day: date, zone: str) -> tuple[datetime, datetime]:
        """Beginning and end (UTC) of the shift that begins on this day by the ward's clock; `zone` is an IANA name."""
        place = ZoneInfo(zone)
        last = day if self.ends > self.begins else day + timedelta(days=1)
        begins, until = datetime.combine(day, self.begins, place), datetime.combine(last, self.ends, place)
        return begins.astimezone(UTC), until.astimezone(UTC)


def read_shifts(content: Mapping[str, Any]) -> tuple[Shift, ...]:
    """The shifts in their order; KnownError `router_tables.<what>` as for the tables."""
    read = Fields("shifts", content)
    for field in ("version", "source"):
        read.word(field)
    found: list[Shift] = []
    for row in read.rows("shift"):
        shift = Shift(row.word("code"), row.label(), _time(row, "begins"), _time(row, "ends"))
        row.done()
        if shift.code in [one.code for one in found]:
            raise row.wrong("twice", "code", shift.code)
        if shift.begins == shift.ends:
            raise row.wrong("word", "ends", shift.ends.isoformat("minutes"), "≠ begins")
        found.append(shift)
    read.done()
    return tuple(found)


@cache
def default_shifts() -> tuple[Shift, ...]:
    """Those that a ward begins with."""
    return read_shifts(tomllib.loads((FOLDER / "shifts.toml").read_text(encoding="utf-8")))


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


def _time(row: Fields, field: str) -> time:
    written = row.word(field)
    try:
        return time.fromisoformat(written)
    except ValueError:
        raise row.wrong("word", field, written, "07:00") from None
