"""What people decide between two values holds at every station, whoever decides where, and is itself subject to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.kernel.errors import KnownError
from app.store.tables import field_history, metadata, observation, person, pregnancy, template_version
from app.sync.conflicts import Conflict, ConflictKind, open_conflicts
from app.sync.deciding import Choice, decide
from app.sync.round import Round
from tests.sync.deciding_people import decide_everything, decide_something
from tests.sync.simulation import SimulatedStation, Simulation, observation_row, person_row
from tests.sync.test_simulation import _step

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


@pytest.fixture
def unit(simulation: Make) -> Simulation:
    """A unit whose stations all know one person."""
    one = simulation(1)
    with one.stations[0].store.write(one.stations[0].actor) as writing:
        writing.create(person, person_row("Sintética"))
    one.quiet()
    return one


def her(station: SimulatedStation) -> str:
    with station.store.read() as connection:
        return str(connection.execute(select(person.c.id)).scalar_one())


def weighed(station: SimulatedStation, kilograms: int) -> dict[str, object]:
    return observation_row({"person_id": her(station), "id": None}, kilograms)


def phone(station: SimulatedStation) -> str | None:
    with station.store.read() as connection:
        found: str | None = connection.execute(select(person.c.phone)).scalar_one()
        return found


def change(station: SimulatedStation, **fields: object) -> None:
    with station.store.write(station.actor) as writing:
        writing.change(person, her(station), fields, "a pedido")


def waiting(station: SimulatedStation) -> tuple[Conflict, ...]:
    with station.store.read() as connection:
        return open_conflicts(connection)


def settle(station: SimulatedStation, choice: Choice) -> None:
    (one,) = waiting(station)
    with station.store.write(station.actor) as writing:
        decide(writing, one.event_id, choice, "ela disse")


def equal(one: Simulation) -> bool:
    first, *others = (station.content() for station in one.stations)
    return all(other == first for other in others)


@pytest.mark.parametrize(("choice", "expected"), [(Choice.STANDS, "1"), (Choice.OTHER, "2")])
def test_both_values_of_a_field_are_shown_and_the_chosen_one_holds_everywhere(
    unit: Simulation, choice: Choice, expected: str
) -> None:
    first, second, third = unit.stations
    change(first, phone="1")
    change(second, phone="2")
    unit.quiet()
    (seen,) = waiting(third)
    assert (seen.kind, seen.person_id) == (ConflictKind.FIELDS, her(third))
    assert (seen.stands.values, seen.other.values) == ({"phone": "1"}, {"phone": "2"})
    assert (seen.stands.by, seen.other.by) == ("nurse-0", "nurse-1")
    assert (seen.stands.here, seen.other.here) == (False, False)
    assert waiting(second)[0].other.here
    settle(third, choice)
    unit.quiet()
    assert [phone(station) for station in unit.stations] == [expected] * 3
    assert all(station.counts().synchronised for station in unit.stations)


def test_two_people_who_decide_otherwise_disagree_again(unit: Simulation) -> None:
    first, second, third = unit.stations
    change(first, phone="1")
    change(second, phone="2")
    unit.quiet()
    settle(first, Choice.STANDS)
    settle(third, Choice.OTHER)
    unit.quiet()
    assert equal(unit)
    assert [len(waiting(station)) for station in unit.stations] == [1, 1, 1]
    settle(second, Choice.OTHER)
    unit.quiet()
    assert [phone(station) for station in unit.stations] == ["2"] * 3
    assert all(station.counts().synchronised for station in unit.stations)


def test_several_changes_of_one_station_are_one_decision(unit: Simulation) -> None:
    first, second, _ = unit.stations
    change(first, full_name="A")
    change(second, full_name="B")
    change(second, birth_date="1991-02-03")
    unit.quiet()
    (seen,) = waiting(first)
    assert dict(seen.other.values) == {"full_name": "B", "birth_date": "1991-02-03"}
    settle(first, Choice.OTHER)
    unit.quiet()
    assert equal(unit)
    assert all(station.counts().synchronised for station in unit.stations)


@pytest.mark.parametrize("choice", list(Choice))
def test_of_two_open_pregnancies_the_chosen_one_is_current_everywhere(unit: Simulation, choice: Choice) -> None:
    made = []
    for station in unit.stations[:2]:
        with station.store.write(station.actor) as writing:
            made.append(writing.create(pregnancy, {"person_id": her(station), "status": "current"}))
    unit.quiet()
    (seen,) = waiting(unit.stations[2])
    assert (seen.kind, seen.stands.values["pregnancy_id"]) == (ConflictKind.PREGNANCY, made[0])
    settle(unit.stations[2], choice)
    unit.quiet()
    assert equal(unit)
    rows = {row[0]: row[2] for row in unit.stations[0].content()["pregnancy"]}
    chosen = made[0] if choice == Choice.STANDS else made[1]
    assert rows == {one: "current" if one == chosen else "closed" for one in made}


@pytest.mark.parametrize(("choice", "weight"), [(Choice.STANDS, "61"), (Choice.OTHER, "63")])
def test_of_two_corrections_the_chosen_one_stands_at_the_end_of_the_chain(
    unit: Simulation, choice: Choice, weight: str
) -> None:
    first, second, third = unit.stations
    with first.store.write(first.actor) as writing:
        key = writing.append(observation, weighed(first, 60))
    unit.quiet()
    for station, values in ((first, (61,)), (second, (62, 63))):
        last = key
        for value in values:
            with station.store.write(station.actor) as writing:
                row = {**weighed(station, value), "supersedes": last, "reason": "engano"}
                last = writing.append(observation, row)
    unit.quiet()
    (seen,) = waiting(third)
    assert (seen.stands.values["value"], seen.other.values["value"]) == ("61", "63")
    settle(third, choice)
    unit.quiet()
    assert equal(unit)
    rows = metadata.tables["observation"]
    later = rows.alias()
    with second.store.read() as connection:
        tip = select(rows.c.value).where(~select(later.c.id).where(later.c.supersedes == rows.c.id).exists())
        assert list(connection.execute(tip).scalars()) == [weight]


@pytest.mark.parametrize(("choice", "name"), [(Choice.STANDS, "Aviso"), (Choice.OTHER, "Recado")])
def test_of_two_next_versions_of_a_template_the_chosen_one_is_the_last_everywhere(
    unit: Simulation, choice: Choice, name: str
) -> None:
    first, second, third = unit.stations
    row: dict[str, object] = {"template_id": "t", "number": 1, "name": "Lembrete", "content": "{}", "retired": 0}
    with first.store.write(first.actor) as writing:
        key = writing.append(template_version, row)
    unit.quiet()
    for station, called in ((first, "Aviso"), (second, "Recado")):
        with station.store.write(station.actor) as writing:
            change_of = {"number": 2, "name": called, "supersedes": key, "reason": "changed"}
            writing.append(template_version, {**row, **change_of})
    unit.quiet()
    settle(third, choice)
    unit.quiet()
    assert equal(unit)
    table = template_version
    with second.store.read() as connection:
        found = connection.execute(select(table.c.number, table.c.name).order_by(table.c.number)).all()
    assert [tuple(one) for one in found] == [(1, "Lembrete"), (2, "Aviso"), (3, name)]


def test_a_decision_needs_a_reason_and_is_made_once(unit: Simulation) -> None:
    first, second, third = unit.stations
    change(first, phone="1")
    change(second, phone="2")
    unit.quiet()
    (one,) = waiting(third)
    for reason, code in ((" ", "conflicts.reason_missing"), ("a pedido", ""), ("de novo", "conflicts.already_decided")):
        try:
            with third.store.write(third.actor) as writing:
                decide(writing, one.event_id, Choice.OTHER, reason)
            found = ""
        except KnownError as error:
            found = error.code
        assert found == code


def test_what_others_changed_is_told_by_the_field_history(unit: Simulation) -> None:
    first, second, _ = unit.stations
    change(first, phone="1")
    unit.quiet()
    with second.store.read() as connection:
        (row,) = connection.execute(select(field_history).where(field_history.c.field == "phone")).all()
    assert (row.old_value, row.new_value, row.recorded_by, row.reason) == ("null", '"1"', "nurse-0", "a pedido")


def test_a_value_written_over_one_that_is_parked_disagrees_with_it(unit: Simulation) -> None:
    first, second, _ = unit.stations
    change(second, phone="2")
    second.round()
    change(first, phone="1")
    first.line.page_size = 1
    talk = Round(first.store, first.line)
    talk.push_once()
    talk.pull_once()
    assert first.counts().parked == 1
    change(first, phone="1, again")
    unit.quiet()
    assert equal(unit)
    assert [phone(station) for station in unit.stations] == ["2"] * 3


@pytest.mark.parametrize("seed", range(30, 42))
def test_what_people_decide_at_random_stations_becomes_equal_everywhere(simulation: Make, seed: int) -> None:
    one = simulation(seed)
    for _ in range(110):
        station = one.source.choice(one.stations)
        if one.source.random() < 0.3:
            decide_something(station)
        else:
            _step(one, station)
    one.quiet()
    assert equal(one)
    decide_everything(one.source.choice(one.stations))
    one.quiet()
    assert equal(one)
    for station in one.stations:
        assert station.counts().synchronised
