"""What was written is read again: every sample within half a step, gaps as gaps, from near and from far."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.ward.recording.blocks import Gathering
from app.ward.recording.samples import pack, unpack, usual_step
from app.ward.signals import Numeric
from tests.ward.recording.helpers import RATE, Writing, ramp, wave

START = 1_772_449_200.0
HOUR = 3_600.0

SAMPLES = arrays.arrays(
    np.float32,
    st.integers(1, 400),
    elements=st.one_of(st.floats(-40.0, 40.0, width=32), st.just(float("nan"))),
)


@given(SAMPLES)
@settings(max_examples=60, deadline=None)
def test_samples_come_back_to_within_half_a_step_and_gaps_as_gaps(samples: "np.typing.NDArray[np.float32]") -> None:
    step, packed = pack(samples, usual_step("ecg_ii"))
    again = unpack(packed, len(samples), step)
    assert step == usual_step("ecg_ii")
    assert np.array_equal(np.isnan(samples), np.isnan(again))
    assert np.nanmax(np.abs(samples - again), initial=0.0) <= step / 2 + 1e-6


@given(st.floats(1e3, 1e9), st.integers(1, 50))
@settings(max_examples=30, deadline=None)
def test_what_is_far_beyond_a_sector_is_kept_more_coarsely_and_never_cut_off(value: float, count: int) -> None:
    step, packed = pack(np.full(count, value, np.float32), usual_step("pleth"))
    assert unpack(packed, count, step) == pytest.approx(np.full(count, value), rel=1e-4)


def test_a_resolution_of_a_device_that_is_a_power_of_two_comes_back_bit_for_bit() -> None:
    samples = (np.arange(-500, 500) * 2.0**-8).astype(np.float32)
    step, packed = pack(samples, usual_step("ecg_ii"))
    assert np.array_equal(unpack(packed, len(samples), step), samples)


def test_every_sample_of_a_span_is_read_over_the_borders_of_blocks_and_hours(tmp_path: Path) -> None:
    writing = Writing(tmp_path)
    for block in range(8):
        writing.block(START + HOUR - 40 + 10 * block)
    found = writing.recording().wave("ecg_ii", START + HOUR - 15, START + HOUR + 15)
    moments = found.first_at + np.arange(len(found.samples)) / found.rate_hz
    assert (found.rate_hz, len(found.samples)) == (RATE, 7500)
    assert found.samples == pytest.approx(moments % 900 / 1000, abs=usual_step("ecg_ii"))


def test_what_was_not_received_is_a_gap_from_near_and_from_far(tmp_path: Path) -> None:
    writing = Writing(tmp_path)
    writing.block(START)
    writing.block(START + 60)
    recording = writing.recording()
    near = recording.wave("ecg_ii", START, START + 70).samples
    assert np.isnan(near[round(10 * RATE) : round(60 * RATE)]).all()
    assert not np.isnan(near[: round(10 * RATE)]).any()
    far = recording.envelope("ecg_ii", START - 100, START + 200, 30)
    assert list(np.flatnonzero(~np.isnan(far.low))) == [10, 16]
    trend = recording.trend("heart_rate", START, START + 80, 8)
    assert [bool(np.isnan(one)) for one in trend.mean] == [False, True, True, True, True, True, False, True]


def test_a_device_that_gives_no_value_leaves_a_gap_and_no_zero(tmp_path: Path) -> None:
    writing = Writing(tmp_path)
    writing.gathering.take_waves([wave(START, [0.1, float("nan"), 0.2])], False, 0.0)
    writing.gathering.take_numbers([Numeric("spo2", None)], START, False, 0.0)
    writing.gathering.take_numbers([Numeric("spo2", 97.0)], START + 5, False, 0.0)
    writing.write()
    recording = writing.recording()
    assert np.isnan(recording.wave("ecg_ii", START, START + 0.012).samples[1])
    trend = recording.trend("spo2", START, START + 10, 10)
    assert list(np.flatnonzero(~np.isnan(trend.mean))) == [5]


@given(st.lists(st.floats(-0.15, 0.15), min_size=5, max_size=30))
@settings(max_examples=20, deadline=None)
def test_blocks_that_the_network_held_up_leave_no_gap_and_lose_no_sample(delays: list[float]) -> None:
    gathering = Gathering()
    for number, delay in enumerate(delays):
        gathering.take_waves([wave(100.0 + number + delay, [float(number)] * 250)], False, 0.0)
    block = gathering.cut(0.0)
    assert block is not None
    (stretch,) = block.stretches
    assert len(stretch.samples) == 250 * len(delays)
    assert abs((stretch.end - stretch.first) - len(delays)) < 0.1


def test_a_span_from_far_shows_the_lowest_and_highest_of_each_column(tmp_path: Path) -> None:
    writing = Writing(tmp_path)
    for block in range(30):
        writing.block(START + 10 * block)
    recording = writing.recording()
    far, near = (recording.envelope("ecg_ii", START, START + 300, columns) for columns in (100, 300))
    exact = (START + np.arange(round(300 * RATE)) / RATE) % 900 / 1000
    for found in (far, near):
        each = exact.reshape(len(found.low), -1)
        assert found.low == pytest.approx(each.min(axis=1), abs=0.002)
        assert found.high == pytest.approx(each.max(axis=1), abs=0.002)


def test_an_hour_that_was_made_one_record_shows_what_it_showed_before(tmp_path: Path) -> None:
    writing = Writing(tmp_path)
    for block in range(0, 360, 2):
        writing.block(START + 10 * block)
    writing.block(START + HOUR)
    recording = writing.recording()
    asked = (START, START + HOUR + 10)
    before = (recording.envelope("ecg_ii", *asked, 500), recording.trend("heart_rate", *asked, 70))
    (over,) = writing.writer.over
    assert writing.writer.merge(over)
    again = writing.recording()
    for read in (recording, again):
        after = (read.envelope("ecg_ii", *asked, 500), read.trend("heart_rate", *asked, 70))
        assert after[1].step == before[1].step == 60.0
        assert np.array_equal(before[0].low, after[0].low, equal_nan=True)
        assert np.array_equal(before[0].high, after[0].high, equal_nan=True)
        assert before[1].mean == pytest.approx(after[1].mean, nan_ok=True)
        assert np.array_equal(before[1].low, after[1].low, equal_nan=True)
    assert not writing.writer.merge(over), "there is nothing more to do"


def test_trends_reach_back_where_signals_and_numbers_are_gone(tmp_path: Path) -> None:
    writing = Writing(tmp_path)
    for block in range(12):
        writing.block(START + 10 * block)
    writing.writer.close()
    writing.writer.merge(writing.writer.over.pop())
    for kind in ("signals", "seconds"):
        for path in writing.writer.folder.glob(f"*.{kind}"):
            path.unlink()
    recording = writing.recording()
    trend = recording.trend("heart_rate", START, START + 120, 500)
    assert recording.vitals() == ("heart_rate",)
    assert (trend.step, list(trend.mean)) == (60.0, [64.5, 64.5])
    assert np.isnan(recording.envelope("ecg_ii", START, START + 120, 10).low).all()


def test_whoever_came_a_moment_ago_has_a_trend_as_fine_as_any(tmp_path: Path) -> None:
    writing = Writing(tmp_path)
    writing.block(START)
    trend = writing.recording().trend("heart_rate", START - 3_000, START + 10, 602)
    assert trend.step == 5.0
    assert trend.mean[-2:] == pytest.approx([62.0, 67.0])


@given(st.floats(0.0, 1e5), st.floats(1.0, 3e6), st.integers(2, 2_000))
@settings(max_examples=60, deadline=None)
def test_a_trend_has_at_most_so_many_steps_and_touches_its_whole_span(
    tmp_path_factory: pytest.TempPathFactory, offset: float, length: float, columns: int
) -> None:
    recording = Writing(tmp_path_factory.getbasetemp() / "empty").recording()
    start = START + offset
    trend = recording.trend("spo2", start, start + length, columns)
    assert 0 < len(trend.times) <= columns
    assert trend.times[0] <= start
    assert trend.times[-1] + trend.step >= start + length


def test_nothing_recorded_is_nothing_and_no_error(tmp_path: Path) -> None:
    recording = Writing(tmp_path).recording("nobody")
    assert recording.span() is None
    assert (recording.waves(), recording.vitals(), recording.simulated()) == ((), (), False)
    assert np.isnan(recording.wave("ecg_ii", START, START + 1).samples).all()


def test_a_recording_of_no_person_says_so(tmp_path: Path) -> None:
    writing = Writing(tmp_path)
    writing.gathering.take_waves([ramp(START, 1.0)], True, 0.0)
    writing.write()
    assert writing.recording().simulated()
