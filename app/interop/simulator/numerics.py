"""What a bedside monitor counts from the signals: each number from the last beats, pulses or breaths that it saw.

Heart rate is the mean of the last eight intervals, as bedside monitors average, and 0 after four seconds without a
beat; a pulse that cannot be found is unknown, and not zero.
"""

import random
from collections import deque
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.interop.simulator.grid import FRAME_SECONDS, MIDDLE, TICK_SECONDS
from app.interop.simulator.patients import Happened
from app.interop.simulator.targets import COLUMN, SENT_AS_THEY_ARE, Electrodes, Probe, Transducer

INTERVALS: Final = 8
PAUSE_THAT_IS_ASYSTOLE: Final = 4.0
_NO_PULSE_AFTER: Final = 8.0
_NO_BREATH_AFTER: Final = 20.0
_PRESSURE_SECONDS: Final = 4.8
_PRESSURE_FRAMES: Final = round(_PRESSURE_SECONDS / FRAME_SECONDS)
_CO2_FRAMES: Final = 15
_LEAST_PULSE_PRESSURE: Final = 25.0
_CUFF_WAITS: Final = 4.0
_ELECTRODES, _PROBE, _TRANSDUCER = COLUMN["electrodes"], COLUMN["probe"], COLUMN["transducer"]
_LINE, _VENTILATED, _NIBP_EVERY = COLUMN["arterial_line"], COLUMN["ventilated"], COLUMN["nibp_every"]
_SYSTOLIC, _DIASTOLIC, _TEMPERATURE = COLUMN["systolic"], COLUMN["diastolic"], COLUMN["temperature"]

Values = dict[str, float | None]


class Counted:
    """Times of one kind of event, the newest last."""

    def __init__(self, keep: int) -> None:
        self._times: deque[float] = deque(maxlen=keep)
        self._since = 0.0

    def see(self, times: Sequence[float]) -> None:
        """Take new ones; those that are not newer are left out, as a detector's refractory time does."""
        for at in sorted(times):
            if not self._times or at > self._times[-1] + 0.18:
                self._times.append(at)

    def clear(self, now: float) -> None:
        """Begin anew: the sensor was off."""
        self._times.clear()
        self._since = now

    def silent_for(self, now: float) -> float:
        """Seconds since the last one, or since counting began."""
        return now - (self._times[-1] if self._times else self._since)

    def rate(self) -> float | None:
        """Events a minute over the kept intervals; None with fewer than three events."""
        if len(self._times) < 3:
            return None
        return 60.0 * (len(self._times) - 1) / (self._times[-1] - self._times[0])


class BedNumbers:
    """Counts for one bed; fed frame by frame, asked when the monitor sends."""

    def __init__(self, seed: int, name: str) -> None:
        self._draw = random.Random(f"{seed}/{name}/cuff")
        self._beats, self._pulses = Counted(INTERVALS + 1), Counted(INTERVALS + 1)
        self._breaths = Counted(INTERVALS + 1)
        self._coming: list[float] = []
        self._coming_pulses: list[float] = []
        self._last_pulse = 0.0
        self._pressure: deque[NDArray[np.float64]] = deque(maxlen=_PRESSURE_FRAMES)
        self._co2: deque[float] = deque(maxlen=_CO2_FRAMES)
        self._next_cuff = self._draw.uniform(5.0, 60.0)

    def see(self, now: float, row: list[float], happened: Happened, pressure: NDArray[np.float64], co2: float) -> None:
        """One frame that ends at `now`; `pressure` its samples in mmHg, `co2` the highest of them."""
        self._coming += happened.beats
        self._coming_pulses += happened.pulses
        beats, self._coming = _until(self._coming, now)
        pulses, self._coming_pulses = _until(self._coming_pulses, now)
        self._last_pulse = max([self._last_pulse, *pulses])
        electrodes = row[_ELECTRODES]
        if electrodes == Electrodes.OFF:
            self._beats.clear(now)
        elif electrodes != Electrodes.FLAT:
            self._beats.see(beats)
        if row[_PROBE] == Probe.OFF:
            self._pulses.clear(now)
        else:
            self._pulses.see(pulses)
        if electrodes == Electrodes.OFF and not row[_VENTILATED]:
            self._breaths.clear(now)
        else:
            self._breaths.see(happened.breaths)
        self._pressure.append(pressure)
        self._co2.append(co2)

    def pause(self, now: float) -> float:
        """Seconds without a beat in the ECG."""
        return self._beats.silent_for(now)

    def breathless(self, now: float) -> float:
        """Seconds without a breath."""
        return self._breaths.silent_for(now)

    def values(self, now: float, row: list[float], saturation: float) -> Values:
        """By code of vital sign; a key is missing where the bed has no such sensor."""
        found: Values = {"heart_rate": self._heart_rate(now, row), "temperature": round(row[_TEMPERATURE], 1)}
        pulse = None
        if row[_PROBE] == Probe.ON and self._pulses.silent_for(now) < _NO_PULSE_AFTER:
            pulse = _rounded(self._pulses.rate())
        found["pulse_rate"] = pulse
        found["spo2"] = None if pulse is None else min(float(round(saturation)), 100.0)
        found["respiratory_rate"] = self._respiratory_rate(now, row)
        found |= {code: round(row[COLUMN[code]], decimals) for code, (_, decimals) in SENT_AS_THEY_ARE.items()}
        if row[_LINE]:
            found |= self._invasive(row)
        if row[_VENTILATED]:
            found["etco2"] = float(round(max(self._co2))) if self._co2 else None
        if row[_NIBP_EVERY] > 0 and now >= self._next_cuff:
            self._next_cuff = now + row[_NIBP_EVERY]
            found |= self._cuff(now, row)
        return found

    def _heart_rate(self, now: float, row: list[float]) -> float | None:
        if row[_ELECTRODES] == Electrodes.OFF:
            return None
        if self._beats.silent_for(now) > PAUSE_THAT_IS_ASYSTOLE:
            self._beats.clear(now - self._beats.silent_for(now))
            return 0.0
        return _rounded(self._beats.rate())

    def _respiratory_rate(self, now: float, row: list[float]) -> float | None:
        if row[_ELECTRODES] == Electrodes.OFF and not row[_VENTILATED]:
            return None
        silent, rate = self._breaths.silent_for(now), self._breaths.rate()
        if silent > _NO_BREATH_AFTER:
            return 0.0
        # A breath that is late says already that the rate is lower.
        return _rounded(rate if rate is None else min(rate, 90.0 / max(silent, 0.1)))

    def _invasive(self, row: list[float]) -> Values:
        names = ("art_systolic", "art_diastolic", "art_mean")
        if row[_TRANSDUCER] == Transducer.OFF or not self._pressure:
            return dict.fromkeys(names)
        samples = np.concatenate(self._pressure)
        if np.isnan(samples).any():
            return dict.fromkeys(names)
        usual = self._pulses_apart()
        count = max(1, int(len(samples) * TICK_SECONDS / MIDDLE / usual))
        pieces = np.array_split(samples[-round(count * usual * MIDDLE / TICK_SECONDS) :], count)
        high = float(np.median([piece.max() for piece in pieces]))
        low = float(np.median([piece.min() for piece in pieces]))
        return dict(zip(names, (float(round(high)), float(round(low)), float(round(samples.mean()))), strict=True))

    def _pulses_apart(self) -> float:
        """Seconds between two pulses, at most the length that is looked at."""
        rate = self._beats.rate() or self._pulses.rate()
        return min(60.0 / rate, _PRESSURE_SECONDS) if rate else _PRESSURE_SECONDS

    def _cuff(self, now: float, row: list[float]) -> Values:
        """A measurement by the cuff; unknown where it finds no pulse."""
        names = ("nibp_systolic", "nibp_diastolic", "nibp_mean")
        high, low = row[_SYSTOLIC] + self._draw.gauss(0, 3), row[_DIASTOLIC] + self._draw.gauss(0, 2)
        if now - self._last_pulse > _CUFF_WAITS or high < low + 5 or high < _LEAST_PULSE_PRESSURE + low * 0.5:
            return dict.fromkeys(names)
        return dict(
            zip(names, (float(round(high)), float(round(low)), float(round(low + (high - low) / 3))), strict=True)
        )


def _until(times: list[float], now: float) -> tuple[list[float], list[float]]:
    return [at for at in times if at <= now], [at for at in times if at > now]


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(round(value))
