"""Gestational age and due date: calendar dates only."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.clinic.dating import GestationalAge, completed_years, due_date, gestational_age, lmp_from_ultrasound

dates = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def test_the_due_date_is_280_days_after_the_last_period() -> None:
    assert due_date(date(2025, 10, 13)) == date(2026, 7, 20)
    assert due_date(date(2023, 5, 25)) == date(2024, 2, 29)


def test_age_counts_completed_weeks_and_days_across_a_leap_day() -> None:
    lmp = date(2024, 2, 26)
    assert gestational_age(lmp, lmp) == GestationalAge(0, 0)
    assert gestational_age(lmp, date(2024, 3, 3)) == GestationalAge(0, 6)
    assert gestational_age(lmp, date(2024, 3, 4)) == GestationalAge(1, 0)


def test_there_is_no_age_before_the_last_period() -> None:
    assert gestational_age(date(2026, 1, 2), date(2026, 1, 1)) is None


@given(dates)
def test_on_the_due_date_it_is_forty_weeks(lmp: date) -> None:
    assert gestational_age(lmp, due_date(lmp)) == GestationalAge(40, 0)


@given(dates, st.integers(0, 300))
def test_an_ultrasound_gives_back_the_period_that_gives_its_age(lmp: date, days: int) -> None:
    scan = lmp + timedelta(days=days)
    age = gestational_age(lmp, scan)
    assert age is not None
    assert lmp_from_ultrasound(scan, age) == lmp
    assert due_date(lmp) == scan + timedelta(days=280 - age.total_days)


def test_years_are_completed_on_the_birthday_not_before() -> None:
    assert completed_years(date(2000, 3, 2), date(2026, 3, 1)) == 25
    assert completed_years(date(2000, 3, 2), date(2026, 3, 2)) == 26
    assert completed_years(date(2000, 2, 29), date(2026, 2, 28)) == 25
    assert completed_years(date(2000, 2, 29), date(2026, 3, 1)) == 26
