"""Every condition that can alarm has a sentence on the screen, with nothing left open in it."""

from dataclasses import replace

import pytest

from app.ward.alarms.conditions import conditions
from app.ward.alarms.model import Alarm
from app.ward.alarms.words import Presence
from ui.texts import choose_language
from ui.ward.alarm_words import alarm_words


@pytest.mark.parametrize("code", sorted(conditions()))
@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_a_condition_is_said_in_words_with_nothing_left_open(code: str, language: str) -> None:
    one = conditions()[code]
    subject = "spo2" if code == "value_gone" else "MDC_EVT_STRANGE"
    choose_language(language)
    words = alarm_words(
        Alarm("7", code, subject, one.kind, one.priority, one.lethal, one.latches, Presence.ON, 0.0, ("technical:",))
    )
    assert words.startswith("*")
    assert "{" not in words
    assert "[" not in words
    choose_language("pt_BR")


def test_the_stars_of_a_device_do_not_stand_beside_ours() -> None:
    one = conditions()["device_alarm"]
    alarm = Alarm(
        "7", one.code, "MDC_EVT_STRANGE", one.kind, one.priority, False, False, Presence.ON, 0.0, ("device:1",)
    )
    assert alarm_words(replace(alarm, text="** PUMP EMPTY")) == "** Alarme do aparelho: PUMP EMPTY"
    assert alarm_words(replace(alarm, text="*")) == "** Alarme do aparelho: MDC_EVT_STRANGE"
