"""What the codes in a message mean: names first, then numbers, wherever in the field they stand.

Devices in the field send a right name with a wrong number, code and text in exchanged places, and lower-case letters.
The tables are data: `resources/ward/vital-signs`, `waveforms`, `units.toml`, `hl7.toml`.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

from app.ward.catalogue import VitalSign, Waveform, vital_signs, waveforms

_FOLDER: Final = Path(__file__).resolve().parents[3] / "resources" / "ward"
_INLINE: Final = re.compile(r"(\d+(?:\.\d+)?)\.?([A-Za-zµ°%\[\]]+)/(\d+)")
_BOUNDED: Final = 8192
"""How many spellings are remembered (`Segment.code` bounds their length): more than a hospital has, and no more than a
hostile sender may fill."""


@dataclass(frozen=True)
class Conversion:
    """`value * factor + offset` gives the unit that was asked for."""

    factor: float
    offset: float = 0.0

    def __call__(self, value: float) -> float:
        return value * self.factor + self.offset


@dataclass(frozen=True)
class Found:
    """A vital sign, and how far down in the list of its names the code stands (0 is the one that is preferred)."""

    vital: VitalSign
    rank: int


@cache
def facts() -> Mapping[str, Any]:
    """The content of `resources/ward/hl7.toml`."""
    return tomllib.loads((_FOLDER / "hl7.toml").read_text(encoding="utf-8"))


@cache
def no_value_numbers() -> frozenset[float]:
    """What a device writes where it has no value."""
    return frozenset(float(one) for one in facts()["no_value"]["numbers"])


@cache
def no_value_words() -> frozenset[str]:
    """The same in letters and marks."""
    return frozenset(facts()["no_value"]["words"])


@lru_cache(_BOUNDED)
def vital_of(field: str, separator: str) -> Found | None:
    """The vital sign that an OBX-3 names; None where it is another thing."""
    return _look_up(_vital_names(), _vital_numbers(), _parts(field, separator))


@lru_cache(_BOUNDED)
def waveform_of(field: str, separator: str) -> Waveform | None:
    """The waveform that an OBX-3 names; None where it is another thing."""
    return _look_up(_wave_names(), _wave_numbers(), _parts(field, separator))


@lru_cache(_BOUNDED)
def facet_of(field: str, separator: str) -> str | None:
    """Which facet of an alert an OBX-3 names: `source`, `phase`, `state`, …, or its `text`."""
    return _look_up(_words_of("facets", str), _words_of("facets", int), _parts(field, separator))


@lru_cache(_BOUNDED)
def attribute_of(field: str, separator: str) -> str | None:
    """What an OBX-3 says about the waveform above it: `rate`, `resolution`, `range`, `missing`."""
    return _look_up(_words_of("attributes", str), _words_of("attributes", int), _parts(field, separator))


@lru_cache(_BOUNDED)
def event_of(field: str, separator: str) -> str:
    """The event that a field names: the name that stands there or belongs to its number, else the number."""
    parts = _parts(field, separator)
    names = [one.upper() for one in parts if one.upper().startswith(("MDC_", "MDCX_", "MNDRY_"))]
    numbers = [one for one in parts if one.isascii() and one.isdigit()]
    return [*names, *(_event_names().get(one, one) for one in numbers), ""][0][:64]


@lru_cache(_BOUNDED)
def conversion(field: str, separator: str, unit: str) -> Conversion | None:
    """How a number in the unit of an OBX-6 becomes one in `unit` (of the catalogue); None where that is not defined.

    An empty field is that unit itself where no other one could be meant. Philips writes the resolution into the
    unit: `10.mV/4096` is 10 mV over 4096 steps.
    """
    parts = _parts(field, separator)
    if not parts:
        return Conversion(1.0) if _only_one(unit) else None
    into = _look_up(_unit_names(), _unit_numbers(), parts)
    if into is not None:
        return into.get(unit)
    inline = next((found for one in parts if (found := _INLINE.fullmatch(one))), None)
    if inline is None or int(inline.group(3)) == 0:
        return None
    base = _unit_names().get(inline.group(2).upper(), {}).get(unit)
    step = float(inline.group(1)) / int(inline.group(3))
    return Conversion(base.factor * step, base.offset) if base is not None else None


@cache
def unit_code(unit: str) -> str:
    """How a unit of the catalogue is written in OBX-6."""
    known = next(one for one in _units() if one["to"].get(unit) == [1.0, 0.0])
    return f"{known['number']}^{known['name']}^MDC"


def is_inline(field: str, separator: str) -> bool:
    """Whether the unit field carries a resolution of its own."""
    return any(_INLINE.fullmatch(one) for one in _parts(field, separator))


def _parts(field: str, separator: str) -> list[str]:
    return [one.strip() for one in field.split(separator) if one.strip()]


_Meaning = TypeVar("_Meaning")
_Key = TypeVar("_Key", str, int)


def _look_up(names: Mapping[str, _Meaning], numbers: Mapping[int, _Meaning], parts: Sequence[str]) -> _Meaning | None:
    for one in parts:
        if (found := names.get(one.upper())) is not None:
            return found
    for one in parts:
        if one.isascii() and one.isdigit() and len(one) < 10 and (found := numbers.get(int(one))) is not None:
            return found
    return None


@cache
def _event_names() -> dict[str, str]:
    return {str(number): name for name, number in facts()["events"].items()}


@cache
def _vital_names() -> dict[str, Found]:
    return {name: Found(one, rank) for one in vital_signs().values() for rank, name in enumerate(one.mdc)}


@cache
def _vital_numbers() -> dict[int, Found]:
    pairs = [
        (number, Found(one, rank)) for one in vital_signs().values() for rank, number in enumerate(one.mdc.values())
    ]
    return dict(reversed(pairs))


@cache
def _wave_names() -> dict[str, Waveform]:
    return {name: one for one in waveforms().values() for name in one.mdc}


@cache
def _wave_numbers() -> dict[int, Waveform]:
    return {number: one for one in waveforms().values() for number in one.mdc.values()}


@cache
def _words_of(table: str, kind: type[_Key]) -> dict[_Key, str]:
    return {one: word for word, given in facts()[table].items() for one in given if isinstance(one, kind)}


@cache
def _units() -> list[dict[str, Any]]:
    content = tomllib.loads((_FOLDER / "units.toml").read_text(encoding="utf-8"))
    return list(content["unit"])


def _conversions(unit: dict[str, Any]) -> dict[str, Conversion]:
    return {target: Conversion(*pair) for target, pair in unit["to"].items()}


@cache
def _unit_names() -> dict[str, dict[str, Conversion]]:
    return {name.upper(): _conversions(one) for one in _units() for name in (one["name"], *one["also"])}


@cache
def _unit_numbers() -> dict[int, dict[str, Conversion]]:
    return {one["number"]: _conversions(one) for one in _units()}


@cache
def _only_one(unit: str) -> bool:
    """Whether every unit that may become this one is this one by another name."""
    return all(given == [1.0, 0.0] for one in _units() for target, given in one["to"].items() if target == unit)
