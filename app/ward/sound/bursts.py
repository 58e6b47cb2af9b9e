"""Bursts of pulses, made once from `resources/ward/sounds.toml` (IEC 60601-1-8; spec: alarms-and-devices, table 1)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.ward.alarms.signs import Burst

RATE_HZ: Final = 48_000
_FILE: Final = Path(__file__).resolve().parents[3] / "resources" / "ward" / "sounds.toml"

Sound = NDArray[np.float32]
"""Shape (n,), -1 to 1, 48,000 samples a second."""


@dataclass(frozen=True)
class Pulse:
    """One pulse: `rise` and `fall` are shares of its length, levels of the harmonics in decibels."""

    fundamental_hz: float
    harmonics_db: tuple[float, ...]
    rise: float
    fall: float
    peak: float


@dataclass(frozen=True)
class BurstShape:
    """How pulses follow each other; milliseconds. `every` is seconds from the end of one burst to the next."""

    pulses: int
    pulse_ms: float
    spacing_ms: float
    every: float
    wide_after: tuple[int, ...] = ()
    middle_after: int = 0
    middle_ms: float = 0.0

    def space_after(self, pulse: int) -> float:
        """Milliseconds of silence after this pulse (1, 2 …)."""
        if pulse == self.middle_after:
            return self.middle_ms
        return 2 * self.spacing_ms + self.pulse_ms if pulse in self.wide_after else self.spacing_ms


@cache
def shapes() -> Mapping[Burst, BurstShape]:
    """The shape of each kind of burst."""
    return {
        Burst(name): BurstShape(
            pulses=content["pulses"],
            pulse_ms=content["pulse_ms"],
            spacing_ms=content["spacing_ms"],
            every=content["every_s"],
            wide_after=tuple(content.get("wide_after", ())),
            middle_after=content.get("middle_after", 0),
            middle_ms=content.get("middle_ms", 0.0),
        )
        for name, content in _file()["burst"].items()
    }


@cache
def pulse_values() -> Pulse:
    """What every pulse is made of, for whoever makes it elsewhere."""
    content = _file()
    return Pulse(
        content["fundamental_hz"],
        tuple(content["harmonics_db"]),
        content["rise_share"],
        content["fall_share"],
        content["peak"],
    )


@cache
def burst(kind: Burst) -> Sound:
    """All samples of one burst, from its first pulse to the end of its last."""
    shape = shapes()[kind]
    pulse = _pulse(shape.pulse_ms)
    parts = []
    for number in range(1, shape.pulses + 1):
        parts.append(pulse)
        if number < shape.pulses:
            parts.append(np.zeros(_samples(shape.space_after(number)), np.float32))
    return np.concatenate(parts)


def _pulse(milliseconds: float) -> Sound:
    made = pulse_values()
    count = _samples(milliseconds)
    times = np.arange(count) / RATE_HZ
    wave = np.zeros(count)
    for number, level in enumerate(made.harmonics_db, start=1):
        wave += 10 ** (level / 20) * np.sin(2 * np.pi * number * made.fundamental_hz * times)
    wave *= made.peak / np.abs(wave).max()
    rise, fall = int(count * made.rise), int(count * made.fall)
    envelope = np.ones(count)
    envelope[:rise] = np.linspace(0, 1, rise)
    envelope[-fall:] = np.linspace(1, 0, fall)
    return (wave * envelope).astype(np.float32)


def _samples(milliseconds: float) -> int:
    return round(milliseconds * RATE_HZ / 1000)


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
