"""What two stations wrote under one name without disagreeing: both pulls go on, and nobody is locked out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.store.tables import account, distinct_pair, person
from tests.sync.simulation import SimulatedStation, Simulation, person_row


@pytest.fixture
def unit(tmp_path: Path, store_template: Path) -> Iterator[Simulation]:
    """Three stations of one unit."""
    one = Simulation(tmp_path, store_template, 1)
    yield one
    one.close()


def logins(station: SimulatedStation) -> dict[str, str]:
    with station.store.read() as connection:
        rows = connection.execute(select(account.c.display_name, account.c.login)).all()
    return {row.display_name: row.login for row in rows}


def test_two_stations_may_each_have_an_account_of_one_name(unit: Simulation) -> None:
    row = {"login": "admin", "role": "administrator", "status": "active", "language": "pt_BR"}
    for station, name in zip(unit.stations, ("Ana", "Bia"), strict=False):
        with station.store.write(station.actor) as writing:
            writing.create(account, {**row, "display_name": name})
    unit.quiet()
    first, second, third = unit.stations
    assert logins(first)["Ana"] == "admin" and logins(second)["Bia"] == "admin"
    assert logins(first)["Bia"].startswith("admin.") and logins(second)["Ana"].startswith("admin.")
    assert set(logins(third)) == {"Ana", "Bia"}
    assert all(station.counts().synchronised for station in unit.stations)


def test_two_stations_may_each_say_that_two_people_are_not_one(unit: Simulation) -> None:
    first, second, third = unit.stations
    with first.store.write(first.actor) as writing:
        one, other = sorted(writing.create_many(person, [person_row("Ana"), person_row("Bia")]))
    unit.quiet()
    for station in (first, second):
        with station.store.write(station.actor) as writing:
            writing.append(distinct_pair, {"one_id": one, "other_id": other, "reason": "irmãs"})
    unit.quiet()
    for station in unit.stations:
        with station.store.read() as connection:
            assert len(connection.execute(select(distinct_pair)).all()) == 1
        assert station.counts().synchronised
    assert third.counts().conflicts == 0
