"""The router's words: what can become of an alarm on its way to a person, and what a receiver can show.

The steps are those of the source (sections 7.11 and 7.12) and of ISO/IEEE 11073-10207: technical confirmation
(`SHOWN`) is not the caregiver's (`ACCEPTED`), and accepting is not being at the bed (`PRESENT`).
"""

from enum import StrEnum
from typing import Final


class Step(StrEnum):
    """One step in the history of one alarm; labels: texts `router.step_<value>`."""

    GENERATED = "generated"
    QUEUED = "queued"
    SENT = "sent"
    SHOWN = "shown"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNDEFINED = "undefined"
    """Nobody answered within the time that the escalation gives."""
    UNREACHABLE = "unreachable"
    TAKEN_BACK = "taken_back"
    """Whoever had accepted can no longer come."""
    ESCALATED = "escalated"
    FAILSAFE = "failsafe"
    PRESENT = "present"
    ENDED = "ended"


class Response(StrEnum):
    """What a caregiver answers to an alarm."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    TAKEN_BACK = "taken_back"
    PRESENT = "present"


class Rule(StrEnum):
    """What stands at the crossing of a class of users and a class of data (table 14); what is not there is NONE."""

    BROADCAST = "broadcast"
    ON_REQUEST = "on_request"
    NONE = "none"


class Capability(StrEnum):
    """What a receiver's hardware can do; nothing is sent that it cannot show."""

    TEXT = "text"
    GRAPHICS = "graphics"
    SOUND = "sound"
    SETTINGS = "settings"
    """It can ask to change limits and settings of a monitor."""


class DataClass(StrEnum):
    """The rows of table 14; labels: texts `router.data_<value>`."""

    BIOMEDICAL = "biomedical"
    MEDICATION = "medication"
    SUPPLIES = "supplies"
    ALARM_0 = "alarm_0"
    ALARM_1 = "alarm_1"
    ALARM_2 = "alarm_2"
    HISTORY = "history"
    PERSONAL = "personal"
    ENVIRONMENT = "environment"
    EQUIPMENT = "equipment"
    INFRASTRUCTURE = "infrastructure"


REPORTED: Final[tuple[DataClass, ...]] = (
    DataClass.MEDICATION,
    DataClass.SUPPLIES,
    DataClass.ENVIRONMENT,
    DataClass.EQUIPMENT,
    DataClass.INFRASTRUCTURE,
)
"""What devices report besides signals and alarms."""
