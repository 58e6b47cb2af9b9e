"""Alarms that devices raise themselves, and devices that go."""

from app.ward.alarms.conditions import rules
from app.ward.alarms.findings import Finding, Verdict
from app.ward.alarms.model import Deviation
from app.ward.alarms.words import Bound, Kind, Presence, Priority
from app.ward.signals import Phase
from tests.ward.alarms.helpers import MONITOR, WHO, Bed


def test_a_devices_alarm_is_taken_over_with_its_phases() -> None:
    bed = Bed()
    bed.alert(0, Phase.START, "MDC_EVT_HI", vital="art_systolic", value="170", text="**ABPs 170>160")
    alarm = bed.alarms()["art_systolic_high"]
    assert (alarm.sources, alarm.deviation) == (
        (f"device:{MONITOR}/a1",),
        Deviation("art_systolic", 170, None, Bound.HIGH),
    )
    bed.alert(5, Phase.ESCALATE, "MDC_EVT_HI", vital="art_systolic", priority="PH")
    assert bed.alarms()["art_systolic_high"].priority is Priority.HIGH
    bed.alert(9, Phase.END, "MDC_EVT_HI", vital="art_systolic")
    assert bed.words() == {"art_systolic_high": "latched"}


def test_an_alarm_whose_beginning_was_lost_is_taken_over_in_the_middle() -> None:
    bed = Bed()
    bed.alert(0, Phase.CONTINUE)
    assert bed.words() == {"asystole": "on"}


def test_a_device_that_says_inactive_ends_its_alarm_whatever_the_phase() -> None:
    bed = Bed()
    bed.alert(0, Phase.START, "MDC_EVT_LEADS_OFF", kind="ST", priority="PL")
    bed.alert(3, Phase.UPDATE, "MDC_EVT_LEADS_OFF", kind="ST", priority="PL", state="inactive")
    assert bed.words() == {"leads_off": "off"}


def test_a_condition_is_never_less_urgent_than_the_device_or_we_say() -> None:
    bed = Bed()
    bed.alert(0, Phase.START, priority="PL")
    assert bed.alarms()["asystole"].priority is Priority.HIGH
    assert bed.alarms()["asystole"].lethal


def test_what_nobody_knows_by_code_is_shown_in_the_devices_words_and_counts_as_lethal_where_it_is_critical() -> None:
    bed = Bed()
    bed.alert(0, Phase.START, "MDCX_EVT_STRANGE", text="*** VENT FIB", priority="PH")
    bed.alert(0, Phase.START, "MDCX_EVT_PUMP", text="Bolus done", priority="PL", identifier="a2", kind="ST")
    alarms = bed.alarms()
    critical, other = alarms["device_alarm:MDCX_EVT_STRANGE"], alarms["device_fault:MDCX_EVT_PUMP"]
    assert (critical.text, critical.lethal, critical.priority) == ("*** VENT FIB", True, Priority.HIGH)
    assert (other.lethal, other.priority, other.kind) == (False, Priority.LOW, Kind.TECHNICAL)


def test_an_escalation_after_somebody_saw_it_calls_again() -> None:
    bed = Bed()
    bed.alert(0, Phase.START, "MDC_EVT_HI", vital="art_systolic")
    bed.see("art_systolic_high", 1)
    bed.alert(2, Phase.CONTINUE, "MDC_EVT_HI", vital="art_systolic")
    assert bed.words() == {"art_systolic_high": "acknowledged"}
    bed.alert(3, Phase.ESCALATE, "MDC_EVT_HI", vital="art_systolic", priority="PH")
    assert bed.words() == {"art_systolic_high": "on"}


def test_a_critical_alarm_that_deescalates_unseen_stays_critical_until_it_is_seen() -> None:
    bed = Bed()
    bed.alert(0, Phase.START, "MDC_EVT_HI", vital="art_systolic", priority="PH")
    bed.alert(2, Phase.DEESCALATE, "MDC_EVT_HI", vital="art_systolic", priority="PM")
    assert bed.alarms()["art_systolic_high"].priority is Priority.HIGH
    bed.see("art_systolic_high", 3)
    bed.alert(4, Phase.CONTINUE, "MDC_EVT_HI", vital="art_systolic", priority="PM")
    assert bed.alarms()["art_systolic_high"].priority is Priority.MEDIUM


def test_an_alarm_whose_end_never_comes_is_told_and_stays_until_somebody_saw_it() -> None:
    bed = Bed()
    bed.alert(0, Phase.START)
    bed.tick(rules().device_alarm)
    assert bed.words() == {"asystole": "on", "device_alarm_unconfirmed:asystole": "on"}
    assert bed.alarms()["asystole"].stale
    bed.see("asystole", 301)
    assert bed.words() == {}
    bed.alert(302, Phase.CONTINUE)
    assert bed.words() == {"asystole": "on"}


def test_an_alarm_that_is_confirmed_late_is_no_longer_in_doubt() -> None:
    bed = Bed()
    bed.alert(0, Phase.START)
    bed.tick(301)
    bed.alert(302, Phase.CONTINUE)
    assert not bed.alarms()["asystole"].stale
    assert bed.words()["device_alarm_unconfirmed:asystole"] == "off"


def test_the_same_condition_from_device_and_limit_is_one_alarm_that_ends_with_the_last() -> None:
    bed = Bed()
    bed.hold(0, 10, spo2=85)
    bed.alert(10, Phase.START, "MDC_EVT_LO", vital="spo2", value="85")
    assert bed.alarms()["spo2_low"].sources == (f"device:{MONITOR}/a1", "limit:spo2")
    bed.say(11, spo2=95)
    assert bed.words() == {"spo2_low": "on"}
    bed.alert(12, Phase.END, "MDC_EVT_LO", vital="spo2")
    assert bed.words() == {"spo2_low": "off"}


def test_a_device_of_class_a_that_falls_silent_is_critical_after_its_time() -> None:
    bed = Bed()
    bed.log += bed.engine.attach(MONITOR, False, WHO, 0)
    bed.log += bed.engine.sign_of_life(MONITOR, 10)
    bed.tick(39.9)
    assert bed.words() == {}
    bed.tick(40)
    alarm = bed.alarms()[f"device_gone:{MONITOR}"]
    assert (alarm.priority, alarm.presence, alarm.lethal) == (Priority.HIGH, Presence.ON, False)
    bed.log += bed.engine.sign_of_life(MONITOR, 50)
    assert bed.words() == {f"device_gone:{MONITOR}": "latched"}


def test_life_support_that_falls_silent_is_lethal() -> None:
    bed = Bed()
    bed.log += bed.engine.attach("ventilator", True, WHO, 0)
    bed.tick(30)
    assert bed.alarms()["life_support_gone:ventilator"].lethal


def test_a_monitor_that_announced_its_switch_off_is_not_waited_for() -> None:
    bed = Bed()
    bed.log += bed.engine.attach(MONITOR, False, WHO, 0)
    bed.say(1, heart_rate=80)
    bed.log += bed.engine.sign_of_life(MONITOR, 2, leaving=True)
    bed.tick(1000)
    assert bed.words() == {}


def test_a_switch_off_with_life_support_on_the_patient_alarms() -> None:
    bed = Bed()
    bed.log += bed.engine.attach(MONITOR, False, WHO, 0)
    bed.log += bed.engine.attach("ventilator", True, WHO, 0)
    bed.log += bed.engine.sign_of_life(MONITOR, 2, leaving=True)
    assert bed.words() == {f"life_support_off:{MONITOR}": "on"}
    bed.log += bed.engine.sign_of_life("ventilator", 3, leaving=True)
    assert bed.words()["life_support_off:ventilator"] == "on"
    bed.log += bed.engine.detach("ventilator", WHO, 4)
    bed.log += bed.engine.detach(MONITOR, WHO, 4)
    assert bed.words() == {}


def test_what_alarmed_when_the_device_left_stays_until_somebody_saw_it() -> None:
    bed = Bed()
    bed.log += bed.engine.attach(MONITOR, False, WHO, 0)
    bed.hold(0, 10, spo2=85)
    bed.log += bed.engine.sign_of_life(MONITOR, 11, leaving=True)
    bed.tick(100)
    assert bed.words() == {"spo2_low": "on"}
    assert bed.alarms()["spo2_low"].stale
    bed.see("spo2_low", 101)
    assert bed.words() == {}


def test_a_device_that_comes_back_is_waited_for_again() -> None:
    bed = Bed()
    bed.log += bed.engine.attach(MONITOR, False, WHO, 0)
    bed.log += bed.engine.sign_of_life(MONITOR, 1, leaving=True)
    bed.say(100, heart_rate=80)
    bed.tick(130)
    assert set(bed.words()) == {f"device_gone:{MONITOR}", "value_gone:heart_rate"}


def test_the_witness_adds_an_alarm_of_its_own() -> None:
    bed = Bed()
    bed.log += bed.engine.witness([Finding("asystole", Verdict.PRESENT, "ecg_ii")], 0)
    assert bed.alarms()["asystole"].sources == ("witness:ecg_ii",)
    bed.log += bed.engine.witness([Finding("asystole", Verdict.ABSENT, "ecg_ii")], 5)
    assert bed.words() == {"asystole": "latched"}


def test_a_witness_that_sees_otherwise_says_so_and_lowers_nothing() -> None:
    bed = Bed()
    bed.alert(0, Phase.START)
    before = bed.alarms()["asystole"]
    bed.log += bed.engine.witness([Finding("asystole", Verdict.ABSENT, "ecg_ii")], 1)
    after = bed.alarms()["asystole"]
    assert after.disagrees
    assert (after.priority, after.presence, after.lethal, after.activation) == (
        before.priority,
        before.presence,
        before.lethal,
        before.activation,
    )


def test_a_second_signal_that_speaks_against_the_witness_is_told_with_the_alarm() -> None:
    bed = Bed()
    bed.log += bed.engine.witness([Finding("asystole", Verdict.PRESENT, "ecg_ii", contradicted=True)], 0)
    assert bed.alarms()["asystole"].disagrees
    assert bed.words() == {"asystole": "on"}


def test_a_witness_that_falls_silent_leaves_its_alarm_in_doubt_and_no_longer_disagrees() -> None:
    bed = Bed()
    bed.log += bed.engine.witness([Finding("asystole", Verdict.PRESENT, "ecg_ii", contradicted=True)], 0)
    bed.tick(rules().witness)
    alarm = bed.alarms()["asystole"]
    assert (alarm.stale, alarm.disagrees, alarm.presence) == (True, False, Presence.ON)


def test_pulses_that_come_and_go_do_not_flicker_on_the_screen() -> None:
    bed = Bed()
    for second in range(20):
        against = second % 4 == 0
        bed.log += bed.engine.witness([Finding("asystole", Verdict.PRESENT, "ecg_ii", contradicted=against)], second)
    assert [one.becomes for one in bed.log if one.why.value == "disagrees"] == ["on:high"]
    bed.log += bed.engine.witness([Finding("asystole", Verdict.PRESENT, "ecg_ii")], 25.9)
    assert bed.alarms()["asystole"].disagrees
    bed.log += bed.engine.witness([Finding("asystole", Verdict.PRESENT, "ecg_ii")], 26.0)
    assert not bed.alarms()["asystole"].disagrees


def test_a_critical_alarm_that_ended_unseen_comes_back_no_less_urgent() -> None:
    bed = Bed()
    bed.alert(0, Phase.START, "MDC_EVT_HI", vital="art_systolic", priority="PH")
    bed.alert(1, Phase.END, "MDC_EVT_HI", vital="art_systolic", priority="PH")
    bed.alert(2, Phase.START, "MDC_EVT_HI", vital="art_systolic", priority="PM")
    alarm = bed.alarms()["art_systolic_high"]
    assert (alarm.priority, alarm.presence, alarm.repeats) == (Priority.HIGH, Presence.ON, 1)


def test_an_unknown_alarm_that_becomes_critical_speaks_though_its_kind_is_off() -> None:
    bed = Bed()
    bed.log += bed.engine.alarm_off("device_alarm", WHO, 0)
    bed.alert(1, Phase.START, "MDCX_EVT_STRANGE", priority="PM")
    assert bed.words() == {}
    bed.alert(2, Phase.ESCALATE, "MDCX_EVT_STRANGE", priority="PH")
    assert bed.words() == {"device_alarm:MDCX_EVT_STRANGE": "on"}


def test_a_number_of_a_sign_that_nobody_knows_is_not_taken_over_with_the_alarm() -> None:
    bed = Bed()
    bed.alert(0, Phase.START, "MDCX_EVT_STRANGE", vital="mood", value="3")
    assert bed.alarms()["device_alarm:MDCX_EVT_STRANGE"].deviation is None
