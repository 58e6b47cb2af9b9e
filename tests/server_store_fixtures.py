"""A PostgreSQL of the tests' own, and a unit's store in it, for the tests of every room."""

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from app.central.throwaway import ThrowawayServer, throwaway_server
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.store.server.schema import schema_of
from app.store.server.store import create_server_store, server_engine
from app.store.store import Store

UNIT = "9111111"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[ThrowawayServer]:
    """A PostgreSQL server of this test session's own."""
    try:
        with throwaway_server() as server:
            yield server
    except KnownError as error:
        if error.code != "central.no_postgresql" or os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL on this machine; to install it: {error.values['line']}")


@pytest.fixture(scope="session")
def stores_engine(postgresql: ThrowawayServer) -> Iterator[Engine]:
    """A database for the stores of units."""
    engine = server_engine(postgresql.new_database())
    yield engine
    engine.dispose()


@pytest.fixture
def server_store(stores_engine: Engine, fake_clock: FakeClock) -> Iterator[Store]:
    """An empty store of a unit in PostgreSQL, with `fake_clock` and reproducible identifiers."""
    yield create_server_store(stores_engine, UNIT, fake_clock, SeededIds(fake_clock, seed=2))
    with stores_engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {schema_of(UNIT)} CASCADE")
