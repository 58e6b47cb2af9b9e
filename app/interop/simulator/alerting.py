"""The alarms that simulated devices raise themselves: one state for each condition, in the phases of IHE PCD-04.

A condition must hold for its delay; then start, a repetition for as long as it lasts (periods of table 20), escalation
and de-escalation where its priority changes, and an end of the priority that it had.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from app.interop.simulator.origin import Timebase
from app.interop.simulator.scenarios import FOLDER
from app.ward.signals import DeviceAlert, Phase, Source

REPEATED_AFTER: Final = {"PH": 1.0, "PM": 5.0, "PL": 15.0}
_WEIGHT: Final = {"PL": 0, "PM": 1, "PH": 2}


@dataclass(frozen=True)
class Event:
    """Something that devices raise; `number` is that of ISO/IEEE 11073-10101, 0 where the name is one of our own."""

    code: str
    mdc: str
    number: int
    text: str
    kind: str
    priority: str
    delay: float


@dataclass(frozen=True)
class Condition:
    """That an event is there at this moment."""

    event: Event
    priority: str
    text: str
    vital: str = ""
    value: float | None = None
    limits: tuple[float | None, float | None] = (None, None)


@cache
def events() -> Mapping[str, Event]:
    """By code, from `resources/ward/simulated/events.toml`."""
    content: dict[str, Any] = tomllib.loads((FOLDER / "simulated" / "events.toml").read_text(encoding="utf-8"))
    return {one["code"]: Event(**one) for one in content["event"]}


def condition(code: str, **more: Any) -> Condition:
    """An event as it usually is."""
    event = events()[code]
    return replace(Condition(event, event.priority, event.text), **more)


@dataclass
class _State:
    since: float
    alert: str = ""
    sent: float = 0.0
    shown: Condition | None = None


class Alerting:
    """The alarms of one device; `update` is called regularly with all that is there now."""

    def __init__(self, source: Source, base: Timebase) -> None:
        self._source, self._base = source, base
        self._states: dict[str, _State] = {}
        self._count = 0

    @property
    def active(self) -> bool:
        """Whether any alarm has been started and not ended."""
        return any(state.shown is not None for state in self._states.values())

    def forget(self) -> None:
        """The device was switched off: it ends nothing, it is gone."""
        self._states.clear()

    def update(self, now: float, conditions: Mapping[str, Condition]) -> list[DeviceAlert]:
        """What is to be sent at `now` (seconds since the ward began)."""
        found: list[DeviceAlert] = []
        for key in [key for key in self._states if key not in conditions]:
            state = self._states.pop(key)
            if state.shown is not None:
                found.append(self._alert(now, state.alert, state.shown, Phase.END))
        for key, one in conditions.items():
            state = self._states.setdefault(key, _State(now))
            phase = self._phase(now, state, one)
            if phase is not None:
                state.shown, state.sent = one, now
                found.append(self._alert(now, state.alert, one, phase))
        return found

    def _phase(self, now: float, state: _State, one: Condition) -> Phase | None:
        if state.shown is None:
            if now - state.since < one.event.delay:
                return None
            self._count += 1
            state.alert = f"{self._source.device}-{self._count}"
            return Phase.START
        before, after = _WEIGHT[state.shown.priority], _WEIGHT[one.priority]
        if after != before:
            return Phase.ESCALATE if after > before else Phase.DEESCALATE
        # A little early rather than a whole frame late.
        return Phase.CONTINUE if now - state.sent >= REPEATED_AFTER[one.priority] - 0.21 else None

    def _alert(self, now: float, alert: str, one: Condition, phase: Phase) -> DeviceAlert:
        return DeviceAlert(
            self._source,
            self._base.at(now),
            alert,
            one.event.mdc,
            one.text,
            phase,
            state="inactive" if phase is Phase.END else "active",
            inactivation="enabled",
            priority=one.priority,
            kind=one.event.kind,
            vital=one.vital,
            value=one.value,
            limits=one.limits,
        )
