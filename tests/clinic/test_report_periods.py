"""The periods of a report and what each is compared with."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.reports.periods import Period, PeriodChoice, period_before, period_of

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("choice", "today", "period", "before"),
    [
        ("this_month", "2026-03-31", "2026-03-01 2026-03-31", "2026-02-01 2026-02-28"),
        ("this_month", "2026-11-23", "2026-11-01 2026-11-23", "2026-10-01 2026-10-23"),
        ("this_month", "2026-01-01", "2026-01-01 2026-01-01", "2025-12-01 2025-12-01"),
        ("last_month", "2026-03-02", "2026-02-01 2026-02-28", "2026-01-01 2026-01-31"),
        ("last_month", "2024-03-31", "2024-02-01 2024-02-29", "2024-01-01 2024-01-31"),
        ("quarter", "2026-05-31", "2026-04-01 2026-05-31", "2026-01-01 2026-02-28"),
        ("quarter", "2026-01-15", "2026-01-01 2026-01-15", "2025-10-01 2025-10-15"),
        ("year", "2024-02-29", "2024-01-01 2024-02-29", "2023-01-01 2023-02-28"),
    ],
)
def test_a_running_period_is_compared_with_the_same_days_of_the_one_before(
    choice: str, today: str, period: str, before: str
) -> None:
    found = period_of(PeriodChoice(choice), date.fromisoformat(today))
    assert found == _period(period)
    assert period_before(PeriodChoice(choice), found) == _period(before)


def test_free_days_are_compared_with_as_many_days_just_before() -> None:
    free = Period(date(2026, 3, 10), date(2026, 3, 12))
    assert period_before(PeriodChoice.FREE, free) == Period(date(2026, 3, 7), date(2026, 3, 9))


@pytest.mark.parametrize(
    "period",
    [Period(None, date(2026, 3, 1)), Period(date(2026, 3, 1), None), Period(date(2026, 3, 2), date(2026, 3, 1))],
)
def test_without_both_ends_in_order_there_is_nothing_to_compare_with(period: Period) -> None:
    assert period_before(PeriodChoice.FREE, period) is None


@given(today=DAYS, choice=st.sampled_from([one for one in PeriodChoice if one is not PeriodChoice.FREE]))
def test_the_period_before_never_overlaps_and_is_never_longer_than_a_day_more(
    today: date, choice: PeriodChoice
) -> None:
    period = period_of(choice, today)
    before = period_before(choice, period)
    assert before is not None
    assert (
        period.since is not None and period.until is not None and before.since is not None and before.until is not None
    )
    assert before.since <= before.until < period.since <= period.until <= today
    assert before.until - before.since <= period.until - period.since + timedelta(days=3)


def _period(text: str) -> Period:
    since, until = (date.fromisoformat(one) for one in text.split())
    return Period(since, until)
