"""What the tests of the simulator share: one bed played for some seconds, and the simplest detector of beats."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.interop.simulator.grid import SAMPLES_A_TICK, TICK_SECONDS
from app.interop.simulator.plans import Plan
from app.interop.simulator.playing import PlayedWard
from app.interop.simulator.timeline import Scenario, Step
from app.ward.signals import DeviceMessage, Observation

ALL_WAVES = tuple(SAMPLES_A_TICK)
Array = NDArray[np.float64]


def scenario(start: Mapping[str, float | str | bool] | None = None, *steps: Step) -> Scenario:
    """One that is not in a file."""
    return Scenario("of-a-test", {"pt_BR": "de um teste", "en": "of a test"}, start or {}, steps)


def plan(*scenarios: Scenario) -> Plan:
    """A bed for each."""
    return Plan("of-a-test", tuple((one, 0.0) for one in scenarios))


class Played:
    """Everything that the first bed of a ward says in `seconds`."""

    def __init__(self, seconds: float, played: Scenario, seed: int = 7) -> None:
        self.messages: Sequence[DeviceMessage] = PlayedWard(plan(played), seed, waves=ALL_WAVES).advance(seconds)

    def wave(self, code: str) -> Array:
        """The samples from the beginning on."""
        return wave_of(self.messages, code)

    def times(self, code: str) -> Array:
        """The seconds of those samples."""
        return np.arange(len(self.wave(code))) * TICK_SECONDS / SAMPLES_A_TICK[code]

    def between(self, code: str, begin: float, end: float) -> Array:
        """The samples of [begin, end) seconds."""
        at = self.times(code)
        return self.wave(code)[(at >= begin) & (at < end)]

    def numbers(self, vital: str) -> dict[float, float | None]:
        """Each value by the second at which it was said."""
        return {
            one.received_at: number.value
            for one in self.messages
            if isinstance(one, Observation)
            for number in one.numerics
            if number.vital == vital
        }

    def number(self, vital: str, at: float) -> float | None:
        """The newest value at that second."""
        return [value for when, value in self.numbers(vital).items() if when <= at][-1]

    def beats(self, begin: float = 0.0, end: float = 1e9) -> Array:
        """Seconds of the R waves that the simplest detector finds in lead II."""
        found = beats_in(self.wave("ecg_ii"), self.times("ecg_ii"))
        return found[(found >= begin) & (found < end)]


def wave_of(messages: Sequence[DeviceMessage], code: str, bed: str = "SIM-01") -> Array:
    """The samples of one bed, put together."""
    pieces = [
        block.samples
        for one in messages
        if isinstance(one, Observation) and one.source.bed == bed
        for block in one.waves
        if block.wave == code
    ]
    return np.concatenate(pieces).astype(np.float64) if pieces else np.zeros(0)


def beats_in(samples: Array, times: Array) -> Array:
    """Highest points above half of the usual height, at least 0.2 s apart: knows nothing of how the beats were made."""
    level = 0.5 * np.nanpercentile(samples, 99.5)
    found: list[float] = []
    above = np.flatnonzero(samples > level)
    for run in np.split(above, np.flatnonzero(np.diff(above) > 1) + 1):
        if len(run):
            top = float(times[run[np.argmax(samples[run])]])
            if not found or top - found[-1] > 0.2:
                found.append(top)
    return np.array(found)


def steepest_rise(samples: Array, times: Array, begin: float, end: float) -> float:
    """The second at which a pulse rises most steeply within [begin, end)."""
    place = np.flatnonzero((times >= begin) & (times < end))
    return float(times[place[np.argmax(np.gradient(samples)[place])]])
