"""Pauses grow to a bound, and no two stations share them by force."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sync.backoff import FIRST_SECONDS, LONGEST_SECONDS, USUAL_SECONDS, pause_seconds

DRAWS = st.floats(0.0, 1.0, exclude_max=True)


@given(st.integers(0, 10_000), DRAWS)
def test_a_pause_is_between_half_and_the_whole_of_what_is_due(failures: int, draw: float) -> None:
    due = min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** min(failures - 1, 60)) if failures else USUAL_SECONDS
    assert due / 2 <= pause_seconds(failures, draw) <= due


@given(st.integers(1, 100), DRAWS)
def test_a_further_failure_never_shortens_the_pause(failures: int, draw: float) -> None:
    assert pause_seconds(failures, draw) <= pause_seconds(failures + 1, draw)


@given(st.integers(0, 20), DRAWS, DRAWS)
def test_another_draw_is_another_pause(failures: int, one: float, other: float) -> None:
    if abs(one - other) > 0.001:
        assert pause_seconds(failures, one) != pause_seconds(failures, other)


@pytest.mark.parametrize(("failures", "draw"), [(-1, 0.5), (0, 1.0), (0, -0.1)])
def test_what_makes_no_sense_is_refused(failures: int, draw: float) -> None:
    with pytest.raises(ValueError, match="failures"):
        pause_seconds(failures, draw)
