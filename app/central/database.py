"""The central server's database: SQLite with no set-up, PostgreSQL for a network."""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.engine import URL, make_url

from app.central.tables import journal_head, metadata

HEAD_ID = 1


def open_database(address: str | URL) -> Engine:
    """An engine with all tables; `address` as SQLAlchemy writes it (`sqlite:///…`, `postgresql+psycopg://…`)."""
    url = make_url(address)
    engine = create_engine(url, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
    metadata.create_all(engine)
    with engine.begin() as connection:
        if connection.execute(select(journal_head.c.number)).first() is None:
            connection.execute(insert(journal_head).values(id=HEAD_ID, number=0))
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own habit of opening transactions late would let two writers read the same head.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("plantao_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def writing(engine: Engine) -> Engine:
    """The engine for transactions that write: on SQLite they take the write lock at once."""
    return engine.execution_options(plantao_write=True)
