"""What holds of a bed's alarms whatever happens, in any order and at any time: the promises of docs/alarms.md."""

import json
from dataclasses import replace
from typing import Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.ward.alarms.bed import BedAlarms
from app.ward.alarms.conditions import conditions
from app.ward.alarms.findings import Finding, Verdict
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.alarms.model import BY_A_PERSON, Alarm, Change, Why
from app.ward.alarms.records import from_record, to_record
from app.ward.alarms.register import presence_word
from app.ward.alarms.restoring import restore
from app.ward.alarms.signs import Burst, Colour, Light, SignMark, signs
from app.ward.alarms.words import Activation, Presence, Priority
from app.ward.signals import Numeric, Phase
from tests.ward.alarms.helpers import MONITOR, WHO, alert

VALUES: Final = {
    "heart_rate": (None, 0.0, 35.0, 45.0, 51.0, 80.0, 119.0, 125.0, 150.0, 170.0),
    "pulse_rate": (None, 45.0, 80.0, 125.0),
    "spo2": (None, 60.0, 79.0, 84.0, 89.0, 90.5, 97.0, 8388607.0),
    "nibp_mean": (None, 55.0, 80.0, 120.0),
}
EVENTS: Final = (
    ("MDC_EVT_ECG_ASYSTOLE", "", "SP"),
    ("MDC_EVT_LO", "spo2", "SP"),
    ("MDC_EVT_LEADS_OFF", "", "ST"),
    ("MDCX_EVT_STRANGE", "", "SP"),
)
STEPS: Final = (0.0, 0.1, 1.0, 3.0, 4.0, 6.0, 10.0, 29.0, 61.0, 130.0, 301.0)
LIMITED: Final = sorted(code for code, one in conditions().items() if not one.stays_on)
NUMBERS: Final = st.fixed_dictionaries(
    {}, optional={vital: st.sampled_from(choices) for vital, choices in VALUES.items()}
)


class AnyShift(RuleBasedStateMachine):
    """Two engines hear the same; one is asked ten times as often in between. Their logs must be the same."""

    @initialize()
    def begin(self) -> None:
        limits = defaults(AgeClass.ADULT)
        self.at = 0.0
        self.seldom, self.often = BedAlarms("7", limits, 0.0), BedAlarms("7", limits, 0.0)
        self.log: list[Change] = []
        self.other: list[Change] = []

    def both(self, name: str, *given: object) -> None:
        """The same call to both, at this moment."""
        self.log += getattr(self.seldom, name)(*given)
        self.other += getattr(self.often, name)(*given)

    @rule(step=st.sampled_from(STEPS), parts=st.integers(1, 9))
    def time_goes_on(self, step: float, parts: int) -> None:
        for part in range(1, parts):
            self.other += self.often.tick(self.at + step * part / parts)
        self.at += step
        self.both("tick", self.at)

    @rule(values=NUMBERS, step=st.sampled_from(STEPS))
    def numbers_come_after_a_while(self, values: dict[str, float | None], step: float) -> None:
        for part in range(1, 8):
            self.other += self.often.tick(self.at + step * part / 8)
        self.at += step
        self.both("observe", [Numeric(vital, one) for vital, one in values.items()], self.at, MONITOR)

    @rule(values=NUMBERS, seconds=st.integers(2, 15))
    def numbers_come_every_second(self, values: dict[str, float | None], seconds: int) -> None:
        for _ in range(seconds):
            self.at += 1.0
            self.both("observe", [Numeric(vital, one) for vital, one in values.items()], self.at, MONITOR)

    @rule(
        what=st.sampled_from(EVENTS), phase=st.sampled_from(list(Phase)), priority=st.sampled_from(["PH", "PM", "PL"])
    )
    def a_device_alarms(self, what: tuple[str, str, str], phase: Phase, priority: str) -> None:
        event, vital, kind = what
        more = {"vital": vital, "kind": kind, "priority": priority, "identifier": event}
        self.both("device_alert", alert(self.at, phase, event, **more), self.at)

    @rule(
        code=st.sampled_from(["asystole", "extreme_tachycardia"]),
        verdict=st.sampled_from(list(Verdict)),
        against=st.booleans(),
    )
    def the_witness_speaks(self, code: str, verdict: Verdict, against: bool) -> None:
        self.both("witness", [Finding(code, verdict, "ecg_ii", against)], self.at)

    @rule(code=st.sampled_from(["communication_failed", "storage_full"]), present=st.booleans())
    def something_fails_or_is_mended(self, code: str, present: bool) -> None:
        self.both("technical", code, "", present, self.at)

    @rule(code=st.sampled_from(["device_alarm_refused", "message_failed"]))
    def something_happens(self, code: str) -> None:
        self.both("happened", code, MONITOR, self.at)

    @rule(device=st.sampled_from([MONITOR, "ventilator"]), act=st.sampled_from(["attach", "leave", "live", "detach"]))
    def a_device_comes_or_goes(self, device: str, act: str) -> None:
        if act == "attach":
            self.both("attach", device, device == "ventilator", WHO, self.at)
        elif act == "detach":
            self.both("detach", device, WHO, self.at)
        else:
            self.both("sign_of_life", device, self.at, act == "leave")

    @precondition(lambda self: self.seldom.state().alarms)
    @rule(which=st.integers(0, 20))
    def a_person_sees_one(self, which: int) -> None:
        alarms = sorted(one.key for one in self.seldom.state().alarms)
        self.both("acknowledge", alarms[which % len(alarms)], WHO, self.at)

    @rule(act=st.sampled_from(["pause_audio", "audio_off", "pause_alarms", "resume"]))
    def a_person_silences(self, act: str) -> None:
        self.both(act, WHO, self.at)

    @rule(code=st.sampled_from(LIMITED), on=st.booleans())
    def a_person_switches(self, code: str, on: bool) -> None:
        self.both("alarm_on" if on else "alarm_off", code, WHO, self.at)

    @rule(vital=st.sampled_from(sorted(VALUES)))
    def a_person_takes_a_sensor_off(self, vital: str) -> None:
        self.both("stop_watching", vital, WHO, self.at)

    @rule(high=st.sampled_from([None, 110.0, 130.0]))
    def a_person_sets_a_limit(self, high: float | None) -> None:
        limits = replace(defaults(AgeClass.ADULT)["heart_rate"], high=high)
        self.both("set_limits", "heart_rate", limits, AgeClass.ADULT, WHO, self.at)

    @invariant()
    def how_often_anybody_asks_changes_nothing(self) -> None:
        assert self.log == self.other
        assert self.seldom.state() == self.often.state()

    @invariant()
    def every_alarm_has_its_sign(self) -> None:
        state = self.seldom.state()
        shown = signs(state, self.at)
        assert [one.key for one in shown.alarms] == [one.key for one in state.alarms]
        for alarm, sign in zip(state.alarms, shown.alarms, strict=True):
            assert len(sign.stars) == 3 - alarm.priority
            assert sign.colour in Colour
            assert sign.marks or (alarm.presence is Presence.ON and alarm.activation is Activation.ON)
            if alarm.activation is Activation.ON:
                assert (sign.burst is not None) is alarm.sounds
        if any(one.presence is not Presence.OFF for one in state.alarms):
            assert shown.colour is not None
        assert (shown.audio_countdown is not None) is (state.silence.audio_until is not None)
        assert (shown.alarms_countdown is not None) is (state.silence.alarms_until is not None)

    @invariant()
    def what_is_lethal_is_never_silent(self) -> None:
        state = self.seldom.state()
        shown = signs(state, self.at)
        for alarm, sign in zip(state.alarms, shown.alarms, strict=True):
            if alarm.lethal and alarm.is_unseen:
                assert (sign.burst, sign.light, sign.colour) == (Burst.HIGH, Light.FAST, Colour.RED)
                assert shown.burst is Burst.HIGH
            if alarm.presence is Presence.ACKNOWLEDGED:
                assert alarm.acknowledged_by
                assert alarm.reminder_due or alarm.reminder_at is not None
            assert not alarm.lethal or alarm.priority is Priority.HIGH

    @invariant()
    def nothing_critical_ends_unseen(self) -> None:
        before: dict[str, str] = {}
        for one in self.log:
            if one.what == "silence" or one.what.startswith(("limits:", "device:")):
                continue
            assert one.was == before.get(one.what, "none"), "the log has no gaps"
            before[one.what] = one.becomes
            if one.was in ("on:high", "latched:high") and one.becomes not in ("on:high", "latched:high"):
                assert one.who
                assert one.why in BY_A_PERSON
            if one.becomes == "none" and one.was.startswith("on:medium"):
                assert one.who
        stand = {one.key: presence_word(one) for one in self.seldom.state().alarms}
        assert {key: word for key, word in before.items() if word != "none"} == stand

    @invariant()
    def the_log_alone_gives_the_same_state(self) -> None:
        written = json.loads(json.dumps([to_record(one) for one in self.log]))
        read = [from_record(one) for one in written]
        assert read == self.log
        again = restore("7", defaults(AgeClass.ADULT), read, self.at).state()
        now = self.seldom.state()
        assert _as_before(again.alarms) == _as_before(now.alarms)
        assert (again.silence, again.limits, again.set_by) == (now.silence, now.limits, now.set_by)
        for one in signs(again, self.at).alarms:
            there = next(alarm for alarm in again.alarms if alarm.key == one.key).is_there
            assert (SignMark.CONTINUING in one.marks) is there


def _as_before(alarms: tuple[Alarm, ...]) -> list[Alarm]:
    return [replace(one, continuing=False) for one in alarms]


TestAnyShift = AnyShift.TestCase
TestAnyShift.settings = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def test_what_was_taken_over_goes_on_alarming_until_its_value_comes_back() -> None:
    first = BedAlarms("7", defaults(AgeClass.ADULT), 0.0)
    log = [change for second in range(11) for change in first.observe([Numeric("spo2", 70.0)], float(second))]
    second = restore("7", defaults(AgeClass.ADULT), log, 20.0)
    assert {one.key for one in second.state().alarms} == {"desaturation", "spo2_low"}
    changes = second.observe([Numeric("spo2", 70.0)], 21.0)
    assert not any(one.continuing for one in second.state().alarms), changes
    changes = second.observe([Numeric("spo2", 97.0)], 22.0)
    assert {one.what: one.becomes for one in changes} == {"desaturation": "latched:high", "spo2_low": "message:medium"}


def test_what_was_taken_over_and_is_never_measured_again_is_told() -> None:
    first = BedAlarms("7", defaults(AgeClass.ADULT), 0.0)
    log = [change for second in range(11) for change in first.observe([Numeric("spo2", 70.0)], float(second))]
    second = restore("7", defaults(AgeClass.ADULT), log, 20.0)
    assert next(one.what for one in second.tick(50.0) if one.why is Why.NO_VALUE) == "value_gone:spo2"
    assert all(one.stale for one in second.state().alarms if one.code != "value_gone")


def test_a_pause_that_ended_while_the_program_was_closed_is_over() -> None:
    first = BedAlarms("7", defaults(AgeClass.ADULT), 0.0)
    second = restore("7", defaults(AgeClass.ADULT), first.pause_audio(WHO, 0.0), 500.0)
    assert [(one.why, one.at) for one in second.tick(500.0)] == [(Why.RESUMED, 120.0)]
