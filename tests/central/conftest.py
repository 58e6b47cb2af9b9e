"""Databases for the tests of the server: every test that asks for `engine` runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from app.central.database import open_database
from app.central.journal import Journal
from app.central.tables import station, unit
from app.central.throwaway import ThrowawayServer
from app.kernel.clock import FakeClock
from tests.central.interface import Interface, interface_of
from tests.central.writer import ELSEWHERE, HERE, THERE

BOTH = ("sqlite", "postgresql")


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database; parametrised through `engine`, else SQLite."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield f"sqlite:///{tmp_path / 'central.db'}"
        return
    server: ThrowawayServer = request.getfixturevalue("postgresql")
    made = server.new_database()
    yield made.render_as_string(hide_password=False)
    server.drop(made)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A server's database with two units and three stations."""
    made = open_database(database_url)
    with made.begin() as connection:
        for cnes in ("1111111", "2222222"):
            connection.execute(insert(unit).values(cnes=cnes, name="UBS", kind="primary_care"))
        for one in (HERE, THERE, ELSEWHERE):
            row = {"id": one.station_id, "unit": one.unit, "name": "x", "public_key": "k", "status": "active"}
            connection.execute(insert(station).values(**row, enrolled_at="2026"))
    yield made
    made.dispose()


@pytest.fixture
def interface(engine: Engine, tmp_path: Path, fake_clock: FakeClock) -> Iterator[Interface]:
    """The interface for treatments, served over TLS."""
    with interface_of(engine, tmp_path, fake_clock) as made:
        yield made


@pytest.fixture
def journal(engine: Engine) -> Journal:
    """The journal on it."""
    return Journal(engine, FakeClock())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whoever touches the database does so on both."""
    if "database_url" in metafunc.fixturenames and not _chosen(metafunc):
        metafunc.parametrize("database_url", BOTH, indirect=True)


def _chosen(metafunc: pytest.Metafunc) -> bool:
    marks = metafunc.definition.iter_markers("parametrize")
    return any("database_url" in mark.args[0] for mark in marks)
