"""Breathing of all beds: one phase a bed, from which come the chest's movement, CO₂ and all that follows breath."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.interop.simulator.grid import FAST, FRAME_SECONDS, SLOW, TICK_SECONDS, Noise, Signal, frame_start
from app.interop.simulator.targets import BREATHED_FOR, COLUMN, Electrodes

_RATE, _DEPTH, _CO2 = COLUMN["respiratory_rate"], COLUMN["breath_depth"], COLUMN["etco2"]
_VENTILATED, _VENTILATOR = COLUMN["ventilated"], COLUMN["ventilator_state"]
_ELECTRODES, _ARTEFACT = COLUMN["electrodes"], COLUMN["artefact"]
_INSPIRATION: Final = 1 / 3
"""Share of the cycle: inspiration to expiration as 1 to 2."""
_LEAST_DEPTH: Final = 0.12
_BREATHED_FOR: Final = [float(one) for one in sorted(BREATHED_FOR)]


@dataclass(frozen=True)
class Breath:
    """One frame of breathing."""

    phase: Signal
    """Radian, at 250 Hz, shape (beds, samples)."""
    chest: Signal
    """-1 to 1 at 62.5 Hz; NaN where the electrodes are off."""
    co2: Signal
    """mmHg at 62.5 Hz; NaN without a ventilator, where it is measured."""
    begun: list[list[float]]
    """Seconds at which each bed began a breath."""


class Breathing:
    """The phase of every bed, moved on frame by frame."""

    def __init__(self, seed: int, names: Sequence[str], noise: Noise) -> None:
        draws = [random.Random(f"{seed}/{name}/breath") for name in names]
        self._noise = noise
        self._cycles = np.array([draw.random() for draw in draws])
        self._starts = np.array([draw.randrange(60_000) for draw in draws], dtype=np.int64)
        self._depth = np.ones(len(names))
        self._speed = np.zeros(len(names))
        self._frame_begin = 0.0

    def begin(self, frame: int, targets: NDArray[np.float64]) -> None:
        """Take the targets of a frame; from now on `phase_at` answers for its time."""
        breathes = (targets[:, _VENTILATED] == 0) | np.isin(targets[:, _VENTILATOR], _BREATHED_FOR)
        self._speed = np.where(breathes, targets[:, _RATE], 0.0) / 60.0
        self._frame_begin = frame_start(frame)

    def phase_at(self, bed: int, seconds: float) -> float:
        """Radian, for a time within the frame or shortly after it."""
        return 2 * np.pi * float(self._cycles[bed] + self._speed[bed] * (seconds - self._frame_begin))

    def drawn(self, frame: int, targets: NDArray[np.float64]) -> Breath:
        """The frame; the phase moves on to its end."""
        depth = np.where(self._speed > 0, targets[:, _DEPTH], 0.0)
        count = round(FRAME_SECONDS / TICK_SECONDS)
        after = np.arange(count * FAST) * (TICK_SECONDS / FAST)
        cycles = self._cycles[:, None] + self._speed[:, None] * after
        slow = cycles[:, :: FAST // SLOW]
        ramp = np.arange(count) / count
        deep = self._depth[:, None] + (depth - self._depth)[:, None] * ramp
        at = np.mod(slow, 1.0)
        chest = np.clip(0.75 * deep * (2 * _volume(at) - 1) * (deep > 0), -1.0, 1.0)
        moving = targets[:, _ARTEFACT, None]
        chest = np.clip(chest + 0.3 * moving * self._noise.wander(self._starts, frame, count), -1.0, 1.0)
        chest[targets[:, _ELECTRODES] == Electrodes.OFF] = np.nan
        co2 = targets[:, _CO2, None] * _exhaled(at) * np.minimum(deep / 0.3, 1.0)
        co2[targets[:, _VENTILATED] == 0] = np.nan
        breath = Breath(2 * np.pi * cycles, np.round(chest * 512) / 512, np.round(co2 * 8) / 8, self._begun(depth))
        self._cycles += self._speed * FRAME_SECONDS
        self._depth = depth
        return breath

    def _begun(self, depth: NDArray[np.float64]) -> list[list[float]]:
        found: list[list[float]] = [[] for _ in depth]
        end = self._cycles + self._speed * FRAME_SECONDS
        for bed in np.flatnonzero((np.floor(end) > np.floor(self._cycles)) & (depth > _LEAST_DEPTH)):
            share = (np.floor(end[bed]) - self._cycles[bed]) / self._speed[bed]
            found[bed].append(self._frame_begin + float(share))
        return found


def _volume(cycle: Signal) -> Signal:
    """How full the chest is, 0 to 1, by the place in the cycle."""
    within = 0.5 * (1 - np.cos(np.pi * cycle / _INSPIRATION))
    out = 0.5 * (1 + np.cos(np.pi * (cycle - _INSPIRATION) / (1 - _INSPIRATION)))
    filled: Signal = np.where(cycle < _INSPIRATION, within, out)
    return filled


def _exhaled(cycle: Signal) -> Signal:
    """A capnogram: nothing on breathing in, a steep rise, a plateau that climbs to 1 at the end of breathing out."""
    rise = 1 - np.exp(-np.maximum(cycle - _INSPIRATION - 0.03, 0.0) / 0.025)
    plateau = 0.9 + 0.1 * (cycle - _INSPIRATION) / (1 - _INSPIRATION)
    washed_out = np.exp(-cycle / 0.015)
    shape: Signal = np.where(cycle < _INSPIRATION + 0.03, washed_out, rise * plateau)
    return shape
