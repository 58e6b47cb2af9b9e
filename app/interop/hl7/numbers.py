"""One numeric OBX: its value, its limits, its unit."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.interop.hl7.nomenclature import (
    Conversion,
    Found,
    conversion,
    facts,
    no_value_numbers,
    no_value_words,
    vital_of,
)
from app.interop.hl7.wire import Segment
from app.interop.refusals import Why, shown
from app.ward.catalogue import VitalSign
from app.ward.signals import Numeric

_FLOAT: Final = r"[-+]?\d{1,17}(?:\.\d{1,17})?(?:[eE][-+]?\d{1,2})?"
_NUMBER: Final = re.compile(_FLOAT, re.ASCII)
_RANGE: Final = re.compile(f"({_FLOAT})-({_FLOAT})", re.ASCII)
_ONE_SIDE: Final = re.compile(f"([<>])=?({_FLOAT})", re.ASCII)
_REMEMBERED: Final = 4096
"""A monitor repeats its limits with every number."""
Limits = tuple[float | None, float | None]


@dataclass(frozen=True)
class Trouble:
    """An OBX that was not taken, or not whole: `where` names segment, field and what stands there."""

    why: Why
    where: str


def place(segment: Segment, number: int) -> str:
    """`OBX[4]-5`: the segment by its own set number."""
    return f"{segment.name}[{shown(segment.field(1))}]-{number}"


def read_number(text: str) -> float | None:
    """The number of an NM (or the second component of an SN) field; None for anything else."""
    return float(text) if _NUMBER.fullmatch(text) else None


def read_numeric(segment: Segment) -> tuple[Found, Numeric, Trouble | None] | None:
    """The vital sign of an OBX; None where it measures something that the ward does not know.

    Whatever cannot be trusted (no number, unknown unit, a value that no patient has) becomes "no value", with the
    reason beside it: the place of the number is emptied, instead of showing an older one as if it were new.
    """
    used = segment.used
    found = vital_of(segment.code(3), used.component)
    if found is None:
        return None
    vital = found.vital
    # Without even the bar behind the value the line was cut, and 9 may have been 97.
    is_whole = len(segment.parts) > 6
    unit = conversion(segment.code(6), used.component, vital.unit) if is_whole else None
    value, trouble = _value(segment, vital, unit)
    if value is not None and _has_no_value(segment):
        value = None
    limits = _limits(segment.component(7, 1)[:64], unit) if unit is not None and segment.field(7) else (None, None)
    return found, Numeric(vital.code, value, limits), trouble


def _value(segment: Segment, vital: VitalSign, unit: Conversion | None) -> tuple[float | None, Trouble | None]:
    parts = segment.components(5)
    text = parts[0]
    if segment.field(2).strip().upper() == "SN" and len(parts) > 1 and text in ("", "="):
        text = parts[1]
    if text.upper() in no_value_words():
        return None, None
    number = read_number(text)
    if number is None or (text == parts[0] and any(read_number(one) is not None for one in parts[1:])):
        return None, Trouble(Why.NOT_A_NUMBER, f"{place(segment, 5)} = {shown(text)}, {vital.code}")
    if number in no_value_numbers():
        return None, None
    if unit is None:
        return None, Trouble(Why.UNIT, f"{place(segment, 6)} = {_unit_text(segment)}, {vital.code}")
    value = unit(number)
    low, high = vital.possible
    if not math.isfinite(value) or not low <= value <= high:
        return None, Trouble(Why.IMPOSSIBLE_VALUE, f"{place(segment, 5)} = {shown(text)}, {vital.code}")
    return value, None


def _has_no_value(segment: Segment) -> bool:
    """Whether status (OBX-11) or flags (OBX-8) take the value back."""
    rules = facts()["no_value"]
    if segment.field(11).strip().upper() in rules["statuses"]:
        return True
    flags = segment.field(8)
    return bool(flags) and any(one.strip().upper() in rules["flags"] for one in segment.repetitions(8))


def _unit_text(segment: Segment) -> str:
    """The unit that is not known: a code, or a short word that a coding system stands beside; else its length."""
    parts = segment.components(6)
    coded = any(one.upper() in ("MDC", "UCUM") for one in parts[1:])
    return ", ".join(one if coded and len(one) <= 24 else shown(one) for one in parts if one) or "nothing"


@lru_cache(_REMEMBERED)
def _limits(text: str, unit: Conversion) -> Limits:
    """Lower and upper limit of OBX-7 (`90-160`, `<500`, `>8`) in the catalogue's unit; what is not one is none."""
    text = text.replace(" ", "")
    if both := _RANGE.fullmatch(text):
        low, high = unit(float(both.group(1))), unit(float(both.group(2)))
        return (low, high) if math.isfinite(low) and math.isfinite(high) and low <= high else (None, None)
    if one := _ONE_SIDE.fullmatch(text):
        bound = unit(float(one.group(2)))
        if math.isfinite(bound):
            return (bound, None) if one.group(1) == ">" else (None, bound)
    return None, None
