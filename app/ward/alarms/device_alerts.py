"""Alarms that a device raised itself: what they mean here, and what happens when their end never comes."""

import math
from dataclasses import dataclass
from typing import Final

from app.ward.alarms.conditions import LIMIT_EVENTS, condition_of_event, conditions, side_code
from app.ward.alarms.limits import vital_rules
from app.ward.alarms.model import Deviation, Why
from app.ward.alarms.register import Claim, Register
from app.ward.alarms.words import Bound, Kind, Priority
from app.ward.catalogue import vital_signs
from app.ward.signals import DeviceAlert, Phase

_PRIORITY: Final = {"PH": Priority.HIGH, "PM": Priority.MEDIUM, "PL": Priority.LOW, "PN": Priority.LOW}
_ENDS: Final = frozenset({Phase.END, Phase.RESET})


@dataclass(frozen=True, slots=True)
class Meaning:
    """A device's alarm as a claim of a condition; `present` False where the device says that it is over."""

    claim: Claim
    present: bool


@dataclass(slots=True)
class _Said:
    """When a device last confirmed its alarm, and under which key it stands here."""

    key: str
    device: str
    at: float
    late: bool = False


class DeviceAlerts:
    """The alarms of the bed's devices, by the identifier that each device gave them."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self._said: dict[str, _Said] = {}

    def due(self) -> float:
        """When the next of them has gone unconfirmed for too long."""
        moments = (one.at for one in self._said.values() if not one.late)
        return min(moments, default=math.inf) + self.register.rules.device_alarm

    def run(self, at: float) -> None:
        """A device that neither repeats nor ends its alarm: that itself is told, the alarm stays."""
        for alert, said in self._said.items():
            if not said.late and said.at + self.register.rules.device_alarm <= at:
                said.late = True
                condition = conditions()["device_alarm_unconfirmed"]
                claim = Claim(condition.code, said.key, condition.priority, condition.lethal)
                self.register.say(f"device:{alert}", claim, Why.UNCONFIRMED, at)
                self.register.doubt(said.key, f"device:{alert}", True, Why.UNCONFIRMED, at)

    def take(self, alert: DeviceAlert, at: float) -> None:
        """One message of an alarm, whatever its phase; that the beginning was lost changes nothing."""
        said, name = meaning(alert), f"{alert.source.device}/{alert.alert}"
        before = self._said.get(name)
        if not said.present:
            self.end(name, Why.ENDED, at)
            return
        claim = said.claim
        key = f"{claim.code}:{claim.subject}" if claim.subject else claim.code
        if before is not None and before.late:
            self.register.unsay(f"device_alarm_unconfirmed:{before.key}", f"device:{name}", Why.VALUE_BACK, at)
        self._said[name] = _Said(key, alert.source.device, at)
        step = vital_rules()[alert.vital].worsening if alert.vital in vital_rules() else math.inf
        self.register.say(f"device:{name}", claim, Why.DEVICE, at, step)
        if before is not None and before.key != key:
            self.register.unsay(before.key, f"device:{name}", Why.DEVICE, at)

    def end(self, name: str, why: Why, at: float, who: str = "") -> None:
        """The device said that it is over, or a person did."""
        said = self._said.pop(name, None)
        if said is not None:
            self.register.unsay(said.key, f"device:{name}", why, at, who)
            self.register.unsay(f"device_alarm_unconfirmed:{said.key}", f"device:{name}", why, at, who)

    def left(self, device: str, at: float) -> None:
        """The device announced its switch-off: nobody will end its alarms."""
        for name, said in self._said.items():
            if said.device == device and not said.late:
                said.late = True
                self.register.doubt(said.key, f"device:{name}", True, Why.LEFT, at)

    def detach(self, device: str, who: str, at: float) -> None:
        """A person took the device off."""
        for name in [name for name, said in self._said.items() if said.device == device]:
            self.end(name, Why.DETACHED, at, who)

    def release(self, name: str, who: str, at: float) -> None:
        """A person has seen an alarm that nobody confirmed: the device may raise it anew."""
        said = self._said.pop(name, None)
        if said is not None:
            self.register.unsay(f"device_alarm_unconfirmed:{said.key}", f"device:{name}", Why.SEEN, at, who)
            self.register.unsay(said.key, f"device:{name}", Why.SEEN, at, who)

    def hold(self, name: str, key: str, late: bool, at: float) -> None:
        """Taken over from before a restart: its confirmation is waited for from now on."""
        self._said[name] = _Said(key, name.partition("/")[0], at, late)


def meaning(alert: DeviceAlert) -> Meaning:
    """Never less urgent than the device says, nor than the condition is here.

    What nobody knows by code is `device_alarm` (of the patient) or `device_fault`, with the device's own words; a
    critical one of the patient counts as lethal, because it may be.
    """
    said = _PRIORITY.get(alert.priority)
    code = _code(alert)
    condition = conditions()[code]
    unknown = code in ("device_alarm", "device_fault")
    if unknown:
        priority = condition.priority if said is None else said
    else:
        priority = condition.priority if said is None else min(said, condition.priority)
    lethal = condition.lethal or (code == "device_alarm" and priority is Priority.HIGH)
    claim = Claim(
        code=code,
        subject=(alert.event or alert.text or alert.alert) if unknown else "",
        priority=priority,
        lethal=lethal,
        text=alert.text,
        kind=Kind.TECHNICAL if alert.kind == "ST" else None,
        deviation=_deviation(alert, code),
    )
    present = alert.phase not in _ENDS and alert.state != "inactive"
    return Meaning(claim, present)


def _code(alert: DeviceAlert) -> str:
    side = LIMIT_EVENTS.get(alert.event)
    if side is not None and alert.vital in vital_signs():
        return side_code(alert.vital, side)
    known = condition_of_event().get(alert.event)
    if known is not None:
        return known
    return "device_fault" if alert.kind == "ST" else "device_alarm"


def _deviation(alert: DeviceAlert, code: str) -> Deviation | None:
    if alert.value is None or not math.isfinite(alert.value) or alert.vital not in vital_signs():
        return None
    low, high = alert.limits
    if code.endswith("_high") or code == "extreme_tachycardia":
        return Deviation(alert.vital, alert.value, high, Bound.HIGH)
    if code.endswith("_low") or code in ("extreme_bradycardia", "desaturation", "apnoea", "asystole"):
        return Deviation(alert.vital, alert.value, low, Bound.LOW)
    if high is not None and alert.value > high:
        return Deviation(alert.vital, alert.value, high, Bound.HIGH)
    return Deviation(alert.vital, alert.value, low, Bound.LOW)
