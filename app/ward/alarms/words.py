"""The words of an alarm, as in ISO/IEEE 11073-10207 and IEC 60601-1-8."""

from enum import IntEnum, StrEnum


class Kind(StrEnum):
    """Of the patient, or of the equipment; labels: texts `ward_alarms.kind_<value>`."""

    PHYSIOLOGICAL = "physiological"
    TECHNICAL = "technical"


class Priority(IntEnum):
    """Also the router's (table 18): 0 critical, 1 intermediate, 2 low; labels: `ward_alarms.priority_<name>`."""

    HIGH = 0
    MEDIUM = 1
    LOW = 2


class Activation(StrEnum):
    """Whether the condition is watched at all, or its sound is off; labels: `ward_alarms.activation_<value>`."""

    ON = "on"
    AUDIO_PAUSED = "audio_paused"
    AUDIO_OFF = "audio_off"
    ALARM_PAUSED = "alarm_paused"
    ALARM_OFF = "alarm_off"


class Presence(StrEnum):
    """Whether the condition is there: `latched` ended unseen, `acknowledged` is seen by a person and still there.

    Labels: `ward_alarms.presence_<value>`.
    """

    OFF = "off"
    ON = "on"
    LATCHED = "latched"
    ACKNOWLEDGED = "acknowledged"


class Bound(StrEnum):
    """Which limit was passed; labels: `ward_alarms.bound_<value>`."""

    LOW = "low"
    HIGH = "high"
