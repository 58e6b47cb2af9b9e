"""Makes what the upgrade tests need; run by hand (`python -m tests.store.samples.make`) when a revision is released.

- `sample-<revision>.store`: a small store of that revision with synthetic rows, encrypted with `SAMPLE_KEY`;
- `sample-<revision>.json`: its rows, table by table.

Both are committed and never made again after the release: they stand for the stores that are out there.
With `--freeze` the first revision's tables are written out as they stand in `app.store.tables`, so that later changes
of that module no longer change the first revision; only before the first release.
"""

import json
import sys
import warnings
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Connection, create_engine, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex

from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.store import opening
from app.store.copying import copy_store
from app.store.migrate import SCRIPTS
from app.store.tables import SCHEMA_REVISION, metadata, observation, person
from tests.store.rows import NURSE, fact_row, person_row

SAMPLE_KEY = bytes(range(100, 132))
FOLDER = Path(__file__).parent
FROZEN = SCRIPTS / "versions" / "v0001_first_light.py"

_HEAD = '''"""The first store: people, pregnancies, classification, accounts, change log, audit trail, search index."""

import sqlalchemy as sa
from alembic import op

from app.store import search_index

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table, and on SQLite the search index."""
    _create_tables()
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        search_index.create_search_index(connection.exec_driver_sql)


def _create_tables() -> None:
'''


def rows_of(connection: Connection) -> dict[str, list[dict[str, object]]]:
    """Every row of every table of this program's schema, in the order of its primary key."""
    return {
        table.name: [
            dict(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings()
        ]
        for table in metadata.sorted_tables
    }


def make_sample() -> None:
    """Write the sample of the present revision."""
    target = FOLDER / f"sample-{SCHEMA_REVISION}.store"
    target.unlink(missing_ok=True)
    making = target.with_name("making.db")
    clock = FakeClock()
    store = opening.create_store(making, SAMPLE_KEY, clock, SeededIds(clock, 11))
    with store.write(NURSE) as writing:
        for number in range(3):
            person_id = writing.create(person, person_row(number))
            first = writing.append(observation, fact_row(person_id, number))
            writing.append(observation, {**fact_row(person_id, 9), "supersedes": first, "reason": "typing error"})
            writing.change(person, person_id, {"phone": "+5584999990000"}, "told at the desk")
            writing.audit("view", "person", person_id)
    with store.read() as connection:
        text = json.dumps(rows_of(connection), ensure_ascii=False, indent=1, sort_keys=True)
    store.close()
    copy_store(making, SAMPLE_KEY, target)
    making.unlink()
    target.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


def freeze() -> None:
    """Write the tables out into the first revision; format the file afterwards."""
    with create_engine("sqlite://").connect() as connection, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "autogenerate skipping")
        steps = produce_migrations(MigrationContext.configure(connection), metadata).upgrade_ops
        assert steps is not None
        lines = [render_python_code(steps).strip(), *_expression_indexes()]
    FROZEN.write_text(_HEAD + "    " + "\n    ".join(lines) + "\n", encoding="utf-8")


def _expression_indexes() -> list[str]:
    """Alembic leaves indexes with expressions out."""
    return [
        f"op.execute({str(CreateIndex(index).compile(dialect=sqlite.dialect()))!r})"
        for table in metadata.sorted_tables
        for index in sorted(table.indexes, key=lambda one: str(one.name))
        if not all(isinstance(part, Column) for part in index.expressions)
    ]


if __name__ == "__main__":
    if "--freeze" in sys.argv:
        freeze()
    else:
        make_sample()
