"""How long each kind of data stays: the periods that the program brings (resources/privacy/retention.toml), within
which bounds a unit may set its own, and the law or the reason for the shortest. Light: a policy file is read by it."""

import tomllib
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from app.kernel.errors import KnownError

FILE: Final = Path(__file__).resolve().parents[2] / "resources" / "privacy" / "retention.toml"
Words = Mapping[str, str]
"""By language."""


class Act(StrEnum):
    """What happens when the time is over; labels: texts `privacy.act_<value>`."""

    REMOVE = "remove"
    PROPOSE = "propose"
    ELSEWHERE = "elsewhere"


class Unit(StrEnum):
    """What a period is counted in; labels: texts `privacy.<value>`."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True)
class Bounds:
    """Between which counts a unit may choose, both included. `by_law`: the law names the least; `why`: the reason."""

    least: int
    most: int
    by_law: bool
    why: Words


@dataclass(frozen=True)
class Period:
    """One kind of data. `count` of `unit`s as the program brings it; None: another part of the program keeps the time
    (`told` says which) and nobody sets it here (`bounds` None; `why` says why)."""

    code: str
    labels: Words
    act: Act
    mark: str
    source: str
    count: int | None = None
    unit: Unit = Unit.DAYS
    bounds: Bounds | None = None
    told: Words = dataclass_field(default_factory=dict)
    why: Words = dataclass_field(default_factory=dict)

    @property
    def field(self) -> str:
        """As a policy file and messages name it: `drafts_days`."""
        return f"{self.code}_{self.unit.value}"


@cache
def periods(file: Path = FILE) -> Mapping[str, Period]:
    """By code, in the order of the file."""
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    return MappingProxyType({code: _period(code, one) for code, one in raw.items()})


def settable() -> tuple[Period, ...]:
    """Those that a unit may set, in the order of the file."""
    return tuple(one for one in periods().values() if one.bounds is not None)


def checked(code: str, count: object) -> Period:
    """The period that may be set so. KnownError privacy.unknown_period (field, expected), .period_elsewhere (field),
    .period_out_of_range (field, value, least, most)."""
    found = periods().get(code)
    if found is None:
        expected = ", ".join(one.code for one in settable())
        raise KnownError("privacy.unknown_period", field=str(code)[:40], expected=expected)
    if found.bounds is None:
        raise KnownError("privacy.period_elsewhere", field=found.code)
    least, most = found.bounds.least, found.bounds.most
    if not isinstance(count, int) or isinstance(count, bool) or not least <= count <= most:
        raise KnownError(
            "privacy.period_out_of_range", field=found.field, value=str(count)[:20], least=least, most=most
        )
    return found


def begins_before(now: datetime, unit: Unit, count: int) -> datetime:
    """What began before this instant has had its time, of `count` days, months or years."""
    if unit is Unit.DAYS:
        return now - timedelta(days=count)
    months = now.year * 12 + now.month - 1 - count * (12 if unit is Unit.YEARS else 1)
    year, month = months // 12, months % 12 + 1
    return now.replace(year=year, month=month, day=min(now.day, monthrange(year, month)[1]))


def ends_on(last_entry: date, years: int) -> date:
    """The last day of a record's time; the day after it nothing asks for it any more."""
    try:
        return last_entry.replace(year=last_entry.year + years)
    except ValueError:
        return date(last_entry.year + years, 3, 1)


def _period(code: str, one: Mapping[str, Any]) -> Period:
    unit = next((each for each in Unit if each.value in one), Unit.DAYS)
    count, bounds = one.get(unit.value), None
    if count is not None:
        bounds = Bounds(one["least"], one["most"], bool(one["by_law"]), _words(one["why"]))
    common = (code, _words(one["label"]), Act(one["act"]), one["mark"], one["source"])
    return Period(*common, count, unit, bounds, told=_words(one.get("told", {})), why=_words(one["why"]))


def _words(raw: Mapping[str, str]) -> Words:
    return MappingProxyType(dict(raw))
