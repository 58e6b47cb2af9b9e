"""What a review opens with, where gaps are, what a strip is cut from."""

import numpy as np
import pytest

from app.kernel.errors import KnownError
from app.ward.review.gaps import GAP_STEP, find_gaps, within
from app.ward.review.reading import read_review, usual_wave
from app.ward.review.rows import DAY_SECONDS
from app.ward.review.strips import numbers_at, read_strip, strip_rule
from tests.ward.review.recorded import RATE, START, InMemory, hours, mark


def test_a_gap_is_found_with_its_beginning_and_its_length() -> None:
    recording = hours(2)
    recording.signals["ecg_ii"][round(1800 * RATE) : round(1980 * RATE)] = np.nan
    ((first, after),) = find_gaps(recording, "ecg_ii", START, recording.end)
    assert first == pytest.approx(START + 1800, abs=GAP_STEP) and after - first == pytest.approx(180, abs=2 * GAP_STEP)


def test_a_gap_over_a_full_hour_is_one_gap() -> None:
    recording = hours(3)
    recording.signals["ecg_ii"][round(3000 * RATE) : round(8000 * RATE)] = np.nan
    ((first, after),) = find_gaps(recording, "ecg_ii", START, recording.end)
    assert after - first == pytest.approx(5000, abs=2 * GAP_STEP)


def test_an_hour_that_cannot_be_read_is_not_called_a_gap_and_hides_no_other() -> None:
    recording = hours(3, unreadable=((START + 100, START + 200),))
    recording.signals["ecg_ii"][round(9000 * RATE) : round(9100 * RATE)] = np.nan
    gaps = find_gaps(recording, "ecg_ii", START, recording.end)
    assert len(gaps) == 1 and gaps[0][0] == pytest.approx(START + 9000, abs=GAP_STEP)


def test_only_gaps_that_reach_into_a_span_are_told_for_it() -> None:
    gaps = ((0.0, 10.0), (20.0, 30.0), (30.0, 40.0))
    assert within(gaps, 10.0, 30.0) == ((20.0, 30.0),)


def test_the_lead_that_is_watched_comes_first_then_any_lead_then_anything() -> None:
    assert usual_wave(("ecg_i", "ecg_ii", "pleth")) == "ecg_ii"
    assert usual_wave(("pleth", "ecg_v")) == "ecg_v"
    assert usual_wave(("resp", "art")) == "resp"
    assert usual_wave(()) == ""


def test_a_review_shows_the_last_day_with_the_alarms_that_stood_in_it() -> None:
    end = START + 2 * DAY_SECONDS
    marks = (mark(START + 60), mark(end - DAY_SECONDS - 5, seconds=20), mark(end - 60))
    recording = InMemory(START, end, {"ecg_ii": np.zeros(0, np.float32)}, marks)
    review = read_review(recording)
    assert review.window == (end - DAY_SECONDS, end) and review.alarms == marks[1:]
    before = read_review(recording, day=1)
    assert before.window == (START, end - DAY_SECONDS) and before.alarms == marks[:2]


def test_a_wave_that_this_stay_does_not_have_gives_the_usual_one() -> None:
    assert read_review(hours(1), "art").wave == "ecg_ii"
    assert read_review(hours(1), "pleth").wave == "pleth"


def test_nothing_recorded_is_a_review_without_days() -> None:
    review = read_review(InMemory(START, START, {}))
    assert review.span is None and review.days == () and review.window == (0.0, 0.0)


def test_a_strip_reaches_from_before_an_alarm_to_after_it_with_every_waveform_and_the_numbers_then() -> None:
    recording = hours(1)
    alarm = mark(START + 1000)
    strip = read_strip(recording, alarm.began_at, alarm)
    rule = strip_rule()
    assert strip.start == alarm.began_at - rule.before_seconds and strip.end == alarm.began_at + rule.after_seconds
    assert [one.wave for one in strip.waves] == ["ecg_ii", "pleth"]
    assert all(len(one.samples) == round((strip.end - strip.start) * RATE) for one in strip.waves)
    assert strip.numbers == {"heart_rate": 60.0} and strip.simulated and strip.mark is alarm


def test_a_number_is_that_of_before_the_moment_and_never_an_old_one() -> None:
    recording = InMemory(START, START + 3600, {}, (), {"spo2": lambda at: 97.0 if at < START + 1000 else np.nan})
    assert numbers_at(recording, START + 1000.5) == {"spo2": 97.0}
    assert numbers_at(recording, START + 1000 + strip_rule().numbers_seconds + 5) == {}
    later = InMemory(START, START + 3600, {}, (), {"spo2": lambda at: np.nan if at < START + 1000 else 80.0})
    assert numbers_at(later, START + 999.0) == {}


def test_a_waveform_of_which_nothing_was_received_around_the_alarm_is_not_on_its_strip() -> None:
    recording = hours(1)
    recording.signals["pleth"][:] = np.nan
    assert [one.wave for one in read_strip(recording, START + 1000).waves] == ["ecg_ii"]


def test_a_strip_that_cannot_be_read_is_told() -> None:
    with pytest.raises(KnownError, match=r"recording\.broken"):
        read_strip(hours(1, unreadable=((START, START + 2000),)), START + 1000)
