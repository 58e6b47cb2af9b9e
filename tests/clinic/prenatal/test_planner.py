"""The plan of visits: no gap, no visit lost, dates that never slip, whatever the schedule and the day of entry."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.dating import LONGEST_DAYS
from app.clinic.prenatal.planner import Plan, VisitMade, VisitStatus, days_after, plan_visits
from app.clinic.prenatal.schedules import FOLDER, Professional, Schedule, load_schedule, schedule, schedules
from app.kernel.errors import KnownError

CAB, THESIS, WHO = schedule("cab32"), schedule("thesis_table_1"), schedule("who")
LMP = date(2025, 10, 13)
lmps = st.dates(date(1995, 1, 1), date(2090, 1, 1))
which = st.sampled_from(sorted(schedules().values(), key=lambda one: one.code))
TURNS = (Professional.NURSE, Professional.DOCTOR)


def at(weeks: int, days: int = 0, lmp: date = LMP) -> date:
    return lmp + timedelta(weeks=weeks, days=days)


def made(*days: date) -> list[VisitMade]:
    return [VisitMade(f"v{number}", day, TURNS[number % 2]) for number, day in enumerate(days)]


def statuses(plan: Plan) -> list[str]:
    return [f"{one.age.weeks if one.age else '?'} {one.status}" for one in plan.visits]


def test_the_three_schedules_are_shipped_and_cab_32_is_marked_second_hand() -> None:
    assert {"cab32", "thesis_table_1", "who"} <= schedules().keys()
    assert CAB.head.sources[CAB.source].mark == "second_hand"
    assert WHO.head.sources[WHO.source].mark == "verified"
    with pytest.raises(KnownError, match=r"prenatal\.unknown_schedule"):
        schedule("invented")


def test_cab_32_is_monthly_fortnightly_weekly_and_ends_at_41_weeks() -> None:
    weeks = [(day - LMP).days / 7 for day in days_after(CAB, LMP, at(8))]
    assert weeks == [12, 16, 20, 24, 28, 30, 32, 34, 36, 37, 38, 39, 40, 41]


def test_thesis_table_1_is_monthly_to_34_fortnightly_to_36_and_weekly_to_birth() -> None:
    weeks = [(day - LMP).days / 7 for day in days_after(THESIS, LMP, at(22))]
    assert weeks == [26, 30, 34, 36, 37, 38, 39, 40, 41, 42, 43, 44]


def test_no_visit_is_planned_later_than_one_interval_into_a_denser_stretch() -> None:
    assert next(days_after(CAB, LMP, at(27))) == at(30)
    assert next(days_after(CAB, LMP, at(35))) == at(37)
    assert next(days_after(CAB, LMP, at(40, 3))) == at(41)


def test_the_first_visit_stands_for_the_first_who_contact() -> None:
    plan = plan_visits(WHO, LMP, at(8), made(at(8)), at(9))
    assert [one.age.weeks for one in plan.visits if one.age] == [8, 20, 26, 30, 34, 36, 38, 40]


@pytest.mark.parametrize(
    ("entry", "following"), [(at(12, 6), 20), (at(19, 0), 26), (at(18, 6), 20), (at(25, 5), 30), (at(38), 40)]
)
def test_late_entry_drops_the_contacts_before_it(entry: date, following: int) -> None:
    plan = plan_visits(WHO, LMP, entry, made(entry), entry)
    assert plan.missed == 0
    assert plan.next is not None
    assert plan.next.day == at(following)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (at(19, 6), VisitStatus.PLANNED),
        (at(20), VisitStatus.DUE),
        (at(21), VisitStatus.DUE),
        (at(21, 1), VisitStatus.OVERDUE),
        (at(25, 6), VisitStatus.OVERDUE),
        (at(26), VisitStatus.MISSED),
    ],
)
def test_a_who_contact_is_overdue_after_seven_days_and_missed_when_the_next_is_due(
    day: date, status: VisitStatus
) -> None:
    plan = plan_visits(WHO, LMP, at(10), made(at(10)), day)
    assert next(one for one in plan.visits if one.day == at(20)).status is status


def test_a_first_visit_is_due_on_entry_however_late() -> None:
    plan = plan_visits(CAB, LMP, at(33), [], at(33))
    assert plan.waiting is not None
    assert (plan.waiting.day, plan.waiting.status) == (at(33), VisitStatus.DUE)
    assert plan.missed == 0


def test_missed_visits_between_two_that_took_place_are_found() -> None:
    plan = plan_visits(CAB, LMP, at(8), made(at(8), at(21)), at(21))
    assert statuses(plan)[:5] == ["8 done", "12 missed", "16 missed", "21 done", "25 planned"]
    early = plan_visits(CAB, LMP, at(8), made(at(8), at(9)), at(9))
    assert early.missed == 0


def test_doctor_and_nurse_alternate_from_who_saw_her_last() -> None:
    plan = plan_visits(CAB, LMP, at(8), made(at(8), at(12)), at(12))
    turns = [one.professional for one in plan.visits]
    assert all(one is not other for one, other in pairwise(turns))


def test_without_a_last_period_only_what_took_place_is_known() -> None:
    plan = plan_visits(CAB, None, at(8), made(at(8)), at(20))
    assert not plan.is_dated
    assert [one.status for one in plan.visits] == [VisitStatus.DONE]
    assert plan.next is None


def longest_gap(plan: Schedule, elapsed: int) -> int:
    return next((one.every_days for one in plan.stretches if elapsed < 7 * one.until_week), 0)


@given(st.sampled_from([CAB, THESIS]), lmps, st.integers(0, 280))
def test_an_interval_plan_has_no_gap_to_its_end(plan: Schedule, lmp: date, entered: int) -> None:
    days = [lmp + timedelta(days=entered), *days_after(plan, lmp, lmp + timedelta(days=entered))]
    end = 7 * plan.stretches[-1].until_week
    assert (days[-1] - lmp).days == max(end, entered)
    for one, other in pairwise(days):
        assert 1 <= (other - one).days <= longest_gap(plan, (one - lmp).days)


@given(which, lmps, st.integers(0, 300), st.lists(st.integers(0, 300), max_size=8), st.integers(0, LONGEST_DAYS))
def test_every_visit_is_in_the_plan_once_in_order_and_at_most_one_waits(
    plan: Schedule, lmp: date, entered: int, visited: list[int], now: int
) -> None:
    today = lmp + timedelta(days=now)
    visits = made(*sorted(lmp + timedelta(days=day) for day in visited if day <= now))
    found = plan_visits(plan, lmp, lmp + timedelta(days=min(entered, now)), visits, today)
    assert [one.visit_id for one in found.visits if one.visit_id] == [one.id for one in visits]
    assert [one.day for one in found.visits] == sorted(one.day for one in found.visits)
    waiting = [one for one in found.visits if one.status in (VisitStatus.DUE, VisitStatus.OVERDUE)]
    assert len(waiting) <= 1
    assert all(one.day > today for one in found.visits if one.status is VisitStatus.PLANNED)
    assert all(one.day <= today for one in found.visits if one.status is not VisitStatus.PLANNED)


@given(which, lmps, st.integers(0, 250))
def test_days_are_counted_across_leap_days_and_clock_changes(plan: Schedule, lmp: date, entered: int) -> None:
    """The same plan, day for day, wherever in the calendar it lies: dates know no hours that could be lost."""
    reference = date(2001, 1, 1)
    moved = [(day - lmp).days for day in days_after(plan, lmp, lmp + timedelta(days=entered))]
    assert moved == [(day - reference).days for day in days_after(plan, reference, reference + timedelta(days=entered))]


@pytest.mark.parametrize(
    ("file", "wrong", "right", "line_has"),
    [
        ("cab32", "until_week: 36", "until_week: 27", "empty_range"),
        ("cab32", "every_days: 14", "every_days: 0", "empty_range"),
        ("cab32", "[nurse, doctor]", "[nurse, priest]", "unknown_code"),
        ("who", "20, 26", "26, 20", "empty_range"),
        ("who", "20, 26", "20, soon", "not_whole"),
        ("who", "type: contacts", "type: moons", "unknown_code"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused_with_its_line(file: str, wrong: str, right: str, line_has: str) -> None:
    text = (FOLDER / f"{file}.yaml").read_text(encoding="utf-8")
    assert wrong in text
    with pytest.raises(KnownError, match=r"figures\.refused") as refused:
        load_schedule(text.replace(wrong, right).encode())
    assert line_has in {one.code for one in refused.value.values["problems"]}  # type: ignore[attr-defined]  # values are objects
