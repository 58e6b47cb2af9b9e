"""Making a unit's tables in a schema of PostgreSQL, and bringing them to this program's revision."""

from typing import Final

from sqlalchemy import Connection, MetaData, String, Table, Text, text

from app.kernel.clock import Clock, to_text
from app.kernel.errors import KnownError
from app.kernel.ids import Ids
from app.kernel.version import program_version
from app.store.opening import write_origin
from app.store.program_mark import UNKNOWN
from app.store.server.triggers import statements
from app.store.tables import SCHEMA_REVISION, metadata

PREFIX: Final = "unit_"
_IN_ORDER_OF_WRITING: Final = "ALTER TABLE change_log ADD COLUMN rowid bigint GENERATED ALWAYS AS IDENTITY UNIQUE"
"""SQLite numbers rows by itself; the change log is pushed in that order."""


def schema_of(cnes: str) -> str:
    """The name of a unit's schema. ValueError where that is no CNES."""
    if not (cnes.isascii() and cnes.isdigit()):
        raise ValueError("a CNES has digits only")
    return f"{PREFIX}{cnes}"


def schemas(connection: Connection) -> list[str]:
    """The numbers of the units that have one, sorted."""
    found = connection.execute(text("SELECT nspname FROM pg_namespace WHERE nspname ~ '^unit_[0-9]+$'")).scalars()
    return sorted(name.removeprefix(PREFIX) for name in found)


def make_schema(connection: Connection, schema: str, clock: Clock, ids: Ids) -> None:
    """All tables, empty, with their triggers; the search path of the transaction leads there afterwards."""
    connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    make_tables(connection, schema)
    for statement in statements():
        connection.exec_driver_sql(statement)
    write_origin(connection, ids.new(), to_text(clock.now()))


def make_tables(connection: Connection, schema: str) -> None:
    """The tables alone; the search path of the transaction leads there afterwards."""
    connection.exec_driver_sql(f"SET LOCAL search_path TO {schema}")
    _without_lengths().create_all(connection)
    connection.exec_driver_sql(_IN_ORDER_OF_WRITING)
    connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": SCHEMA_REVISION})


def bring_up(connection: Connection, schema: str) -> None:
    """To this program's revision, by the chain that brings up a station. KnownError `store.newer_than_program`."""
    connection.exec_driver_sql(f"SET LOCAL search_path TO {schema}")
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    if int(found) > int(SCHEMA_REVISION):
        values = {"store": found, "program": SCHEMA_REVISION, "written_by": UNKNOWN, "version": program_version()}
        raise KnownError("store.newer_than_program", path=schema, **values)
    if found != SCHEMA_REVISION:
        from app.store.migrate import upgrade  # noqa: PLC0415 - Alembic is seldom needed

        upgrade(connection)


def _without_lengths() -> MetaData:
    """SQLite enforces no length of a text: what a station could write must find room here too."""
    copied = MetaData(naming_convention=metadata.naming_convention)
    for table in metadata.sorted_tables:
        _lengthen(table.to_metadata(copied))
    return copied


def _lengthen(table: Table) -> None:
    for column in table.columns:
        if not column.foreign_keys and isinstance(column.type, String):
            column.type = Text()
