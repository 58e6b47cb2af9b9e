"""What the screen and the loudspeaker must give for a state: pure, so that nothing present can be without its sign.

Frequencies and pulses of each sign are made elsewhere, from parameters; here stands only which sign it is. An alarm is
always colour + shape + text, and sound unless somebody silenced it and it is not lethal.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.ward.alarms.model import Alarm, BedState
from app.ward.alarms.words import Activation, Presence, Priority


class Colour(StrEnum):
    """Reserved for alarms."""

    RED = "red"
    YELLOW = "yellow"
    CYAN = "cyan"


class Light(StrEnum):
    """How the colour is shown, all from one phase clock."""

    FAST = "fast"
    SLOW = "slow"
    STEADY = "steady"


class Burst(StrEnum):
    """Which burst of pulses sounds."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class SignMark(StrEnum):
    """What is written or drawn beside it; labels: texts `ward_alarms.sign_<value>`."""

    LATCHED = "latched"
    MESSAGE = "message"
    ACKNOWLEDGED = "acknowledged"
    REMINDER = "reminder"
    AUDIO_PAUSED = "audio_paused"
    AUDIO_OFF = "audio_off"
    ALARM_PAUSED = "alarm_paused"
    STALE = "stale"
    DISAGREES = "disagrees"
    CONTINUING = "continuing"


_STARS = {Priority.HIGH: "***", Priority.MEDIUM: "**", Priority.LOW: "*"}
_COLOURS = {Priority.HIGH: Colour.RED, Priority.MEDIUM: Colour.YELLOW, Priority.LOW: Colour.CYAN}
_LIGHTS = {Priority.HIGH: Light.FAST, Priority.MEDIUM: Light.SLOW, Priority.LOW: Light.STEADY}
_BURSTS = {Priority.HIGH: Burst.HIGH, Priority.MEDIUM: Burst.MEDIUM, Priority.LOW: Burst.LOW}
_SILENCED = {
    Activation.AUDIO_PAUSED: SignMark.AUDIO_PAUSED,
    Activation.AUDIO_OFF: SignMark.AUDIO_OFF,
    Activation.ALARM_PAUSED: SignMark.ALARM_PAUSED,
}


@dataclass(frozen=True, slots=True)
class AlarmSign:
    """The sign of one alarm; its text: `ward_alarms.condition_<code>` with the deviation."""

    key: str
    stars: str
    colour: Colour
    light: Light
    burst: Burst | None
    marks: tuple[SignMark, ...]


@dataclass(frozen=True, slots=True)
class BedSigns:
    """The signs of a bed: `colour`, `light` and `burst` are those of its worst alarm that has one.

    `audio_countdown` and `alarms_countdown` are the seconds left of a pause, None where there is none; `audio_off` as
    long as it lasts; `off` the conditions that a person switched off.
    """

    alarms: tuple[AlarmSign, ...]
    colour: Colour | None
    light: Light
    burst: Burst | None
    audio_off: bool
    audio_countdown: float | None
    alarms_countdown: float | None
    off: tuple[str, ...]


def signs(state: BedState, at: float) -> BedSigns:
    """All that must be seen and heard of a bed at this moment."""
    each = tuple(_sign(one) for one in state.alarms)
    shown = [(alarm, sign) for alarm, sign in zip(state.alarms, each, strict=True)]
    # A silent message is written, but the sector does not burn for it.
    lit = [sign for alarm, sign in shown if alarm.presence is not Presence.OFF]
    lit.sort(key=lambda sign: (_rank(sign), sign.light is Light.STEADY))
    heard = [sign.burst for sign in each if sign.burst is not None]
    silence = state.silence
    return BedSigns(
        alarms=each,
        colour=lit[0].colour if lit else None,
        light=lit[0].light if lit else Light.STEADY,
        burst=min(heard, key=list(Burst).index, default=None),
        audio_off=silence.audio_off,
        audio_countdown=_left(silence.audio_until, at),
        alarms_countdown=_left(silence.alarms_until, at),
        off=tuple(one.code for one in silence.off),
    )


def _sign(alarm: Alarm) -> AlarmSign:
    calls = alarm.sounds and alarm.activation is not Activation.ALARM_PAUSED
    return AlarmSign(
        key=alarm.key,
        stars=_STARS[alarm.priority],
        colour=_COLOURS[alarm.priority],
        light=_LIGHTS[alarm.priority] if calls else Light.STEADY,
        burst=_BURSTS[alarm.priority] if calls and alarm.activation is Activation.ON else None,
        marks=_marks(alarm),
    )


def _marks(alarm: Alarm) -> tuple[SignMark, ...]:
    found = []
    if alarm.presence is Presence.LATCHED:
        found.append(SignMark.LATCHED)
    if alarm.presence is Presence.OFF:
        found.append(SignMark.MESSAGE)
    if alarm.presence is Presence.ACKNOWLEDGED:
        found.append(SignMark.ACKNOWLEDGED)
    if alarm.reminder_due:
        found.append(SignMark.REMINDER)
    if alarm.activation in _SILENCED and alarm.presence is not Presence.OFF:
        found.append(_SILENCED[alarm.activation])
    for mark, holds in (
        (SignMark.STALE, alarm.stale),
        (SignMark.DISAGREES, alarm.disagrees),
        (SignMark.CONTINUING, alarm.continuing),
    ):
        if holds:
            found.append(mark)
    return tuple(found)


def _rank(sign: AlarmSign) -> int:
    return list(Colour).index(sign.colour)


def _left(until: float | None, at: float) -> float | None:
    return None if until is None else max(0.0, until - at)
