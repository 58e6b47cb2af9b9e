"""Alarm limits: the defaults of each vital sign and age class, what a person may set instead, and what is refused.

Figures and their sources: `[alarms]` in `resources/ward/vital-signs/`, and `resources/ward/limit-sources.toml`.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from app.kernel.errors import KnownError
from app.ward.alarms.conditions import rules, side_code
from app.ward.alarms.words import Bound, Priority
from app.ward.catalogue import alarm_tables, vital_signs

_FOLDER: Final = Path(__file__).resolve().parents[3] / "resources" / "ward"


class AgeClass(StrEnum):
    """Whose limits these are; labels: texts `ward_alarms.age_<value>`."""

    ADULT = "adult"
    CHILD = "child"
    NEWBORN = "newborn"


class Mark(StrEnum):
    """How far a figure can be trusted; labels: texts `ward_alarms.mark_<value>`."""

    VERIFIED = "verified"
    SECOND_HAND = "second_hand"
    CHOICE = "choice"


class Tier(StrEnum):
    """Which of its limits a value can pass; `NOTHING` is a rate of zero."""

    LOW = "low"
    HIGH = "high"
    EXTREME_LOW = "extreme_low"
    EXTREME_HIGH = "extreme_high"
    NOTHING = "none"

    @property
    def bound(self) -> Bound:
        """On which side it lies."""
        return Bound.HIGH if self in (Tier.HIGH, Tier.EXTREME_HIGH) else Bound.LOW


@dataclass(frozen=True, slots=True)
class VitalLimits:
    """What may be set for one vital sign of one bed, in the sign's unit and in seconds; None: no limit on that side."""

    low: float | None
    high: float | None
    extreme_low: float | None
    extreme_high: float | None
    delay_low: float
    delay_high: float
    priority_low: Priority = Priority.MEDIUM
    priority_high: Priority = Priority.MEDIUM


@dataclass(frozen=True)
class LimitSource:
    """A document and the place in it."""

    code: str
    document: str
    place: str
    mark: Mark


@dataclass(frozen=True)
class VitalRules:
    """What the engine does with one vital sign; `conditions` names what each passed limit is called.

    `nothing` is (condition, below which value, seconds) where no beat at all is an alarm of its own. `sources` gives
    the code of the source by "delay", "adult.low" and so on.
    """

    vital: str
    hysteresis: float
    worsening: float
    gone_after: float
    conditions: Mapping[Tier, str]
    nothing: tuple[str, float, float] | None
    defaults: Mapping[AgeClass, VitalLimits]
    sources: Mapping[str, str]


@cache
def vital_rules() -> Mapping[str, VitalRules]:
    """By vital sign."""
    return {vital: _read(vital, content) for vital, content in sorted(alarm_tables().items())}


@cache
def limit_sources() -> Mapping[str, LimitSource]:
    """By code."""
    content = _toml(_FOLDER / "limit-sources.toml")
    return {code: LimitSource(code, one["document"], one["place"], Mark(one["mark"])) for code, one in content.items()}


def defaults(age: AgeClass) -> dict[str, VitalLimits]:
    """The limits that a bed begins with, by vital sign."""
    return {code: one.defaults[age] for code, one in vital_rules().items()}


def check_limits(vital: str, limits: VitalLimits, age: AgeClass) -> None:
    """Return where the limits may be set.

    Raises KnownError with `vital`, `field` and `value`: ward_limits.unknown_vital (no field),
    .not_a_number, .not_possible (with `lowest`, `highest`), .low_not_below_high (with `other`),
    .extreme_inside (an extreme that does not lie beyond the ordinary limit, with `other`),
    .extreme_kept (an extreme limit that cannot be taken off), .delay (with `longest`).
    """
    if vital not in vital_rules():
        raise KnownError("ward_limits.unknown_vital", vital=vital)
    for field in fields(limits):
        value = getattr(limits, field.name)
        if isinstance(value, float | int) and not math.isfinite(value):
            raise KnownError("ward_limits.not_a_number", vital=vital, field=field.name, value=value)
    _check_range(vital, limits)
    _check_order(vital, limits)
    usual = vital_rules()[vital].defaults[age]
    for name in ("extreme_low", "extreme_high"):
        if getattr(usual, name) is not None and getattr(limits, name) is None:
            raise KnownError("ward_limits.extreme_kept", vital=vital, field=name, value=getattr(usual, name))
    longest = rules().longest_delay
    for name in ("delay_low", "delay_high"):
        if not 0 <= getattr(limits, name) <= longest:
            raise KnownError("ward_limits.delay", vital=vital, field=name, value=getattr(limits, name), longest=longest)


def _check_range(vital: str, limits: VitalLimits) -> None:
    lowest, highest = vital_signs()[vital].possible
    for name in ("low", "high", "extreme_low", "extreme_high"):
        value = getattr(limits, name)
        if value is not None and not lowest <= value <= highest:
            raise KnownError(
                "ward_limits.not_possible", vital=vital, field=name, value=value, lowest=lowest, highest=highest
            )


def _check_order(vital: str, limits: VitalLimits) -> None:
    """From the lowest to the highest: extreme low, low, high, extreme high; each strictly below the next."""
    named = [("extreme_low", limits.extreme_low), ("low", limits.low), ("high", limits.high)]
    given = [(name, value) for name, value in [*named, ("extreme_high", limits.extreme_high)] if value is not None]
    for (lower, below), (upper, above) in pairwise(given):
        if below >= above:
            extreme = lower if lower == "extreme_low" else upper
            ordinary = (lower, upper) == ("low", "high")
            code = "ward_limits.low_not_below_high" if ordinary else "ward_limits.extreme_inside"
            field, value, other = (lower, below, above) if ordinary or extreme == lower else (upper, above, below)
            raise KnownError(code, vital=vital, field=field, value=value, other=other)


def _read(vital: str, content: Mapping[str, Any]) -> VitalRules:
    names = {side: side_code(vital, side) for side in (Tier.LOW, Tier.HIGH)}
    names |= {Tier(tier): name for tier, name in content.get("conditions", {}).items()}
    nothing = content.get("none")
    sources = {key: content[key]["source"] for key in ("delay", "hysteresis", "worsening", "gone_after", "priority")}
    for age in AgeClass:
        sources |= {f"{age}.{key}": one["source"] for key, one in content[age].items()}
    if nothing:
        sources["none"] = nothing["source"]
    return VitalRules(
        vital=vital,
        hysteresis=float(content["hysteresis"]["by"]),
        worsening=float(content["worsening"]["by"]),
        gone_after=float(content["gone_after"]["seconds"]),
        conditions=names,
        nothing=(nothing["condition"], float(nothing["below"]), float(nothing["delay"])) if nothing else None,
        defaults={age: _defaults(content, content[age]) for age in AgeClass},
        sources=sources,
    )


def _defaults(content: Mapping[str, Any], own: Mapping[str, Any]) -> VitalLimits:
    limit = {
        name: float(own[name]["limit"]) if name in own else None
        for name in ("low", "high", "extreme_low", "extreme_high")
    }
    return VitalLimits(
        **limit,
        delay_low=float(content["delay"]["low"]),
        delay_high=float(content["delay"]["high"]),
        priority_low=Priority(content["priority"]["low"]),
        priority_high=Priority(content["priority"]["high"]),
    )


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
