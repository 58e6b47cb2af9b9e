"""The numbers of a bed as they are read."""

from app.ward.alarms.words import Priority
from app.ward.picture.model import ShownNumber
from tests.ui.ward.staged import START, alarm, usual_numbers
from ui.texts import choose_language
from ui.ward.numbers import age_text, countdown_text, number_rows


def test_a_pressure_is_one_row_with_its_mean_beside() -> None:
    row = {each.vital: each for each in number_rows(usual_numbers(), START)}["art_systolic"]
    assert (row.label, row.text, row.more, row.limits) == ("PAI", "118/72", "(88)", "90–160")


def test_a_number_is_written_as_the_language_writes_it() -> None:
    def temperature() -> str:
        return {each.vital: each.text for each in number_rows(usual_numbers(), START)}["temperature"]

    assert temperature() == "36,8"
    choose_language("en")
    assert temperature() == "36.8"


def test_what_is_older_than_its_vital_sign_allows_is_grey_with_its_age() -> None:
    rows = {each.vital: each for each in number_rows(usual_numbers(START - 12), START)}
    assert rows["spo2"].stale and rows["spo2"].more == "12 s"
    assert not rows["temperature"].stale


def test_a_value_that_the_device_did_not_give_is_a_dash_and_never_zero() -> None:
    (row,) = number_rows([ShownNumber("spo2", None, START)], START)
    assert row.text == "–"


def test_the_pulse_stands_only_where_there_is_no_heart_rate() -> None:
    pulse, heart = ShownNumber("pulse_rate", 80, START), ShownNumber("heart_rate", 82, START)
    assert [row.vital for row in number_rows([pulse, heart], START)] == ["heart_rate"]
    assert [row.vital for row in number_rows([pulse], START)] == ["pulse_rate"]


def test_an_alarm_of_any_part_of_a_pressure_is_an_alarm_of_its_row() -> None:
    numbers = [ShownNumber("art_systolic", 80, START), ShownNumber("art_mean", 50, START, alarm=alarm())]
    (row,) = number_rows(numbers, START)
    assert row.alarm is not None and row.alarm.alarm.priority is Priority.HIGH


def test_ages_and_countdowns_are_said_in_the_unit_that_says_them() -> None:
    assert [age_text(seconds) for seconds in (4.2, 75, 7300, float("inf"))] == ["4 s", "1 min", "2 h", "nunca"]
    assert [countdown_text(seconds) for seconds in (120, 59.2, 0.4, -3)] == ["2:00", "1:00", "0:01", "0:00"]
