"""INSERT statements made once for each table and set of columns: a third of the time of one durable commit.

SQLAlchemy compiles the statement, so that names are checked and the dialect is right; afterwards the rows go straight
to the driver as tuples. That is sound because the store's column types (text, integer, float) convert nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Table, bindparam, insert, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.kernel.errors import BugError

_LAST_SEQUENCE = "SELECT max(sequence) FROM change_log WHERE origin = ?"


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
    for names, group in groupby(rows, key=lambda row: row.keys()):
        key = (table.name, frozenset(names))
        statement = _statements.get(key)
        if statement is None:
            statement = _statements[key] = _compile(connection, table, key[1])
        _execute(connection, statement.sql, [statement.values(row) for row in group])


def insert_new(connection: Connection, table: Table, key: str, rows: Iterable[tuple[object, ...]]) -> int:
    """Insert rows that are tuples in the order of the table's columns, but those whose `key` is there already; how many
    were new. For thousands at once."""
    names = tuple(column.name for column in table.columns)
    cached = (f"{table.name} but {key}", frozenset(names))
    statement = _statements.get(cached)
    if statement is None:
        made = _compile(connection, table, frozenset(names))
        if made.names != names:
            raise BugError(f"the columns of {table.name} come in another order")
        sql = f"{made.sql} ON CONFLICT ({table.c[key].name}) DO NOTHING"
        statement = _statements[cached] = _Statement(sql, names, {})
    return _many(connection, statement.sql, rows)


def update_rows(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Set the columns `names` of single rows; each of `rows` has their values and at its end the row's `id`."""
    cached = (f"update {table.name} {' '.join(names)}", frozenset(names))
    statement = _statements.get(cached)
    if statement is None:
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        compiled = (
            update(table).where(table.c.id == bindparam("key")).values(values).compile(dialect=connection.dialect)
        )
        statement = _statements[cached] = _Statement(str(compiled), tuple(compiled.positiontup or ()), {})
    order = [len(names) if name == "key" else names.index(name.removeprefix("new_")) for name in statement.names]
    _many(connection, statement.sql, [tuple([row[place] for place in order]) for row in rows])


def last_sequence(connection: Connection, origin: str) -> int:
    """The highest sequence number of this origin in the change log, 0 where there is none."""
    row = _driver(connection).execute(_LAST_SEQUENCE, (origin,)).fetchone()
    return row[0] or 0


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


def _compile(connection: Connection, table: Table, names: frozenset[str]) -> _Statement:
    unknown = names - set(table.c.keys())
    if unknown:
        raise BugError(f"{table.name} has no column {', '.join(sorted(unknown))}")
    # `inline`: nobody asks for the keys that the database gives, so no RETURNING is added.
    compiled = insert(table).inline().compile(dialect=connection.dialect, column_keys=sorted(names))
    defaults = {
        column.name: column.default.arg
        for column in table.columns
        if column.name not in names and isinstance(column.default, ScalarElementColumnDefault)
    }
    placeholders = tuple(getattr(compiled, "positiontup", None) or ())
    if not names <= set(placeholders) <= names | defaults.keys():
        raise BugError(f"the columns of {table.name} need more than plain values")
    return _Statement(str(compiled), placeholders, defaults)
