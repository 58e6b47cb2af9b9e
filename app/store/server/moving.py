"""A unit's store that lay in an encrypted file of the server goes into its PostgreSQL, with all that waits in it."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Table, insert, literal_column, select, text

from app.store.server.schema import make_tables
from app.store.server.triggers import statements
from app.store.store import Store
from app.store.tables import change_log, metadata, person

_AT_ONCE: Final = 1000


def move_in(connection: Connection, schema: str, source: Store) -> None:
    """Make the schema with every row of `source`, in the caller's transaction. The triggers come last: what they
    derive is among the rows."""
    connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    make_tables(connection, schema)
    with source.read() as reading:
        for table in metadata.sorted_tables:
            for rows in _pages(reading, table):
                connection.execute(insert(table).inline(), rows)
    last = select(person.c.number).order_by(person.c.number.desc()).limit(1)
    if (number := connection.execute(last).scalar_one_or_none()) is not None:
        sequence = text("SELECT setval(pg_get_serial_sequence('person', 'number'), :number)")
        connection.execute(sequence, {"number": number})
    for statement in statements():
        connection.exec_driver_sql(statement)


def _pages(reading: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    wanted = select(table)
    if table is change_log:
        # What is pushed next goes by the order of writing.
        wanted = wanted.order_by(literal_column("change_log.rowid"))
    rows = iter(reading.execute(wanted).mappings())
    while page := [dict(row) for row in islice(rows, _AT_ONCE)]:
        yield page
