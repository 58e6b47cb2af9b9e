"""The manners as one sentence, and the hours on offer. Pure."""

from datetime import time
from typing import Final

from app.reminders.manners_service import MannersSettings
from ui.texts import tr, tr_count

_DAYS: Final = range(7)


def hours_on_offer(*also: time) -> list[tuple[time, str]]:
    """Every half hour, and those that are set already."""
    every = {time(hour, minute) for hour in range(24) for minute in (0, 30)} | set(also)
    return [(one, one.strftime("%H:%M")) for one in sorted(every)]


def sentence(one: MannersSettings) -> str:
    """When messages go out, as one would say it."""
    if len(one.free_weekdays) == len(_DAYS):
        return tr("manners_page.never")
    most = tr_count("manners_page.most", one.most_a_day)
    if one.quiet_from == one.quiet_until:
        return tr("manners_page.sentence_all_day", days=_days(one.free_weekdays), most=most)
    begins, ends = one.quiet_until.strftime("%H:%M"), one.quiet_from.strftime("%H:%M")
    return tr("manners_page.sentence", days=_days(one.free_weekdays), begins=begins, ends=ends, most=most)


def weekday(number: int, *, short: bool = False) -> str:
    """0 is Monday."""
    return tr(f"manners_page.{'short' if short else 'day'}_{number}")


def _days(free: frozenset[int]) -> str:
    """Those on which something goes out: a run is said by its ends."""
    open_days = [day for day in _DAYS if day not in free]
    if len(open_days) == len(_DAYS):
        return tr("manners_page.every_day")
    if len(open_days) > 2 and open_days[-1] - open_days[0] == len(open_days) - 1:
        return tr("manners_page.run", first=weekday(open_days[0]), last=weekday(open_days[-1]))
    return ", ".join(weekday(day) for day in open_days)
