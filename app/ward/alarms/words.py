"""The words of an alarm, as in ISO/IEEE 11073-10207 and IEC 60601-1-8; labels: texts `ward.<enum>_<value>`."""

from enum import IntEnum, StrEnum


class Kind(StrEnum):
    """Of the patient, or of the equipment."""

    PHYSIOLOGICAL = "physiological"
    TECHNICAL = "technical"


class Priority(IntEnum):
    """Also the router's priority (table 18): 0 critical, 1 intermediate, 2 low."""

    HIGH = 0
    MEDIUM = 1
    LOW = 2


class Activation(StrEnum):
    """Whether the condition is watched at all, or its sound is off."""

    ON = "on"
    AUDIO_PAUSED = "audio_paused"
    AUDIO_OFF = "audio_off"
    ALARM_PAUSED = "alarm_paused"
    ALARM_OFF = "alarm_off"


class Presence(StrEnum):
    """Whether the condition is there: `latched` ended unseen, `acknowledged` is seen by a person and still there."""

    OFF = "off"
    ON = "on"
    LATCHED = "latched"
    ACKNOWLEDGED = "acknowledged"


class Bound(StrEnum):
    """Which limit was passed."""

    LOW = "low"
    HIGH = "high"
