"""Where every dose of the calendar stands on a day: a pure rule over what was given and the pregnancy's dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.clinic.prenatal.history_questions import Scope
from app.clinic.prenatal.vaccine_calendar import Vaccine, add_months


class DoseStatus(StrEnum):
    """Where a dose stands; labels: texts `prenatal.dose_<value>`.

    DUE: it may be given; OVERDUE: the recommended time has passed; LATER: too early, or a dose before it is missing.
    UNKNOWN: it hangs on a date that nobody knows. NOT_APPLICABLE: a person said so, or its time is over.
    """

    GIVEN = "given"
    LATER = "later"
    DUE = "due"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class GivenDose:
    """A dose that was given; `day` None: long ago, nobody knows when. `in_this_pregnancy`: recorded in it."""

    id: str
    day: date | None
    in_this_pregnancy: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """The day of the question and the pregnancy's dates; `ended`: its outcome, `by_birth` whether a birth."""

    today: date
    lmp: date | None
    ended: date | None = None
    by_birth: bool = False


@dataclass(frozen=True, slots=True)
class DoseState:
    """One dose. `given_id`: the record of a given one. `earliest_on`, `recommended_on`: None where nothing says."""

    vaccine: Vaccine
    number: int
    is_booster: bool
    status: DoseStatus
    given_id: str | None = None
    given_on: date | None = None
    earliest_on: date | None = None
    recommended_on: date | None = None


def states(
    wanted: Vaccine, given: Mapping[str, Sequence[GivenDose]], excluded: bool, moment: Moment
) -> tuple[DoseState, ...]:
    """Every dose of one vaccine, given ones first; `given`: vaccine code → doses of her life, in any order.

    `excluded`: a person said that this vaccine is not for her.
    """
    counted = counting(wanted, given.get(wanted.code, ()), moment)
    last_number = max(wanted.doses, len(counted))
    found = [
        DoseState(wanted, number, number > wanted.doses, DoseStatus.GIVEN, one.id, one.day)
        for number, one in enumerate(counted, start=1)
    ]
    for number in range(len(counted) + 1, wanted.doses + 1):
        found.append(_waiting(wanted, number, counted, given, excluded, moment))
    if wanted.booster_years is not None and len(counted) >= wanted.doses:
        found.append(_booster(wanted, last_number + 1, counted[-1], excluded, moment))
    return tuple(found)


def counting(wanted: Vaccine, given: Sequence[GivenDose], moment: Moment) -> list[GivenDose]:
    """The doses that count here, the oldest first: all of her life, or only those of this pregnancy."""
    ordered = sorted(given, key=lambda one: (one.day or date.min, one.id))
    if wanted.scope is Scope.PERSON:
        return ordered
    return [one for one in ordered if _in_pregnancy(one, wanted, moment)]


def _in_pregnancy(one: GivenDose, wanted: Vaccine, moment: Moment) -> bool:
    if one.day is None or moment.lmp is None:
        return one.in_this_pregnancy
    last = date.max if moment.ended is None else moment.ended + timedelta(days=wanted.postpartum_days or 0)
    return moment.lmp <= one.day <= last


def _waiting(
    wanted: Vaccine,
    number: int,
    counted: Sequence[GivenDose],
    given: Mapping[str, Sequence[GivenDose]],
    excluded: bool,
    moment: Moment,
) -> DoseState:
    if excluded or _is_over(wanted, moment):
        return DoseState(wanted, number, False, DoseStatus.NOT_APPLICABLE)
    if number > len(counted) + 1:
        return DoseState(wanted, number, False, DoseStatus.LATER)
    by_week = wanted.from_week is not None or wanted.overdue_week is not None
    if by_week and moment.lmp is None and moment.ended is None:
        return DoseState(wanted, number, False, DoseStatus.UNKNOWN)
    earliest, recommended = _interval_days(wanted, number, counted, given)
    week_day = _week_day(moment, wanted.from_week)
    earliest = max((day for day in (earliest, week_day) if day), default=None)
    late_from = _week_day(moment, wanted.overdue_week)
    if earliest is not None and moment.today < earliest:
        status = DoseStatus.LATER
    elif (recommended is not None and moment.today > recommended and number > 1) or (
        late_from is not None and moment.today >= late_from
    ):
        status = DoseStatus.OVERDUE
    else:
        status = DoseStatus.DUE
    wished = max((day for day in (recommended, week_day) if day), default=None)
    return DoseState(wanted, number, False, status, earliest_on=earliest, recommended_on=wished)


def _interval_days(
    wanted: Vaccine, number: int, counted: Sequence[GivenDose], given: Mapping[str, Sequence[GivenDose]]
) -> tuple[date | None, date | None]:
    """Earliest and recommended day by what it waits for; an earlier dose of an unknown day was long ago."""
    interval = wanted.intervals.get(number)
    if interval is None:
        return None, None
    if interval.after.isdecimal():
        before = counted[int(interval.after) - 1].day
    else:
        before = max((one.day for one in given.get(interval.after, ()) if one.day), default=None)
    if before is None:
        return None, None
    return interval.minimum.after(before), interval.recommended.after(before)


def _booster(wanted: Vaccine, number: int, last: GivenDose, excluded: bool, moment: Moment) -> DoseState:
    if excluded:
        return DoseState(wanted, number, True, DoseStatus.NOT_APPLICABLE)
    if last.day is None:
        return DoseState(wanted, number, True, DoseStatus.UNKNOWN)
    day = add_months(last.day, 12 * (wanted.booster_years or 0))
    status = DoseStatus.DUE if moment.today >= day else DoseStatus.LATER
    return DoseState(wanted, number, True, status, earliest_on=day, recommended_on=day)


def _is_over(wanted: Vaccine, moment: Moment) -> bool:
    """Whether what belongs to a pregnancy can no longer be given in this one."""
    if wanted.scope is Scope.PERSON or moment.ended is None:
        return False
    if wanted.postpartum_days is None or not moment.by_birth:
        return True
    return moment.today > moment.ended + timedelta(days=wanted.postpartum_days)


def _week_day(moment: Moment, week: int | None) -> date | None:
    """The first day of a completed week; None after the pregnancy, when weeks no longer hold anything back."""
    if week is None or moment.lmp is None or moment.ended is not None:
        return None
    return moment.lmp + timedelta(weeks=week)
