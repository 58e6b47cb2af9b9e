"""The rooms and the building: environment every five minutes, equipment every hour, logs, generator and gases."""

import random
from collections.abc import Sequence
from typing import Final

from app.interop.simulator.alerting import Alerting, condition
from app.interop.simulator.companions import report
from app.interop.simulator.origin import Bed, Timebase, plant_source
from app.interop.simulator.plans import PLANT, Failure, How
from app.interop.simulator.targets import COLUMN
from app.ward.reports import topics
from app.ward.signals import DeviceMessage, DeviceOrder, LifeQuestion, SignOfLife, Source

_LIGHT, _NOISE = COLUMN["light"], COLUMN["noise"]
_FIRST_WITHIN: Final = 20.0
"""Seconds: whoever tries the simulator need not wait an hour for the first status."""
_LOG_EVERY: Final = 600.0
_LOUDER_WITH_ALARM: Final = 9.0


class Room:
    """One bed's room with the status and the log of its devices."""

    def __init__(self, bed: Bed, base: Timebase, seed: int, equipment: Sequence[str]) -> None:
        self._base, self._bed = base, bed
        self._draw = draw = random.Random(f"{seed}/{bed.name}/room")
        self._source = bed.source("room")
        self._equipment = tuple(equipment)
        self._hours = {one: float(draw.randrange(10, 9000)) for one in self._equipment}
        self._temperature, self._humidity = draw.uniform(22.0, 24.5), draw.uniform(45.0, 60.0)
        self._next_environment = draw.uniform(0.0, _FIRST_WITHIN)
        self._next_status = draw.uniform(0.0, _FIRST_WITHIN)
        self._next_log = draw.expovariate(1 / _LOG_EVERY)

    def take(self, now: float, row: list[float], *, alarm: bool) -> list[DeviceMessage]:
        """A frame that ends `now`; a room in which a device alarms is louder."""
        said: list[DeviceMessage] = []
        if now >= self._next_environment:
            self._next_environment = now + topics()["environment"].period
            said.append(report(self._source, self._base.at(now), "environment", self._environment(row, alarm=alarm)))
        if now >= self._next_status:
            self._next_status = now + topics()["equipment_status"].period
            said += [self._status(now, one) for one in self._equipment]
        if now >= self._next_log:
            self._next_log = now + self._draw.expovariate(1 / _LOG_EVERY)
            one = self._draw.choice(self._equipment)
            entry = self._draw.choice(("self_test_passed", "limits_read"))
            values: dict[str, float | str | None] = {"equipment": one, "entry": entry}
            said.append(report(self._bed.source(one), self._base.at(now), "equipment_log", values))
        return said

    def _environment(self, row: list[float], *, alarm: bool) -> dict[str, float | str | None]:
        draw = self._draw
        self._temperature += 0.3 * (23.2 - self._temperature) + draw.gauss(0, 0.2)
        self._humidity += 0.3 * (52.0 - self._humidity) + draw.gauss(0, 1.0)
        return {
            "temperature": round(self._temperature, 1),
            "humidity": float(round(self._humidity)),
            "light": float(round(max(row[_LIGHT] * draw.uniform(0.9, 1.1), 0.0))),
            "noise": float(round(row[_NOISE] + draw.gauss(0, 2) + (_LOUDER_WITH_ALARM if alarm else 0.0))),
        }

    def _status(self, now: float, equipment: str) -> DeviceMessage:
        values: dict[str, float | str | None] = {
            "equipment": equipment,
            "battery": float(self._draw.randint(70, 100)),
            "hours": self._hours[equipment] + round(now / 3600.0, 1),
            "maintenance_in": float(self._draw.randint(3, 300)),
        }
        return report(self._bed.source(equipment), self._base.at(now), "equipment_status", values)


class Plant:
    """Generator, gases and vacuum: they tell their state every hour and when asked; a failure is an alarm."""

    def __init__(self, base: Timebase, seed: int, failures: Sequence[Failure]) -> None:
        self._base = base
        self._draw = random.Random(f"{seed}/plant")
        self._failures = tuple(failures)
        self._sources = {name: plant_source(seed, at) for at, name in enumerate(PLANT, 1)}
        self._alarms = {name: Alerting(source, base) for name, source in self._sources.items()}
        self._here = set(PLANT)
        self._next = {name: self._draw.uniform(0.0, _FIRST_WITHIN) for name in PLANT}

    def order(self, device: str, order: DeviceOrder) -> None:
        """Asked for a sign of life it tells its state at once; equipment that says nothing hears nothing either."""
        for name, source in self._sources.items():
            if source.device == device and name in self._here and isinstance(order, LifeQuestion):
                self._next[name] = 0.0

    def here(self) -> list[Source]:
        """Whatever speaks at this moment."""
        return [self._sources[name] for name in sorted(self._here)]

    def take(self, now: float) -> list[DeviceMessage]:
        """A frame that ends `now`."""
        said: list[DeviceMessage] = []
        for name, event in PLANT.items():
            how = next((one.how for one in self._failures if one.is_now(name, now)), None)
            if how in (How.SILENT, How.LEAVES):
                if name in self._here and how is How.LEAVES:
                    said.append(SignOfLife(self._sources[name], self._base.at(now), leaving=True))
                self._here.discard(name)
                self._next[name] = now
                continue
            self._here.add(name)
            failed = how is How.FAILS
            said += self._alarms[name].update(now, {event: condition(event)} if failed else {})
            if now >= self._next[name]:
                self._next[name] = now + topics()["infrastructure_status"].period
                values = self._values(name, failed=failed)
                said.append(SignOfLife(self._sources[name], self._base.at(now)))
                said.append(report(self._sources[name], self._base.at(now), "infrastructure_status", values))
        return said

    def _values(self, name: str, *, failed: bool) -> dict[str, float | str | None]:
        values: dict[str, float | str | None] = {"equipment": name, "state": "failed" if failed else "normal"}
        if name == "generator":
            return values | {"fuel": float(self._draw.randint(55, 100))}
        return values | {"pressure": round((2.1 if failed else 4.2) + self._draw.uniform(-0.2, 0.2), 1)}
