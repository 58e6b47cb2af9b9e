"""How moments, lengths of time and alarms of the past are written."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ward.alarms.words import Priority
from app.ward.recording.model import AlarmMark
from tests.ward.review.recorded import START, mark
from ui.texts import choose_language
from ui.ward.review.marks import mark_words, short_words
from ui.ward.review.times import clock, day, full, lasted, named_moment, tenths

ZONE = "America/Fortaleza"


def test_a_moment_is_told_by_the_clock_of_the_unit() -> None:
    assert full(START, ZONE) == "21/11/2025 01:40:00"
    assert clock(START + 7, ZONE) == "01:40:07" and clock(START + 7, ZONE, seconds=False) == "01:40"
    assert day(START, ZONE) == "21/11" and tenths(START + 0.35, ZONE) == "01:40:00,3"
    choose_language("en")
    assert tenths(START + 0.35, ZONE) == "01:40:00.3"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(4, "4 s"), (60, "1 min"), (200, "3 min 20 s"), (3600, "1 h"), (8040, "2 h 14 min"), (90_000, "25 h")],
)
def test_a_length_is_told_in_its_two_largest_units(seconds: float, words: str) -> None:
    assert lasted(seconds) == words


@given(st.floats(0, 86_399))
def test_a_time_typed_in_full_is_found_within_the_day(offset: float) -> None:
    moment = START + int(offset)
    assert named_moment(clock(moment, ZONE), ZONE, START, START + 86_400) == moment


@pytest.mark.parametrize("typed", ["", "25:00", "10:61", "meio-dia", "10:32:07:9", "1"])
def test_what_is_no_time_is_none(typed: str) -> None:
    assert named_moment(typed, ZONE, START, START + 86_400) is None


def test_before_midnight_means_the_day_before() -> None:
    assert named_moment("23:30", ZONE, START - 40_000, START) == START - 2 * 3600 - 600


def test_an_alarm_says_its_value_beside_the_limit_that_it_passed() -> None:
    low = AlarmMark("spo2_low", "spo2_low", Priority.MEDIUM, False, START, None, vital="spo2", value=84.0, limit=90.0)
    assert mark_words(low) == "SpO₂ baixa: SpO₂ 84 < 90" and short_words(low) == "SpO₂ 84 < 90"
    high = replace(low, key="heart_rate_high", code="heart_rate_high", vital="heart_rate", value=140.0, limit=120.0)
    assert short_words(high) == "FC 140 > 120"


def test_what_is_lethal_is_called_by_its_name() -> None:
    lethal = replace(mark(START), vital="heart_rate", value=0.0, limit=1.0)
    assert short_words(lethal) == "Assistolia" and mark_words(lethal) == "Assistolia: FC 0 < 1"


def test_an_alarm_of_a_value_that_went_missing_names_the_vital_sign() -> None:
    gone = AlarmMark("value_gone:spo2", "value_gone", Priority.MEDIUM, False, START, None)
    assert mark_words(gone) == "SpO₂: sem medida"


def test_an_alarm_of_a_device_is_told_in_its_own_words() -> None:
    device = AlarmMark("device_alarm:x", "device_alarm", Priority.MEDIUM, False, START, None, text="ST elevation")
    assert mark_words(device) == "Alarme do aparelho: ST elevation"
