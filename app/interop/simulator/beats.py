"""One heart: when it beats, which kind of beat, and how much it ejects. Everything else follows from this series.

Sinus: the interval follows breathing (respiratory sinus arrhythmia) and a slow wave at 0.1 Hz, the two peaks of the
spectrum of intervals in McSharry et al., "A dynamical model for generating synthetic electrocardiogram signals", IEEE
Trans Biomed Eng 2003;50(3):289–294. Premature beats come early; after a ventricular one the sinus node keeps its own
beat (compensatory pause), after an atrial one it starts anew. In atrial fibrillation every interval is drawn by itself.
What a beat ejects depends on how long the ventricle had to fill; too little does not open the valve: a pulse deficit.
"""

import math
import random
from collections.abc import Callable
from enum import IntEnum
from typing import Final, NamedTuple

from app.interop.simulator.targets import COLUMN, Rhythm

_RATE: Final = COLUMN["heart_rate"]
_VARIABILITY: Final = COLUMN["heart_rate_variability"]
_ATRIAL: Final = COLUMN["atrial_premature"]
_VENTRICULAR: Final = COLUMN["ventricular_premature"]
_STRENGTH: Final = COLUMN["beat_strength"]
_RHYTHM: Final = COLUMN["rhythm"]

SILENT: Final = frozenset({Rhythm.VENTRICULAR_FIBRILLATION, Rhythm.ASYSTOLE})
SHORTEST_INTERVAL: Final = 0.22
_SLOW_WAVE_HZ: Final = 0.1
_FILLING_DEAD_TIME, _FILLING_TIME = 0.18, 0.22
_LEAST_THAT_OPENS: Final = 0.44
_PREMATURE_SQUEEZE: Final = 0.58
_TACHYCARDIA_SQUEEZE: Final = 0.6


class BeatKind(IntEnum):
    """Decides the shape in the ECG."""

    SINUS = 0
    ATRIAL_PREMATURE = 1
    FIBRILLATING = 2
    """Conducted from fibrillating atria: no P wave."""
    VENTRICULAR_PREMATURE = 3
    VENTRICULAR = 4


class Beat(NamedTuple):
    """`at`: seconds of the R wave since the ward began; `interval`: usual seconds between beats at this time;
    `ejected`: what the heart ejects as a share of a usual beat, 0 where the valve stays closed."""

    at: float
    kind: BeatKind
    interval: float
    ejected: float


class Heart:
    """The beats of one patient, asked for in order of time."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._slow_phase = draw.uniform(0.0, 2 * math.pi)
        self._asked_until = 0.0
        self._rhythm = Rhythm.SINUS
        self._last = -1.0
        self._last_interval = 0.8
        self._next, self._next_kind = draw.uniform(0.1, 0.8), BeatKind.SINUS

    def beats_until(self, until: float, targets: list[float], breathing: Callable[[float], float]) -> list[Beat]:
        """The beats not yet given that fall before `until`; `breathing` gives the phase of breath (radian) at a time.

        Until then the targets hold: it is asked anew for every short stretch of time.
        """
        self._take_rhythm(Rhythm(int(targets[_RHYTHM])), targets)
        found: list[Beat] = []
        while self._rhythm not in SILENT and self._next < until:
            at, kind = self._next, self._next_kind
            usual = 60.0 / targets[_RATE]
            found.append(Beat(at, kind, usual, self._ejected(at - self._last, usual, kind, targets[_STRENGTH])))
            self._last_interval, self._last = at - self._last, at
            interval, self._next_kind = self._plan(kind, usual, targets, breathing(at))
            self._next = at + max(interval, SHORTEST_INTERVAL)
        self._asked_until = until
        return found

    def _take_rhythm(self, rhythm: Rhythm, targets: list[float]) -> None:
        if rhythm is self._rhythm:
            return
        usual = 60.0 / targets[_RATE]
        if self._rhythm in SILENT:
            self._next = self._asked_until + usual * self._draw.uniform(0.2, 0.8)
        else:
            self._next = min(self._next, max(self._asked_until, self._last + SHORTEST_INTERVAL) + usual)
        self._rhythm, self._next_kind = rhythm, _usual_kind(rhythm)

    def _plan(self, kind: BeatKind, usual: float, targets: list[float], breath: float) -> tuple[float, BeatKind]:
        """Seconds until the next beat, and its kind."""
        draw = self._draw
        if self._rhythm is Rhythm.ATRIAL_FIBRILLATION:
            interval, following = usual * math.exp(draw.gauss(-0.02, 0.22)), BeatKind.FIBRILLATING
        elif self._rhythm is Rhythm.VENTRICULAR_TACHYCARDIA:
            return usual * (1 + draw.gauss(0.0, 0.012)), BeatKind.VENTRICULAR
        else:
            slow = 0.015 * math.sin(2 * math.pi * _SLOW_WAVE_HZ * self._last + self._slow_phase)
            wave = targets[_VARIABILITY] * math.sin(breath) + slow
            interval, following = usual * (1 + wave + draw.gauss(0.0, 0.006)), BeatKind.SINUS
        chance = draw.random() / usual * 60.0
        if kind is BeatKind.VENTRICULAR_PREMATURE:
            # The sinus node has not been disturbed: its next beat stands where it would have stood.
            pause = 2 * usual - self._last_interval if following is BeatKind.SINUS else usual * 1.2
            return pause, following
        if chance < targets[_VENTRICULAR]:
            return interval * draw.uniform(0.52, 0.68), BeatKind.VENTRICULAR_PREMATURE
        if chance < targets[_VENTRICULAR] + targets[_ATRIAL] and following is BeatKind.SINUS:
            return interval * draw.uniform(0.62, 0.75), BeatKind.ATRIAL_PREMATURE
        return interval, following

    def _ejected(self, filled_for: float, usual: float, kind: BeatKind, strength: float) -> float:
        share = _filling(filled_for) / _filling(usual)
        if kind is BeatKind.VENTRICULAR_PREMATURE:
            share *= _PREMATURE_SQUEEZE
        elif kind is BeatKind.VENTRICULAR:
            share *= _TACHYCARDIA_SQUEEZE
        return min(share, 1.25) * strength if share >= _LEAST_THAT_OPENS else 0.0


def _usual_kind(rhythm: Rhythm) -> BeatKind:
    if rhythm is Rhythm.ATRIAL_FIBRILLATION:
        return BeatKind.FIBRILLATING
    return BeatKind.VENTRICULAR if rhythm is Rhythm.VENTRICULAR_TACHYCARDIA else BeatKind.SINUS


def _filling(seconds: float) -> float:
    return max(1 - math.exp(-(max(seconds, 0.0) - _FILLING_DEAD_TIME) / _FILLING_TIME), 0.02)
