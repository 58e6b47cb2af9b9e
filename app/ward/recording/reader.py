"""Reads a recorded stay: `BedRecording` over its files, also while the node still writes them."""

from collections.abc import Callable, Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.ward.catalogue import vital_signs, waveforms
from app.ward.recording.blocks import Seconds, Section, folded
from app.ward.recording.folder import SECONDS, RecordingFolder
from app.ward.recording.merging import MINUTE, Steps, all_numbers, read_extremes, read_minutes, stepped
from app.ward.recording.model import AlarmMark, Envelope, Trend, WaveSpan
from app.ward.recording.parts import StayParts
from app.ward.recording.samples import unpack
from app.ward.signals import Samples

_FROM_SAMPLES_BELOW: Final = 2.0
"""A column of an envelope shorter than so many seconds is made from samples, else from seconds."""
_STEPS: Final = (1, 2, 5, 10, 15, 20, 30, MINUTE, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400)
"""Seconds that a step of a trend may take; it begins at a multiple of them, so that it stays as the span moves."""

Alarms = Callable[[float, float], tuple[AlarmMark, ...]]


class StayRecording:
    """A `BedRecording`. `alarms` tells those of the log; what was written twice in one moment (the clock was set back)
    shows what was written later.
    """

    def __init__(self, recordings: RecordingFolder, stay: str, alarms: Alarms = lambda _start, _end: ()) -> None:
        self._parts, self._alarms = StayParts(recordings, stay), alarms

    def simulated(self) -> bool:
        """Whether any of it was said by a device at no person."""
        recent = any(one.simulated for one in self._all_seconds())
        return recent or any(one.simulated for one in self._parts.minutes(0.0, np.inf))

    def span(self) -> tuple[float, float] | None:
        """The first and the last moment of any recorded signal or number."""
        return self._parts.span()

    def waves(self) -> tuple[str, ...]:
        """Waveforms that were recorded."""
        return _ordered({each.wave for one in self._all_seconds() for each in one.waves}, waveforms())

    def vitals(self) -> tuple[str, ...]:
        """Vital signs that were recorded."""
        recent = {each.vital for one in self._all_seconds() for each in one.numbers}
        before = {each.vital for one in self._parts.minutes(0.0, np.inf) for each in one.vitals}
        return _ordered(recent | before, vital_signs())

    def wave(self, wave: str, start: float, end: float) -> WaveSpan:
        """Every sample in [start, end); the rate is that of the newest of them."""
        sections = self._parts.sections(wave, start, end)
        known = waveforms().get(wave)
        usual = known.usual_rate_hz if known is not None else 1.0
        rate = sections[-1].rate_hz if sections else usual
        count = max(0, int(np.ceil((end - start) * rate - 1e-6)))
        samples = np.full(count, np.nan, np.float32)
        for one in sections:
            first = max(0, int(np.ceil((one.first - start) * rate - 0.5)))
            after = min(count, int(np.ceil((one.end - start) * rate - 0.5)))
            if after > first:
                moments = start + np.arange(first, after) / rate
                places = np.rint((moments - one.first) * (one.count / (one.end - one.first))).astype(np.int64)
                samples[first:after] = unpack(one.packed, one.count, one.step)[np.clip(places, 0, one.count - 1)]
        return WaveSpan(wave, rate, start, samples)

    def envelope(self, wave: str, start: float, end: float, columns: int) -> Envelope:
        """From far."""
        width = (end - start) / columns
        low, high = (np.full(columns, np.nan, np.float32) for _ in range(2))
        pieces = self._samples(wave, start, end) if width < _FROM_SAMPLES_BELOW else self._extremes(wave, start, end)
        for times, lowest, highest in pieces:
            places = np.floor((times - start) / width).astype(np.int64)
            first, after = np.searchsorted(places, [0, columns])
            if after > first:
                at = slice(int(places[first]), int(places[after - 1]) + 1)
                own = folded(
                    places[first:after] - at.start, lowest[first:after], highest[first:after], at.stop - at.start
                )
                low[at], high[at] = np.fmin(low[at], own[0]), np.fmax(high[at], own[1])
        return Envelope(wave, start, end, low, high)

    def trend(self, vital: str, start: float, end: float, columns: int) -> Trend:
        """Steps of whole seconds, each of a length of the list above; `times` are their beginnings."""
        least = MINUTE if self._has_only_minutes(vital, start, end) else 1
        step = next((one for one in _STEPS if one >= least and _count(start, end, one) <= columns), 0)
        if not step:
            step = int(np.ceil((end - start) / max(1, columns - 1) / 86_400)) * 86_400
        first = int(np.floor(start / step))
        pieces = self._by_minutes(vital, start, end) if step % MINUTE == 0 else ()
        fine = self._by_seconds(vital, start, end, unmerged=step % MINUTE == 0)
        return _trend(vital, step, first, _count(start, end, step), (*pieces, fine))

    def alarms(self, start: float, end: float) -> tuple[AlarmMark, ...]:
        """Alarms that stood at any moment in [start, end)."""
        return self._alarms(start, end)

    def _all_seconds(self) -> Iterable[Seconds]:
        return self._parts.seconds(0.0, np.inf)

    def _samples(self, wave: str, start: float, end: float) -> Iterable[tuple[NDArray[np.float64], Samples, Samples]]:
        for one in self._parts.sections(wave, start, end):
            values = unpack(one.packed, one.count, one.step)
            yield _moments(one), values, values

    def _extremes(self, wave: str, start: float, end: float) -> Iterable[tuple[NDArray[np.float64], Samples, Samples]]:
        for one in self._parts.seconds(start, end):
            for each in one.waves:
                if each.wave == wave and each.second < end and each.second + each.count > start:
                    yield _every_second(each.second, each.count), *read_extremes(each)

    def _has_only_minutes(self, vital: str, start: float, end: float) -> bool:
        """Whether a part of the span is so long ago that its numbers themselves are gone."""
        recent = min(self._parts.earliest(SECONDS), end)
        if start >= recent:
            return False
        before = (each for one in self._parts.minutes(start, recent) for each in one.vitals if each.vital == vital)
        return any(each.minute * MINUTE < recent - MINUTE for each in before)

    def _by_minutes(self, vital: str, start: float, end: float) -> list[tuple[int, Steps]]:
        found = [each for one in self._parts.minutes(start, end) for each in one.vitals if each.vital == vital]
        return [(MINUTE, read_minutes(one)) for one in found]

    def _by_seconds(self, vital: str, start: float, end: float, *, unmerged: bool) -> tuple[int, Steps]:
        """From the numbers themselves; `unmerged`: only of hours whose minutes are not written yet."""
        records = [one for one in self._parts.seconds(start, end) if not (unmerged and one.whole)]
        times, values = all_numbers(each for one in records for each in one.numbers if each.vital == vital)
        return 1, stepped(times, values, 1)


def _trend(vital: str, step: int, first: int, count: int, pieces: Iterable[tuple[int, Steps]]) -> Trend:
    """The pieces, each of steps of its own length in seconds, as `count` steps from the one numbered `first` on."""
    sums, counts = np.zeros(count), np.zeros(count)
    low, high = (np.full(count, np.nan) for _ in range(2))
    for length, one in pieces:
        places = (one.first + np.arange(len(one.counts))) * length // step - first
        kept = (places >= 0) & (places < count) & (one.counts > 0)
        where = places[kept]
        np.add.at(counts, where, one.counts[kept])
        np.add.at(sums, where, one.counts[kept] * one.mean[kept])
        np.fmin.at(low, where, one.low[kept])
        np.fmax.at(high, where, one.high[kept])
    mean = np.divide(sums, counts, out=np.full(count, np.nan), where=counts > 0)
    times = np.arange(first, first + count, dtype=np.float64) * step
    shown = [each.astype(np.float32) for each in (mean, low, high)]
    return Trend(vital, float(step), times, *shown)


def _every_second(first: int, count: int) -> NDArray[np.float64]:
    """The middle of each."""
    return np.arange(first, first + count, dtype=np.float64) + 0.5


def _count(start: float, end: float, step: int) -> int:
    """How many steps, each beginning at a multiple of `step`, touch [start, end)."""
    return int(np.ceil(end / step) - np.floor(start / step))


def _moments(one: Section) -> NDArray[np.float64]:
    return one.first + np.arange(one.count, dtype=np.float64) * ((one.end - one.first) / one.count)


def _ordered(found: set[str], known: Iterable[str]) -> tuple[str, ...]:
    return (*(one for one in known if one in found), *sorted(found - set(known)))
