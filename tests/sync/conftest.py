"""A real server for the station's line."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from app.central.database import open_database
from app.central.tables import unit
from tests.central.serving import Served, served


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Served]:
    """A server with one unit, over TLS."""
    engine = open_database(f"sqlite:///{tmp_path / 'central.db'}")
    with engine.begin() as connection:
        connection.execute(insert(unit).values(cnes="1111111", name="UBS Sintética", kind="primary_care"))
    with served(engine, tmp_path / "server") as one:
        yield one
    engine.dispose()
