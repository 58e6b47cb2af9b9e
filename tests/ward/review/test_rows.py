"""Rows of a long signal."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ward.review.rows import DAY_SECONDS, ROW_SECONDS, RowPlan, days_of, zoomed

_MOMENTS = st.floats(1.6e9, 1.9e9, allow_nan=False)


@settings(max_examples=60, deadline=None)
@given(_MOMENTS, st.floats(1.0, 90_000.0), st.sampled_from(ROW_SECONDS), st.floats(0, 0.999))
def test_every_moment_lies_in_exactly_one_row(start: float, length: float, seconds: float, share: float) -> None:
    plan = RowPlan(start, start + length, seconds)
    moment = start + share * length
    row = plan.row_of(moment)
    assert plan.begin(row) <= moment < plan.begin(row + 1) or math.isclose(moment, plan.begin(row + 1), abs_tol=1e-6)
    assert plan.first <= row < plan.first + plan.rows
    assert plan.begin(plan.first) <= start and plan.begin(plan.first + plan.rows) >= start + length


def test_rows_keep_their_number_when_the_recording_goes_on() -> None:
    before, after = RowPlan(1000.0, 5000.0, 60.0), RowPlan(1100.0, 9000.0, 60.0)
    assert before.row_of(4321.0) == after.row_of(4321.0)
    assert before.begin(before.row_of(4321.0)) == 4320.0


def test_a_moment_outside_is_shown_in_the_nearest_row() -> None:
    plan = RowPlan(1000.0, 5000.0, 60.0)
    assert plan.row_of(0.0) == plan.first
    assert plan.row_of(1e9) == plan.first + plan.rows - 1


def test_zooming_stops_at_both_ends() -> None:
    assert zoomed(ROW_SECONDS[0], -1) == ROW_SECONDS[0]
    assert zoomed(ROW_SECONDS[-1], 3) == ROW_SECONDS[-1]
    assert zoomed(60.0, 1) == 300.0


def test_three_days_are_three_pieces_the_last_first_and_the_oldest_shorter() -> None:
    pieces = days_of((1000.0, 1000.0 + 2.5 * DAY_SECONDS))
    assert [after - first for first, after in pieces] == pytest.approx([DAY_SECONDS, DAY_SECONDS, DAY_SECONDS / 2])
    assert pieces[0][1] == 1000.0 + 2.5 * DAY_SECONDS and pieces[-1][0] == 1000.0
    assert days_of((5.0, 5.0)) == ()
