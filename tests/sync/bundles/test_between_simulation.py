"""Sticks between the stations of a unit, in any order, twice or lost, with crashes, restored copies and lost lines."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.central.tables import event as event_table
from app.store.tables import observation, person, pregnancy
from tests.sync.bundles.between import Unit
from tests.sync.simulation import Simulation, observation_row, person_row

STEPS, CROWDED_STEPS = 110, 70
Make = Callable[[int], Unit]


@pytest.fixture
def unit(tmp_path: Path, store_template: Path) -> Iterator[Make]:
    """Make a unit of three stations; closed at the end."""
    made: list[Simulation] = []

    def make(seed: int) -> Unit:
        made.append(Simulation(tmp_path, store_template, seed))
        return Unit(made[-1], tmp_path / "stick")

    yield make
    for one in made:
        one.close()


def _step(unit: Unit, lines: float) -> None:
    """`lines`: how often somebody reaches the server, 0 to 0.3."""
    source = unit.source
    post, draw = source.choice(unit.posts), source.random()
    station = post.station
    if draw < 0.4:
        station.act()
    elif draw < 0.92 - lines:
        unit.wander()
    elif draw < 0.92:
        station.line.loss = source.choice((0.0, 0.2, 0.6))
        post.round()
    elif draw < 0.94:
        station.clock.set_wall(station.clock.now() + timedelta(minutes=source.choice((-50, 7, 3000))))
    elif draw < 0.96:
        station.crash_in_the_middle()
    elif draw < 0.985:
        station.back_up()
    else:
        station.restore()


def _crowded_step(unit: Unit) -> None:
    """Everybody writes about one woman, with a stick at once, while stations are suspended and let in again."""
    source = unit.source
    if source.random() < 0.06:
        unit.suspend(source.randrange(3), source.choice(("active", "suspended")))
    post, draw = source.choice(unit.posts), source.random()
    station = post.station
    if draw < 0.4:
        deeds = (station._telephone, station._name, station._correct, station._date, station._observe)
        with station.store.write(station.actor) as writing:
            source.choice(deeds)(writing)
    elif draw < 0.86:
        unit.wander()
    elif draw < 0.94:
        station.line.loss = source.choice((0.0, 0.3))
        post.round()
    elif draw < 0.98:
        station.back_up()
    else:
        station.restore()


def _known(unit: Unit, *where: object) -> set[str]:
    with unit.simulation.engine.connect() as connection:
        return set(connection.execute(select(event_table.c.id).where(*where)).scalars())  # type: ignore[arg-type]  # columns


@pytest.mark.parametrize("seed", range(6))
def test_whatever_goes_by_stick_all_stations_agree_once_quiet(unit: Make, seed: int) -> None:
    one = unit(seed)
    lines = (0.02, 0.1, 0.3)[seed % 3]
    for _ in range(STEPS):
        _step(one, lines)
        known = _known(one)
        for post in one.posts:
            if post.station.counts().synchronised:
                assert set(post.station.events()) <= known
                assert post.states() == []
    one.quiet()
    _agree(one)


@pytest.mark.parametrize("seed", range(4))
def test_about_one_woman_too_and_with_stations_suspended_for_a_while(unit: Make, seed: int) -> None:
    one = unit(seed)
    station = one.posts[0].station
    with station.store.write(station.actor) as writing:
        whose = writing.create(person, person_row("Sintética"))
        key = writing.create(pregnancy, {"person_id": whose, "status": "current"})
        writing.append(observation, observation_row({"person_id": whose, "id": key}, 60))
    one.quiet()
    for _ in range(CROWDED_STEPS):
        _crowded_step(one)
    for number in range(3):
        one.suspend(number, "active")
    one.quiet()
    _agree(one)


def _agree(one: Unit) -> None:
    first, *others = (post.station.content() for post in one.posts)
    for other in others:
        assert other == first
    known, lost = _known(one), _known(one, event_table.c.verdict == "conflict")
    for post in one.posts:
        counts = post.station.counts()
        assert (counts.pending, counts.unseen, counts.parked, counts.rejected, counts.provisional) == (0, 0, 0, 0, 0)
        assert set(post.station.events()) <= known
        assert {row[0] for row in first["conflicts"]} == lost
        assert counts.synchronised == (not lost)
        assert post.states() == []
