"""The network's budget: the examples of the source, and what is told about a link."""

import pytest

from app.router.budget import Verdict, budget, emergency_rate, needed_rate
from app.router.tables.reading import default_tables


def test_the_example_of_20_beds_and_8_caregivers_needs_what_the_source_says() -> None:
    assert round(needed_rate(caregivers=8, beds=20, graphic=1, other=7)) == 2_883_193


def test_the_emergency_of_20_beds_and_8_caregivers_needs_what_the_source_says() -> None:
    assert round(emergency_rate(caregivers=8, beds=20, urgent=2)) == 150_755


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (None, Verdict.UNKNOWN),
        (150_000, Verdict.TOO_SMALL),
        (2_000_000, Verdict.ONLY_ALARMS),
        (3_000_000, Verdict.TIGHT),
        (10_000_000, Verdict.ENOUGH),
    ],
)
def test_a_link_is_judged_before_it_is_too_small(given: float | None, verdict: Verdict) -> None:
    assert budget(caregivers=8, beds=20, graphic=1, other=7, urgent=2, given=given).verdict is verdict


def test_nothing_is_needed_by_nobody_and_less_than_nothing_is_refused() -> None:
    assert budget(0, 20, 1, 7, 2).needed == 0
    with pytest.raises(ValueError, match="negative"):
        budget(8, -1, 1, 7, 2)


TABLE_21 = (
    ("electrocardiogram", 4, 0.03),
    ("heart rate", 5, 5.0),
    ("non-invasive pressure", 5, 15.0),
    ("temperature", 5, 1.0),
    ("saturation", 5, 1.0),
    ("critical alarm", 0, 1.0),
    ("returns of the receivers", 3, 10.0),
    ("environment", 6, 300.0),
)
"""Of one bed, with priority and period. For the critical alarm the source writes 1, against its own tables 18, 20."""


@pytest.mark.parametrize(("signal", "priority", "period"), TABLE_21)
def test_table_21_has_each_signal_travel_within_the_periods_of_its_priority(
    signal: str, priority: int, period: float
) -> None:
    row = default_tables().priorities[priority]
    assert row.period <= period <= row.longest, signal


def test_table_21_with_its_eight_signals_is_what_the_budget_counts() -> None:
    graphic = [one for one in TABLE_21 if one[1] == 4]
    urgent = [one for one in TABLE_21 if one[1] <= 3]
    others = len(TABLE_21) - len(graphic)
    assert (len(graphic), others, len(urgent)) == (1, 7, 2)
    assert round(needed_rate(8, 20, len(graphic), others)) == 2_883_193
    assert round(emergency_rate(8, 20, len(urgent))) == 150_755
