"""Whether an event could be applied by a station at all: what no station can apply must never enter the journal."""

import re
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import CheckConstraint, Column, Float, Integer, String, Table

from app.kernel.canonical import sha256_hex
from app.kernel.clock import INSTANT_LENGTH, INSTANT_SHAPE, from_text, to_text
from app.kernel.errors import KnownError
from app.store.tables import metadata
from app.sync.erased import is_erased
from app.sync.events import Event

_MOST_SEQUENCE: Final = 2**31 - 1
_MOST_NUMBER: Final = 2**53
_MOST_ID: Final = 64
_IDENTIFIERS: Final = ("id", "supersedes", "losing_id", "surviving_id", "one_id", "other_id", "estimate_id")


def require_shape(event: Event, content: Mapping[str, Any]) -> None:
    """KnownError `sync.bad_event` (field, value, expected). The event's entity must be one that travels."""
    _require_number("sequence", event.sequence, _MOST_SEQUENCE)
    _require_number("seen", event.seen, _MOST_NUMBER)
    for name in ("id", "origin", "entity_id", "recorded_at", "recorded_by", "payload"):
        _require_text(name, getattr(event, name))
    _require_instant("recorded_at", event.recorded_at)
    if is_erased(content):
        return
    table = metadata.tables[event.entity]
    if event.operation == "change":
        _require_change(table, content)
    else:
        _require_row(table, event, content)
    resolves = content.get("resolves", [])
    if not isinstance(resolves, list) or not all(isinstance(one, str) for one in resolves):
        raise _bad("resolves", resolves, "[…]")


def plain(text: str) -> str:
    """The text without what neither a database nor an answer can carry (NUL, halves of a sign)."""
    return text.encode("utf-8", "replace").decode().replace("\0", "?")


def _require_change(table: Table, content: Mapping[str, Any]) -> None:
    fields, before = content.get("fields"), content.get("before")
    if not isinstance(fields, dict) or not fields:
        raise _bad("fields", fields, "{…}")
    if not isinstance(before, dict) or before.keys() != fields.keys():
        raise _bad("before", before, ", ".join(fields)[:60])
    known = _rules(table)
    unknown = next((name for name in fields if name not in known or name in ("id", "number")), None)
    if unknown is not None:
        raise _bad("fields", unknown, table.name)
    for values in (fields, before):
        _require_values(table, fields, values)
    _require_checks(table, fields)


def _require_row(table: Table, event: Event, content: Mapping[str, Any]) -> None:
    key, required = _needs(table)
    if content.get(key) != event.entity_id:
        raise _bad(key, content.get(key), event.entity_id)
    missing = next((name for name in required if content.get(name) is None), None)
    if missing is not None:
        raise _bad(missing, None, table.name)
    _require_values(table, [name for name in _rules(table) if name in content], content)
    _require_checks(table, {name: content.get(name) for name in _rules(table)})
    if event.entity == "rule_base" and sha256_hex(content["text"]) != event.entity_id:
        raise _bad("sha256", event.entity_id, sha256_hex(content["text"]))


def _require_values(table: Table, names: Iterable[str], values: Mapping[str, Any]) -> None:
    rules = _rules(table)
    for name in names:
        value, rule = values[name], rules[name]
        if value is None:
            if not rule.nullable:
                raise _bad(name, None, table.name)
        elif not isinstance(value, rule.kinds) or isinstance(value, bool):
            raise _bad(name, value, rule.shown)
        elif isinstance(value, str):
            _require_text(name, value)
            if rule.identifier and not 0 < len(value) <= _MOST_ID:
                raise _bad(name, value, f"1–{_MOST_ID}")
            if rule.instant:
                _require_instant(name, value)
        elif isinstance(value, int | float) and not -_MOST_NUMBER <= value <= _MOST_NUMBER:
            raise _bad(name, value, rule.shown)


def _require_checks(table: Table, values: Mapping[str, Any]) -> None:
    """What the table itself asks of these columns. Of a change only what it says whole: the rest of the row is not
    known here, and fields that are judged together have one guard (`field_groups.py`)."""
    for check in _checks(table):
        if check.columns <= values.keys() and not _keeps(check, values):
            named = sorted(check.columns)
            raise _bad(", ".join(named), ", ".join(str(values[name]) for name in named), check.shown)


def _keeps(check: "_Check", values: Mapping[str, Any]) -> bool:
    with closing(sqlcipher.connect(":memory:")) as judge:
        found = judge.execute(check.query, {name: values[name] for name in check.columns}).fetchone()
    return bool(found[0] != 0)


@dataclass(frozen=True)
class _Check:
    columns: frozenset[str]
    query: str
    shown: str


@cache
def _checks(table: Table) -> tuple[_Check, ...]:
    """In SQLite's own words: a check that comes to nothing (NULL) is kept, as there."""
    return tuple(_check(table, one) for one in table.constraints if isinstance(one, CheckConstraint))


def _check(table: Table, constraint: CheckConstraint) -> _Check:
    shown = str(constraint.sqltext)
    columns = frozenset(one.name for one in table.columns if re.search(rf"\b{one.name}\b", shown))
    # Names and checks are this program's own; what came from outside is bound.
    given = ", ".join(f":{name} AS {name}" for name in sorted(columns))
    return _Check(columns, f"SELECT ({shown}) FROM (SELECT {given})", shown)


@dataclass(frozen=True)
class _Rule:
    kinds: tuple[type, ...]
    nullable: bool
    identifier: bool
    instant: bool
    shown: str


@cache
def _rules(table: Table) -> dict[str, _Rule]:
    return {one.name: _rule(one) for one in table.columns}


def _rule(column: Column[Any]) -> _Rule:
    kinds: tuple[type, ...] = (str,)
    if isinstance(column.type, Integer | Float):
        kinds = (int,) if isinstance(column.type, Integer) else (int, float)
    identifier = column.name in _IDENTIFIERS or bool(column.foreign_keys)
    instant = isinstance(column.type, String) and column.type.length == INSTANT_LENGTH
    return _Rule(kinds, bool(column.nullable), identifier, instant, str(column.type))


@cache
def _needs(table: Table) -> tuple[str, tuple[str, ...]]:
    """What the row is called by, and the columns that it cannot be without."""
    key = "id" if "id" in table.c else table.primary_key.columns[0].name
    given = {name for name in ("number",) if table.name == "person"}
    required = (one.name for one in table.columns if not one.nullable and one.default is None)
    return key, tuple(name for name in required if name not in given)


def _require_text(name: str, value: str) -> None:
    if "\0" in value or not (value.isascii() or plain(value) == value):
        raise _bad(name, value, "UTF-8")


def _require_instant(name: str, value: str) -> None:
    """What cannot be read as one would stand in every station's store, and fail whoever reads it there."""
    try:
        written: str | None = to_text(from_text(value))
    except ValueError:
        written = None
    # Written otherwise it would stand in another order than in time.
    if written != value:
        raise _bad(name, value, INSTANT_SHAPE)


def _require_number(name: str, value: int, most: int) -> None:
    if value > most:
        raise _bad(name, value, f"≤ {most}")


def _bad(field: str, value: object, expected: str) -> KnownError:
    return KnownError("sync.bad_event", field=field, value=plain(str(value))[:60], expected=expected)
