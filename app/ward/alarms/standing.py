"""How a bed stands, for whoever shows it: which alarms, in which order, silenced by what."""

from dataclasses import replace

from app.ward.alarms.conditions import conditions
from app.ward.alarms.model import Alarm, BedState, Silence, urgency
from app.ward.alarms.numbers import Numbers
from app.ward.alarms.register import Register
from app.ward.alarms.words import Activation


def stand(register: Register, numbers: Numbers, at: float) -> BedState:
    """The alarms with what silences each, the worst first."""
    present = {one.code for one in register.alarms.values() if one.is_there}
    covered = {code for one in present for code in conditions()[one].covers}
    alarms = [
        replace(one, activation=activation(one, register.silence), covered=one.code in covered)
        for one in register.alarms.values()
    ]
    return BedState(
        bed=register.bed,
        at=at,
        alarms=tuple(sorted(alarms, key=urgency)),
        silence=register.silence,
        missing=tuple(sorted(code for code, one in numbers.watches.items() if one.gone)),
        limits=dict(numbers.limits),
        set_by=dict(numbers.set_by),
    )


def activation(alarm: Alarm, silence: Silence) -> Activation:
    """What is lethal breaks through everything; a pause of the sound lets the more urgent speak."""
    if alarm.lethal:
        return Activation.ON
    if silence.alarms_until is not None:
        return Activation.ALARM_PAUSED
    if silence.audio_off:
        return Activation.AUDIO_OFF
    if silence.audio_until is not None and alarm.priority >= silence.floor:
        return Activation.AUDIO_PAUSED
    return Activation.ON
