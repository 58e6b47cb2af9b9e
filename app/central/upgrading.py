"""Bringing the server's database to this program's tables: the store's own machinery (`app.store.migrate`) on a chain
of its own.

SQLite: a copy is kept beside the database first. PostgreSQL changes tables within the transaction, as SQLite does, so
that a step that fails leaves everything as it was; its copy is `pg_dump`'s (docs/central-server.md).
"""

from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, inspect
from sqlalchemy.engine import URL

from app.central.tables import SCHEMA_REVISION
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError

SCRIPTS: Final = Path(__file__).parent / "migrations"
BEFORE_THE_CHAIN: Final = "0000"
_LOCK: Final = 8_443_000_001
"""PostgreSQL's name for whoever changes the tables: two programs that start together must not both do it."""


def revision_of(connection: Connection) -> str:
    """Which tables stand here; `0000`: none, or those of a server before the chain.

    KnownError `central.newer_database`.
    """
    if not inspect(connection).has_table("alembic_version"):
        return BEFORE_THE_CHAIN
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none()
    revision = BEFORE_THE_CHAIN if found is None else str(found)
    if int(revision) > int(SCHEMA_REVISION):
        raise KnownError("central.newer_database", database=revision, program=SCHEMA_REVISION)
    return revision


def upgrade_database(url: URL) -> Path | None:
    """Run what the database lacks of the chain; the copy of before, where one was made.

    KnownError `central.migration_failed` (nothing was changed), `central.newer_database`.
    """
    engine = create_engine(url, hide_parameters=True, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _by_hand)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            revision = revision_of(connection)
            if revision == SCHEMA_REVISION:
                return None
            kept = _copy(engine, connection, revision)
            _upgrade(connection, revision, kept)
            return kept
    finally:
        engine.dispose()


def _by_hand(connection: Any, _record: object) -> None:
    # Foreign keys stay off: rebuilding a table with them on deletes its children (app/store/migrate.py).
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=OFF", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _upgrade(connection: Connection, revision: str, kept: Path | None) -> None:
    from app.store.migrate import upgrade  # noqa: PLC0415 - Alembic is seldom needed

    try:
        upgrade(connection, scripts=SCRIPTS)
    except Exception as error:
        # Whatever a step raises, the transaction is rolled back and whoever runs the server must learn it.
        values = {"database": revision, "program": SCHEMA_REVISION, "copy": str(kept or "-")}
        raise KnownError("central.migration_failed", **values) from error


def _copy(engine: Engine, connection: Connection, revision: str) -> Path | None:
    """A copy of the file as it stands, readable by the server's account alone; None of an empty one."""
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or not inspect(connection).get_table_names():
        return None
    folder = Path(path).parent / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    moment = SystemClock().now().strftime("%Y-%m-%d-%H%M%S-%f")
    kept = folder / f"before-migration-{revision}-{moment}.db"
    kept.touch(mode=0o600)
    reading = create_engine(engine.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with reading.connect() as other:
        other.exec_driver_sql("VACUUM INTO ?", (str(kept),))
    reading.dispose()
    return kept
