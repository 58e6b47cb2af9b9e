"""The values of the history of alarms on their way. All times are POSIX seconds of the wall clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from app.router.delivery.model import Entry
from app.router.words import Step

MINUTE: Final = 60.0
"""Seconds within which somebody has to answer (source 7.12: a caregiver at the bed within one minute)."""


@dataclass(frozen=True)
class AlarmCall:
    """One beginning of an alarm, from which people were called until somebody accepted; an alarm that becomes more
    urgent or calls again begins anew, and has to be accepted anew. Seconds are counted from `began`.

    `closed_after`: it ended, or began anew. None each: it did not come to that.
    """

    bed: str
    priority: int
    began: float
    accepted_after: float | None = None
    accepted_by: str = ""
    present_after: float | None = None
    closed_after: float | None = None
    escalations: int = 0
    failsafe: bool = False

    @property
    def unanswered(self) -> bool:
        """It was over before anybody accepted it."""
        return self.accepted_after is None and self.closed_after is not None

    @property
    def accepted_late(self) -> bool:
        """More than a minute without anybody: accepted after it, or not at all although it lasted as long."""
        after = self.closed_after if self.accepted_after is None else self.accepted_after
        return after is not None and after > MINUTE


@dataclass(frozen=True)
class AlarmRun:
    """One alarm from its beginning to its end, with every step in the order of time.

    `label` is the bed's; `names` those of accounts and receivers as they are shown. `text`: the device's own words,
    where only these say what it was.
    """

    bed: str
    label: str
    alarm: str
    entries: tuple[Entry, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    text: str = ""

    @property
    def key(self) -> str:
        """Tells it from every other."""
        return f"{self.bed}|{self.alarm}|{self.began:.6f}"

    @property
    def code(self) -> str:
        """What alarms: `ward_alarms.condition_<code>`."""
        return self.alarm.partition(":")[0]

    @property
    def subject(self) -> str:
        """Which of several."""
        return self.alarm.partition(":")[2]

    @property
    def began(self) -> float:
        """The moment of its first step."""
        return self.entries[0].at

    @cached_property
    def priority(self) -> int:
        """The highest that it had."""
        return min(one.priority for one in self.entries)

    @cached_property
    def ended(self) -> float | None:
        """When it ended; None while it has not."""
        return next((one.at for one in self.entries if one.step is Step.ENDED), None)

    @cached_property
    def calls(self) -> tuple[AlarmCall, ...]:
        """Each of its beginnings."""
        return calls_of(self.entries)

    @property
    def escalations(self) -> int:
        """How often it passed on to the next."""
        return sum(call.escalations for call in self.calls)

    @property
    def failsafe(self) -> bool:
        """Whether the last destination was called."""
        return any(call.failsafe for call in self.calls)

    @property
    def is_late(self) -> bool:
        """Whether somebody let it wait for more than a minute."""
        return any(call.accepted_late for call in self.calls)

    @property
    def people(self) -> frozenset[str]:
        """The accounts that answered it in any way."""
        return frozenset(one.user for one in self.entries if one.user)

    def name(self, who: str) -> str:
        """An account or receiver as it is shown; what is not known by a name stays as it is."""
        return self.names.get(who, who)


def calls_of(entries: Sequence[Entry]) -> tuple[AlarmCall, ...]:
    """The beginnings of one alarm; what came before its first beginning is left out."""
    parts: list[list[Entry]] = []
    for one in entries:
        if one.step is Step.GENERATED:
            parts.append([one])
        elif parts:
            parts[-1].append(one)
    following = [part[0].at for part in parts[1:]]
    return tuple(_call(part, after) for part, after in zip(parts, [*following, None], strict=True))


def _call(part: Sequence[Entry], following: float | None) -> AlarmCall:
    begin = part[0]
    ended = next((one.at for one in part if one.step is Step.ENDED), None)
    accepted = next((one for one in part if one.step is Step.ACCEPTED), None)
    present = next((one.at for one in part if one.step is Step.PRESENT), None)
    closed = following if ended is None else ended
    return AlarmCall(
        bed=begin.bed,
        priority=begin.priority,
        began=begin.at,
        accepted_after=None if accepted is None else accepted.at - begin.at,
        accepted_by="" if accepted is None else accepted.user,
        present_after=None if present is None else present - begin.at,
        closed_after=None if closed is None else closed - begin.at,
        escalations=sum(one.step is Step.ESCALATED for one in part),
        failsafe=any(one.step is Step.FAILSAFE for one in part),
    )


@dataclass(frozen=True)
class HistoryFilter:
    """Which runs: begun in [since, until). None or "": any."""

    since: float
    until: float
    bed: str = ""
    priority: int | None = None
    who: str = ""
    only_late: bool = False
    """Those that somebody let wait for more than a minute, or that passed on to the next."""

    def takes(self, run: AlarmRun) -> bool:
        """Whether a run is one of them; its period is not looked at."""
        return (
            (not self.bed or run.bed == self.bed)
            and (self.priority is None or run.priority == self.priority)
            and (not self.who or self.who in run.people)
            and (not self.only_late or run.is_late or run.escalations > 0 or run.failsafe)
        )


@dataclass(frozen=True)
class RunList:
    """The newest first; `more`: there are older ones that were not read. `beds`, `people`: whom the period knows, for
    the filter, as (identifier, name)."""

    runs: tuple[AlarmRun, ...]
    more: bool = False
    beds: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, str], ...] = ()
