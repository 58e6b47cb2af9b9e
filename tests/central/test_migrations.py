"""A server's database of any earlier version opens with all its data, on both engines; a newer one is refused."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.engine import make_url

from app.central import upgrading
from app.central.database import open_database
from app.central.tables import SCHEMA_REVISION, metadata
from app.kernel.errors import KnownError
from app.store.migrate import script_directory
from tests.central.samples.make import FOLDER
from tests.conftest import ExpectedLogs
from tests.house.tree import ROOT

SAMPLES = sorted({path.name.split(".")[0] for path in FOLDER.glob("server-*.sql")})
YOUNGER = ("heard_news", "api_call", "sending_shelf")
"""Tables that servers before the chain may lack."""
_LATER = f"""
from alembic import op
revision, down_revision, branch_labels, depends_on = "9000", "{SCHEMA_REVISION}", None, None
def upgrade():
    op.execute("drop table heard_news")
    raise RuntimeError("half way")
"""


@pytest.fixture(autouse=True)
def quiet(expected_logs: ExpectedLogs) -> Iterator[None]:
    """Alembic tells which revision it runs."""
    expected_logs.allow("alembic")
    yield


def _load(url: str, sample: str) -> None:
    """The database as it was kept."""
    kind = make_url(url).get_backend_name()
    text = (FOLDER / f"{sample}.{kind}.sql").read_text(encoding="utf-8")
    engine = create_engine(url)
    with engine.begin() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        if kind == "sqlite":
            raw.executescript(text)
        else:
            raw.execute(text)
    engine.dispose()


def _rows(url: str) -> dict[str, list[dict[str, object]]]:
    """Every row of every table that there is, in some order that stays."""
    engine = create_engine(url)
    with engine.connect() as connection:
        names = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
        found = {
            name: sorted(map(dict, connection.exec_driver_sql(f'SELECT * FROM "{name}"').mappings()), key=_first)
            for name in names
        }
    engine.dispose()
    return found


def _first(row: dict[str, object]) -> str:
    return json.dumps([str(value) for value in list(row.values())[:2]])


def differences(connection: Connection) -> list[object]:
    """What Alembic finds between the database and the tables, indexes included."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_database_of_each_version_opens_with_all_its_rows(database_url: str, sample: str, tmp_path: Path) -> None:
    _load(database_url, sample)
    before = _rows(database_url)
    assert before["event"]
    engine = open_database(database_url)
    with engine.connect() as connection:
        assert differences(connection) == []
        assert upgrading.revision_of(connection) == SCHEMA_REVISION
    engine.dispose()
    after = _rows(database_url)
    for table, rows in before.items():
        assert [{name: new[name] for name in old} for old, new in zip(rows, after[table], strict=True)] == rows
    copies = list((tmp_path / "backups").glob("*.db"))
    if database_url.startswith("sqlite") and not sample.endswith(SCHEMA_REVISION):
        assert _rows(f"sqlite:///{copies[0]}") == before
        assert sys.platform == "win32" or copies[0].stat().st_mode & 0o077 == 0
    else:
        assert copies == []


def test_a_server_before_the_chain_that_lacks_younger_tables_gets_them(database_url: str) -> None:
    _load(database_url, "server-0000")
    engine = create_engine(database_url)
    with engine.begin() as connection:
        for name in YOUNGER:
            connection.exec_driver_sql(f"DROP TABLE {name}")
    engine.dispose()
    engine = open_database(database_url)
    with engine.connect() as connection:
        assert differences(connection) == []
    engine.dispose()


def test_a_new_database_is_what_the_tables_say_and_is_opened_again_without_a_change(database_url: str) -> None:
    for _ in range(2):
        engine = open_database(database_url)
        with engine.connect() as connection:
            assert differences(connection) == []
        engine.dispose()
    assert script_directory(upgrading.SCRIPTS).get_current_head() == SCHEMA_REVISION
    assert f"server-{SCHEMA_REVISION}" in SAMPLES


def test_a_newer_database_is_refused_and_left_as_it_is(database_url: str) -> None:
    open_database(database_url).dispose()
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9000'")
    engine.dispose()
    before = _rows(database_url)
    with pytest.raises(KnownError) as caught:
        open_database(database_url)
    assert caught.value.code == "central.newer_database"
    assert caught.value.values == {"database": "9000", "program": SCHEMA_REVISION}
    assert _rows(database_url) == before


def test_a_step_that_fails_leaves_the_database_as_it_was(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_database(database_url).dispose()
    before = _rows(database_url)
    scripts = tmp_path / "migrations"
    shutil.copytree(upgrading.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "v9000_later.py").write_text(_LATER, encoding="utf-8")
    monkeypatch.setattr(upgrading, "SCRIPTS", scripts)
    monkeypatch.setattr(upgrading, "SCHEMA_REVISION", "9000")
    monkeypatch.setattr("app.central.database.SCHEMA_REVISION", "9000")
    with pytest.raises(KnownError) as caught:
        open_database(database_url)
    assert caught.value.code == "central.migration_failed"
    monkeypatch.undo()
    assert _rows(database_url) == before
    assert (caught.value.values["copy"] == "-") == (not database_url.startswith("sqlite"))


def test_two_programs_that_open_an_older_database_at_once_upgrade_it_once(database_url: str) -> None:
    _load(database_url, "server-0000")
    program = f"from app.central.database import open_database; open_database({database_url!r}).dispose()"
    both = [
        subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    assert [(one.communicate(timeout=60)[1], one.returncode) for one in both] == [("", 0)] * 2
    engine = create_engine(database_url)
    with engine.connect() as connection:
        assert differences(connection) == []
    engine.dispose()


def test_the_copy_of_before_can_be_opened_by_the_program_of_before(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'central.db'}"
    _load(url, "server-0000")
    open_database(url).dispose()
    (kept,) = (tmp_path / "backups").glob("before-migration-0000-*.db")
    connection = sqlite3.connect(kept)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("SELECT number FROM journal_head").fetchall() == [(3,)]
    connection.close()
