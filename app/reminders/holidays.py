"""Days on which nobody is written to: the national ones (resources/reminders/holidays.toml), and a unit's own."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).resolve().parents[2] / "resources" / "reminders" / "holidays.toml"
IsHoliday = Callable[[date], bool]
"""Whether a day is one."""


@dataclass(frozen=True)
class _Rules:
    fixed: frozenset[tuple[int, int]]
    from_easter: tuple[int, ...]


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous algorithm as Meeus gives it), years 1583 to 9999."""
    golden = year % 19
    century, rest = divmod(year, 100)
    skipped, leap = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - skipped - moon + 15) % 30
    week = (32 + 2 * leap + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * week) // 451
    month, day = divmod(epact + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=4096)
def national_holiday(day: date) -> bool:
    """Whether the law makes this day one."""
    rules = _rules()
    if (day.month, day.day) in rules.fixed:
        return True
    return any(day == easter(day.year) + timedelta(days=days) for days in rules.from_easter)


def with_own(own: frozenset[date]) -> IsHoliday:
    """The national ones and the unit's own."""
    return lambda day: day in own or national_holiday(day)


@cache
def _rules() -> _Rules:
    days = tomllib.loads(_FILE.read_text(encoding="utf-8"))["day"]
    fixed = frozenset((int(one["date"][:2]), int(one["date"][3:])) for one in days if "date" in one)
    return _Rules(fixed, tuple(int(one["easter"]) for one in days if "easter" in one))
