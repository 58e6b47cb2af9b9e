"""Response times are counted honestly: few cases say nothing, and what ended by itself is nobody's merit."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.router.history.model import AlarmCall
from app.router.history.statistics import LEAST_FOR_MEDIAN, LEAST_FOR_P90, figures, grouped, quantile


def critical(one: AlarmCall) -> bool:
    return one.priority == 0


def call(accepted: float | None = None, closed: float | None = None, **more: object) -> AlarmCall:
    return AlarmCall("b1", 0, 0.0, accepted_after=accepted, closed_after=closed, **more)  # type: ignore[arg-type]  # fields, said by the test


def test_median_and_slowest_tenth_are_told_from_enough_cases_on() -> None:
    few = figures([call(10.0)] * (LEAST_FOR_MEDIAN - 1), critical).accept
    assert (few.count, few.median, few.p90, few.share) == (LEAST_FOR_MEDIAN - 1, None, None, None)
    some = figures([call(10.0)] * LEAST_FOR_MEDIAN, critical).accept
    assert (some.median, some.p90, some.share) == (10.0, None, 1.0)
    many = figures([call(float(at)) for at in range(1, LEAST_FOR_P90 + 2)], critical).accept
    assert (many.median, many.p90) == (6.0, 10.0)


def test_what_ended_within_its_minute_without_an_answer_counts_for_no_share() -> None:
    calls = [call(10.0)] * 3 + [call(90.0)] * 1 + [call(closed=20.0)] * 5 + [call(closed=100.0)] * 1
    found = figures(calls, critical)
    assert (found.calls, found.unanswered) == (10, 6)
    assert (found.accept.soon, found.accept.asked) == (3, 5)
    assert found.accept.share == pytest.approx(0.6)


def test_presence_is_counted_where_somebody_has_to_be_at_the_bed() -> None:
    there = [call(5.0, present_after=30.0)] * 6
    low = [AlarmCall("b1", 2, 0.0, accepted_after=5.0, present_after=30.0)] * 4
    found = figures([*there, *low], critical)
    assert (found.accept.count, found.presence.count, found.presence.asked) == (10, 6, 6)
    assert found.presence.median == 30.0


def test_waiting_and_passed_on_calls_are_counted_apart() -> None:
    found = figures([call(), call(escalations=2), call(70.0, escalations=4, failsafe=True)], critical)
    assert (found.waiting, found.escalated, found.failsafe) == (2, 2, 1)


def test_groups_hold_every_call_once() -> None:
    calls = [AlarmCall(f"b{at % 3}", at % 2, 0.0, accepted_after=1.0) for at in range(20)]
    by_bed = grouped(calls, lambda one: one.bed, critical)
    assert sum(one.calls for one in by_bed.values()) == 20
    assert sorted(by_bed) == ["b0", "b1", "b2"]


@given(st.lists(st.floats(0, 1e4), min_size=2, max_size=60))
def test_quantiles_agree_with_the_standard_library(values: list[float]) -> None:
    ordered = sorted(values)
    tenths = statistics.quantiles(ordered, n=10, method="inclusive")
    assert quantile(ordered, 0.9) == pytest.approx(tenths[8])
    assert quantile(ordered, 0.5) == pytest.approx(statistics.median(ordered))
