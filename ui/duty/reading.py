"""What the pages of duty show, read in one go in a worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.router.distribution.model import Attending
from app.router.duty.model import Duty, Post, PostGap, Staff
from app.router.duty.roster import Roster
from app.router.duty.shifts import Shift
from app.router.tables.model import Tables
from app.security.session import Session
from app.station import Station
from app.ward.beds.model import BedView
from ui.duty.week import SOON, Line, called_posts, gaps_soon, local_day, monday_of, span_of, week_lines
from ui.duty.words import Names, names_of


@dataclass(frozen=True)
class Rota:
    """One week of the rota, and who is on duty now. `duties`: all that were read, those of now among them."""

    now: datetime
    zone: str
    first: date
    begins: datetime
    until: datetime
    shifts: tuple[Shift, ...]
    posts: tuple[Post, ...]
    staff: tuple[Staff, ...]
    duties: tuple[Duty, ...]
    lines: tuple[Line, ...]
    soon: tuple[PostGap, ...]

    @property
    def names(self) -> Names:
        """Account → name."""
        return names_of(self.staff)

    @property
    def is_empty(self) -> bool:
        """Whether nobody is on duty in this week."""
        return not any(slot.duties for line in self.lines for slot in line.slots)


def read_rota(station: Station, session: Session, first: date | None) -> Rota:
    """The week that begins with this day, None: this week."""
    now, zone = station.clock.now(), station.profile.time_zone
    tables = station.router_tables.tables(session)
    shifts, posts = tables.shifts, called_posts(tables)
    first = first or monday_of(local_day(now, zone))
    begins, until = span_of(first, shifts, zone)
    of_week = station.duty.rota(session, begins, until)
    near = station.duty.rota(session, now, now + SOON)
    known = {one.duty: one for one in (*of_week, *near)}
    return Rota(
        now=now,
        zone=zone,
        first=first,
        begins=begins,
        until=until,
        shifts=shifts,
        posts=posts,
        staff=station.duty.staff(session),
        duties=tuple(known.values()),
        lines=week_lines(of_week, shifts, posts, first, zone),
        soon=gaps_soon(near, posts, now),
    )


@dataclass(frozen=True)
class Held:
    """The beds with whoever has them."""

    now: datetime
    zone: str
    beds: tuple[BedView, ...]
    staff: tuple[Staff, ...]
    roster: Roster
    attending: tuple[Attending, ...]
    tables: Tables

    @property
    def names(self) -> Names:
        """Account → name."""
        return names_of(self.staff)

    def on_duty(self) -> Sequence[str]:
        """Everybody who is on duty now, each once; bedside nurses first."""
        here = self.roster.on_duty(self.now)
        nurses_first = sorted(here, key=lambda one: one.post is not Post.NURSE)
        return tuple(dict.fromkeys(one.user for one in nurses_first))


def read_beds(station: Station, session: Session) -> Held:
    """Whose each bed is now, with table 15."""
    return Held(
        now=station.clock.now(),
        zone=station.profile.time_zone,
        beds=station.beds.beds(session),
        staff=station.duty.staff(session),
        roster=station.duty.roster(session),
        attending=station.duty.attending(session),
        tables=station.router_tables.tables(session),
    )
