"""How the eight bytes of a datagram carry signals of the ward: the mappings of the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import quote, unquote_to_bytes

import numpy as np
from numpy.typing import NDArray

from app.ward.catalogue import vital_signs, waveforms
from app.ward.signals import Numeric, Samples

_STEPS: Final = 254.0
_SAFE: Final = " !\"#$&'()*+,/:<=>?@[\\]^`{|}~"


@dataclass(frozen=True)
class WaveForm:
    """How one waveform travels: its message type, its rate, and the values of the bytes 1 and 255."""

    wave: str
    kind: int
    rate_hz: float
    low: float
    high: float

    def samples(self, data: NDArray[np.uint8]) -> Samples:
        """Bytes as samples in the catalogue's unit; 0 is a gap."""
        table: Samples = _table(self.low, self.high)
        return table[data]

    def data(self, samples: Samples) -> NDArray[np.uint8]:
        """Samples as bytes, the nearest step; beyond the edges the edge, a gap 0."""
        known = np.isfinite(samples)
        steps = (np.where(known, samples, self.low).astype(np.float64) - self.low) * (_STEPS / (self.high - self.low))
        whole = (np.rint(np.clip(steps, 0, _STEPS)) + 1).astype(np.uint8)
        whole[~known] = 0
        return whole


@cache
def _table(low: float, high: float) -> Samples:
    values = (low + np.arange(-1, 255) * ((high - low) / _STEPS)).astype(np.float32)
    values[0] = np.nan
    return values


@cache
def waves_by_kind() -> Mapping[int, WaveForm]:
    """By message type."""
    return {one.kind: one for one in waves_by_code().values()}


@cache
def waves_by_code() -> Mapping[str, WaveForm]:
    """By the code of the catalogue."""
    return {wave: _form(wave, one.datagram) for wave, one in waveforms().items()}


@cache
def letters() -> Mapping[str, str]:
    """The two letters of each vital sign, by its code."""
    return {vital: sign.datagram for vital, sign in vital_signs().items()}


@cache
def vitals_by_letters() -> Mapping[str, str]:
    """The same, the other way round."""
    return {one: vital for vital, one in letters().items()}


def write_number(numeric: Numeric) -> bytes:
    """`SO97`, `TE?`, `HR80;50;120`: letters, number, and limits where there are some."""
    parts = [letters()[numeric.vital] + _number(numeric.value)]
    if any(one is not None for one in numeric.limits):
        parts += ["" if one is None else _number(one) for one in numeric.limits]
    return ";".join(parts).encode("ascii")


def read_number(text: bytes) -> Numeric | None:
    """The number; None where it is none, is not known, or is one that no patient has."""
    try:
        first, *bounds = text.decode("ascii").split(";")
        vital = vitals_by_letters()[first[:2]]
        value = None if first[2:] == "?" else _finite(first[2:])
        limits = [None if one == "" else _finite(one) for one in bounds] or [None, None]
        low, high = limits
    except (KeyError, ValueError):
        return None
    least, most = vital_signs()[vital].possible
    if value is not None and not least <= value <= most:
        return None
    return Numeric(vital, value, (low, high))


def write_fields(fields: Sequence[str]) -> bytes:
    """Words joined by semicolons; what is not plain ASCII, and `;` and `%`, as %XX of UTF-8."""
    return ";".join(quote(one, safe=_SAFE) for one in fields).encode("ascii")


def read_fields(text: bytes) -> list[str]:
    """The words; ValueError where they are not written like that."""
    return [unquote_to_bytes(one).decode("utf-8") for one in text.decode("ascii").split(";")]


def _form(wave: str, carried: Mapping[str, float]) -> WaveForm:
    return WaveForm(wave, int(carried["type"]), *(float(carried[name]) for name in ("rate_hz", "low", "high")))


def _number(value: float | None) -> str:
    if value is None:
        return "?"
    return str(int(value)) if value.is_integer() else repr(value)


def _finite(text: str) -> float:
    if not text or not set(text) <= set("0123456789+-.e"):
        raise ValueError(text)
    value = float(text)
    if not np.isfinite(value):
        raise ValueError(text)
    return value
