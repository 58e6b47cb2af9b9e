"""The values that the engine speaks in: alarms as they stand, what changed, how a bed is silenced.

All times are seconds of the clock that the caller gives; the engine has none of its own.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from app.ward.alarms.limits import VitalLimits
from app.ward.alarms.words import Activation, Bound, Kind, Presence, Priority
from app.ward.settings_change.model import DeviceSetting


class Why(StrEnum):
    """What made a state change; labels: texts `ward_alarms.why_<value>`."""

    LIMIT = "limit"
    DEVICE = "device"
    WITNESS = "witness"
    TECHNICAL = "technical"
    WORSE = "worse"
    BACK = "back"
    ENDED = "ended"
    SEEN = "seen"
    REMINDER = "reminder"
    EXPIRED = "expired"
    NO_VALUE = "no_value"
    VALUE_BACK = "value_back"
    DISAGREES = "disagrees"
    SILENT = "silent"
    UNCONFIRMED = "unconfirmed"
    PAUSED = "paused"
    RESUMED = "resumed"
    SWITCHED_OFF = "switched_off"
    SWITCHED_ON = "switched_on"
    SET = "set"
    NOT_WATCHED = "not_watched"
    ATTACHED = "attached"
    LEFT = "left"
    DETACHED = "detached"
    DISCHARGED = "discharged"
    RESTORED = "restored"


BY_A_PERSON = frozenset({Why.SEEN, Why.SWITCHED_OFF, Why.NOT_WATCHED, Why.DETACHED, Why.DISCHARGED})
"""An alarm that went for one of these reasons was seen: a person stood behind it, and is named."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """How far a vital sign went beyond its limit: "SpO2 84 < 90"; `limit` None where a device did not say it."""

    vital: str
    value: float
    limit: float | None
    bound: Bound

    def worse_than(self, other: "Deviation | None", by: float = 0.0) -> bool:
        """Further out than `other` by more than `by`; of two vital signs the first keeps its place."""
        if other is None:
            return True
        if other.vital != self.vital or other.bound is not self.bound:
            return False
        step = self.value - other.value if self.bound is Bound.HIGH else other.value - self.value
        return step > by


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm as it stands.

    `presence`: ON, ACKNOWLEDGED (seen, and still there), LATCHED (critical, ended unseen), or OFF with
    `message_until`: ended unseen and shown as a silent message until then.
    `sources`: who says so ("limit:spo2", "device:<alert>", "witness:<signal>", "technical:"), sorted.
    `stale`: nobody has said for a while that it still is so. `disagrees`: the second witness sees otherwise; it
    lowers nothing. `continuing`: taken over from before a restart. `covered`: another alarm says the same and more.
    """

    bed: str
    code: str
    subject: str
    kind: Kind
    priority: Priority
    lethal: bool
    latches: bool
    presence: Presence
    since: float
    sources: tuple[str, ...]
    deviation: Deviation | None = None
    seen_deviation: Deviation | None = None
    ended_at: float | None = None
    repeats: int = 0
    acknowledged_by: str = ""
    acknowledged_at: float | None = None
    reminder_at: float | None = None
    reminder_due: bool = False
    message_until: float | None = None
    stale: bool = False
    disagrees: bool = False
    continuing: bool = False
    text: str = ""
    activation: Activation = Activation.ON
    covered: bool = False

    @property
    def key(self) -> str:
        """Unique in its bed."""
        return f"{self.code}:{self.subject}" if self.subject else self.code

    @property
    def is_there(self) -> bool:
        """The condition itself is present, as far as anybody knows."""
        return self.presence in (Presence.ON, Presence.ACKNOWLEDGED)

    @property
    def is_unseen(self) -> bool:
        """It asks for a person: present or latched, and nobody has acknowledged it."""
        return self.presence in (Presence.ON, Presence.LATCHED)

    @property
    def sounds(self) -> bool:
        """It would sound if nobody had silenced the bed."""
        return self.is_unseen or self.reminder_due


_PRESENCE_ORDER = {Presence.ON: 0, Presence.LATCHED: 1, Presence.ACKNOWLEDGED: 2, Presence.OFF: 3}


def urgency(alarm: Alarm) -> tuple[bool, bool, int, int, float, str]:
    """What sorts alarms, worst first: messages last, then uncovered first, by priority, unseen first, newest first."""
    shown = alarm.sounds or alarm.is_there
    return (not shown, alarm.covered, alarm.priority, _PRESENCE_ORDER[alarm.presence], -alarm.since, alarm.key)


@dataclass(frozen=True, slots=True)
class Off:
    """A condition that a person switched off."""

    code: str
    who: str
    at: float


@dataclass(frozen=True, slots=True)
class Silence:
    """How the bed is silenced; `floor`: what is more urgent than this speaks through the pause of the sound."""

    audio_until: float | None = None
    audio_off: bool = False
    floor: Priority = Priority.MEDIUM
    alarms_until: float | None = None
    who: str = ""
    off: tuple[Off, ...] = ()


@dataclass(frozen=True, slots=True)
class Attached:
    """A device of class A at the bed; `life_support`: the patient depends on it."""

    device: str
    life_support: bool
    heard_at: float
    left: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One change of state, to be logged for ever; `after` is what stands from then on, None where it is gone.

    `what`: an alarm's key, or "silence", "limits:<vital>", "device:<device>", "setting:<device>/<vital>". `was` and
    `becomes` are words of `Presence` with ":" and the priority for an alarm. `who` is empty where no person did it.
    """

    at: float
    bed: str
    what: str
    was: str
    becomes: str
    why: Why
    who: str = ""
    after: Alarm | Silence | VitalLimits | Attached | DeviceSetting | None = None


@dataclass(frozen=True, slots=True)
class SetBy:
    """Who set the limits of a vital sign, and when."""

    who: str
    at: float


@dataclass(frozen=True, slots=True)
class BedState:
    """All that there is to show of a bed's alarms, the worst first."""

    bed: str
    at: float
    alarms: tuple[Alarm, ...]
    silence: Silence
    missing: tuple[str, ...] = ()
    """Vital signs that are watched and have no value at this moment."""
    limits: dict[str, VitalLimits] = field(default_factory=dict)
    set_by: dict[str, SetBy] = field(default_factory=dict)
    """By vital sign: of limits that a person has set at this bed."""
    settings: tuple[DeviceSetting, ...] = ()
    """Changes of a device's own limits, the newest first; shown until they are in force, or somebody saw that not."""

    @property
    def worst(self) -> Alarm | None:
        """What colours the sector."""
        return self.alarms[0] if self.alarms else None
