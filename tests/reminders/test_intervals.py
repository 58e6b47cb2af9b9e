"""Intervals of shares and of their differences hold what the literature prints, and never leave their bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reminders.intervals import difference, share_of


@pytest.mark.parametrize(
    ("some", "whole", "low", "high"),
    # Newcombe, "Two-sided confidence intervals for the single proportion", Stat Med 17 (1998) 857-872, table I.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_a_share_has_the_interval_that_is_printed(some: int, whole: int, low: float, high: float) -> None:
    found = share_of(some, whole)
    assert [found.low, found.high] == pytest.approx([low, high], abs=1e-4)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    # Newcombe, Stat Med 17 (1998) 873-890, table II, method 10.
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_a_difference_has_the_interval_that_is_printed(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    found = difference(share_of(*one), share_of(*other))
    assert [found.low, found.high] == pytest.approx([low, high], abs=1e-4)


SHARES = st.integers(0, 2000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


@given(SHARES, SHARES)
def test_every_interval_holds_its_share_and_stays_within_what_is_possible(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    shares = share_of(*one), share_of(*other)
    for found in shares:
        assert 0.0 <= found.low <= found.share <= found.high <= 1.0
    apart, back = difference(*shares), difference(*reversed(shares))
    assert -1.0 <= apart.low <= apart.share <= apart.high <= 1.0
    assert [apart.low, apart.high] == pytest.approx([-back.high, -back.low])
