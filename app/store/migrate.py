"""Running the migration chain: one transaction, foreign keys off before it and checked at its end.

With foreign keys on, SQLite's table rebuilds (Alembic's batch mode drops and re-creates the table) delete every child
row by cascade, silently. They can only be switched off before BEGIN, so the chain gets connections of its own.
"""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.kernel.errors import BugError
from app.store.tables import metadata

SCRIPTS = Path(__file__).parent / "migrations"


def script_directory(scripts: Path) -> ScriptDirectory:
    """The chain as Alembic sees it."""
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def upgrade(connection: Connection, target: str = "head", scripts: Path | None = None) -> None:
    """Bring the schema to `target` inside the caller's write transaction; an exception must roll it back.

    The connection must come from an engine built with `foreign_keys=False`.
    """
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_keys").scalar():
        raise BugError("foreign keys must be off while the schema changes")
    directory = script_directory(scripts or SCRIPTS)

    def steps(revision: str, _: MigrationContext) -> list[object]:
        return list(directory._upgrade_revs(target, revision))

    with EnvironmentContext(Config(), directory, fn=steps, destination_rev=target) as environment:
        environment.configure(
            connection=connection, target_metadata=metadata, transactional_ddl=True, render_as_batch=True
        )
        environment.run_migrations()
    if connection.dialect.name == "sqlite":
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if orphans:
            raise BugError(f"the schema change leaves {len(orphans)} orphaned rows, the first in {orphans[0][0]}")
