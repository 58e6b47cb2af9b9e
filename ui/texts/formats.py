"""How dates, instants and numbers are written in the chosen language."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from ui.texts.catalog import DEFAULT_LANGUAGE, chosen_language, tr, tr_count

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_CLOCKS_DIFFER = 300
"""Seconds: two computers' clocks, or one before and after it was set right."""


def show_date(day: date) -> str:
    """`dd/mm/aaaa` in both languages: a clinic must not have to guess which number is the month."""
    return day.strftime("%d/%m/%Y")


def show_instant(instant: datetime, zone: str) -> str:
    """`dd/mm/aaaa hh:mm` at the clinic; `zone` is an IANA name, "" the computer's own where no clinic is known."""
    return instant.astimezone(ZoneInfo(zone) if zone else None).strftime("%d/%m/%Y %H:%M")


def show_hour(instant: datetime, zone: str) -> str:
    """`hh:mm` at the clinic, where the day is plain."""
    return instant.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def show_number(number: int | float | Decimal, decimals: int | None = None) -> str:
    """Decimal comma and thousands point in Portuguese, the other way round in English.

    `decimals` fixes the digits after the comma; without it they are as many as the number has.
    """
    text = f"{number:,}" if decimals is None else f"{number:,.{decimals}f}"
    if chosen_language() == DEFAULT_LANGUAGE:
        return text.translate(str.maketrans(",.", ".,"))
    return text


def show_age(seconds: float) -> str:
    """How long ago, in the largest unit that says enough: "há 5 min", "há 3 h", "há 2 dias".

    What is dated ahead by more than clocks differ is said to be: under a clock that was set back nothing is fresh.
    """
    if seconds < -_CLOCKS_DIFFER:
        return tr("common.ago_ahead")
    if seconds < _MINUTE:
        return tr("common.ago_now")
    if seconds < _HOUR:
        return tr("common.ago_minutes", minutes=int(seconds // _MINUTE))
    if seconds < _DAY:
        return tr("common.ago_hours", hours=int(seconds // _HOUR))
    return tr_count("common.ago_days", int(seconds // _DAY))
