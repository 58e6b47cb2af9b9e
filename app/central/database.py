"""The central server's database: SQLite with no set-up, PostgreSQL for a network."""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

from app.central.tables import SCHEMA_REVISION, journal_head
from app.central.upgrading import revision_of, upgrade_database
from app.kernel.errors import KnownError

HEAD_ID = 1
_CONNECTIONS = 20
"""As many requests are worked on at once; the others wait for their turn."""


def open_database(address: str | URL) -> Engine:
    """An engine on this program's tables; `address` as SQLAlchemy writes it (`sqlite:///…`, `postgresql+psycopg://…`).

    An older database is upgraded first (`app.central.upgrading`). KnownError `central.cannot_open_database`,
    `newer_database`, `migration_failed`.
    """
    url = make_url(address)
    # Errors must not carry the rows of people into a log.
    engine = create_engine(url, hide_parameters=True, pool_size=_CONNECTIONS, max_overflow=0, pool_timeout=60)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
    try:
        _prepare(engine)
    except KnownError:
        engine.dispose()
        raise
    except DBAPIError as error:
        engine.dispose()
        # `URL.set` takes None for "leave it".
        shown = url._replace(password=None).render_as_string(hide_password=False)
        raise KnownError("central.cannot_open_database", database=shown, reason=str(error.orig).strip()) from error
    return engine


def _prepare(engine: Engine) -> None:
    with engine.connect() as connection:
        behind = revision_of(connection) != SCHEMA_REVISION
    if behind:
        upgrade_database(engine.url)
    with engine.begin() as connection:
        if connection.execute(select(journal_head.c.number)).first() is None:
            connection.execute(insert(journal_head).values(id=HEAD_ID, number=0))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own habit of opening transactions late would let two writers read the same head.
    connection.isolation_level = None
    # `secure_delete`: what an erasure takes out of the journal is written over.
    settings = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "secure_delete=ON")
    for pragma in settings:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("plantao_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def writing(engine: Engine) -> Engine:
    """The engine for transactions that write: on SQLite they take the write lock at once."""
    return engine.execution_options(plantao_write=True)
