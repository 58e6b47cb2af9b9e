"""The periods that a manager asks for, and the one before that each is compared with. Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class PeriodChoice(StrEnum):
    """What can be chosen; `FREE` has days of its own."""

    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    QUARTER = "quarter"
    YEAR = "year"
    FREE = "free"


@dataclass(frozen=True)
class Period:
    """From `since` to `until`, both included; None: without end on that side."""

    since: date | None
    until: date | None


def period_of(choice: PeriodChoice, today: date) -> Period:
    """The days of a choice; a month, quarter or year that is still running ends today. FREE: without ends."""
    if choice is PeriodChoice.FREE:
        return Period(None, None)
    if choice is PeriodChoice.LAST_MONTH:
        last = today.replace(day=1) - timedelta(days=1)
        return Period(last.replace(day=1), last)
    first = {
        PeriodChoice.THIS_MONTH: today.replace(day=1),
        PeriodChoice.QUARTER: date(today.year, (today.month - 1) // 3 * 3 + 1, 1),
        PeriodChoice.YEAR: date(today.year, 1, 1),
    }[choice]
    return Period(first, today)


def period_before(choice: PeriodChoice, period: Period) -> Period | None:
    """What to compare with: the month, quarter or year before, up to the same day of it; days before free ones.

    A running month is compared with the same days of the month before, so that no half month looks worse than a
    whole one. None where the period has no beginning or no end.
    """
    since, until = period.since, period.until
    if since is None or until is None or since > until:
        return None
    if choice is PeriodChoice.LAST_MONTH:
        last = since - timedelta(days=1)
        return Period(last.replace(day=1), last)
    months = {PeriodChoice.THIS_MONTH: 1, PeriodChoice.QUARTER: 3, PeriodChoice.YEAR: 12}.get(choice)
    if months is None:
        length = until - since
        last = since - timedelta(days=1)
        return Period(last - length, last)
    return Period(_months_back(since, months), _months_back(until, months))


def _months_back(day: date, months: int) -> date:
    """The same day of an earlier month, or the last one that it has."""
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
