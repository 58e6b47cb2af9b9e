"""All simulated patients of a ward, one frame after the other: from targets to signals, through one heart each."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.interop.simulator.beats import Heart
from app.interop.simulator.breathing import Breathing
from app.interop.simulator.circulation import Circulation
from app.interop.simulator.electrocardiogram import LOOK_AHEAD, Electrocardiograms
from app.interop.simulator.grid import FAST, FRAME_SECONDS, MIDDLE, Noise, Signal, frame_start
from app.interop.simulator.targets import COLUMN
from app.interop.simulator.timeline import Timelines

_SPO2, _RATE = COLUMN["spo2"], COLUMN["heart_rate"]
_SATURATION_SECONDS: Final = 8.0
"""An oximeter averages: the time constant with which its number follows the blood."""


@dataclass(frozen=True)
class Happened:
    """What one patient did in one frame, in seconds since the ward began."""

    beats: tuple[float, ...]
    """R waves, and movement that looks like them; those that show only later are in it already."""
    pulses: tuple[float, ...]
    breaths: tuple[float, ...]


@dataclass(frozen=True)
class Frame:
    """0.4 s of a whole ward."""

    number: int
    targets: NDArray[np.float64]
    """Shape (beds, targets)."""
    waves: dict[str, Signal]
    """By code of waveform, shape (beds, samples), in the waveform's unit."""
    happened: tuple[Happened, ...]
    saturation: NDArray[np.float64]
    """%, as an oximeter would show it if it sees pulses; shape (beds,)."""


class Patients:
    """Made from a seed and the timelines; `following` gives frame after frame, always the same for the same seed."""

    def __init__(self, seed: int, names: Sequence[str], timelines: Timelines) -> None:
        noise = Noise(seed)
        self._timelines = timelines
        self._hearts = [Heart(random.Random(f"{seed}/{name}/heart")) for name in names]
        self._breathing = Breathing(seed, names, noise)
        self._circulation = Circulation(seed, names, noise)
        self._leads = Electrocardiograms(seed, names, noise)
        self._saturation = timelines.at(0.0)[:, _SPO2]
        self._number = 0

    def following(self) -> Frame:
        """The next frame."""
        number = self._number
        targets = self._timelines.at(frame_start(number))
        self._breathing.begin(number, targets)
        beats, pulses = self._beat(frame_start(number + 1) + LOOK_AHEAD, targets)
        spikes = self._leads.spikes(number, targets)
        breath = self._breathing.drawn(number, targets)
        waves = self._leads.drawn(number, targets, breath.phase)
        intervals = (60.0 / targets[:, _RATE]).tolist()
        waves["art"] = self._circulation.pressure(number, targets, intervals)
        waves["pleth"] = self._circulation.pleth(number, targets, breath.phase[:, :: FAST // MIDDLE])
        waves["resp"], waves["co2"] = breath.chest, breath.co2
        self._saturation = self._saturation + (targets[:, _SPO2] - self._saturation) * (
            1 - np.exp(-FRAME_SECONDS / _SATURATION_SECONDS)
        )
        happened = tuple(
            Happened(tuple(beats[bed]) + tuple(spikes[bed]), tuple(pulses[bed]), tuple(breath.begun[bed]))
            for bed in range(len(self._hearts))
        )
        self._number += 1
        return Frame(number, targets, waves, happened, self._saturation)

    def _beat(self, until: float, targets: NDArray[np.float64]) -> tuple[list[list[float]], list[list[float]]]:
        beats: list[list[float]] = []
        pulses: list[list[float]] = []
        for bed, (heart, row) in enumerate(zip(self._hearts, targets.tolist(), strict=True)):

            def phase(at: float, bed: int = bed) -> float:
                return self._breathing.phase_at(bed, at)

            new = heart.beats_until(until, row, phase)
            self._leads.add(bed, new)
            pulses.append(self._circulation.add(bed, new, row, phase))
            beats.append([beat.at for beat in new])
        return beats, pulses
