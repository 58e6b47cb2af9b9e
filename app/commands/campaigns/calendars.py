"""Every change of the clocks that Brazil has had since 1985: reminders, shifts and days through each of them. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from app.commands.campaigns.plan import Outcome
from app.kernel.clock import local_date
from app.reminders.moments import Manners, place
from app.router.duty.shifts import default_shifts, shift_at

ZONES: Final = (
    "America/Sao_Paulo",
    "America/Fortaleza",
    "America/Noronha",
    "America/Manaus",
    "America/Rio_Branco",
    "America/Cuiaba",
)
_FROM, _UNTIL = datetime(1985, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
_STEP: Final = timedelta(minutes=30)
_AROUND: Final = timedelta(days=1)


def judge_calendars(found: Outcome) -> None:
    """Figures, and each promise about hours that is not kept."""
    changes = asked = 0
    for zone in ZONES:
        for change in changes_of(zone):
            changes += 1
            asked += _judge_one(zone, change, found)
    found.figures |= {"changes_of_clocks": changes, "moments_asked": asked}


def changes_of(zone: str) -> Iterator[datetime]:
    """Each instant at which the zone's distance from UTC changes, to the half hour."""
    here, at = ZoneInfo(zone), _FROM
    while at < _UNTIL:
        following = at + timedelta(days=1)
        if at.astimezone(here).utcoffset() != following.astimezone(here).utcoffset():
            while at.astimezone(here).utcoffset() == (at + _STEP).astimezone(here).utcoffset():
                at += _STEP
            yield at + _STEP
        at = following


def _judge_one(zone: str, change: datetime, found: Outcome) -> int:
    here, manners = ZoneInfo(zone), Manners(free_weekdays=frozenset(), is_holiday=lambda _day: False)
    steps = int(2 * _AROUND / _STEP)
    moments = [change - _AROUND + number * _STEP for number in range(steps)]
    placed = [place(one, zone, manners) for one in moments]
    for asked, one in zip(moments, placed, strict=True):
        where = f"{zone} {asked.isoformat()}"
        found.promise(one is not None and one.at >= asked, f"{where}: a reminder is placed before it is wanted, or not")
        quiet = one is not None and manners.is_quiet(one.at.astimezone(here).time())
        found.promise(not quiet, f"{where}: a reminder is placed into the quiet hours")
    order = [one.at for one in placed if one is not None]
    found.promise(
        order == sorted(order), f"{zone} {change.isoformat()}: later reminders are placed before earlier ones"
    )
    shifts = default_shifts()
    spans = [shift_at(shifts, one, zone) for one in moments]
    for asked, span in zip(moments, spans, strict=True):
        inside = span is not None and span[1] <= asked < span[2]
        found.promise(inside, f"{zone} {asked.isoformat()}: no shift is on")
    for before, after in pairwise(dict.fromkeys((one[1], one[2]) for one in spans if one is not None)):
        found.promise(before[1] == after[0], f"{zone} {change.isoformat()}: a gap between two shifts")
    days = [local_date(one, zone) for one in moments]
    found.promise(days == sorted(days), f"{zone} {change.isoformat()}: a day comes back")
    return steps
