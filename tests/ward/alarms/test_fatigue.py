"""Suggestions against fatigue: honest counts, and nothing lethal is ever something to be spared."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.ward.alarms.conditions import conditions
from app.ward.alarms.fatigue import episodes, load, suggestions, try_limits
from app.ward.alarms.limits import AgeClass, check_limits, defaults
from tests.ward.alarms.helpers import Bed

SPO2 = defaults(AgeClass.ADULT)["spo2"]
RATE = defaults(AgeClass.ADULT)["heart_rate"]
DAY = 86400.0


def series(*parts: tuple[int, float | None]) -> list[tuple[float, float | None]]:
    """So many seconds of each value, one after the other."""
    values = [value for seconds, value in parts for _ in range(seconds)]
    return [(float(second), value) for second, value in enumerate(values)]


def test_alarms_are_counted_by_bed_and_condition_with_their_repeats_and_how_soon_they_were_seen() -> None:
    bed = Bed()
    for start in (0, 100, 200):
        bed.hold(start, start + 20, heart_rate=125)
        if start == 100:
            bed.see("heart_rate_high", 120)
        bed.hold(start + 21, start + 99, heart_rate=100)
    (one,) = load(bed.log, 0.0, DAY)
    assert (one.bed, one.code, one.began, one.repeats, one.seen_soon) == ("7", "heart_rate_high", 3, 1, 1)
    assert one.per_day == 3.0
    assert one.typical == 15.0


def test_an_alarm_that_began_while_the_sound_was_paused_was_not_audible() -> None:
    bed = Bed()
    bed.log += bed.engine.audio_off("ana", 1.0)
    bed.hold(2, 30, heart_rate=125)
    bed.hold(31, 60, heart_rate=100)
    bed.log += bed.engine.resume("ana", 61.0)
    bed.hold(62, 90, heart_rate=125)
    (one,) = load(bed.log, 0.0, DAY)
    assert (one.began, one.audible) == (2, 1)
    (late,) = load(bed.log, 2.0, DAY)
    assert late.audible == 1


def test_a_message_that_is_put_away_late_was_not_seen_soon() -> None:
    bed = Bed()
    bed.hold(0, 10, heart_rate=125)
    bed.hold(11, 40, heart_rate=100)
    bed.hold(41, 200, heart_rate=100)
    bed.see("heart_rate_high", 200)
    assert load(bed.log, 0.0, DAY)[0].seen_soon == 0


def test_a_wider_limit_spares_the_brief_alarm_and_says_what_it_would_have_missed() -> None:
    values = series((20, 95), (30, 89), (20, 95), (30, 84), (20, 95))
    trial = try_limits("spo2", values, SPO2, replace(SPO2, low=88.0))
    assert (trial.before, trial.after, len(trial.spared)) == (2, 1, 1)
    assert (trial.worst_missed, trial.near_extreme, trial.longest_missed) == (89.0, 0, 20.0)


def test_a_longer_delay_spares_what_was_brief() -> None:
    values = series((20, 95), (12, 89), (20, 95))
    trial = try_limits("spo2", values, SPO2, replace(SPO2, delay_low=15.0))
    assert (len(trial.spared), trial.after) == (1, 0)


def test_a_spared_alarm_that_was_the_warning_of_a_lethal_one_is_said_so() -> None:
    values = series((20, 95), (12, 86), (20, 95), (40, 70), (20, 95))
    trial = try_limits("spo2", values, SPO2, replace(SPO2, low=85.0))
    assert trial.missed_before_lethal == 1


def test_an_alarm_that_only_comes_later_is_not_spared() -> None:
    values = series((20, 95), (15, 89), (15, 85), (20, 95))
    trial = try_limits("spo2", values, SPO2, replace(SPO2, low=88.0))
    assert trial.spared == ()


def test_the_counts_are_those_of_the_engine_itself() -> None:
    values = series((20, 80), (30, 125), (5, None), (10, 119), (20, 100), (30, 150), (20, 90))
    bed = Bed()
    for at, value in values:
        bed.say(at, heart_rate=value)
    began = [(one.at, one.what) for one in bed.log if one.was in ("none", "message:medium")]
    found = [(one.since, one.code) for one in episodes("heart_rate", values, RATE)]
    assert sorted(began) == sorted(found)


NUMBERS = st.lists(
    st.tuples(st.integers(1, 30), st.sampled_from([None, 60.0, 75.0, 79.0, 82.0, 87.0, 89.0, 91.0, 97.0])), max_size=12
)


@settings(max_examples=150)
@given(
    parts=NUMBERS,
    low=st.floats(50.0, 99.0),
    extreme=st.one_of(st.none(), st.floats(0.0, 95.0)),
    delay=st.floats(0.0, 15.0),
)
def test_nothing_lethal_is_ever_spared(
    parts: list[tuple[int, float | None]], low: float, extreme: float | None, delay: float
) -> None:
    other = replace(SPO2, low=low, extreme_low=extreme, delay_low=delay)
    trial = try_limits("spo2", series(*parts), SPO2, other)
    assert not any(conditions()[one.code].lethal for one in trial.spared)
    if trial.lethal_after < trial.lethal_before:
        assert not trial.allowed
    assert trial.before - len(trial.spared) >= 0


@settings(max_examples=60)
@given(parts=NUMBERS)
def test_every_suggestion_could_be_set_and_keeps_each_lethal_alarm(parts: list[tuple[int, float | None]]) -> None:
    values = series(*parts)
    lethal = [one for one in episodes("spo2", values, SPO2) if conditions()[one.code].lethal]
    for one in suggestions("spo2", values, SPO2):
        check_limits("spo2", one.limits, AgeClass.ADULT)
        assert one.spared
        kept = [each for each in episodes("spo2", values, one.limits) if conditions()[each.code].lethal]
        assert len(kept) >= len(lethal)
