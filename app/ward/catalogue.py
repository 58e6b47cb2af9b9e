"""Which vital signs and waveforms the ward knows: one file each in `resources/ward/`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Final

_FOLDER: Final = Path(__file__).resolve().parents[2] / "resources" / "ward"


@dataclass(frozen=True)
class VitalSign:
    """One measured number: how it is called, in which unit it counts, and what a device may mean at all.

    `possible` bounds what a device can mean: beyond it a number is an error of transmission. Older than
    `fresh_seconds` it is shown with its age. `mdc` are its names in ISO/IEEE 11073-10101 with their numbers; `group`
    ties it to the waveform that it is read from. `datagram`: the two letters of its datagrams. `own_words`: its passed
    limits have texts of their own. `simulated`: around what the simulator sends it, where no signal gives it.
    """

    code: str
    label: Mapping[str, str]
    unit: str
    decimals: int
    possible: tuple[float, float]
    fresh_seconds: float
    group: str
    order: int
    mdc: Mapping[str, int]
    datagram: str
    own_words: bool = False
    simulated: float | None = None


@dataclass(frozen=True)
class Waveform:
    """One continuous signal; `shown` is what a sector draws from its lower to its upper edge, in `unit`.

    `datagram`: message type (`type`), `rate_hz`, and the values of the bytes 1 and 255 (`low`, `high`).
    """

    code: str
    label: Mapping[str, str]
    unit: str
    shown: tuple[float, float]
    usual_rate_hz: float
    group: str
    order: int
    mdc: Mapping[str, int]
    datagram: Mapping[str, float]


@cache
def vital_signs() -> Mapping[str, VitalSign]:
    """By code, in the order in which a sector shows them."""
    own = {field.name for field in fields(VitalSign)}
    read = [
        VitalSign(**{name: value for name, value in _pairs(content, "possible").items() if name in own})
        for content in _files("vital-signs")
    ]
    return {one.code: one for one in sorted(read, key=lambda one: one.order)}


@cache
def waveforms() -> Mapping[str, Waveform]:
    """By code, in the order in which a sector shows them."""
    read = [Waveform(**_pairs(content, "shown")) for content in _files("waveforms")]
    return {one.code: one for one in sorted(read, key=lambda one: one.order)}


@cache
def alarm_tables() -> Mapping[str, Mapping[str, Any]]:
    """What the files say of alarms, by vital sign; read by `app.ward.alarms.limits`."""
    return {content["code"]: content["alarms"] for content in _files("vital-signs")}


def _files(kind: str) -> list[dict[str, Any]]:
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((_FOLDER / kind).glob("*.toml"))]


def _pairs(content: dict[str, Any], key: str) -> dict[str, Any]:
    low, high = content[key]
    return {**content, key: (float(low), float(high))}
