"""One bed: what limits, gaps, pauses and people do to its alarms."""

from dataclasses import replace

from app.ward.alarms.conditions import rules
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.alarms.model import Deviation, Why
from app.ward.alarms.signs import Burst, SignMark, signs
from app.ward.alarms.words import Bound, Presence, Priority
from tests.ward.alarms.helpers import MONITOR, WHO, Bed


def test_a_value_beyond_its_limit_alarms_when_its_delay_is_over_and_not_before() -> None:
    bed = Bed()
    bed.say(0, heart_rate=130)
    bed.tick(5.99)
    assert bed.words() == {}
    bed.tick(6)
    assert bed.words() == {"heart_rate_high": "on"}
    assert bed.alarms()["heart_rate_high"].since == 6


def test_a_value_back_inside_within_the_delay_alarms_nothing() -> None:
    bed = Bed()
    bed.say(0, heart_rate=130)
    bed.say(5, heart_rate=119)
    bed.say(10, heart_rate=119)
    assert bed.words() == {}


def test_a_value_that_hovers_at_the_limit_does_not_end_the_alarm_before_the_hysteresis() -> None:
    bed = Bed()
    bed.hold(0, 7, heart_rate=125)
    bed.say(8, heart_rate=119)
    assert bed.words() == {"heart_rate_high": "on"}
    bed.say(9, heart_rate=118)
    assert bed.words() == {"heart_rate_high": "off"}


def test_the_sector_shows_the_worst_deviation_with_the_limit_that_was_passed() -> None:
    bed = Bed()
    bed.hold(0, 10, spo2=88)
    bed.say(11, spo2=84)
    bed.say(12, spo2=87)
    assert bed.alarms()["spo2_low"].deviation == Deviation("spo2", 84, 90, Bound.LOW)


def test_a_critical_alarm_that_ends_unseen_stays_and_sounds_until_somebody_saw_it() -> None:
    bed = Bed()
    bed.hold(0, 10, spo2=70)
    bed.say(11, spo2=97)
    alarm = bed.alarms()["desaturation"]
    assert alarm.presence is Presence.LATCHED
    assert signs(bed.engine.state(), 11).burst is Burst.HIGH
    bed.see("desaturation", 12)
    assert "desaturation" not in bed.words()


def test_an_intermediate_alarm_that_ends_unseen_becomes_a_silent_message_for_its_time() -> None:
    bed = Bed()
    bed.hold(0, 7, heart_rate=125)
    bed.say(8, heart_rate=100)
    sign = signs(bed.engine.state(), 8)
    assert (sign.burst, sign.colour) == (None, None)
    assert sign.alarms[0].marks == (SignMark.MESSAGE,)
    bed.hold(9, 20, heart_rate=100)
    bed.log += bed.engine.stop_watching("heart_rate", WHO, 20)
    bed.tick(8 + rules().message)
    assert bed.words() == {}


def test_what_was_seen_and_ends_is_gone() -> None:
    bed = Bed()
    bed.hold(0, 7, heart_rate=125)
    bed.see("heart_rate_high", 7)
    bed.say(8, heart_rate=100)
    assert bed.words() == {}


def test_what_was_seen_and_is_still_there_reminds() -> None:
    bed = Bed()
    bed.hold(0, 10, spo2=70)
    bed.see("desaturation", 10)
    assert signs(bed.engine.state(), 10).alarms[0].burst is None
    bed.hold(11, 10 + int(rules().reminder_lethal), spo2=70)
    alarm = bed.alarms()["desaturation"]
    assert (alarm.reminder_due, alarm.presence) == (True, Presence.ACKNOWLEDGED)
    assert signs(bed.engine.state(), 70).alarms[0].burst is Burst.HIGH


def test_what_was_seen_and_gets_clearly_worse_alarms_again() -> None:
    bed = Bed()
    bed.hold(0, 10, spo2=88)
    bed.see("spo2_low", 10)
    bed.say(11, spo2=84)
    assert bed.words()["spo2_low"] == "acknowledged"
    bed.say(12, spo2=82)
    alarm = bed.alarms()["spo2_low"]
    assert (alarm.presence, alarm.repeats, alarm.acknowledged_by) == (Presence.ON, 1, "")
    assert bed.log[-1].why is Why.WORSE


def test_what_comes_again_while_its_message_stands_counts_as_a_repeat() -> None:
    bed = Bed()
    for start in (0, 20, 40):
        bed.hold(start, start + 7, heart_rate=125)
        bed.hold(start + 8, start + 19, heart_rate=100)
    assert bed.alarms()["heart_rate_high"].repeats == 2


def test_a_gap_neither_ends_an_alarm_nor_keeps_it_in_silence() -> None:
    bed = Bed()
    bed.hold(0, 10, spo2=85)
    for second in range(11, 60):
        bed.say(second, spo2=None)
    assert bed.words() == {"spo2_low": "on", "value_gone:spo2": "on"}
    assert bed.alarms()["spo2_low"].stale
    assert bed.alarms()["value_gone:spo2"].since == 40
    bed.say(61, spo2=85)
    assert not bed.alarms()["spo2_low"].stale
    assert bed.words()["value_gone:spo2"] == "off"


def test_a_delay_under_way_runs_on_through_a_gap() -> None:
    bed = Bed()
    bed.say(0, spo2=85)
    bed.say(1, spo2=None)
    bed.tick(10)
    assert bed.words() == {"spo2_low": "on"}


def test_a_person_who_sees_an_alarm_without_a_value_ends_it_and_the_missing_value_stays_told() -> None:
    bed = Bed()
    bed.hold(0, 10, spo2=85)
    bed.tick(45)
    bed.see("spo2_low", 46)
    assert bed.words() == {"value_gone:spo2": "on"}
    bed.hold(47, 57, spo2=85)
    assert bed.words()["spo2_low"] == "on"


def test_a_value_that_no_device_can_mean_counts_as_none() -> None:
    bed = Bed()
    bed.say(0, spo2=97)
    bed.hold(1, 40, spo2=8388607)
    assert bed.words() == {"value_gone:spo2": "on"}


def test_a_device_that_speaks_once_a_minute_is_waited_for_as_long_as_it_usually_takes() -> None:
    bed = Bed()
    for minute in range(6):
        bed.say(60.0 * minute, spo2=97)
    told = [one.at for one in bed.log if one.what == "value_gone:spo2" and one.becomes.startswith("on")]
    assert told == [30, 90]
    bed.tick(449.9)
    assert bed.words()["value_gone:spo2"] == "off"
    bed.tick(450)
    assert bed.words()["value_gone:spo2"] == "on"


def test_one_gap_does_not_teach_the_engine_to_wait_longer() -> None:
    bed = Bed()
    bed.hold(0, 5, spo2=97)
    bed.say(205, spo2=97)
    bed.tick(235)
    assert bed.words()["value_gone:spo2"] == "on"


def test_a_device_that_speaks_more_often_again_is_missed_sooner_again() -> None:
    bed = Bed()
    for minute in range(4):
        bed.say(60.0 * minute, spo2=97)
    bed.hold(181, 183, spo2=97)
    bed.tick(212.9)
    assert bed.words()["value_gone:spo2"] == "off"
    bed.tick(213)
    assert bed.words()["value_gone:spo2"] == "on"


def test_a_sign_that_never_had_a_value_is_not_missed() -> None:
    bed = Bed()
    bed.hold(0, 100, spo2=None, heart_rate=80)
    assert bed.words() == {}


def test_a_sensor_that_a_person_took_off_is_not_waited_for() -> None:
    bed = Bed()
    bed.hold(0, 10, spo2=85)
    bed.log += bed.engine.stop_watching("spo2", WHO, 11)
    bed.tick(100)
    assert bed.words() == {}
    assert bed.log[-1].who == WHO


def test_no_beat_at_all_is_asystole_after_four_seconds() -> None:
    bed = Bed()
    bed.say(0, heart_rate=0)
    bed.tick(4)
    assert bed.words() == {"asystole": "on"}


def test_the_rate_of_heart_and_pulse_is_one_alarm_with_both_sources() -> None:
    bed = Bed()
    bed.hold(0, 7, heart_rate=130, pulse_rate=131)
    alarms = bed.alarms()
    assert list(alarms) == ["heart_rate_high"]
    assert alarms["heart_rate_high"].sources == ("limit:heart_rate", "limit:pulse_rate")


def test_an_extreme_covers_the_ordinary_limit_beneath_it() -> None:
    bed = Bed()
    bed.hold(0, 7, heart_rate=150)
    state = bed.engine.state()
    assert [one.code for one in state.alarms] == ["extreme_tachycardia", "heart_rate_high"]
    assert state.alarms[1].covered


def test_other_limits_judge_the_last_value_at_once() -> None:
    bed = Bed()
    bed.hold(0, 7, heart_rate=125)
    wider = replace(defaults(AgeClass.ADULT)["heart_rate"], high=130.0)
    bed.log += bed.engine.set_limits("heart_rate", wider, AgeClass.ADULT, WHO, 8)
    assert bed.words() == {"heart_rate_high": "off"}
    assert (bed.log[-2].what, bed.log[-2].who) == ("limits:heart_rate", WHO)
    narrower = replace(wider, high=110.0)
    bed.log += bed.engine.set_limits("heart_rate", narrower, AgeClass.ADULT, WHO, 9)
    bed.tick(15)
    assert bed.alarms()["heart_rate_high"].deviation == Deviation("heart_rate", 125, 110, Bound.HIGH)


def test_a_longer_delay_makes_the_ordinary_alarm_later_and_the_lethal_one_not() -> None:
    bed = Bed()
    patient = replace(defaults(AgeClass.ADULT)["spo2"], delay_low=15.0)
    bed.log += bed.engine.set_limits("spo2", patient, AgeClass.ADULT, WHO, 0)
    bed.hold(1, 20, spo2=70)
    assert {one.what: one.at for one in bed.log if one.was == "none"} == {"desaturation": 11, "spo2_low": 16}


def test_a_limit_taken_off_ends_its_alarm_in_the_name_of_the_person() -> None:
    bed = Bed()
    bed.hold(0, 7, heart_rate=125)
    without = replace(defaults(AgeClass.ADULT)["heart_rate"], high=None)
    bed.log += bed.engine.set_limits("heart_rate", without, AgeClass.ADULT, WHO, 8)
    assert bed.words() == {}
    assert (bed.log[-1].what, bed.log[-1].who) == ("heart_rate_high", WHO)


def test_a_discharge_clears_the_bed_and_names_who_did_it() -> None:
    bed = Bed()
    bed.log += bed.engine.attach(MONITOR, False, WHO, 0)
    bed.hold(0, 10, spo2=70, heart_rate=150)
    bed.log += bed.engine.pause_audio(WHO, 10)
    bed.log += bed.engine.discharge(WHO, 11)
    bed.tick(1000)
    state = bed.engine.state()
    assert (state.alarms, state.silence.audio_until) == ((), None)
    assert all(one.who == WHO for one in bed.log if one.why is Why.DISCHARGED)


def test_a_time_that_runs_backwards_counts_as_now() -> None:
    bed = Bed()
    bed.say(100, heart_rate=80)
    bed.say(50, heart_rate=130)
    bed.tick(105.9)
    assert bed.words() == {}
    bed.tick(106)
    assert bed.words() == {"heart_rate_high": "on"}


def test_the_worst_alarm_comes_first_whatever_came_first() -> None:
    bed = Bed()
    bed.log += bed.engine.technical("poor_signal", "ecg", True, 0)
    bed.hold(0, 10, spo2=85)
    bed.hold(11, 15, heart_rate=0, spo2=85)
    assert [one.priority for one in bed.engine.state().alarms] == [Priority.HIGH, Priority.MEDIUM, Priority.LOW]
