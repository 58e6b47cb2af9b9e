"""A server that goes back to any earlier copy: once quiet nothing accepted is missing anywhere, and all are equal."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.central.epochs import epochs
from app.central.tables import event as event_table
from app.sync.recovering import current_epoch
from tests.sync.restored_servers import RestoredSimulation
from tests.sync.simulation import SimulatedStation

SEEDS = (108, 119, 126, 140, 167)
STEPS = 120
Make = Callable[[int], RestoredSimulation]


@pytest.fixture
def simulation(tmp_path: Path, store_template: Path) -> Iterator[Make]:
    """Make a simulation; closed at the end."""
    made: list[RestoredSimulation] = []

    def make(seed: int) -> RestoredSimulation:
        made.append(RestoredSimulation(tmp_path, store_template, seed))
        return made[-1]

    yield make
    for one in made:
        one.close()


def _step(one: RestoredSimulation, station: SimulatedStation) -> None:
    draw = one.source.random()
    if draw < 0.55:
        station.act()
    elif draw < 0.88:
        station.line.loss = one.source.choice((0.0, 0.1, 0.5))
        one.round(station)
    elif draw < 0.92:
        station.crash_in_the_middle()
    elif draw < 0.95:
        one.copy_server()
    else:
        one.restore_server()


def _at_server(one: RestoredSimulation, verdict: str | None = None) -> set[str]:
    wanted = select(event_table.c.id)
    if verdict is not None:
        wanted = wanted.where(event_table.c.verdict == verdict)
    with one.engine.connect() as connection:
        return set(connection.execute(wanted).scalars())


@pytest.mark.parametrize("seed", SEEDS)
def test_after_a_restore_all_stations_are_equal_and_nothing_is_missing(simulation: Make, seed: int) -> None:
    one = simulation(seed)
    one.copy_server()
    for _ in range(STEPS):
        _step(one, one.source.choice(one.stations))
    one.restore_server()
    one.quiet()
    known, lost = _at_server(one), _at_server(one, "conflict")
    for station in one.stations:
        counts = station.counts()
        assert set(station.events()) <= known
        assert (counts.pending, counts.unseen, counts.parked, counts.rejected, counts.provisional) == (0, 0, 0, 0, 0)
        assert {row[0] for row in station.content()["conflicts"]} == lost
        assert counts.synchronised == (not lost)
    contents = [station.content() for station in one.stations]
    for other in contents[1:]:
        assert other == contents[0]


@pytest.mark.parametrize("seed", range(2))
def test_synchronised_is_never_said_of_what_the_restored_server_lacks(simulation: Make, seed: int) -> None:
    one = simulation(seed + 50)
    one.copy_server()
    for _ in range(STEPS):
        _step(one, one.source.choice(one.stations))
        with one.engine.connect() as connection:
            now = [made.id for made in epochs(connection)]
        for station in one.stations:
            with station.store.read() as reading:
                told = current_epoch(reading)
            # Of a restore a station hears with its next round; from then on it says nothing that is not so.
            if told == (now[-1] if now else "") and station.counts().synchronised:
                assert set(station.events()) <= _at_server(one)
