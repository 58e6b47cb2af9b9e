"""The network's budget: the examples of the source, and what is told about a link."""

import pytest

from app.router.budget import Verdict, budget, emergency_rate, needed_rate


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
