"""From the times of beats to a verdict: asystole, extreme rates, fibrillation. Pure; times in seconds.

Definitions of the red alarms as in the PhysioNet/Computing in Cardiology Challenge 2015: no beat for 4 s; slower than
the lower extreme over 5 beats; faster than the upper one over 17 beats.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.ward.alarms.findings import Finding, Verdict
from app.ward.alarms.model import Deviation
from app.ward.alarms.words import Bound

ASYSTOLE_SECONDS = 4.0
_SLOW_BEATS = 5
_FAST_BEATS = 17
_MARGIN = 0.1
"""How far inside the limits, as a share, a rate must be before the witness speaks against an extreme one."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one window of an ECG shows: the times of its beats, until when, from when it has samples without a gap."""

    beats: Sequence[float]
    end: float
    clear_from: float
    fibrillating: bool

    @property
    def silence(self) -> float:
        """Seconds without a beat until the end, as far as the signal reaches back."""
        return self.end - max(self.clear_from, self.beats[-1] if self.beats else self.clear_from)

    @property
    def rate(self) -> float | None:
        """Beats per minute over the last five beats, with the silence since the last one where that is longer."""
        last = [one for one in self.beats if one >= self.clear_from][-_SLOW_BEATS:]
        if len(last) < 3:
            return None
        usual = (last[-1] - last[0]) / (len(last) - 1)
        counted = (self.end - last[0]) / len(last) if self.silence > usual else usual
        return 60.0 / counted


def findings(seen: Seen, extremes: tuple[float, float], signal: str) -> list[Finding]:
    """The verdict on every condition; `extremes` are the bed's extreme limits of the heart rate, per minute."""
    clear = seen.end - seen.clear_from
    fibrillates = _fibrillation(seen, clear)
    low, high = extremes
    rate, stands_still = seen.rate, _asystole(seen, clear, fibrillates)
    slow = _slow(seen, clear, rate, low, signal)
    if stands_still is Verdict.PRESENT:
        # A heart that stands still has no rate: one alarm says it.
        slow = Finding(slow.code, Verdict.UNKNOWN, signal)
    return [
        Finding("asystole", stands_still, signal),
        Finding("ventricular_fibrillation", fibrillates, signal),
        slow,
        _fast(seen, rate, high, signal),
    ]


def _asystole(seen: Seen, clear: float, fibrillates: Verdict) -> Verdict:
    if clear < ASYSTOLE_SECONDS:
        return Verdict.UNKNOWN
    if seen.silence >= ASYSTOLE_SECONDS:
        return Verdict.UNKNOWN if fibrillates is Verdict.PRESENT else Verdict.PRESENT
    lately = [one for one in seen.beats if one > seen.end - 3.0]
    return Verdict.ABSENT if len(lately) >= 2 and fibrillates is not Verdict.PRESENT else Verdict.UNKNOWN


def _fibrillation(seen: Seen, clear: float) -> Verdict:
    if clear < 8.0:
        return Verdict.UNKNOWN
    if seen.fibrillating:
        return Verdict.PRESENT
    return Verdict.ABSENT if _regular(seen) else Verdict.UNKNOWN


def _regular(seen: Seen) -> bool:
    """Five beats whose distances differ little: no fibrillation draws them."""
    last = seen.beats[-_SLOW_BEATS:]
    if len(last) < _SLOW_BEATS or seen.silence > 2.0:
        return False
    steps = [later - earlier for earlier, later in pairwise(last)]
    return max(steps) - min(steps) < 0.25 * sum(steps) / len(steps)


def _slow(seen: Seen, clear: float, rate: float | None, low: float, signal: str) -> Finding:
    code = "extreme_bradycardia"
    if rate is None:
        # Fewer than three beats in all that there is to see, and not silent for long enough to be an asystole.
        sparse = clear >= 10.0 and seen.silence < ASYSTOLE_SECONDS
        return Finding(code, Verdict.PRESENT if sparse else Verdict.UNKNOWN, signal)
    enough = len(seen.beats) >= _SLOW_BEATS or clear >= 10.0
    if rate < low and enough:
        return Finding(code, Verdict.PRESENT, signal, deviation=_deviation(rate, low, Bound.LOW))
    inside = rate > low * (1 + _MARGIN) and len(seen.beats) >= _SLOW_BEATS
    return Finding(code, Verdict.ABSENT if inside else Verdict.UNKNOWN, signal)


def _fast(seen: Seen, rate: float | None, high: float, signal: str) -> Finding:
    code = "extreme_tachycardia"
    last = seen.beats[-_FAST_BEATS:]
    if len(last) == _FAST_BEATS and last[0] >= seen.clear_from and seen.silence < 60.0 / high * 2:
        run = 60.0 * (_FAST_BEATS - 1) / (last[-1] - last[0])
        if run > high:
            return Finding(code, Verdict.PRESENT, signal, deviation=_deviation(run, high, Bound.HIGH))
    inside = rate is not None and rate < high * (1 - _MARGIN) and len(seen.beats) >= _SLOW_BEATS
    return Finding(code, Verdict.ABSENT if inside else Verdict.UNKNOWN, signal)


def _deviation(rate: float, limit: float, bound: Bound) -> Deviation:
    return Deviation("heart_rate", float(round(rate)), limit, bound)
