"""What the beats do to pressure and pleth.

Arterial pressure is a two-element windkessel (O. Frank, 1899): every beat pushes a bump of flow into a vessel that
empties exponentially. Weak beats, pauses and a heart that stands still therefore need no cases of their own. The two
parameters of a bed are solved so that regular beats give the systolic and diastolic pressure that the scenario asks
for. Times of transit: about 0.10 s before the valve opens, then 0.07 s to a radial line and 0.13 s to a finger.
"""

import math
import random
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.interop.simulator.beats import Beat
from app.interop.simulator.bumps import Bumps
from app.interop.simulator.grid import MIDDLE, TICK_SECONDS, Noise, Signal, frame_start, times
from app.interop.simulator.targets import COLUMN, Probe, Transducer

BEFORE_EJECTION: Final = 0.10
TO_WRIST: Final = 0.07
TO_FINGER: Final = 0.13
_STEP_SECONDS: Final = TICK_SECONDS / MIDDLE
_OLDEST: Final = 1.2
_SYSTOLIC, _DIASTOLIC = COLUMN["systolic"], COLUMN["diastolic"]
_PERFUSION, _PROBE = COLUMN["perfusion"], COLUMN["probe"]
_TRANSDUCER, _LINE, _ARTEFACT = COLUMN["transducer"], COLUMN["arterial_line"], COLUMN["artefact"]
_FLUSH_PRESSURE: Final = 300.0
_EARLY: Final = 0.45
"""Exponent that brings the height of flow forward, from the middle of ejection to its first quarter."""
_WITH_BREATH: Final = 0.04
"""Share by which breathing changes what a beat ejects."""


class Circulation:
    """Pressure and pleth of all beds, moved on frame by frame."""

    def __init__(self, seed: int, names: Sequence[str], noise: Noise) -> None:
        draws = [random.Random(f"{seed}/{name}/finger") for name in names]
        self._noise = noise
        self._starts = np.array([draw.randrange(60_000) for draw in draws], dtype=np.int64)
        self._above = np.full(len(names), 70.0)
        """Pressure above that of a heart that stands still, mmHg."""
        self._pushes: list[list[tuple[float, float, float]]] = [[] for _ in names]
        """Of each bed: arrival, seconds of ejection, mmHg a second at its height."""
        self._waves: list[list[tuple[float, float, float]]] = [[] for _ in names]
        """Of each bed: arrival at the finger, interval, height."""

    def add(
        self, bed: int, beats: Sequence[Beat], targets: list[float], phase: Callable[[float], float]
    ) -> list[float]:
        """Send the beats of one bed on their way; the times at which a finger's probe will see a pulse."""
        seen = []
        for beat in beats:
            if beat.ejected <= 0:
                continue
            size = beat.ejected * (1 + _WITH_BREATH * math.sin(phase(beat.at)))
            parameters = vessel(targets[_SYSTOLIC], targets[_DIASTOLIC], beat.interval)
            arrival = beat.at + BEFORE_EJECTION
            self._pushes[bed].append((arrival + TO_WRIST, parameters.ejection, parameters.push * size))
            self._waves[bed].append((arrival + TO_FINGER, beat.interval, size * targets[_PERFUSION]))
            if size * targets[_PERFUSION] > 0.12:
                seen.append(arrival + TO_FINGER)
        return seen

    def pressure(self, frame: int, targets: NDArray[np.float64], intervals: Sequence[float]) -> Signal:
        """mmHg at 125 Hz; NaN without a line. `intervals`: the usual seconds between beats of each bed."""
        at, oldest = times(frame, MIDDLE), frame_start(frame) - _OLDEST
        rows, notches = [], []
        for bed, pushes in enumerate(self._pushes):
            while pushes and pushes[0][0] < oldest:
                del pushes[0]
            for begin, lasts, height in pushes:
                rows.append((bed, begin, lasts, height))
                rebound = height * lasts * 0.055
                notches += [
                    (bed, begin + lasts + 0.01, 0.018, -rebound),
                    (bed, begin + lasts + 0.085, 0.04, 1.2 * rebound),
                ]
        bumps = Bumps(len(targets), 1)
        bumps.add_rows(notches)
        rest, empties = self._vessels(targets, intervals)
        above = self._emptied(_flow(rows, at, len(targets)), np.exp(-empties * _STEP_SECONDS))
        return self._as_measured(rest[:, None] + above + bumps.drawn(at)[0], frame, targets)

    def pleth(self, frame: int, targets: NDArray[np.float64], breath: Signal) -> Signal:
        """0 to 1 at 125 Hz; NaN where the probe is off; `breath` is the phase of breathing at the same samples."""
        at, oldest = times(frame, MIDDLE), frame_start(frame) - _OLDEST
        rows = []
        for bed, waves in enumerate(self._waves):
            while waves and waves[0][0] < oldest:
                del waves[0]
            for arrival, interval, height in waves:
                slow = min(max(math.sqrt(interval), 0.55), 1.2)
                rows += [
                    (bed, arrival + 0.13 * slow, 0.06 * slow, 0.60 * height),
                    (bed, arrival + 0.35 * slow, 0.13 * slow, 0.30 * height),
                ]
        bumps = Bumps(len(targets), 1)
        bumps.add_rows(rows)
        light = 0.15 + bumps.drawn(at)[0] + 0.015 * np.sin(breath)
        moving = targets[:, _ARTEFACT, None]
        light += 0.002 * self._noise.white(self._starts, frame, len(at))
        light += 0.18 * moving * self._noise.wander(self._starts, frame, len(at))
        light[targets[:, _PROBE] == Probe.OFF] = np.nan
        seen: Signal = np.round(np.clip(light, 0.0, 1.0) * 1024) / 1024
        return seen

    def _vessels(self, targets: NDArray[np.float64], intervals: Sequence[float]) -> tuple[Signal, Signal]:
        found = [
            vessel(high, low, interval)
            for high, low, interval in zip(
                targets[:, _SYSTOLIC].tolist(), targets[:, _DIASTOLIC].tolist(), intervals, strict=True
            )
        ]
        return np.array([one.rest for one in found]), np.array([one.empties for one in found])

    def _emptied(self, flow: Signal, kept: NDArray[np.float64]) -> Signal:
        above, out = self._above, np.empty_like(flow)
        for sample in range(flow.shape[1]):
            above = above * kept + flow[:, sample] * _STEP_SECONDS
            out[:, sample] = above
        self._above = above
        return out

    def _as_measured(self, pressure: Signal, frame: int, targets: NDArray[np.float64]) -> Signal:
        state = targets[:, _TRANSDUCER]
        pressure[state == Transducer.OPEN] = 0.0
        pressure[state == Transducer.FLUSH] = _FLUSH_PRESSURE
        pressure += 0.25 * self._noise.white(self._starts, frame, pressure.shape[1])
        pressure[(state == Transducer.OFF) | (targets[:, _LINE] == 0)] = np.nan
        measured: Signal = np.round(pressure * 8) / 8
        return measured


def _flow(rows: Sequence[tuple[float, ...]], at: NDArray[np.float64], beds: int) -> Signal:
    """Bumps of flow, mmHg a second, shape (beds, samples); the rows come bed by bed."""
    out = np.zeros((beds, len(at)))
    if rows:
        bed, begin, lasts, height = np.array(rows, dtype=float).T
        share = np.clip((at - begin[:, None]) / lasts[:, None], 0.0, 1.0)
        first = np.flatnonzero(np.concatenate([[True], bed[1:] != bed[:-1]]))
        out[bed[first].astype(np.intp)] = np.add.reduceat(
            height[:, None] * np.sin(np.pi * share**_EARLY), first, axis=0
        )
    return out


class Vessel:
    """The windkessel of one bed: `rest` mmHg without beats, `empties` 1/s, `push` mmHg/s of a usual beat."""

    __slots__ = ("ejection", "empties", "push", "rest")

    def __init__(self, rest: float, empties: float, push: float, ejection: float) -> None:
        self.rest, self.empties, self.push, self.ejection = rest, empties, push, ejection


def vessel(systolic: float, diastolic: float, interval: float) -> Vessel:
    """The parameters with which regular beats every `interval` seconds give these pressures, within 1 mmHg."""
    return _solved(round(systolic), round(diastolic), max(round(interval * 50), 11))


@lru_cache(maxsize=20_000)
def _solved(systolic: int, diastolic: int, fiftieths: int) -> Vessel:
    interval = fiftieths / 50
    rest = min(14.0, 0.3 * diastolic)
    low, high = diastolic - rest, max(systolic - rest, diastolic - rest + 3)
    ejection = min(0.30 * math.sqrt(interval), 0.45 * interval)
    flow = _unit_flow(ejection)
    slowest, fastest = 0.02, 25.0
    for _ in range(24):
        empties = (slowest + fastest) / 2
        kept = math.exp(-empties * _STEP_SECONDS)
        push = _push_to_reach(low, high, kept, flow)
        if _after(low, push, kept, flow, interval) > low:
            slowest = empties
        else:
            fastest = empties
    return Vessel(rest, empties, push, ejection)


def _unit_flow(ejection: float) -> list[float]:
    """The flow of one beat at each step of the grid, 1 at its height: early in ejection, as the aortic valve opens."""
    steps = int(ejection / _STEP_SECONDS) + 1
    return [math.sin(math.pi * (step * _STEP_SECONDS / ejection) ** _EARLY) for step in range(steps)]


def _push_to_reach(low: float, high: float, kept: float, flow: list[float]) -> float:
    """The height of flow that lifts the pressure from `low` to `high`; `kept` is what a step leaves of it."""
    best, risen, rest = math.inf, 0.0, low
    for one in flow:
        risen, rest = risen * kept + one * _STEP_SECONDS, rest * kept
        if risen > 0:
            best = min(best, (high - rest) / risen)
    return best


def _after(low: float, push: float, kept: float, flow: list[float], interval: float) -> float:
    """The pressure just before the next beat."""
    risen = 0.0
    for one in flow:
        risen = risen * kept + one * _STEP_SECONDS
    steps = interval / _STEP_SECONDS
    return low * math.pow(kept, steps) + push * risen * math.pow(kept, steps - len(flow))
