"""The tables as values, each row with its label by language. Figures: `resources/router/`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from app.router.words import DataClass, Rule
from app.ward.beds.model import DeviceClass

Label = Mapping[str, str]
"""By language: pt_BR and en."""

ALARM_CLASSES: Final = (DataClass.ALARM_0, DataClass.ALARM_1, DataClass.ALARM_2)
"""By the priority of the alarm."""
NEVER_DISCARDED: Final = range(4)
"""Priorities that are discarded under no load whatever (7.10)."""


@dataclass(frozen=True, slots=True)
class PriorityRow:
    """Tables 18 and 20; `period` and `longest` in seconds, 0 for what has no period."""

    priority: int
    code: str
    label: Label
    period: float
    longest: float
    discard: bool
    idle: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """A row of 7.12, in seconds; `presence` None where nobody has to be at the bed."""

    code: str
    label: Label
    priorities: tuple[int, ...]
    transmission: float
    response: float
    presence: float | None


@dataclass(frozen=True, slots=True)
class Level:
    """A row of table 17: `attempts` calls every `interval` seconds while no receiver has shown it, an answer within
    `limit` seconds where one has."""

    targets: tuple[str, ...]
    attempts: int
    interval: float
    limit: float


@dataclass(frozen=True, slots=True)
class Escalation:
    """Table 17 for the alarms of some priorities."""

    code: str
    label: Label
    priorities: tuple[int, ...]
    levels: tuple[Level, ...]
    failsafe: tuple[str, ...]

    @property
    def longest(self) -> float:
        """After how many seconds without an answer the failsafe is called at the latest."""
        return sum(level.limit for level in self.levels)


class Names(StrEnum):
    """How much of the personal data a class of users sees; labels: texts `router.names_<value>`."""

    NONE = "none"
    SOURCE = "source"
    READ_ONLY = "read_only"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class UserClass:
    """A column of table 14; `by_patient`: it holds only with the patients of table 15."""

    code: str
    label: Label
    by_patient: bool
    names: Names
    data: Mapping[DataClass, Rule]

    def rule(self, data: DataClass) -> Rule:
        """What is not named is not sent; personal data go by `names`."""
        if data is DataClass.PERSONAL:
            return Rule.ON_REQUEST if self.names in (Names.READ_ONLY, Names.COMPLETE) else Rule.NONE
        return self.data.get(data, Rule.NONE)


class Silent(StrEnum):
    """What is done about equipment that says nothing; labels: texts `router.silent_<value>`."""

    PROBE = "probe"
    LOST = "lost"
    POLL = "poll"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class EquipmentRow:
    """A row of table 13; `silent_after` None where no sign of life is waited for, `exit_priority` None: no alarm."""

    device_class: DeviceClass
    label: Label
    silent_after: float | None
    then: Silent
    exit_priority: int | None
    orderly_exit_alarms: bool


class Record(StrEnum):
    """The rows of table 22."""

    SENT = "sent"
    OLD = "old"
    LOW_SIGNAL_ATTENDED = "low_signal_attended"
    LOW_SIGNAL_UNATTENDED = "low_signal_unattended"
    HIGH_SIGNAL_ATTENDED = "high_signal_attended"
    HIGH_SIGNAL_UNATTENDED = "high_signal_unattended"
    LOW_ALARM_ATTENDED = "low_alarm_attended"
    LOW_ALARM_UNATTENDED = "low_alarm_unattended"
    HIGH_ALARM_ATTENDED = "high_alarm_attended"
    HIGH_ALARM_UNATTENDED = "high_alarm_unattended"
    PARAMETER_CHANGE = "parameter_change"


class WhenFull(StrEnum):
    """What the black box does when its space is used up; labels: texts `router.full_<value>`."""

    DISCARD = "discard"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Discards:
    """Table 22: the weight of each row, the highest goes first; `old_after` in seconds."""

    weights: Mapping[Record, float]
    labels: Mapping[Record, Label]
    when_full: WhenFull
    old_after: float

    def weight(self, what: Record, sent: bool, age: float) -> float:
        """How readily a record goes: the largest of the rows that it falls under. Of equals the older goes first."""
        rows = [what, *([Record.SENT] if sent else []), *([Record.OLD] if age >= self.old_after else [])]
        return max(self.weights[row] for row in rows)


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift by the clock on the wall."""

    code: str
    label: Label
    begins: time
    ends: time

    def span(self, day: date, zone: str) -> tuple[datetime, datetime]:
        """Beginning and end (UTC) of the shift that begins on this day by the ward's clock; `zone` is an IANA name."""
        place = ZoneInfo(zone)
        last = day if self.ends > self.begins else day + timedelta(days=1)
        begins, until = datetime.combine(day, self.begins, place), datetime.combine(last, self.ends, place)
        return begins.astimezone(UTC), until.astimezone(UTC)


@dataclass(frozen=True)
class Tables:
    """All tables of one ward; `versions` and `sources` by the name of the table."""

    priorities: tuple[PriorityRow, ...]
    deadlines: Mapping[int, Deadline]
    escalation: Mapping[int, Escalation]
    classes: Mapping[str, UserClass]
    topics: Mapping[str, DataClass]
    equipment: Mapping[DeviceClass, EquipmentRow]
    discards: Discards
    versions: Mapping[str, str]
    sources: Mapping[str, str]
    shifts: tuple[Shift, ...] = ()

    def period(self, priority: int) -> float:
        """Seconds between two messages of what lasts; 0 where it has no period."""
        return self.priorities[priority].period
