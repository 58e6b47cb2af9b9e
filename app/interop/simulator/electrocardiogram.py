"""The ECG of all beds: leads I, II and V from the beats; fibrillation, movement, breath and lost electrodes.

Amplitudes in mV and places in seconds are those of a usual adult trace at rest, chosen by eye; the form of the model
is McSharry's (see `bumps.py`). Lead III is II − I (Einthoven).
"""

import math
import random
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.interop.simulator.beats import Beat
from app.interop.simulator.bumps import Bumps
from app.interop.simulator.grid import FAST, FRAME_SECONDS, Noise, Signal, frame_start, times
from app.interop.simulator.targets import COLUMN, Electrodes, Rhythm

LEADS: Final = ("ecg_i", "ecg_ii", "ecg_v")
LOOK_AHEAD: Final = 0.45
"""Seconds before its R wave in which a beat already shows (the P wave)."""
_LOOK_BACK: Final = 0.9
_STEP: Final = 256.0
"""Steps a mV: what the simulated converter resolves, exact in binary."""

# place after R (s), standard deviation (s), I, II, V (mV); the last number says how far place and width follow the
# square root of the interval, as QT does.
_P: Final = (-0.165, 0.023, 0.07, 0.13, 0.08, 1.0)
_QRS: Final = (
    (-0.030, 0.009, -0.05, -0.07, -0.06, 0.0),
    (0.0, 0.011, 0.62, 1.05, 1.15, 0.0),
    (0.030, 0.010, -0.10, -0.18, -0.40, 0.0),
)
_T: Final = (0.27, 0.050, 0.16, 0.26, 0.30, 1.0)
_NONE: Final = (0.0, 1e-3, 0.0, 0.0, 0.0, 0.0)
_SHAPES: Final = np.array(
    [
        [_P, *_QRS, _T],
        [(-0.140, 0.019, 0.05, -0.06, 0.05, 1.0), *_QRS, _T],
        [_NONE, *_QRS, _T],
        [_NONE, (0.0, 0.032, 0.85, 1.45, -0.9, 0.0), (0.085, 0.038, -0.30, -0.5, 0.55, 0.0), _NONE,
         (0.30, 0.065, -0.28, -0.45, 0.40, 1.0)],
        [_NONE, (0.0, 0.029, 0.70, 1.30, -1.1, 0.0), (0.085, 0.034, -0.45, -0.80, 0.7, 0.0), _NONE,
         (0.21, 0.040, -0.16, -0.28, 0.25, 1.0)],
    ]
)  # fmt: skip
"""Shape (kinds of beat, bumps, 6)."""
_FLUTTER: Final = np.array([0.5, 1.0, 1.3]) * 0.045
_FIBRILLATION: Final = np.array([0.6, 1.0, 0.8]) * 0.30
_RHYTHM, _ELECTRODES, _ARTEFACT = COLUMN["rhythm"], COLUMN["electrodes"], COLUMN["artefact"]
_SPIKES_A_SECOND: Final = 2.6
SPIKE_THAT_LOOKS_LIKE_A_BEAT: Final = 0.8


class Electrocardiograms:
    """Keeps of each bed the beats that still show; asked frame by frame."""

    def __init__(self, seed: int, names: Sequence[str], noise: Noise) -> None:
        self._noise = noise
        self._beats: list[list[Beat]] = [[] for _ in names]
        self._spikes: list[list[tuple[float, float, float]]] = [[] for _ in names]
        self._draws = [random.Random(f"{seed}/{name}/electrodes") for name in names]
        self._size = np.array([draw.uniform(0.8, 1.25) for draw in self._draws])
        self._phase = np.array([draw.uniform(0, 2 * math.pi) for draw in self._draws])
        starts = [[draw.randrange(60_000) for _ in LEADS] for draw in self._draws]
        self._starts = np.array(starts, dtype=np.int64).T.reshape(-1)
        self._gains = np.zeros((2, len(names)))

    def add(self, bed: int, beats: Sequence[Beat]) -> None:
        """New beats of one bed, in order of time."""
        self._beats[bed] += beats

    def spikes(self, frame: int, targets: NDArray[np.float64]) -> list[list[float]]:
        """Movement that looks like beats: makes it for the frame and gives the times, for the monitor's counting."""
        start = frame_start(frame)
        found: list[list[float]] = [[] for _ in self._beats]
        for bed in np.flatnonzero(targets[:, _ARTEFACT] > 0.02):
            draw, kept = self._draws[bed], self._spikes[bed]
            count = int(_SPIKES_A_SECOND * float(targets[bed, _ARTEFACT]) * FRAME_SECONDS + draw.random())
            for at in sorted(start + draw.uniform(0.0, FRAME_SECONDS) for _ in range(count)):
                height = draw.uniform(0.5, 1.7) * draw.choice((-1.0, 1.0))
                kept.append((at, draw.uniform(0.012, 0.030), height))
                if abs(height) > SPIKE_THAT_LOOKS_LIKE_A_BEAT:
                    found[bed].append(at)
        return found

    def drawn(self, frame: int, targets: NDArray[np.float64], breath: Signal) -> dict[str, Signal]:
        """Leads I, II, III and V in mV; `breath` is the phase of breathing (radian) at the same samples."""
        at = times(frame, FAST)
        leads = self._bumps(frame).drawn(at) * self._size[:, None] + self._fibrillation(at, targets)
        leads *= (targets[:, _ELECTRODES] != Electrodes.FLAT)[:, None]
        samples, beds = len(at), len(targets)
        leads += 0.008 * self._noise.white(self._starts, frame, samples).reshape(3, beds, samples)
        leads += 0.03 * np.sin(breath)
        moving = targets[:, _ARTEFACT]
        if moving.any():
            leads += self._noise.wander(self._starts, frame, samples).reshape(3, beds, samples) * 0.5 * moving[:, None]
        off = targets[:, _ELECTRODES] == Electrodes.OFF
        leads[:, off] = np.nan
        leads[2, off | (targets[:, _ELECTRODES] == Electrodes.CHEST_OFF)] = np.nan
        leads = np.round(leads * _STEP) / _STEP
        first, second, chest = leads
        return {"ecg_i": first, "ecg_ii": second, "ecg_iii": second - first, "ecg_v": chest}

    def _bumps(self, frame: int) -> Bumps:
        oldest = frame_start(frame) - _LOOK_BACK
        bumps, rows, spikes = Bumps(len(self._beats), len(LEADS)), [], []
        for bed, beats in enumerate(self._beats):
            while beats and beats[0].at < oldest:
                del beats[0]
            rows += [(bed, beat.at, beat.kind, beat.interval) for beat in beats]
            if self._spikes[bed]:
                self._spikes[bed] = [one for one in self._spikes[bed] if one[0] > oldest]
                spikes += [(bed, at, width, h * 0.6, h, h * 0.8) for at, width, h in self._spikes[bed]]
        if rows:
            bed, at, kind, interval = np.array(rows, dtype=float).T
            shapes = _SHAPES[kind.astype(np.intp)]
            scale = 1 + (np.clip(np.sqrt(interval), 0.5, 1.3)[:, None] - 1) * shapes[:, :, 5]
            count = shapes.shape[1]
            centre = (at[:, None] + shapes[:, :, 0] * scale).reshape(-1)
            width = (shapes[:, :, 1] * scale).reshape(-1)
            bumps.add(np.repeat(bed, count), centre, width, shapes[:, :, 2:5].reshape(-1, 3))
        bumps.add_rows(spikes)
        return bumps

    def _fibrillation(self, at: NDArray[np.float64], targets: NDArray[np.float64]) -> NDArray[np.float64]:
        """The waves of fibrillating atria and ventricles, faded in and out within one frame; (leads, beds, samples)."""
        rhythm = targets[:, _RHYTHM]
        wanted = np.array(
            [rhythm == Rhythm.ATRIAL_FIBRILLATION, rhythm == Rhythm.VENTRICULAR_FIBRILLATION], dtype=float
        )
        out = np.zeros((len(LEADS), len(targets), len(at)))
        concerned = np.flatnonzero((wanted + self._gains).any(axis=0))
        if len(concerned):
            ramp = np.linspace(0.0, 1.0, len(at), endpoint=False)
            before, after = self._gains[:, concerned, None], wanted[:, concerned, None]
            atrial, ventricular = before + (after - before) * ramp
            phase = self._phase[concerned, None]
            slow = np.sin(2 * np.pi * 0.31 * at + phase)
            for lead in range(len(LEADS)):
                shifted = phase + 0.9 * lead
                flutter = np.sin(2 * np.pi * 6.3 * at + 1.6 * slow + shifted)
                coarse = (
                    np.sin(2 * np.pi * 4.3 * at + 2.0 * slow + shifted)
                    + 0.7 * np.sin(2 * np.pi * 5.4 * at + 3.1 * shifted)
                    + 0.4 * np.sin(2 * np.pi * 2.9 * at - 1.3 * shifted) * slow
                ) * (1 + 0.35 * slow)
                out[lead, concerned] = _FLUTTER[lead] * atrial * flutter + _FIBRILLATION[lead] * ventricular * coarse
        self._gains = wanted
        return out
