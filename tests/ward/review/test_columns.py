"""Nothing between two columns of a picture is lost, and a gap stays a gap."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ward.review.columns import columns_of, joined


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-2, 2, width=32), min_size=2, max_size=300), st.integers(1, 90))
def test_the_columns_hold_every_sample_and_touch_each_other(values: list[float], columns: int) -> None:
    samples = np.array(values, np.float32)
    end = (len(samples) - 1) / 250.0
    low, high = columns_of(samples, 0.0, 250.0, 0.0, end, columns)
    assert not np.isnan(low).any()
    assert np.nanmin(low) <= samples[:-1].min() and np.nanmax(high) >= samples[:-1].max()
    assert (low[1:] <= high[:-1] + 1e-6).all() and (high[1:] >= low[:-1] - 1e-6).all()


def test_a_single_spike_is_seen_however_few_columns_there_are() -> None:
    samples = np.zeros(15_000, np.float32)
    samples[7_321] = 1.0
    _, high = columns_of(samples, 0.0, 250.0, 0.0, 60.0, 40)
    assert high.max() == 1.0 and int(np.argmax(high)) == 7_321 * 40 // 15_000


def test_what_was_not_received_is_no_line() -> None:
    samples = np.ones(1000, np.float32)
    samples[400:600] = np.nan
    low, _high = columns_of(samples, 0.0, 250.0, 0.0, 4.0, 40)
    assert np.isnan(low[17:23]).all() and not np.isnan(low[:15]).any() and not np.isnan(low[25:]).any()


def test_nothing_received_at_all_is_a_gap_in_every_column() -> None:
    low, high = columns_of(np.zeros(0, np.float32), 0.0, 250.0, 0.0, 4.0, 7)
    assert np.isnan(low).all() and np.isnan(high).all() and len(low) == 7


def test_lows_and_highs_are_stretched_until_they_touch_but_not_over_a_gap() -> None:
    low = np.array([[0.0, 2.0, np.nan, 5.0]], np.float32)
    high = np.array([[1.0, 3.0, np.nan, 6.0]], np.float32)
    new_low, new_high = joined(low, high)
    assert new_low[0, 1] == 1.0 and new_high[0, 1] == 3.0
    assert np.isnan(new_low[0, 2]) and new_low[0, 3] == 5.0
    assert low[0, 1] == 2.0, "what was given is not changed"
