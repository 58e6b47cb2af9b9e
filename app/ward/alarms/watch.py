"""One vital sign against its limits: validation delay, hysteresis, and what a missing value means."""

import math
from dataclasses import dataclass
from typing import Final

from app.ward.alarms.limits import Tier, VitalLimits, VitalRules
from app.ward.alarms.model import Deviation
from app.ward.alarms.words import Bound, Priority
from app.ward.catalogue import vital_signs

_INTERVALS: Final = 2.5
"""So many usual intervals without a value are a gap (our choice)."""
_MOST_PATIENCE: Final = 300.0
_ORDER: Final = (Tier.LOW, Tier.HIGH, Tier.EXTREME_LOW, Tier.EXTREME_HIGH, Tier.NOTHING)


class TierWatch:
    """One limit: quiet, waiting for its delay (`since`), or passed (`active`)."""

    __slots__ = ("active", "back", "code", "delay", "high", "limit", "priority", "since", "tier", "worst")

    def __init__(
        self, tier: Tier, code: str, limit: float, hysteresis: float, delay: float, priority: Priority
    ) -> None:
        self.tier = tier
        self.code = code
        self.limit = limit
        self.high = tier.bound is Bound.HIGH
        self.back = limit - hysteresis if self.high else limit + hysteresis
        self.delay = delay
        self.priority = priority
        self.since: float | None = None
        self.active = False
        self.worst = limit

    def beyond(self, value: float) -> bool:
        """Past the limit."""
        return value > self.limit if self.high else value < self.limit

    def worsens(self, value: float) -> bool:
        """Further out than ever since the limit was passed; notes it."""
        if value > self.worst if self.high else value < self.worst:
            self.worst = value
            return True
        return False

    def inside(self, value: float) -> bool:
        """Back by the hysteresis."""
        return value <= self.back if self.high else value >= self.back


@dataclass(frozen=True, slots=True)
class Edge:
    """A limit passed for long enough or further than before (`on`), or a value that came back inside."""

    code: str
    on: bool
    priority: Priority
    deviation: Deviation | None


class VitalWatch:
    """One vital sign of one bed. A gap ends nothing and starts nothing; a delay under way runs on through it."""

    __slots__ = (
        "_step",
        "busy",
        "device",
        "doubted",
        "gone",
        "high",
        "last_at",
        "low",
        "patience",
        "possible",
        "rules",
        "seen",
        "tiers",
        "value",
    )

    def __init__(self, rules: VitalRules, limits: VitalLimits) -> None:
        self.rules = rules
        self.possible = vital_signs()[rules.vital].possible
        self.seen = False
        self.gone = False
        self.doubted = False
        self.last_at = -math.inf
        self.value = math.nan
        self.device = ""
        self._step = 0.0
        self.patience = rules.gone_after
        self.tiers: list[TierWatch] = []
        self.set_limits(limits)

    def note(self, value: float, at: float, device: str) -> bool:
        """A possible value has come; True where the next is now due sooner than it was.

        `patience` is how long the next may take: as the file says, or longer for a device that speaks that seldom. The
        shorter of the last two intervals counts, so that one gap teaches nothing.
        """
        step = at - self.last_at
        self.last_at, self.value, self.device = at, value, device
        if step <= 0 or not self.seen:
            return False
        usual = min(step, self._step)
        self._step, before = step, self.patience
        self.patience = max(self.rules.gone_after, min(_INTERVALS * usual, _MOST_PATIENCE))
        return self.patience < before

    def set_limits(self, limits: VitalLimits) -> set[str]:
        """Go on with other limits: what is passed or waiting stays so until a value says otherwise.

        Returns the conditions that were passed and have no limit any more.
        """
        before = {one.tier: one for one in self.tiers}
        self.tiers = _tiers(self.rules, limits)
        for one in self.tiers:
            old = before.pop(one.tier, None)
            if old is not None and (old.active or old.since is not None):
                one.active, one.since = old.active, old.since
                one.worst = max(one.limit, old.worst) if one.high else min(one.limit, old.worst)
        self.low = max((one.back for one in self.tiers if not one.high), default=-math.inf)
        self.high = min((one.back for one in self.tiers if one.high), default=math.inf)
        self.busy = any(one.active or one.since is not None for one in self.tiers)
        return {one.code for one in before.values() if one.active}

    def observe(self, value: float, at: float) -> list[Edge]:
        """What a possible value changes, after it was noted."""
        edges: list[Edge] = []
        busy = False
        for one in self.tiers:
            if one.active:
                if one.inside(value):
                    one.active, one.since, one.worst = False, None, one.limit
                    edges.append(Edge(one.code, False, one.priority, None))
                elif one.worsens(value):
                    edges.append(Edge(one.code, True, one.priority, self._deviation(one, value)))
            elif one.beyond(value):
                one.since = at if one.since is None else one.since
                one.worsens(value)
            else:
                one.since, one.worst = None, one.limit
            busy = busy or one.active or one.since is not None
        self.busy = busy
        return edges

    def due(self) -> float:
        """When the next delay is over, or the value counts as gone."""
        next_at = self.last_at + self.patience if self.seen and not self.gone else math.inf
        if self.busy:
            for one in self.tiers:
                if one.since is not None and not one.active:
                    next_at = min(next_at, one.since + one.delay)
        return next_at

    def confirm(self, at: float) -> list[Edge]:
        """The delays that are over at this moment, with the worst value of the delay."""
        edges = []
        for one in self.tiers:
            if one.since is not None and not one.active and one.since + one.delay <= at:
                one.active = True
                edges.append(Edge(one.code, True, one.priority, self._deviation(one, one.worst)))
        return edges

    def active_codes(self) -> set[str]:
        """The conditions whose limit is passed."""
        return {one.code for one in self.tiers if one.active}

    def hold(self, code: str) -> None:
        """Taken over from before a restart: passed until a value comes back inside."""
        for one in self.tiers:
            if one.code == code:
                one.active, self.busy = True, True

    def release(self, code: str) -> None:
        """A person has seen it and there is no value: it is judged anew from the next one on."""
        for one in self.tiers:
            if one.code == code:
                one.active, one.since, one.worst = False, None, one.limit
        self.busy = any(one.active or one.since is not None for one in self.tiers)

    def _deviation(self, one: TierWatch, value: float) -> Deviation:
        return Deviation(self.rules.vital, float(value), one.limit, one.tier.bound)


def _tiers(rules: VitalRules, limits: VitalLimits) -> list[TierWatch]:
    found = []
    for tier in _ORDER:
        if tier is Tier.NOTHING:
            if rules.nothing:
                code, below, delay = rules.nothing
                found.append(TierWatch(tier, code, below, rules.hysteresis, delay, Priority.HIGH))
            continue
        limit = getattr(limits, tier.value)
        if limit is None:
            continue
        high = tier.bound is Bound.HIGH
        usual = limits.priority_high if high else limits.priority_low
        extreme = tier in (Tier.EXTREME_LOW, Tier.EXTREME_HIGH)
        priority = Priority.HIGH if extreme else usual
        delay = limits.delay_high if high else limits.delay_low
        if extreme:
            # A longer delay spares ordinary alarms; it never makes the lethal one come later.
            given = next(iter(rules.defaults.values()))
            delay = min(delay, given.delay_high if high else given.delay_low)
        found.append(TierWatch(tier, rules.conditions[tier], limit, rules.hysteresis, delay, priority))
    return found
