"""One simulated bedside monitor: its numbers every second, its own alarms with limits of its own, its signs of life."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.interop.simulator.alerting import Alerting, Condition, condition
from app.interop.simulator.monitor_limits import MonitorLimit, OwnLimits, Sides
from app.interop.simulator.numerics import PAUSE_THAT_IS_ASYSTOLE, BedNumbers, Values
from app.interop.simulator.origin import Bed, Timebase
from app.interop.simulator.patients import Happened
from app.interop.simulator.targets import COLUMN, AskedForLimits, Electrodes, Presence, Probe, Rhythm, Transducer
from app.ward.catalogue import vital_signs
from app.ward.signals import DeviceMessage, DeviceOrder, LifeQuestion, Numeric, Observation, SignOfLife

SIGN_OF_LIFE_SECONDS: Final = 10.0
APNOEA_SECONDS: Final = 20.0
_MONITOR, _RHYTHM, _ELECTRODES = COLUMN["monitor"], COLUMN["rhythm"], COLUMN["electrodes"]
_ASKED_FOR_LIMITS = COLUMN["asked_for_limits"]
_PROBE, _TRANSDUCER, _LINE = COLUMN["probe"], COLUMN["transducer"], COLUMN["arterial_line"]


class Monitor:
    """Fed with every frame of its bed."""

    def __init__(self, bed: Bed, base: Timebase, seed: int) -> None:
        self.source = bed.source("monitor")
        self._base = base
        self._numbers = BedNumbers(seed, bed.name)
        self.alarms = Alerting(self.source, base)
        self._own = OwnLimits(self.source, base)
        # Monitors do not all speak in the same instant; a fifth of them in each frame.
        self._stagger = (bed.number % 5) * 0.2
        self._second = -1
        self._next_sign = 0.0
        self.present = True

    def order(self, order: DeviceOrder) -> None:
        """Somebody asks for a sign of life, or for other limits; what is not there does not hear it."""
        if not self.present:
            return
        if isinstance(order, LifeQuestion):
            self._next_sign = 0.0
        else:
            self._own.order(order)

    def take(
        self, now: float, row: list[float], happened: Happened, pressure: NDArray[np.float64], co2: float, sat: float
    ) -> list[DeviceMessage]:
        """A frame that ends `now`; what the monitor then sends."""
        self._numbers.see(now, row, happened, pressure, co2)
        said = self._leave_or_come(now, row)
        if not self.present:
            return said
        said += self._own.answers(now, AskedForLimits(int(row[_ASKED_FOR_LIMITS])))
        second = int(now + self._stagger)
        if second > self._second:
            self._second = second
            values = self._numbers.values(now, row, sat)
            said.append(Observation(self.source, self._base.at(now), _numerics(values, self._own.sides)))
            said += self.alarms.update(now, self._conditions(now, row, values))
        if now >= self._next_sign:
            self._next_sign = now + SIGN_OF_LIFE_SECONDS
            said.append(SignOfLife(self.source, self._base.at(now)))
        return said

    def _leave_or_come(self, now: float, row: list[float]) -> list[DeviceMessage]:
        wanted = Presence(int(row[_MONITOR]))
        if self.present == (wanted is Presence.ON):
            return []
        self.present = wanted is Presence.ON
        if self.present:
            self._next_sign = now
            return []
        self.alarms.forget()
        self._own.forget()
        return [SignOfLife(self.source, self._base.at(now), leaving=True)] if wanted is Presence.LEAVES else []

    def _conditions(self, now: float, row: list[float], values: Values) -> dict[str, Condition]:
        found = self._rhythm_conditions(now, row)
        if row[_ELECTRODES] == Electrodes.OFF:
            found["leads_off"] = condition("leads_off")
        if row[_PROBE] == Probe.OFF:
            found["probe_off"] = condition("probe_off")
        if row[_LINE] and row[_TRANSDUCER] == Transducer.OFF:
            found["line_off"] = condition("line_off")
        if values.get("respiratory_rate") is not None and self._numbers.breathless(now) > APNOEA_SECONDS:
            found["apnoea"] = condition("apnoea", vital="respiratory_rate", value=0.0)
        for limit in self._own.limits:
            value = values.get(limit.vital)
            if value is not None and limit.is_passed(value) and not _is_told_already(limit, found):
                found[f"{limit.vital}_{'high' if limit.high else 'low'}"] = _beyond(
                    limit, value, self._own.sides[limit.vital]
                )
        return found

    def _rhythm_conditions(self, now: float, row: list[float]) -> dict[str, Condition]:
        if row[_ELECTRODES] == Electrodes.OFF:
            return {}
        rhythm, seen = Rhythm(int(row[_RHYTHM])), row[_ELECTRODES] != Electrodes.FLAT
        if seen and rhythm is Rhythm.VENTRICULAR_FIBRILLATION:
            return {"v_fib": condition("v_fib")}
        if seen and rhythm is Rhythm.VENTRICULAR_TACHYCARDIA:
            return {"v_tach": condition("v_tach")}
        if self._numbers.pause(now) > PAUSE_THAT_IS_ASYSTOLE:
            return {"asystole": condition("asystole", vital="heart_rate", value=0.0)}
        return {}


def _numerics(values: Values, limits: Mapping[str, Sides]) -> tuple[Numeric, ...]:
    return tuple(Numeric(vital, value, limits.get(vital, (None, None))) for vital, value in values.items())


def _is_told_already(limit: MonitorLimit, found: dict[str, Condition]) -> bool:
    """A lethal rhythm says more than a low rate; apnoea more than a low respiratory rate."""
    if limit.vital == "heart_rate":
        return bool(found.keys() & {"asystole", "v_fib", "v_tach"})
    return limit.vital == "respiratory_rate" and "apnoea" in found


def _beyond(limit: MonitorLimit, value: float, sides: Sides) -> Condition:
    usual = condition("high" if limit.high else "low")
    label = vital_signs()[limit.vital].label["pt_BR"]
    return condition(
        "high" if limit.high else "low",
        text=f"{label} {value:g} {'>' if limit.high else '<'} {limit.limit:g} ({usual.text})",
        priority="PH" if limit.is_extreme(value) else usual.priority,
        vital=limit.vital,
        value=value,
        limits=sides,
    )
