"""Pauses, what is switched off, and what a person sees: nothing lethal is ever silent."""

import pytest

from app.kernel.errors import KnownError
from app.ward.alarms.model import Deviation, Why
from app.ward.alarms.signs import Burst, Light, SignMark, signs
from app.ward.alarms.words import Activation, Bound, Presence
from tests.ward.alarms.helpers import WHO, Bed


def test_a_pause_silences_what_sounds_and_lets_a_higher_priority_speak() -> None:
    bed = Bed()
    bed.log += bed.engine.technical("poor_signal", "ecg", True, 0)
    bed.log += bed.engine.pause_audio(WHO, 1)
    assert signs(bed.engine.state(), 1).burst is None
    bed.hold(1, 8, heart_rate=125)
    state = signs(bed.engine.state(), 8)
    assert (state.burst, state.audio_countdown) == (Burst.MEDIUM, 113)
    bed.log += bed.engine.pause_audio(WHO, 9)
    assert signs(bed.engine.state(), 9).burst is None
    assert bed.alarms()["heart_rate_high"].activation is Activation.AUDIO_PAUSED


def test_a_pause_ends_by_itself_and_what_is_still_there_sounds_again() -> None:
    bed = Bed()
    bed.hold(0, 7, heart_rate=125)
    bed.log += bed.engine.pause_audio(WHO, 7)
    bed.hold(8, 127, heart_rate=125)
    state = signs(bed.engine.state(), 127)
    assert (state.burst, state.audio_countdown) == (Burst.MEDIUM, None)
    assert next(one.at for one in bed.log if one.why is Why.RESUMED) == 127


@pytest.mark.parametrize("silence", ["pause_audio", "audio_off", "pause_alarms"])
def test_what_is_lethal_breaks_through_every_pause(silence: str) -> None:
    bed = Bed()
    bed.hold(0, 10, spo2=70)
    getattr(bed.engine, silence)(WHO, 10)
    state = signs(bed.engine.state(), 10)
    assert (state.burst, state.light) == (Burst.HIGH, Light.FAST)
    assert bed.alarms()["desaturation"].activation is Activation.ON


def test_alarms_that_are_paused_are_still_written_and_begin_again_with_the_pause() -> None:
    bed = Bed()
    bed.log += bed.engine.pause_alarms(WHO, 0)
    bed.hold(0, 7, heart_rate=125)
    sign = signs(bed.engine.state(), 7)
    assert (sign.burst, sign.light, sign.alarms_countdown) == (None, Light.STEADY, 113)
    assert sign.alarms[0].marks == (SignMark.ALARM_PAUSED,)
    bed.hold(8, 120, heart_rate=125)
    assert signs(bed.engine.state(), 120).burst is Burst.MEDIUM


def test_a_pause_cannot_last_longer_than_the_longest() -> None:
    for seconds in (0.0, 301.0, float("inf"), float("nan")):
        with pytest.raises(KnownError, match=r"ward_alarms\.pause_length"):
            Bed().engine.pause_audio(WHO, 0, seconds)


def test_a_condition_that_is_off_is_shown_as_off_and_alarms_at_once_when_it_is_on_again() -> None:
    bed = Bed()
    bed.hold(0, 7, heart_rate=125)
    bed.log += bed.engine.alarm_off("heart_rate_high", WHO, 8)
    bed.hold(8, 20, heart_rate=125)
    assert bed.words() == {}
    assert signs(bed.engine.state(), 20).off == ("heart_rate_high",)
    bed.log += bed.engine.alarm_on("heart_rate_high", WHO, 21)
    assert bed.words() == {"heart_rate_high": "on"}
    assert bed.alarms()["heart_rate_high"].deviation == Deviation("heart_rate", 125, 120, Bound.HIGH)


def test_who_sees_an_alarm_has_seen_what_it_covers() -> None:
    bed = Bed()
    bed.hold(0, 10, spo2=70)
    bed.see("desaturation", 11)
    assert bed.words() == {"desaturation": "acknowledged", "spo2_low": "acknowledged"}
    bed.say(12, spo2=97)
    assert bed.words() == {}


def test_a_person_may_see_all_at_once_also_what_reminds() -> None:
    bed = Bed()
    bed.hold(0, 10, spo2=70, heart_rate=150)
    bed.see("desaturation", 10)
    bed.hold(11, 71, spo2=70, heart_rate=150)
    assert bed.alarms()["desaturation"].reminder_due
    bed.log += bed.engine.acknowledge_all(WHO, 72)
    state = bed.engine.state()
    assert {one.presence for one in state.alarms} == {Presence.ACKNOWLEDGED}
    assert signs(state, 72).burst is None


@pytest.mark.parametrize("code", ["asystole", "sound_missing", "device_gone"])
def test_what_is_lethal_or_about_the_alarms_themselves_cannot_be_switched_off(code: str) -> None:
    with pytest.raises(KnownError, match=r"ward_alarms\.stays_on"):
        Bed().engine.alarm_off(code, WHO, 0)


def test_a_condition_that_nobody_knows_cannot_be_switched_off() -> None:
    with pytest.raises(KnownError, match=r"ward_alarms\.unknown_condition"):
        Bed().engine.alarm_off("boredom", WHO, 0)


def test_what_is_not_there_cannot_be_seen() -> None:
    with pytest.raises(KnownError, match=r"ward_alarms\.not_there"):
        Bed().engine.acknowledge("asystole", WHO, 0)
