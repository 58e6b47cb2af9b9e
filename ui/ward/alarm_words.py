"""An alarm in the words of the screen: "*** SpO₂ 84 < 90"."""

from typing import Final, Protocol

from app.ward.alarms.model import Alarm, Deviation
from app.ward.alarms.wording import condition_text
from app.ward.alarms.words import Bound, Presence
from app.ward.catalogue import vital_signs
from app.ward.picture.model import ShownAlarm
from ui.texts import in_chosen, tr
from ui.ward.numbers import figure
from ui.ward.sentences import sentence_words

_OF_DEVICES: Final = ("device_alarm", "device_fault")
_BEYOND: Final = {Bound.LOW: "<", Bound.HIGH: ">"}


class Condition(Protocol):
    """What an alarm is about: of the ward (`Alarm`) or as a receiver is told it (`AlarmNote`)."""

    @property
    def code(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def lethal(self) -> bool: ...
    @property
    def deviation(self) -> Deviation | None: ...


def alarm_words(alarm: Alarm, short: bool = False) -> str:
    """With the mark of its priority (IEC 60601-1-8), and a tick where somebody has seen it.

    `short`: of what only its device knows, the device's words alone.
    """
    tick = "✓ " if alarm.presence is Presence.ACKNOWLEDGED else ""
    own = alarm.text.lstrip("* ") if short and alarm.code in _OF_DEVICES else ""
    return f"{tick}{'*' * (3 - int(alarm.priority))} {own or condition_words(alarm)}"


def spoken_words(shown: ShownAlarm) -> str:
    """With what must be known beside it, as a screen reader says it."""
    marks = (tr(f"ward_alarms.sign_{mark}") for mark in shown.sign.marks)
    return ". ".join((alarm_words(shown.alarm), *marks))


def condition_words(alarm: Condition) -> str:
    """What is the matter: the worst deviation with its limit where there is one, else the condition's name."""
    said = deviation_words(alarm.deviation) if alarm.deviation is not None else ""
    if said and not alarm.lethal:
        return said
    name = sentence_words(condition_text(alarm.code, alarm.subject, alarm.text))
    return f"{name}: {said}" if said else name


def deviation_words(deviation: Deviation) -> str:
    """ "SpO₂ 84 < 90"; without the limit where nobody said it."""
    sign = vital_signs()[deviation.vital]
    words = f"{in_chosen(sign.label)} {figure(deviation.value, sign.decimals)}"
    if deviation.limit is None:
        return words
    return f"{words} {_BEYOND[deviation.bound]} {figure(deviation.limit, sign.decimals)}"
