"""Moments of the past as people at the unit read them: seconds where they count, the day where it is another one."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ui.texts import DEFAULT_LANGUAGE, chosen_language, tr


def local(moment: float, zone: str) -> datetime:
    """A POSIX second on the wall clock of the unit."""
    return datetime.fromtimestamp(moment, UTC).astimezone(ZoneInfo(zone))


def clock(moment: float, zone: str, *, seconds: bool = True) -> str:
    """ "10:32:07", or "10:32"."""
    return local(moment, zone).strftime("%H:%M:%S" if seconds else "%H:%M")


def tenths(moment: float, zone: str) -> str:
    """ "10:32:07,3"."""
    at = local(moment, zone)
    return (
        f"{at.strftime('%H:%M:%S')}{',' if chosen_language() == DEFAULT_LANGUAGE else '.'}{at.microsecond // 100_000}"
    )


def day(moment: float, zone: str) -> str:
    """ "21/11"."""
    return local(moment, zone).strftime("%d/%m")


def full(moment: float, zone: str) -> str:
    """ "21/11/2026 10:32:07"."""
    return local(moment, zone).strftime("%d/%m/%Y %H:%M:%S")


def lasted(seconds: float) -> str:
    """How long something took, in its two largest units: "12 s", "3 min 20 s", "2 h 14 min"."""
    whole = round(seconds)
    if whole < 60:
        return tr("ward_review.seconds", seconds=whole)
    minutes, left = divmod(whole, 60)
    if minutes < 60:
        return (
            tr("ward_review.minutes", minutes=minutes, seconds=left)
            if left
            else tr("ward_review.minutes_whole", minutes=minutes)
        )
    hours, left = divmod(minutes, 60)
    return tr("ward_review.hours", hours=hours, minutes=left) if left else tr("ward_review.hours_whole", hours=hours)


def named_moment(text: str, zone: str, start: float, end: float) -> float | None:
    """The moment of [start, end) that a person means by "10:32" or "10:32:07", the latest; None where there is none.

    "1032" and "10h32" mean the same.
    """
    digits = "".join(sign for sign in text if sign.isdigit())
    if len(digits) in (3, 5):
        digits = f"0{digits}"
    if len(digits) not in (4, 6):
        return None
    hour, minute, second = int(digits[:2]), int(digits[2:4]), int(digits[4:] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    last = local(end, zone)
    meant = last.replace(hour=hour, minute=minute, second=second, microsecond=0).timestamp()
    while meant >= end:
        meant -= 86_400.0
    return meant if meant >= start else None
