"""A bed to alarm with, and short ways to say things to it."""

from dataclasses import dataclass, field

from app.ward.alarms.bed import BedAlarms
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.alarms.model import Alarm, Change
from app.ward.signals import DeviceAlert, Numeric, Phase, Source

WHO = "nurse"
MONITOR = "monitor"


@dataclass
class Bed:
    """A bed with all that it ever logged."""

    engine: BedAlarms = field(default_factory=lambda: BedAlarms("7", defaults(AgeClass.ADULT), 0.0))
    log: list[Change] = field(default_factory=list)

    def say(self, at: float, /, **values: float | None) -> None:
        """Numbers at one moment."""
        self.log += self.engine.observe([Numeric(vital, value) for vital, value in values.items()], at, MONITOR)

    def hold(self, start: float, end: float, /, **values: float | None) -> None:
        """The same numbers every second from `start` to `end`, both included."""
        for second in range(int(start), int(end) + 1):
            self.say(float(second), **values)

    def tick(self, at: float) -> None:
        self.log += self.engine.tick(at)

    def alert(self, at: float, phase: Phase, event: str = "MDC_EVT_ECG_ASYSTOLE", **more: str) -> None:
        self.log += self.engine.device_alert(alert(at, phase, event, **more), at)

    def see(self, key: str, at: float) -> None:
        self.log += self.engine.acknowledge(key, WHO, at)

    def alarms(self) -> dict[str, Alarm]:
        return {one.key: one for one in self.engine.state().alarms}

    def words(self) -> dict[str, str]:
        """Presence by key."""
        return {key: one.presence.value for key, one in self.alarms().items()}


def alert(at: float, phase: Phase, event: str, **more: str) -> DeviceAlert:
    given = {"priority": "PM", "kind": "SP", "text": "", "identifier": "a1", "state": "active", "vital": ""} | more
    return DeviceAlert(
        source=Source(MONITOR),
        received_at=at,
        alert=given["identifier"],
        event=event,
        text=given["text"],
        phase=phase,
        state=given["state"],
        priority=given["priority"],
        kind=given["kind"],
        vital=given["vital"],
        value=float(given["value"]) if "value" in given else None,
    )
