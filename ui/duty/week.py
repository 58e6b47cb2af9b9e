"""A week of the rota as a table: posts and shifts down, days across. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.router.duty.model import Duty, Post, PostGap
from app.router.duty.roster import Roster
from app.router.duty.shifts import Shift
from app.router.tables.escalations import ROLES
from app.router.tables.model import Tables

DAYS = 7
SOON = timedelta(hours=48)
"""So far ahead a time without anybody is told of."""


@dataclass(frozen=True)
class Slot:
    """One field of the table: a post in one shift of one day, who is on duty in it, and when nobody is."""

    post: Post
    shift: Shift
    day: date
    begins: datetime
    until: datetime
    duties: tuple[Duty, ...]
    gaps: tuple[PostGap, ...]

    @property
    def key(self) -> tuple[Post, str, date]:
        """What finds it again after the rota was read anew."""
        return self.post, self.shift.code, self.day


@dataclass(frozen=True)
class Line:
    """One post in one shift, day by day."""

    post: Post
    shift: Shift
    slots: tuple[Slot, ...]


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def local_day(at: datetime, zone: str) -> date:
    """The day by the clock on the wall."""
    return at.astimezone(ZoneInfo(zone)).date()


def span_of(first: date, shifts: Sequence[Shift], zone: str) -> tuple[datetime, datetime]:
    """When the week begins and ends, by its shifts."""
    spans = [shift.span(first + timedelta(days=number), zone) for shift in shifts for number in (0, DAYS - 1)]
    return min(begins for begins, _ in spans), max(until for _, until in spans)


def week_lines(
    duties: Iterable[Duty], shifts: Sequence[Shift], posts: Sequence[Post], first: date, zone: str
) -> tuple[Line, ...]:
    """The table of the week that begins with this day."""
    known = tuple(duties)
    roster = Roster(known)
    return tuple(
        Line(
            post,
            shift,
            tuple(_slot(known, roster, post, shift, first + timedelta(days=number), zone) for number in range(DAYS)),
        )
        for post in posts
        for shift in shifts
    )


def _slot(known: Sequence[Duty], roster: Roster, post: Post, shift: Shift, day: date, zone: str) -> Slot:
    begins, until = shift.span(day, zone)
    here = [one for one in known if one.post is post and one.begins < until and begins < one.until]
    here.sort(key=lambda one: (one.group or "", one.begins, one.user))
    return Slot(post, shift, day, begins, until, tuple(here), roster.post_gaps(post, begins, until))


def called_posts(tables: Tables) -> tuple[Post, ...]:
    """The posts that table 17 calls: where nobody is on duty as one of these, an alarm may reach nobody."""
    targets = {
        target
        for one in tables.escalation.values()
        for named in (*(level.targets for level in one.levels), one.failsafe)
        for target in named
        if target in ROLES
    }
    of_nurses = {"bed_nurse", "own_group", "other_group"}
    return tuple(post for post in Post if post.value in targets or (post is Post.NURSE and targets & of_nurses))


def gaps_soon(duties: Iterable[Duty], posts: Sequence[Post], now: datetime) -> tuple[PostGap, ...]:
    """The times of the next two days without anybody at a post that is called, the nearest first."""
    roster = Roster(duties)
    found = [gap for post in posts for gap in roster.post_gaps(post, now, now + SOON)]
    order = list(posts)
    return tuple(sorted(found, key=lambda gap: (gap.begins, order.index(gap.post))))
