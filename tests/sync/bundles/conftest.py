"""A unit whose stations hand each other sticks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.bundles.between import Unit
from tests.sync.bundles.doings import register
from tests.sync.simulation import Simulation


@pytest.fixture
def unit(tmp_path: Path, store_template: Path) -> Iterator[Unit]:
    """Three stations that have met the server, and a person whom all of them hold."""
    simulation = Simulation(tmp_path, store_template, 1)
    made = Unit(simulation, tmp_path / "stick")
    register(made.posts[0])
    made.quiet()
    yield made
    simulation.close()
