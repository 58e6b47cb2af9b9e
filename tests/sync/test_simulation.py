"""Many stations and one server under random edits, lost answers, crashes, clock jumps and restored copies."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.central.tables import event as event_table
from tests.sync.simulation import SimulatedStation, Simulation

SEEDS = range(12)
STEPS = 90
Make = Callable[[int], Simulation]


@pytest.fixture
def simulation(tmp_path: Path, store_template: Path) -> Iterator[Make]:
    """Make a simulation; closed at the end."""
    made: list[Simulation] = []

    def make(seed: int) -> Simulation:
        made.append(Simulation(tmp_path, store_template, seed))
        return made[-1]

    yield make
    for one in made:
        one.close()


def _step(one: Simulation, station: SimulatedStation) -> None:
    draw = one.source.random()
    if draw < 0.6:
        station.act()
    elif draw < 0.86:
        station.line.loss = one.source.choice((0.0, 0.2, 0.6))
        station.round()
    elif draw < 0.9:
        station.clock.set_wall(station.clock.now() + timedelta(minutes=one.source.choice((-50, 7, 3000))))
    elif draw < 0.94:
        station.crash_in_the_middle()
    elif draw < 0.98:
        station.back_up()
    else:
        station.restore()


@pytest.mark.parametrize("seed", SEEDS)
def test_once_quiet_all_stations_are_equal_and_nothing_is_missing(simulation: Make, seed: int) -> None:
    one = simulation(seed)
    for _ in range(STEPS):
        _step(one, one.source.choice(one.stations))
    one.quiet()
    contents = [station.content() for station in one.stations]
    for other in contents[1:]:
        assert other == contents[0]
    with one.engine.connect() as connection:
        known = set(connection.execute(select(event_table.c.id)).scalars())
        lost = set(connection.execute(select(event_table.c.id).where(event_table.c.verdict == "conflict")).scalars())
    for station in one.stations:
        counts = station.counts()
        assert (counts.pending, counts.unseen, counts.parked, counts.rejected) == (0, 0, 0, 0)
        assert set(station.events()) <= known
        assert {row[0] for row in station.content()["conflicts"]} == lost
        assert counts.synchronised == (not lost)


@pytest.mark.parametrize("seed", range(4))
def test_synchronised_is_never_said_while_an_event_is_not_on_the_server(simulation: Make, seed: int) -> None:
    one = simulation(seed)
    for _ in range(STEPS):
        _step(one, one.source.choice(one.stations))
        with one.engine.connect() as connection:
            known = set(connection.execute(select(event_table.c.id)).scalars())
        for station in one.stations:
            if station.counts().synchronised:
                assert set(station.events()) <= known


def test_replaying_everything_changes_nothing(simulation: Make) -> None:
    one = simulation(99)
    for _ in range(STEPS):
        _step(one, one.source.choice(one.stations))
    one.quiet()
    before = [station.content() for station in one.stations]
    one.quiet()
    assert [station.content() for station in one.stations] == before
