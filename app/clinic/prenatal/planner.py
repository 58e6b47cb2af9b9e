"""The plan of visits on one day: pure, from the last period, the visits made and a schedule. Dates only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.clinic.dating import GestationalAge, gestational_age
from app.clinic.prenatal.schedules import Professional, Schedule


class VisitStatus(StrEnum):
    """Where a planned visit stands; labels: texts `prenatal.visit_<value>`.

    MISSED: nobody came before the next one was due. OVERDUE: it can still be made, and its tolerance has passed.
    """

    DONE = "done"
    PLANNED = "planned"
    DUE = "due"
    OVERDUE = "overdue"
    MISSED = "missed"


@dataclass(frozen=True)
class VisitMade:
    """A visit that took place; `next_on`: the day agreed for the one after it, which then stands for the planned."""

    id: str
    day: date
    professional: Professional
    next_on: date | None = None


@dataclass(frozen=True)
class PlannedVisit:
    """One line of the plan; `visit_id` where it took place. `professional`: who saw her, or whose turn it is."""

    day: date
    age: GestationalAge | None
    status: VisitStatus
    professional: Professional | None
    visit_id: str | None = None


@dataclass(frozen=True)
class Plan:
    """All lines by day. Without a last period only what took place is known (`is_dated` False)."""

    schedule: str
    is_dated: bool
    visits: tuple[PlannedVisit, ...]

    @property
    def waiting(self) -> PlannedVisit | None:
        """The visit that is due or overdue, if one is."""
        return next((one for one in self.visits if one.status in (VisitStatus.DUE, VisitStatus.OVERDUE)), None)

    @property
    def next(self) -> PlannedVisit | None:
        """The visit to come: the waiting one, else the first planned."""
        return self.waiting or next((one for one in self.visits if one.status is VisitStatus.PLANNED), None)

    @property
    def missed(self) -> int:
        """How many planned visits passed unmade."""
        return sum(one.status is VisitStatus.MISSED for one in self.visits)


def plan_visits(schedule: Schedule, lmp: date | None, entered: date, made: Sequence[VisitMade], today: date) -> Plan:
    """The plan as it stands on `today`; `entered` is the day when the pregnancy came to the unit.

    Without any visit the first is due on the day of entry, however late: as early as possible.
    """
    visits = sorted(made, key=lambda one: (one.day, one.id))
    if lmp is None:
        lines = tuple(_done(one, None) for one in visits)
        return Plan(schedule.code, False, lines)
    planned: list[PlannedVisit] = []
    for index, one in enumerate(visits):
        if index:
            planned += _missed_between(schedule, lmp, visits[index - 1], one.day)
        planned.append(_done(one, lmp))
    planned += _to_come(schedule, lmp, entered, visits, today)
    return Plan(schedule.code, True, tuple(planned))


def days_after(schedule: Schedule, lmp: date, last: date) -> Iterator[date]:
    """The days planned after a visit on `last`, to the end of the schedule."""
    if schedule.weeks:
        floor = last + timedelta(days=schedule.overdue_after_days)
        # A visit a few days before a contact stands for it, and the very first visit for the first contact.
        yield from (day for week in schedule.weeks[1:] if (day := lmp + timedelta(weeks=week)) > floor)
        return
    elapsed = (last - lmp).days
    while (following := _next_day(schedule, elapsed)) is not None:
        elapsed = following
        yield lmp + timedelta(days=elapsed)


def _days_after_visit(schedule: Schedule, lmp: date, last: VisitMade) -> Iterator[date]:
    """The agreed day and what is planned after it, else what is planned after the visit."""
    if last.next_on is not None:
        yield last.next_on
    yield from days_after(schedule, lmp, last.next_on or last.day)


def _next_day(schedule: Schedule, elapsed: int) -> int | None:
    """Days since the last period of the visit after one at `elapsed`; None after the schedule's end."""
    end = 7 * schedule.stretches[-1].until_week
    if elapsed >= end:
        return None
    chosen = elapsed
    for place, stretch in enumerate(schedule.stretches):
        boundary = 7 * stretch.until_week
        if elapsed < boundary:
            chosen = elapsed + stretch.every_days
            if chosen > boundary and place + 1 < len(schedule.stretches):
                chosen = min(chosen, max(boundary, elapsed) + schedule.stretches[place + 1].every_days)
            break
    return min(chosen, end)


def _missed_between(schedule: Schedule, lmp: date, before: VisitMade, next_visit: date) -> list[PlannedVisit]:
    """What was planned after one visit and could no longer be made when the next visit took place."""
    days = []
    reach = next_visit + timedelta(days=schedule.overdue_after_days if schedule.weeks else 0)
    for day in _days_after_visit(schedule, lmp, before):
        if day > reach:
            break
        days.append(day)
    # The visit itself stands for the last one that was due.
    return [PlannedVisit(day, gestational_age(lmp, day), VisitStatus.MISSED, None) for day in days[:-1]]


def _to_come(
    schedule: Schedule, lmp: date, entered: date, visits: Sequence[VisitMade], today: date
) -> list[PlannedVisit]:
    if visits:
        days = list(_days_after_visit(schedule, lmp, visits[-1]))
        turn = _turn_after(schedule, visits[-1].professional)
    else:
        days = [entered, *days_after(schedule, lmp, entered)]
        turn = 0
    found = []
    for place, day in enumerate(days):
        following = days[place + 1] if place + 1 < len(days) else None
        status = _status(schedule, day, following, today)
        missed = status is VisitStatus.MISSED
        professional = None if missed else schedule.alternating[turn % len(schedule.alternating)]
        turn += 0 if missed else 1
        found.append(PlannedVisit(day, gestational_age(lmp, day), status, professional))
    return found


def _status(schedule: Schedule, day: date, following: date | None, today: date) -> VisitStatus:
    if today < day:
        return VisitStatus.PLANNED
    if following is not None and today >= following:
        return VisitStatus.MISSED
    tolerance = timedelta(days=schedule.overdue_after_days)
    return VisitStatus.OVERDUE if today > day + tolerance else VisitStatus.DUE


def _turn_after(schedule: Schedule, last: Professional) -> int:
    turns = schedule.alternating
    return turns.index(last) + 1 if last in turns else 0


def _done(one: VisitMade, lmp: date | None) -> PlannedVisit:
    age = gestational_age(lmp, one.day) if lmp else None
    return PlannedVisit(one.day, age, VisitStatus.DONE, one.professional, one.id)
