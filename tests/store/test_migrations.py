"""Stores of every released version open with their data; a migration that fails leaves the store as it was."""

import json
import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    create_mock_engine,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import ExecutableDDLElement

from app.kernel.actor import PROGRAM
from app.kernel.canonical import sha256_hex
from app.kernel.clock import FakeClock
from app.kernel.errors import BugError, KnownError
from app.kernel.ids import SeededIds
from app.store import migrate, opening, tables, upgrading
from app.store.checking import check_file
from app.store.engine import build_engine
from app.store.files import slots_of
from app.store.store import Store
from tests.conftest import ExpectedLogs
from tests.store.samples.make import FOLDER, SAMPLE_KEY, rows_of
from tests.store_fixtures import TEST_KEY

# Alembic warns of every index with an expression, although the comparison leaves indexes out.
NOISE = ("alembic.ddl.impl", "approximate signature")
SAMPLES = sorted(FOLDER.glob("sample-*.store"))

LATER = "9000"
_HEADER = f"""
revision, down_revision, branch_labels, depends_on = "{LATER}", "{tables.SCHEMA_REVISION}", None, None
"""
ADD_COLUMN = (
    _HEADER
    + """
from alembic import op
import sqlalchemy as sa
def upgrade():
    with op.batch_alter_table("parent", recreate="always") as batch:
        batch.add_column(sa.Column("note", sa.Text))
"""
)
FAIL_HALF_WAY = ADD_COLUMN + '    raise RuntimeError("half way")\n'
DROP_PARENTS = (
    _HEADER
    + """
from alembic import op
def upgrade():
    op.execute("delete from parent")
"""
)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_store_of_each_released_version_opens_with_all_its_data(
    sample: Path, tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow(*NOISE)
    path = tmp_path / "plantao.db"
    shutil.copyfile(sample, path)
    clock = FakeClock()
    store = opening.open_store(path, SAMPLE_KEY, clock, SeededIds(clock, 1))
    with store.read() as connection:
        found, differences = rows_of(connection), schema_differences(connection)
    store.close()
    assert differences == []
    for table, rows in json.loads(sample.with_suffix(".json").read_text(encoding="utf-8")).items():
        assert [{name: new[name] for name in old} for old, new in zip(rows, found[table], strict=True)] == rows


def test_rule_bases_that_were_stored_without_an_event_are_logged_once(tmp_path: Path) -> None:
    path, clock = tmp_path / "plantao.db", FakeClock()
    shutil.copyfile(FOLDER / "sample-0004.store", path)
    engine = build_engine(path, SAMPLE_KEY)
    with engine.connect().execution_options(plantao_write=True) as connection, connection.begin():
        row = {"sha256": "a" * 64, "version": "1", "text": "x", "recorded_at": "2026", "recorded_by": "nurse"}
        connection.execute(insert(tables.rule_base).values(row))
        before = connection.execute(select(func.max(tables.change_log.c.sequence))).scalar_one()
    engine.dispose()
    for _ in range(2):
        store = opening.open_store(path, SAMPLE_KEY, clock, SeededIds(clock, 1))
        with store.read() as connection:
            logged = select(tables.change_log).where(tables.change_log.c.entity == "rule_base")
            (event,) = connection.execute(logged).mappings().all()
        store.close()
    assert (event["entity_id"], event["sequence"]) == ("a" * 64, before + 1)
    assert json.loads(event["payload"]) == row
    assert event["payload_sha256"] == sha256_hex(event["payload"])


def test_there_is_a_sample_of_the_present_revision() -> None:
    assert f"sample-{tables.SCHEMA_REVISION}.store" in [path.name for path in SAMPLES]


def test_the_end_of_the_chain_is_what_the_tables_say(store: Store, expected_logs: ExpectedLogs) -> None:
    expected_logs.allow(*NOISE)
    with store.read() as connection:
        assert schema_differences(connection) == []
    assert migrate.script_directory(migrate.SCRIPTS).get_current_head() == tables.SCHEMA_REVISION


def schema_differences(connection: Connection) -> list[object]:
    """Tables, columns and constraints as Alembic compares them; indexes, expressions included, by their definition."""

    def compared(_: object, name: str | None, kind: str, *__: object) -> bool:
        return kind != "index" and not (kind == "table" and (name or "").startswith("person_search"))

    context = MigrationContext.configure(connection, opts={"include_object": compared, "compare_type": True})
    fresh = create_engine("sqlite://")
    with fresh.connect() as other:
        tables.metadata.create_all(other)
        index_differences = sorted(indexes(connection) ^ indexes(other))
    fresh.dispose()
    return [*compare_metadata(context, tables.metadata), *index_differences]


def indexes(connection: Connection) -> set[str]:
    """Definitions with every run of white space as one space."""
    found = connection.exec_driver_sql("select sql from sqlite_master where type = 'index' and sql is not null")
    return {" ".join(str(definition).split()) for definition in found.scalars()}


def chain_with(tmp_path: Path, second: str) -> Path:
    scripts = tmp_path / "migrations"
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "v9000_later.py").write_text(second, encoding="utf-8")
    return scripts


@pytest.fixture
def family(store: Store) -> Path:
    """A closed store with 10 parents and 100 children that would be deleted with them."""
    extra = MetaData()
    parent = Table("parent", extra, Column("id", Integer, primary_key=True), Column("name", String(10)))
    reference = ForeignKey("parent.id", ondelete="CASCADE")
    child = Table("child", extra, Column("id", Integer, primary_key=True), Column("parent_id", reference))
    with store.engine.begin() as connection:
        extra.create_all(connection)
        connection.execute(parent.insert(), [{"id": number, "name": "p"} for number in range(10)])
        connection.execute(child.insert(), [{"id": number, "parent_id": number % 10} for number in range(100)])
    with store.write(PROGRAM) as writing:
        writing.audit("before", "migration", "-")
    store.close()
    return store.path


def children_of(path: Path) -> int:
    engine = build_engine(path, TEST_KEY)
    with engine.connect() as connection:
        count: int = connection.exec_driver_sql("select count(*) from child").scalar_one()
    engine.dispose()
    return count


def test_a_table_rebuilt_with_foreign_keys_on_loses_its_children_and_ours_does_not(
    family: Path, tmp_path: Path
) -> None:
    trap = tmp_path / "trap.db"
    shutil.copyfile(family, trap)
    engine = build_engine(trap, TEST_KEY, foreign_keys=True)
    with engine.begin() as connection:  # what a rebuild does, step by step
        connection.exec_driver_sql("create table new_parent (id integer primary key, name text, note text)")
        connection.exec_driver_sql("insert into new_parent select id, name, null from parent")
        connection.exec_driver_sql("drop table parent")
        connection.exec_driver_sql("alter table new_parent rename to parent")
    engine.dispose()
    assert children_of(trap) == 0

    engine = build_engine(family, TEST_KEY, foreign_keys=False)
    with engine.connect().execution_options(plantao_write=True) as connection, connection.begin():
        migrate.upgrade(connection, scripts=chain_with(tmp_path, ADD_COLUMN))
    with engine.connect() as connection:
        assert "note" in [column["name"] for column in inspect(connection).get_columns("parent")]
    engine.dispose()
    assert children_of(family) == 100


def test_migrating_with_foreign_keys_on_is_refused(family: Path) -> None:
    engine = build_engine(family, TEST_KEY, foreign_keys=True)
    with pytest.raises(BugError), engine.begin() as connection:
        migrate.upgrade(connection)
    engine.dispose()


@pytest.mark.parametrize("second", [FAIL_HALF_WAY, DROP_PARENTS], ids=["raises", "leaves orphans"])
def test_a_failing_migration_leaves_the_store_as_it_was_and_says_where_the_copy_is(
    family: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: str
) -> None:
    before = check_file(family, TEST_KEY)
    monkeypatch.setattr(migrate, "SCRIPTS", chain_with(tmp_path, second))
    pretend_to_know(monkeypatch, LATER)
    clock = FakeClock()
    with pytest.raises(KnownError) as caught:
        opening.open_store(family, TEST_KEY, clock, SeededIds(clock, 1))
    assert caught.value.code == "store.migration_failed"
    assert (caught.value.values["store"], caught.value.values["program"]) == (tables.SCHEMA_REVISION, LATER)
    monkeypatch.undo()
    copy = Path(str(caught.value.values["copy"]))
    assert copy.name.startswith(f"before-migration-{tables.SCHEMA_REVISION}-")
    assert check_file(copy, TEST_KEY) == before
    assert check_file(family, TEST_KEY) == before
    assert children_of(family) == 100


def test_a_migration_that_succeeds_keeps_a_copy_of_the_store_before_with_its_keys(
    family: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = check_file(family, TEST_KEY)
    slots_of(family).write_bytes(b"wrapped keys")
    monkeypatch.setattr(migrate, "SCRIPTS", chain_with(tmp_path, ADD_COLUMN))
    pretend_to_know(monkeypatch, LATER)
    clock = FakeClock()
    opening.open_store(family, TEST_KEY, clock, SeededIds(clock, 1)).close()
    monkeypatch.undo()
    (copy,) = (family.parent / "backups").glob(f"before-migration-{tables.SCHEMA_REVISION}-*.db")
    assert check_file(copy, TEST_KEY) == before
    assert slots_of(copy).read_bytes() == b"wrapped keys", "without them nothing is restored from it"
    assert children_of(family) == 100
    with pytest.raises(KnownError) as caught:
        opening.open_store(family, TEST_KEY, clock, SeededIds(clock, 1))
    assert caught.value.code == "store.newer_than_program"


def pretend_to_know(monkeypatch: pytest.MonkeyPatch, revision: str) -> None:
    monkeypatch.setattr(opening, "SCHEMA_REVISION", revision)
    monkeypatch.setattr(upgrading, "SCHEMA_REVISION", revision)


def test_the_tables_can_be_written_down_for_postgresql_too() -> None:
    statements: list[str] = []
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it without annotations

    def note(statement: ExecutableDDLElement, *_: object, **__: object) -> None:
        statements.append(str(statement.compile(dialect=dialect)))

    engine = create_mock_engine("postgresql://", note)
    tables.metadata.create_all(engine, checkfirst=False)
    created = [statement.split()[2] for statement in statements if statement.strip().startswith("CREATE TABLE")]
    assert sorted(created) == sorted(tables.metadata.tables)
    partial = [index for table in tables.metadata.tables.values() for index in table.indexes if index.unique]
    for index in partial:
        assert bool(index.dialect_options["sqlite"]["where"] is None) == (
            index.dialect_options["postgresql"]["where"] is None
        )
