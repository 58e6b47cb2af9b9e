"""What stands beside a simulated bed besides its monitor: infusion pump, ventilator, the bedside module's button."""

import random
from collections.abc import Sequence
from typing import Final

from app.interop.simulator.alerting import Alerting, Condition, condition
from app.interop.simulator.origin import Bed, Timebase
from app.interop.simulator.targets import COLUMN, PumpState, VentilatorState
from app.ward.reports import topics
from app.ward.signals import (
    DeviceAlert,
    DeviceMessage,
    DeviceOrder,
    DeviceReport,
    LifeQuestion,
    Phase,
    SignOfLife,
    Source,
)

SIGN_OF_LIFE_SECONDS: Final = 10.0
_DRUGS: Final = (("noradrenaline", 9.0), ("midazolam", 6.0), ("fentanyl", 4.0), ("insulin", 2.0), ("saline", 40.0))
_SYRINGE_ML: Final = 50.0
_NEAR_END_ML: Final = 3.0
_SHARE_NEAR_END: Final = 0.3
_CHANGED_AFTER: Final = (40.0, 120.0)
_PRESENT_AFTER: Final = (20.0, 55.0)
"""Seconds until somebody stands at the bed; the router's rule is one minute."""
_RESPIRATORY_RATE = COLUMN["respiratory_rate"]
_PUMP, _PUMP_STATE = COLUMN["pump"], COLUMN["pump_state"]
_VENTILATED, _VENTILATOR_STATE = COLUMN["ventilated"], COLUMN["ventilator_state"]


def report(source: Source, at: float, topic: str, values: dict[str, float | str | None]) -> DeviceReport:
    """A report with the priority of its topic."""
    return DeviceReport(source, at, topic, topics()[topic].priority, values)


class Companion:
    """What pumps and ventilators have in common: signs of life, alarms, a report at the period of its topic."""

    kind = ""
    topic = ""

    def __init__(self, bed: Bed, base: Timebase, seed: int) -> None:
        self.source = bed.source(self.kind)
        self.alarms = Alerting(self.source, base)
        self.present = True
        self._base = base
        self._draw = random.Random(f"{seed}/{bed.name}/{self.kind}")
        self._next_sign = self._draw.uniform(0.0, 2.0)
        self._next_report = self._draw.uniform(0.0, topics()[self.topic].period)

    def order(self, order: DeviceOrder) -> None:
        """Asked for a sign of life it gives one; it takes no limits."""
        if self.present and isinstance(order, LifeQuestion):
            self._next_sign = 0.0

    def take(self, now: float, row: list[float]) -> list[DeviceMessage]:
        """A frame that ends `now`."""
        is_on, announced = self._presence(row)
        if self.present and not is_on:
            self.present = False
            self.alarms.forget()
            return [SignOfLife(self.source, self._base.at(now), leaving=True)] if announced else []
        if not is_on:
            return []
        self.present = True
        said: list[DeviceMessage] = list(self._moved(now, row))
        said += self.alarms.update(now, self._conditions(row))
        if now >= self._next_sign:
            self._next_sign = now + SIGN_OF_LIFE_SECONDS
            said.append(SignOfLife(self.source, self._base.at(now)))
        if now >= self._next_report:
            self._next_report = now + topics()[self.topic].period
            said.append(self._report(now, self.topic, self._values(row)))
        return said

    def _report(self, now: float, topic: str, values: dict[str, float | str | None]) -> DeviceReport:
        return report(self.source, self._base.at(now), topic, values)

    def _presence(self, row: list[float]) -> tuple[bool, bool]:  # noqa: ARG002 - not every device can be switched off
        """Whether it is on, and whether it says so when it goes."""
        return True, True

    def _moved(self, now: float, row: list[float]) -> list[DeviceReport]:
        raise NotImplementedError

    def _conditions(self, row: list[float]) -> dict[str, Condition]:
        raise NotImplementedError

    def _values(self, row: list[float]) -> dict[str, float | str | None]:
        raise NotImplementedError


class Pump(Companion):
    """A syringe pump: it empties, says so, is given a new syringe after a while; both are counted for the accounts."""

    kind, topic = "pump", "infusion"

    def __init__(self, bed: Bed, base: Timebase, seed: int) -> None:
        super().__init__(bed, base, seed)
        self._drug, self._rate = self._draw.choice(_DRUGS)
        self._left = self._draw.uniform(0.3, 1.0) * _SYRINGE_ML
        if self._draw.random() < _SHARE_NEAR_END:
            # So that whoever tries the simulator for some minutes sees a syringe end and be changed.
            self._left = self._rate * self._draw.uniform(60.0, 600.0) / 3600.0
        self._given = 0.0
        self._before = 0.0
        self._changed_at: float | None = None

    def _moved(self, now: float, row: list[float]) -> list[DeviceReport]:
        running = row[_PUMP_STATE] != PumpState.OCCLUDED
        flowed = min(self._left, self._rate * (now - self._before) / 3600.0) if running else 0.0
        self._before = now
        self._left -= flowed
        self._given += flowed
        if self._left > 0.0:
            return []
        if self._changed_at is None:
            self._changed_at = now + self._draw.uniform(*_CHANGED_AFTER)
        return self._new_syringe(now) if now >= self._changed_at else []

    def _new_syringe(self, now: float) -> list[DeviceReport]:
        given, self._given, self._left, self._changed_at = round(self._given, 1), 0.0, _SYRINGE_ML, None
        return [
            self._report(now, "medication_given", {"drug": self._drug, "volume": given}),
            self._report(now, "supply_used", {"item": "syringe_50", "quantity": 1.0}),
            self._report(now, "equipment_log", {"equipment": "pump", "entry": "syringe_changed"}),
        ]

    def _conditions(self, row: list[float]) -> dict[str, Condition]:
        found = {}
        if row[_PUMP_STATE] == PumpState.OCCLUDED:
            found["line_occluded"] = condition("line_occluded")
        if row[_PUMP_STATE] == PumpState.LOW_BATTERY:
            found["battery_low"] = condition("battery_low")
        if self._left <= 0.0:
            found["infusion"] = condition("infusion_ended")
        elif self._left < _NEAR_END_ML:
            found["infusion"] = condition("infusion_near_end")
        return found

    def _values(self, row: list[float]) -> dict[str, float | str | None]:
        runs = row[_PUMP_STATE] != PumpState.OCCLUDED and self._left > 0.0
        return {
            "drug": self._drug,
            "rate": self._rate if runs else 0.0,
            "given": round(self._given, 2),
            "left": round(self._left, 2),
        }


class Ventilator(Companion):
    """Its settings, its alarms, and the filter that is changed now and then."""

    kind, topic = "ventilator", "ventilation"

    def __init__(self, bed: Bed, base: Timebase, seed: int) -> None:
        super().__init__(bed, base, seed)
        self._mode = self._draw.choice(("volume_control", "pressure_support"))
        self._oxygen = float(self._draw.choice((30, 35, 40, 50, 60)))
        self._peep = float(self._draw.randint(5, 12))
        self._volume = float(self._draw.randrange(360, 520, 10))
        self._next_filter = self._draw.uniform(60.0, 1800.0)

    def _presence(self, row: list[float]) -> tuple[bool, bool]:
        state = row[_VENTILATOR_STATE]
        gone = (VentilatorState.SWITCHED_OFF, VentilatorState.VANISHED)
        return state not in gone, state == VentilatorState.SWITCHED_OFF

    def _moved(self, now: float, row: list[float]) -> list[DeviceReport]:  # noqa: ARG002 - only pumps ask for it
        if now < self._next_filter:
            return []
        self._next_filter = now + 86_400.0
        return [self._report(now, "supply_used", {"item": "ventilator_filter", "quantity": 1.0})]

    def _conditions(self, row: list[float]) -> dict[str, Condition]:
        if row[_VENTILATOR_STATE] == VentilatorState.DISCONNECTED:
            return {"disconnected": condition("ventilator_disconnected")}
        if row[_VENTILATOR_STATE] == VentilatorState.OXYGEN_LOW:
            return {"oxygen": condition("ventilator_oxygen_low")}
        return {}

    def _values(self, row: list[float]) -> dict[str, float | str | None]:
        connected = row[_VENTILATOR_STATE] != VentilatorState.DISCONNECTED
        return {
            "mode": self._mode,
            "oxygen": self._oxygen,
            "peep": self._peep,
            "tidal_volume": self._volume if connected else 0.0,
            "rate": float(round(row[_RESPIRATORY_RATE])) if connected else 0.0,
        }


class BedsideModule:
    """The button with which somebody says: I am at this bed (the return of priority 3)."""

    def __init__(self, bed: Bed, base: Timebase, seed: int) -> None:
        self.source = bed.source("bedside")
        self._base = base
        self._draw = random.Random(f"{seed}/{bed.name}/bedside")
        self._called_at: float | None = None
        self._comes_at = 0.0

    def take(self, now: float, said: Sequence[DeviceMessage]) -> list[DeviceMessage]:
        """After what the bed's other devices said in this frame."""
        if self._called_at is None:
            if any(isinstance(one, DeviceAlert) and one.priority == "PH" and one.phase is Phase.START for one in said):
                self._called_at, self._comes_at = now, now + self._draw.uniform(*_PRESENT_AFTER)
            return []
        if now < self._comes_at:
            return []
        waited, self._called_at = round(now - self._called_at), None
        return [report(self.source, self._base.at(now), "bedside_presence", {"after_seconds": float(waited)})]


def companions(bed: Bed, base: Timebase, seed: int, row: list[float]) -> list[Companion]:
    """Those that the bed's scenario gives it."""
    found: list[Companion] = [Pump(bed, base, seed)] if row[_PUMP] else []
    return [*found, Ventilator(bed, base, seed)] if row[_VENTILATED] else found
