"""Many rows at once, the fastest way that each database has."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, ColumnElement, Connection, String, Table, any_, insert, literal

_WORTH_COPYING: Final = 8


def among(connection: Connection, column: ColumnElement[Any], values: Iterable[str]) -> ColumnElement[bool]:
    """Whether the column holds one of these texts. PostgreSQL gets them as one array: five hundred placeholders cost
    more to write and to read than the search itself."""
    if connection.dialect.name != "postgresql":
        return column.in_(list(values))
    return column == any_(literal(list(values), ARRAY(String)))


def insert_many(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that have the same columns, within the connection's transaction.

    PostgreSQL takes them as a stream (COPY): a third of the time of a statement for each.
    """
    if connection.dialect.name != "postgresql" or len(rows) < _WORTH_COPYING:
        connection.execute(insert(table), list(rows))
        return
    names = list(rows[0])
    quoted = connection.dialect.identifier_preparer
    columns = ", ".join(quoted.quote(table.c[name].name) for name in names)
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(f"COPY {quoted.format_table(table)} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([row[name] for name in names])
    finally:
        cursor.close()
