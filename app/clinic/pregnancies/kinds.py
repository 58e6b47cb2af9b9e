"""The kinds of observation: data with its ranges, read once; checking a value against its kind is pure."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from app.clinic.dating import LONGEST_DAYS
from app.clinic.pregnancies.model import NewObservation, Value
from app.clinic.problems import Problem

_FILE = Path(__file__).parents[3] / "resources" / "data" / "observation-kinds.toml"
LONGEST_TEXT = 2000
DATES_OF_LAST_PERIOD = frozenset({"lmp", "ultrasound_lmp"})


@dataclass(frozen=True)
class ObservationKind:
    """`type` is number, date, choice or text; ranges are closed; `unit` is a UCUM code (None: a count or word)."""

    code: str
    type: str
    unit: str | None
    accepted: tuple[float, float] | None
    usual: tuple[float, float] | None
    decimals: int
    choices: tuple[str, ...]
    group: str | None = None
    """What belongs together on a form: vital, danger (signs), maternal_warning."""


@cache
def kinds() -> Mapping[str, ObservationKind]:
    """Every kind by its code."""
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {code: _kind(code, entry) for code, entry in content["kinds"].items()}


def codes_of(group: str) -> tuple[str, ...]:
    """The codes of the kinds of one group, in the order of the file."""
    return tuple(kind.code for kind in kinds().values() if kind.group == group)


def problems(new: NewObservation, today: date) -> tuple[Problem, ...]:
    """What is wrong or unlikely with one observation; `field` is its code."""
    kind = kinds().get(new.code)
    if kind is None:
        return (Problem(new.code, "pregnancies.unknown_kind", {"code": new.code}),)
    found = {"number": _number, "date": _date, "choice": _choice, "text": _text}[kind.type](kind, new.value, today)
    return (found,) if found else ()


def _kind(code: str, entry: Mapping[str, Any]) -> ObservationKind:
    accepted, usual = entry.get("accepted"), entry.get("usual")
    return ObservationKind(
        code=code,
        type=entry["type"],
        unit=entry.get("unit"),
        accepted=(accepted[0], accepted[1]) if accepted else None,
        usual=(usual[0], usual[1]) if usual else None,
        decimals=entry.get("decimals", 0),
        choices=tuple(entry.get("choices", ())),
        group=entry.get("group"),
    )


def _number(kind: ObservationKind, value: Value, today: date) -> Problem | None:  # noqa: ARG001 - one shape for all types
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return Problem(kind.code, "pregnancies.not_a_number")
    if round(value, kind.decimals) != value:
        return Problem(kind.code, "pregnancies.too_many_decimals", {"most": kind.decimals})
    if kind.accepted and not kind.accepted[0] <= value <= kind.accepted[1]:
        return Problem(kind.code, "pregnancies.out_of_range", _range(kind, kind.accepted))
    if kind.usual and not kind.usual[0] <= value <= kind.usual[1]:
        return Problem(kind.code, "pregnancies.unlikely_value", {**_range(kind, kind.usual), "value": value}, True)
    return None


def _range(kind: ObservationKind, limits: tuple[float, float]) -> dict[str, object]:
    return {"lowest": limits[0], "highest": limits[1], "unit": kind.unit or ""}


def _date(kind: ObservationKind, value: Value, today: date) -> Problem | None:
    try:
        day = date.fromisoformat(value if isinstance(value, str) and len(value) == 10 else "")
    except ValueError:
        return Problem(kind.code, "pregnancies.not_a_date")
    if day > today:
        return Problem(kind.code, "pregnancies.date_in_future")
    if kind.code in DATES_OF_LAST_PERIOD and (today - day).days > LONGEST_DAYS:
        return Problem(kind.code, "pregnancies.lmp_long_ago", {"weeks": (today - day).days // 7}, True)
    return None


def _choice(kind: ObservationKind, value: Value, today: date) -> Problem | None:  # noqa: ARG001 - one shape for all types
    return None if value in kind.choices else Problem(kind.code, "pregnancies.unknown_choice", {"value": value})


def _text(kind: ObservationKind, value: Value, today: date) -> Problem | None:  # noqa: ARG001 - one shape for all types
    if not isinstance(value, str) or not value.strip():
        return Problem(kind.code, "pregnancies.text_missing")
    return (
        Problem(kind.code, "pregnancies.text_too_long", {"most": LONGEST_TEXT}) if len(value) > LONGEST_TEXT else None
    )
