"""Whom a campaign or a rule is for: conditions that are all to hold, checked when read, answered by SQL.

A criteria is stored as canonical JSON, `[{"field": "risk_class", "values": ["ARCE"]}, …]`. A new field is one entry of
`FIELDS`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, exists, func, literal, select

from app.clinic.people.merged import LIVING
from app.kernel.canonical import canonical_json
from app.kernel.errors import KnownError
from app.reminders.attributes import Attribute, AttributeKind, attributes
from app.store.tables import person, person_attribute, person_merge, pregnancy_list

MOST_CONDITIONS: Final = 12
MOST_VALUES: Final = 300
MOST_DAYS: Final = 3660


class Ask(StrEnum):
    """How a condition is asked: yes or no, one of some values, a number between two, days from today between two."""

    YES_NO = "yes_no"
    VALUES = "values"
    BETWEEN = "between"
    DAYS = "days"


@dataclass(frozen=True)
class Condition:
    """One condition. `values` for VALUES; `least`, `most` for BETWEEN and DAYS (days from today, negative: past)."""

    field: str
    yes: bool = True
    values: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Context:
    """What conditions need beside the tables: the day, and who is overdue (asked only where a condition names it)."""

    today: date
    overdue: Callable[[int, int], Sequence[str]]
    """(fewest, most days late) → person ids"""


@dataclass(frozen=True)
class Field:
    """One thing that may be asked. `clause(condition, context)` is SQL over `person` and her current pregnancy."""

    code: str
    ask: Ask
    clause: Callable[[Condition, Context], ColumnElement[bool]]
    lowest: int = 0
    highest: int = 0


def read_criteria(raw: object) -> tuple[Condition, ...]:
    """Conditions from outside. KnownError `criteria.bad` (number of the condition from 1, field, value, expected)."""
    if not isinstance(raw, list) or not 1 <= len(raw) <= MOST_CONDITIONS:
        raise KnownError("criteria.bad", number=0, field="", value=str(raw)[:40], expected=f"1–{MOST_CONDITIONS}")
    return tuple(_condition(number, one) for number, one in enumerate(raw, start=1))


def from_stored(text: str) -> tuple[Condition, ...]:
    """What `to_stored` wrote; no condition at all is everybody."""
    raw = json.loads(text)["all"]
    return read_criteria(raw) if raw else ()


def to_stored(conditions: Sequence[Condition]) -> str:
    """Canonical JSON."""
    return canonical_json({"all": [_to_raw(one) for one in conditions]})


def chosen(connection: Connection, conditions: Sequence[Condition], context: Context) -> list[str]:
    """The persons for whom all conditions hold, by number; who was merged into another is that other one."""
    merged = exists().where(person_merge.c.losing_id == person.c.id, person_merge.c.status == "merged")
    clauses = [fields()[one.field].clause(one, context) for one in conditions]
    wanted = select(person.c.id).where(~merged, *clauses).order_by(person.c.number)
    return [str(one) for one in connection.execute(wanted).scalars()]


def _condition(number: int, raw: object) -> Condition:
    name = raw.get("field") if isinstance(raw, Mapping) else None
    known = fields().get(str(name))
    if known is None or not isinstance(raw, Mapping):
        raise _bad(number, "field", name, ", ".join(fields()))
    if known.ask is Ask.YES_NO:
        if not isinstance(raw.get("yes"), bool):
            raise _bad(number, known.code, raw.get("yes"), "true, false")
        return Condition(known.code, yes=raw["yes"])
    if known.ask is Ask.VALUES:
        return Condition(known.code, values=_values(number, known, raw.get("values")))
    return _range(number, known, raw)


def _values(number: int, known: Field, raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list) or not 1 <= len(raw) <= MOST_VALUES or not all(isinstance(one, str) for one in raw):
        raise _bad(number, known.code, raw, f"1–{MOST_VALUES}")
    return tuple(raw)


def _range(number: int, known: Field, raw: Mapping[str, Any]) -> Condition:
    for end in ("least", "most"):
        value = raw.get(end)
        if not isinstance(value, int) or isinstance(value, bool) or not known.lowest <= value <= known.highest:
            raise _bad(number, known.code, value, f"{known.lowest}–{known.highest}")
    if raw["least"] > raw["most"]:
        raise _bad(number, known.code, raw["least"], f"≤ {raw['most']}")
    return Condition(known.code, least=raw["least"], most=raw["most"])


def _to_raw(one: Condition) -> dict[str, object]:
    ask = fields()[one.field].ask
    if ask is Ask.YES_NO:
        return {"field": one.field, "yes": one.yes}
    if ask is Ask.VALUES:
        return {"field": one.field, "values": list(one.values)}
    return {"field": one.field, "least": one.least, "most": one.most}


def _bad(number: int, field: str, value: object, expected: str) -> KnownError:
    return KnownError("criteria.bad", number=number, field=field, value=str(value)[:40], expected=expected)


# what may be asked


def _pregnant(*clauses: ColumnElement[bool]) -> ColumnElement[bool]:
    table = pregnancy_list
    return exists().where(table.c.person_number == person.c.number, table.c.status == "current", *clauses)


def _class(one: Condition, _context: Context) -> ColumnElement[bool]:
    return _pregnant(pregnancy_list.c.class_code.in_(one.values))


def _week(one: Condition, context: Context) -> ColumnElement[bool]:
    """Completed weeks: week 28 are days 196 to 202."""
    first = context.today - timedelta(days=7 * (one.most or 0) + 6)
    last = context.today - timedelta(days=7 * (one.least or 0))
    return _pregnant(pregnancy_list.c.lmp.between(first.isoformat(), last.isoformat()))


def _is_pregnant(one: Condition, _context: Context) -> ColumnElement[bool]:
    return _pregnant() if one.yes else ~_pregnant()


def _municipality(one: Condition, _context: Context) -> ColumnElement[bool]:
    return person.c.municipality_code.in_(one.values)


def _age(one: Condition, context: Context) -> ColumnElement[bool]:
    """Years by the calendar: who was born on a day of the year still to come is a year younger."""
    today = context.today
    month_day = today.isoformat()[4:]
    youngest = f"{today.year - (one.least or 0):04d}{month_day}"
    oldest = f"{today.year - (one.most or 0) - 1:04d}{month_day}"
    return and_(person.c.birth_date <= youngest, person.c.birth_date > oldest)


def _overdue(one: Condition, context: Context) -> ColumnElement[bool]:
    late = context.overdue(one.least or 0, one.most or 0)
    return person.c.id.in_(late) if late else literal(1) == 0


def _attribute(known: Attribute) -> Callable[[Condition, Context], ColumnElement[bool]]:
    """By the latest that was said of her, under whatever record that is merged into hers now."""
    table = person_attribute
    whose = func.coalesce(LIVING.c.living_id, table.c.person_id)
    latest = func.row_number().over(partition_by=whose, order_by=(table.c.recorded_at.desc(), table.c.id.desc()))
    rows = select(whose.label("person_id"), table.c.value, latest.label("place")).where(table.c.code == known.code)
    said = rows.outerjoin(LIVING, LIVING.c.person_id == table.c.person_id).subquery()

    def clause(one: Condition, context: Context) -> ColumnElement[bool]:
        if known.kind is AttributeKind.YES_NO:
            value: ColumnElement[bool] = said.c.value == "true"
        elif known.kind is AttributeKind.DATE:
            first, last = (context.today + timedelta(days=days or 0) for days in (one.least, one.most))
            value = said.c.value.between(json.dumps(first.isoformat()), json.dumps(last.isoformat()))
        else:
            value = said.c.value.in_([json.dumps(each, ensure_ascii=False) for each in one.values])
        having = person.c.id.in_(select(said.c.person_id).where(said.c.place == 1, value))
        return having if one.yes else ~having

    return clause


_ASKS: Final = MappingProxyType(
    {AttributeKind.YES_NO: Ask.YES_NO, AttributeKind.DATE: Ask.DAYS, AttributeKind.CHOICE: Ask.VALUES}
)
_RECORD: Final = (
    Field("risk_class", Ask.VALUES, _class),
    Field("gestational_week", Ask.BETWEEN, _week, 0, 44),
    Field("pregnant", Ask.YES_NO, _is_pregnant),
    Field("municipality", Ask.VALUES, _municipality),
    Field("age", Ask.BETWEEN, _age, 0, 130),
    Field("visit_days_late", Ask.BETWEEN, _overdue, 1, 300),
)


@cache
def fields() -> Mapping[str, Field]:
    """By code: the record's own, then the attributes that can be asked."""
    asked = {
        one.code: Field(one.code, _ASKS[one.kind], _attribute(one), -MOST_DAYS, MOST_DAYS)
        for one in attributes().values()
        if one.kind in _ASKS and not one.hidden
    }
    return MappingProxyType({**{one.code: one for one in _RECORD}, **asked})
