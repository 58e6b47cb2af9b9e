"""A simulated ward in time: advanced to any moment it says all that its devices have said until then, in order."""

from collections import deque
from collections.abc import Sequence
from typing import Final

import numpy as np

from app.interop.simulator.companions import BedsideModule, Companion, companions
from app.interop.simulator.cutting import Cutter
from app.interop.simulator.grid import FRAME_TICKS, Signal, frame_start
from app.interop.simulator.monitor import Monitor
from app.interop.simulator.origin import Bed, Timebase
from app.interop.simulator.patients import Frame, Patients
from app.interop.simulator.plans import Plan
from app.interop.simulator.surroundings import Plant, Room
from app.interop.simulator.timeline import Timelines
from app.ward.signals import DeviceMessage, DeviceOrder, SignOfLife

USUAL_WAVES: Final = ("ecg_ii", "ecg_v", "pleth", "art", "resp", "co2")


class PlayedWard:
    """Pure: no clock, no thread. `until` is in seconds since the ward began, and never goes back."""

    def __init__(
        self, plan: Plan, seed: int, *, waves: Sequence[str] = USUAL_WAVES, block_ticks: int = FRAME_TICKS
    ) -> None:
        self.base = Timebase()
        self.beds = tuple(Bed(number, seed) for number in range(1, len(plan.beds) + 1))
        timelines = Timelines([scenario for scenario, _ in plan.beds], [begins for _, begins in plan.beds])
        self._patients = Patients(seed, [bed.name for bed in self.beds], timelines)
        self._monitors = [Monitor(bed, self.base, seed) for bed in self.beds]
        rows = timelines.at(0.0).tolist()
        self._companions: list[list[Companion]] = [
            companions(bed, self.base, seed, row) for bed, row in zip(self.beds, rows, strict=True)
        ]
        self._rooms = [
            Room(bed, self.base, seed, ["monitor", *(one.kind for one in beside)])
            for bed, beside in zip(self.beds, self._companions, strict=True)
        ]
        self._buttons = [BedsideModule(bed, self.base, seed) for bed in self.beds]
        self._plant = Plant(self.base, seed, plan.failures)
        self._cutter = Cutter([one.source for one in self._monitors], self.base, rows, waves, block_ticks)
        self._made, self._waiting = 0, deque[tuple[float, DeviceMessage]]()

    def advance(self, until: float) -> list[DeviceMessage]:
        """All that was said up to and including `until`."""
        while frame_start(self._made) < until:
            self._waiting.extend(self._frame())
        said = []
        while self._waiting and self._waiting[0][0] <= until:
            said.append(self._waiting.popleft()[1])
        return said

    def order(self, device: str, order: DeviceOrder) -> None:
        """Something has come for a device; it acts on it in the next frame."""
        self._plant.order(device, order)
        for monitor, beside in zip(self._monitors, self._companions, strict=True):
            hearing: list[Monitor | Companion] = [monitor, *beside]
            for one in hearing:
                if one.source.device == device:
                    one.order(order)

    def leaving(self, now: float) -> list[DeviceMessage]:
        """The orderly end: each device that is still there announces it."""
        here = [one.source for one in self._monitors if one.present]
        here += [one.source for beside in self._companions for one in beside if one.present]
        here += self._plant.here()
        return [SignOfLife(source, self.base.at(now), leaving=True) for source in here]

    def _frame(self) -> list[tuple[float, DeviceMessage]]:
        frame = self._patients.following()
        self._made += 1
        now = frame_start(self._made)
        present, said = self._devices(frame, now)
        said += [(now, message) for message in self._plant.take(now)]
        blocks = self._cutter.cut(frame, present, self._made * FRAME_TICKS)
        # Sorted is stable: at one moment the waves come first, then what was counted from them.
        return sorted(blocks + said, key=lambda pair: pair[0])

    def _devices(self, frame: Frame, now: float) -> tuple[list[bool], list[tuple[float, DeviceMessage]]]:
        pressure, highest_co2 = frame.waves["art"], _highest(frame.waves["co2"])
        saturation, rows = frame.saturation.tolist(), frame.targets.tolist()
        present, found = [], []
        for bed, row in enumerate(rows):
            monitor, beside = self._monitors[bed], self._companions[bed]
            said = monitor.take(now, row, frame.happened[bed], pressure[bed], highest_co2[bed], saturation[bed])
            for one in beside:
                said += one.take(now, row)
            said += self._buttons[bed].take(now, said)
            alarm = monitor.alarms.active or any(one.alarms.active for one in beside)
            said += self._rooms[bed].take(now, row, alarm=alarm)
            present.append(monitor.present)
            found += [(now, message) for message in said]
        return present, found


def _highest(co2: Signal) -> list[float]:
    found: list[float] = np.nan_to_num(co2.max(axis=1)).tolist()
    return found
