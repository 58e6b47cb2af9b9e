"""The limits that a simulated monitor has set itself, and how it answers whoever asks it for others."""

import tomllib
from collections import deque
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from app.interop.simulator.origin import Timebase
from app.interop.simulator.scenarios import FOLDER
from app.interop.simulator.targets import AskedForLimits
from app.ward.signals import DeviceMessage, LimitsOrder, OrderStep, SettingAnswer, Source

IN_FORCE_AFTER: Final = 2.0
"""Seconds from taking an order to doing so."""
_LOCKED: Final = "Bloqueado no aparelho (simulação)"
Sides = tuple[float | None, float | None]


@dataclass(frozen=True)
class MonitorLimit:
    """One limit of the simulated monitor; beyond `extreme` the alarm is of high priority."""

    vital: str
    high: bool
    limit: float
    extreme: float | None = None

    def is_passed(self, value: float) -> bool:
        """Whether the number lies beyond it."""
        return value > self.limit if self.high else value < self.limit

    def is_extreme(self, value: float) -> bool:
        """Whether it lies beyond the second one."""
        return self.extreme is not None and (value > self.extreme if self.high else value < self.extreme)


@cache
def monitor_limits() -> tuple[MonitorLimit, ...]:
    """From `resources/ward/simulated/monitor.toml`."""
    content = tomllib.loads((FOLDER / "simulated" / "monitor.toml").read_text(encoding="utf-8"))
    return tuple(
        MonitorLimit(
            one["vital"], one["high"], float(one["limit"]), float(one["extreme"]) if "extreme" in one else None
        )
        for one in content["limit"]
    )


def by_vital(limits: tuple[MonitorLimit, ...]) -> dict[str, Sides]:
    """Lower and upper limit of each number that has any."""
    found: dict[str, Sides] = {}
    for one in limits:
        low, high = found.get(one.vital, (None, None))
        found[one.vital] = (low, one.limit) if one.high else (one.limit, high)
    return found


@cache
def limits_by_vital() -> dict[str, Sides]:
    """Those that a monitor begins with."""
    return by_vital(monitor_limits())


class OwnLimits:
    """What one monitor has in force; `answers` says what it tells whoever ordered other limits."""

    def __init__(self, source: Source, base: Timebase) -> None:
        self._source, self._base = source, base
        self._asked: deque[LimitsOrder] = deque()
        self._taken: deque[tuple[float, LimitsOrder]] = deque()
        self.limits, self.sides = monitor_limits(), limits_by_vital()

    def order(self, order: LimitsOrder) -> None:
        """Somebody asks for other limits."""
        self._asked.append(order)

    def forget(self) -> None:
        """Switched off: what it had not done yet it will not do."""
        self._asked.clear()
        self._taken.clear()

    def answers(self, now: float, asked_for: AskedForLimits) -> list[DeviceMessage]:
        """What it says at `now`, by how it behaves."""
        said: list[DeviceMessage] = []
        while self._asked:
            one = self._asked.popleft()
            if asked_for is AskedForLimits.SILENT:
                continue
            refused = asked_for is AskedForLimits.REFUSES
            said.append(self._answer(now, one, OrderStep.REFUSED if refused else OrderStep.TAKEN))
            if not refused:
                self._taken.append((now + IN_FORCE_AFTER, one))
        while self._taken and self._taken[0][0] <= now:
            one = self._taken.popleft()[1]
            self._set(one)
            said.append(self._answer(now, one, OrderStep.IN_FORCE))
        return said

    def _answer(self, now: float, one: LimitsOrder, step: OrderStep) -> SettingAnswer:
        reason = _LOCKED if step is OrderStep.REFUSED else ""
        return SettingAnswer(self._source, self._base.at(now), one.change, step, reason)

    def _set(self, order: LimitsOrder) -> None:
        """An extreme limit stays where the new one lies before it."""
        own = {one.high: one for one in self.limits if one.vital == order.vital}
        others = [one for one in self.limits if one.vital != order.vital]
        for high, limit in ((False, order.low), (True, order.high)):
            if limit is not None:
                before = own.get(high, MonitorLimit(order.vital, high, limit))
                others.append(replace(before, limit=limit, extreme=_beyond(before.extreme, limit, high=high)))
        self.limits = tuple(others)
        self.sides = by_vital(self.limits)


def _beyond(extreme: float | None, limit: float, *, high: bool) -> float | None:
    if extreme is None:
        return None
    return extreme if (extreme > limit if high else extreme < limit) else None
