"""INSERT statements made once for each table and set of columns: a third of the time of one durable commit.

SQLAlchemy compiles the statement, so that names are checked and the dialect is right; afterwards the rows go straight
to the driver as tuples. That is sound because the store's column types (text, integer, float) convert nothing. On
PostgreSQL (a unit's store at the central server) they go through SQLAlchemy.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    Update,
    bindparam,
    insert,
    literal_column,
    null,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.kernel.errors import BugError
from app.store.listed import among
from app.store.tables import change_log

_LAST_SEQUENCE = "SELECT max(sequence) FROM change_log WHERE origin = ?"
_NUMBERS = text("SELECT pg_advisory_xact_lock(hashtextextended('numbers of ' || :of, 0))")
_LAST_AT_SERVER = (
    select(change_log.c.sequence).where(change_log.c.origin == bindparam("of")).order_by(change_log.c.sequence.desc())
).limit(1)


@dataclass(frozen=True)
class _Statement:
    """`names` in the order of the placeholders; `defaults` are the scalar defaults of columns that rows leave out."""

    sql: str
    names: tuple[str, ...]
    defaults: Mapping[str, object]

    def values(self, row: Mapping[str, object]) -> tuple[object, ...]:
        defaults = self.defaults
        return tuple([row[name] if name in row else defaults[name] for name in self.names])


_statements: dict[tuple[str, frozenset[str]], _Statement] = {}


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows; neighbours with the same columns go to the driver together. BugError for a column unknown."""
    if _is_server(connection):
        for _, group in groupby(rows, key=lambda row: row.keys()):
            connection.execute(insert(table).inline(), [dict(row) for row in group])
        return
    for names, group in groupby(rows, key=lambda row: row.keys()):
        key = (table.name, frozenset(names))
        statement = _statements.get(key)
        if statement is None:
            statement = _statements[key] = _compile(connection, table, key[1])
        _execute(connection, statement.sql, [statement.values(row) for row in group])


def insert_new(
    connection: Connection,
    table: Table,
    key: str,
    rows: Iterable[tuple[object, ...]],
    shared: Mapping[str, object] | None = None,
) -> int:
    """Insert rows but those whose `key` is there already; how many were new. For thousands at once.

    `shared`: columns whose value is the same in each of them; a row has the others, in the order of the table.
    """
    same = shared or {}
    names = tuple(column.name for column in table.columns if column.name not in same)
    if _is_server(connection):
        whole = [{**same, **dict(zip(names, row, strict=True))} for row in rows]
        return _insert_new_at_server(connection, table, key, whole)
    return _many(connection, _new_statement(connection, table, key, names, same), rows)


def _new_statement(
    connection: Connection, table: Table, key: str, names: tuple[str, ...], same: Mapping[str, object]
) -> str:
    cached = (f"{table.name} but {key}", frozenset(names))
    if not same and cached in _statements:
        return _statements[cached].sql
    made = _compile(connection, table, frozenset(names), same)
    if made.names != names:
        raise BugError(f"the columns of {table.name} come in another order")
    sql = f"{made.sql} ON CONFLICT ({table.c[key].name}) DO NOTHING"
    if not same:
        _statements[cached] = _Statement(sql, names, {})
    return sql


def update_rows(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Set the columns `names` of single rows; each of `rows` has their values and at its end the row's `id`."""
    if _is_server(connection):
        marked = [f"new_{name}" for name in names] + ["key"]
        connection.execute(_update_of(table, names), [dict(zip(marked, row, strict=True)) for row in rows])
        return
    cached = (f"update {table.name} {' '.join(names)}", frozenset(names))
    statement = _statements.get(cached)
    if statement is None:
        compiled = _update_of(table, names).compile(dialect=connection.dialect)
        statement = _statements[cached] = _Statement(str(compiled), tuple(compiled.positiontup or ()), {})
    order = [len(names) if name == "key" else names.index(name.removeprefix("new_")) for name in statement.names]
    _many(connection, statement.sql, [tuple([row[place] for place in order]) for row in rows])


def last_sequence(connection: Connection, origin: str) -> int:
    """The highest sequence number of this origin in the change log, 0 where there is none; nobody else gives numbers
    of it until the transaction ends."""
    if _is_server(connection):
        connection.execute(_NUMBERS, {"of": origin})
        return connection.execute(_LAST_AT_SERVER, {"of": origin}).scalar_one_or_none() or 0
    row = _driver(connection).execute(_LAST_SEQUENCE, (origin,)).fetchone()
    return row[0] or 0


def _is_server(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _insert_new_at_server(connection: Connection, table: Table, key: str, rows: list[dict[str, object]]) -> int:
    wanted = select(table.c[key]).where(among(table.c[key], [str(row[key]) for row in rows]))
    known = set(connection.execute(wanted).scalars())
    # The writers of one unit take turns: nobody adds one between the question and the answer.
    new = {row[key]: row for row in reversed(rows) if row[key] not in known}
    if new:
        connection.execute(insert(table).inline(), list(reversed(new.values())))
    return len(new)


def _update_of(table: Table, names: Sequence[str]) -> Update:
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return update(table).where(table.c.id == bindparam("key")).values(values)


def _execute(connection: Connection, sql: str, values: Sequence[tuple[object, ...]]) -> None:
    """Past SQLAlchemy, whose way of executing costs more than the statement; failures are SQLAlchemy's all the same."""
    driver = _driver(connection)
    if len(values) != 1:
        _many(connection, sql, values)
        return
    try:
        driver.execute(sql, values[0])
    except sqlcipher.Error as error:
        raise DBAPIError.instance(
            sql, None, error, sqlcipher.Error, hide_parameters=True, dialect=connection.dialect
        ) from error


def _many(connection: Connection, sql: str, values: Iterable[tuple[object, ...]]) -> int:
    """How many rows were changed."""
    try:
        return int(_driver(connection).executemany(sql, values).rowcount)
    except sqlcipher.Error as error:
        raise DBAPIError.instance(
            sql, None, error, sqlcipher.Error, hide_parameters=True, dialect=connection.dialect
        ) from error


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def _compile(
    connection: Connection, table: Table, names: frozenset[str], same: Mapping[str, object] | None = None
) -> _Statement:
    """For rows with the columns `names`; the value of each column in `same` stands in the statement itself."""
    same = same or {}
    unknown = (names | same.keys()) - set(table.c.keys())
    if unknown:
        raise BugError(f"{table.name} has no column {', '.join(sorted(unknown))}")
    values: dict[str, Any] = {name: bindparam(name) for name in names}
    values |= {name: _written_out(connection, table.c[name], value) for name, value in same.items()}
    # `inline`: nobody asks for the keys that the database gives, so no RETURNING is added.
    compiled = insert(table).values(values).inline().compile(dialect=connection.dialect)
    defaults = {
        column.name: column.default.arg
        for column in table.columns
        if column.name not in values and isinstance(column.default, ScalarElementColumnDefault)
    }
    placeholders = tuple(getattr(compiled, "positiontup", None) or ())
    if not names <= set(placeholders) <= names | defaults.keys():
        raise BugError(f"the columns of {table.name} need more than plain values")
    return _Statement(str(compiled), placeholders, defaults)


def _written_out(connection: Connection, column: Column[Any], value: object) -> ColumnElement[Any]:
    """The value as the dialect writes it into a statement, quoted by SQLAlchemy."""
    write = column.type.literal_processor(connection.dialect)
    if value is None:
        return null()
    if write is None:
        raise BugError(f"a value of {column} cannot be written into a statement")
    return literal_column(write(value))
