"""Suggestions against alarm fatigue: how loud a bed is, and what another limit or delay would have spared and missed.

Pure: a list of logged changes and the stored numbers of a vital sign go in. A suggestion is a count, never a change:
a person decides. What is lethal is never counted as something to be spared.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from app.ward.alarms.conditions import conditions
from app.ward.alarms.limits import Tier, VitalLimits, vital_rules
from app.ward.alarms.model import Alarm, Change, Silence, Why
from app.ward.alarms.standing import activation
from app.ward.alarms.watch import VitalWatch
from app.ward.alarms.words import Activation, Presence, Priority

_DAY = 86400.0
_SOON = 60.0
_NOT_SILENCED = Silence()


@dataclass(frozen=True, slots=True)
class Load:
    """How often a condition alarmed at a bed: `began` alarms, of them `repeats` that came again; times in seconds.

    `audible`: of those that began, how many nobody had silenced beforehand. `seen_soon`: acknowledged within a minute.
    `typical`: the middle one of how long they lasted, None where none ended.
    """

    bed: str
    code: str
    lethal: bool
    priority: Priority
    began: int
    repeats: int
    seen_soon: int
    per_day: float
    typical: float | None
    audible: int = 0


@dataclass(slots=True)
class _Count:
    lethal: bool = False
    priority: Priority = Priority.LOW
    began: int = 0
    repeats: int = 0
    seen_soon: int = 0
    audible: int = 0
    since: float | None = None
    seen: bool = False
    lasted: list[float] = field(default_factory=list)


def load(changes: Iterable[Change], start: float, end: float) -> list[Load]:
    """Every condition of every bed that alarmed in [start, end), the most frequent first.

    Changes before `start` are read for how a bed was silenced then.
    """
    counts: dict[tuple[str, str, str], _Count] = {}
    silences: dict[str, Silence] = {}
    for change in changes:
        if isinstance(change.after, Silence):
            silences[change.bed] = change.after
        code = change.what.partition(":")[0]
        if code not in conditions() or not start <= change.at < end:
            continue
        one = counts.setdefault((change.bed, code, change.what), _Count())
        _count(one, change, silences.get(change.bed, _NOT_SILENCED))
    days = max(end - start, 1.0) / _DAY
    found = [_load(bed, code, one, days) for (bed, code, _), one in counts.items() if one.began]
    return sorted(found, key=lambda one: (-one.began, one.bed, one.code))


@dataclass(frozen=True, slots=True)
class Episode:
    """One alarm of a limit: from when to when, and the worst value; `until` None while it lasts."""

    code: str
    tier: Tier
    since: float
    until: float | None
    worst: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What other limits or delays would have done to the same numbers.

    `before` and `after` are the alarms of the ordinary limits. `spared` would not have come; of them `near_extreme`
    went more than half the way to an extreme limit, and `missed_before_lethal` was the only warning ahead of a lethal
    alarm that followed within five minutes. `added` would have come besides. `lethal_before` and `lethal_after` are
    the alarms beyond extreme limits: `allowed` is False where a trial would have had fewer.
    """

    vital: str
    limits: VitalLimits
    before: int
    after: int
    spared: tuple[Episode, ...]
    near_extreme: int
    missed_before_lethal: int
    longest_missed: float
    worst_missed: float | None
    added: int
    lethal_before: int
    lethal_after: int

    @property
    def allowed(self) -> bool:
        """It spares no lethal alarm."""
        return self.lethal_after >= self.lethal_before


Values = Sequence[tuple[float, float | None]]
"""Stored numbers of one vital sign in the order of their times: (second, value or None)."""


def try_limits(vital: str, values: Values, present: VitalLimits, other: VitalLimits) -> Trial:
    """Both sets of limits over the same numbers; gaps are treated as the engine treats them."""
    was, would = episodes(vital, values, present), episodes(vital, values, other)
    lethal_was, plain_was = _parted(was)
    lethal_would, plain_would = _parted(would)
    spared = tuple(one for one in plain_was if not any(_meets(one, kept) for kept in would))
    # An alarm that merely comes later, or only as a lethal one, is not spared.
    added = sum(not any(_meets(one, old) for old in was) for one in plain_would)
    return Trial(
        vital=vital,
        limits=other,
        before=len(plain_was),
        after=len(plain_would),
        spared=spared,
        near_extreme=sum(_near_extreme(one, present) for one in spared),
        missed_before_lethal=sum(any(_warned(one, worse) for worse in lethal_was) for one in spared),
        longest_missed=max((_length(one, values) for one in spared), default=0.0),
        worst_missed=_worst(spared),
        added=added,
        lethal_before=len(lethal_was),
        lethal_after=len(lethal_would),
    )


def suggestions(vital: str, values: Values, present: VitalLimits) -> list[Trial]:
    """Small steps from the present limits that would have spared something and no lethal alarm, the best first."""
    rules = vital_rules()[vital]
    step = rules.hysteresis or rules.worsening / 5
    candidates = [replace(present, delay_low=15.0), replace(present, delay_high=15.0)]
    if present.low is not None:
        candidates += [replace(present, low=present.low - step * count) for count in (1, 2)]
    if present.high is not None:
        candidates += [replace(present, high=present.high + step * count) for count in (1, 2)]
    tried = [try_limits(vital, values, present, one) for one in candidates if _in_order(one)]
    useful = [one for one in tried if one.spared and one.allowed]
    return sorted(useful, key=lambda one: (one.missed_before_lethal, one.near_extreme, -len(one.spared)))


def episodes(vital: str, values: Values, limits: VitalLimits) -> list[Episode]:
    """The alarms that these limits give over these numbers, in the order of their beginning."""
    watch = VitalWatch(vital_rules()[vital], limits)
    open_ones: dict[str, Episode] = {}
    done: list[Episode] = []
    tiers = {one.code: one.tier for one in watch.tiers}
    for at, value in values:
        _confirm(watch, at, open_ones, tiers)
        if value is None or not watch.possible[0] <= value <= watch.possible[1]:
            continue
        watch.note(value, at, "")
        for edge in watch.observe(value, at):
            if not edge.on:
                done.append(replace(open_ones.pop(edge.code), until=at))
            elif edge.deviation is not None:
                open_ones[edge.code] = replace(open_ones[edge.code], worst=edge.deviation.value)
        _confirm(watch, at, open_ones, tiers)
    return sorted([*done, *open_ones.values()], key=lambda one: (one.since, one.code))


def _confirm(watch: VitalWatch, at: float, found: dict[str, Episode], tiers: Mapping[str, Tier]) -> None:
    while watch.busy and (moment := watch.due()) <= at:
        for edge in watch.confirm(moment):
            worst = edge.deviation.value if edge.deviation else watch.value
            found[edge.code] = Episode(edge.code, tiers[edge.code], moment, None, worst)


def _parted(found: list[Episode]) -> tuple[list[Episode], list[Episode]]:
    lethal = [one for one in found if conditions()[one.code].lethal]
    return lethal, [one for one in found if not conditions()[one.code].lethal]


def _meets(one: Episode, other: Episode) -> bool:
    """The same trouble: on the same side, at least partly at the same time."""
    if one.tier.bound is not other.tier.bound:
        return False
    return other.since <= (one.until or other.since) and one.since <= (other.until or one.since)


def _near_extreme(one: Episode, limits: VitalLimits) -> bool:
    high = one.tier is Tier.HIGH
    near, far = (limits.high, limits.extreme_high) if high else (limits.low, limits.extreme_low)
    if near is None or far is None:
        return False
    middle = (near + far) / 2
    return one.worst > middle if high else one.worst < middle


def _warned(one: Episode, lethal: Episode) -> bool:
    return one.tier.bound is lethal.tier.bound and one.since <= lethal.since <= (one.until or lethal.since) + 300.0


def _length(one: Episode, values: Values) -> float:
    return (one.until if one.until is not None else values[-1][0]) - one.since


def _worst(spared: Sequence[Episode]) -> float | None:
    """The value furthest beyond its limit of those on the side that was spared most."""
    if not spared:
        return None
    high = [one.worst for one in spared if one.tier is Tier.HIGH]
    low = [one.worst for one in spared if one.tier is Tier.LOW]
    return max(high) if len(high) > len(low) else min(low or high)


def _in_order(limits: VitalLimits) -> bool:
    given = (limits.extreme_low, limits.low, limits.high, limits.extreme_high)
    there = [one for one in given if one is not None]
    return all(below < above for below, above in pairwise(there))


def _count(one: _Count, change: Change, silence: Silence) -> None:
    alarm = change.after if isinstance(change.after, Alarm) else None
    began = change.becomes.startswith("on") and not change.was.startswith("on")
    if alarm is not None:
        one.lethal, one.priority = one.lethal or alarm.lethal, min(one.priority, alarm.priority)
    if began and alarm is not None:
        one.began += 1
        one.repeats += alarm.repeats > 0
        one.audible += activation(alarm, silence) is Activation.ON
        one.since, one.seen = change.at, False
    if one.since is None:
        return
    if change.why is Why.SEEN and change.who and not one.seen:
        one.seen = True
        one.seen_soon += change.at - one.since <= _SOON
    if alarm is None or alarm.presence in (Presence.LATCHED, Presence.OFF):
        if change.was.startswith(("on", "acknowledged")):
            one.lasted.append(change.at - one.since)
        if alarm is None:
            one.since = None


def _load(bed: str, code: str, one: _Count, days: float) -> Load:
    lasted = sorted(one.lasted)
    return Load(
        bed=bed,
        code=code,
        lethal=one.lethal,
        priority=one.priority,
        began=one.began,
        repeats=one.repeats,
        seen_soon=one.seen_soon,
        per_day=one.began / days,
        typical=lasted[len(lasted) // 2] if lasted else None,
        audible=one.audible,
    )
