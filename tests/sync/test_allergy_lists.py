"""Lists of allergies never merge by themselves: what two places wrote unseen is all shown until a person decides."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.clinic.allergies.model import AllergyList, ListState
from app.clinic.allergies.rows import read_allergies
from app.kernel.actor import PROGRAM
from app.kernel.canonical import canonical_json
from app.kernel.errors import KnownError
from app.store.tables import allergy, change_log, person
from app.sync import ledger
from app.sync.allergy_lists import LIST
from app.sync.applying import Applying
from app.sync.conflicts import Conflict, ConflictKind, open_conflicts
from app.sync.deciding import Choice, decide
from app.sync.threads import open_threads
from tests.sync.simulation import SimulatedStation, Simulation, allergy_row, person_row
from tests.sync.test_simulation import _step


@pytest.fixture
def make(tmp_path: Path, store_template: Path) -> Iterator[Callable[[int], Simulation]]:
    made: list[Simulation] = []

    def simulation(seed: int) -> Simulation:
        made.append(Simulation(tmp_path, store_template, seed))
        return made[-1]

    yield simulation
    for one in made:
        one.close()


@pytest.fixture
def unit(make: Callable[[int], Simulation]) -> Simulation:
    """A unit whose three stations all know one person."""
    one = make(5)
    with one.stations[0].store.write(one.stations[0].actor) as writing:
        writing.create(person, person_row("Sintética"))
    one.quiet()
    return one


def her(station: SimulatedStation) -> str:
    with station.store.read() as connection:
        return str(connection.execute(select(person.c.id)).scalar_one())


def note(station: SimulatedStation, substance: str, certainty: str = "reported", after: str | None = None) -> str:
    with station.store.write(station.actor) as writing:
        row = {**allergy_row(her(station), substance, certainty), "supersedes": after}
        return writing.append(allergy, {**row, "reason": "engano" if after else None})


def none_known(station: SimulatedStation) -> str:
    content = canonical_json({"on": "2026-03-02", "source": "herself", "by": "Nurse"})
    with station.store.write(station.actor) as writing:
        return writing.append(allergy, {"person_id": her(station), "kind": "none", "content": content})


def known(station: SimulatedStation) -> AllergyList:
    with station.store.read() as connection:
        return read_allergies(connection, her(station))


def substances(station: SimulatedStation) -> list[str]:
    return [one.told.substance for one in known(station).entries]


def waiting(station: SimulatedStation) -> tuple[Conflict, ...]:
    with station.store.read() as connection:
        return open_conflicts(connection)


def settle(station: SimulatedStation, choice: Choice) -> None:
    (one,) = waiting(station)
    with station.store.write(station.actor) as writing:
        decide(writing, one.event_id, choice, "perguntei a ela")


def test_every_station_lists_what_either_place_wrote_until_somebody_decides(unit: Simulation) -> None:
    first, second, third = unit.stations
    note(first, "Dipirona")
    note(second, "Látex")
    unit.quiet()
    for station in unit.stations:
        assert substances(station) == ["Dipirona", "Látex"]
        assert known(station).disputed
    assert [one.disputed for one in known(third).entries] == [False, True]
    (seen,) = waiting(third)
    assert (seen.kind, seen.entity, seen.serious, seen.only_stands) == (ConflictKind.FACT, "allergy", True, False)
    both = [side.values[LIST] for side in (seen.stands, seen.other)]
    assert [[one["substance"] for one in side] for side in both if isinstance(side, list)] == [["Dipirona"], ["Látex"]]
    assert not any(station.counts().synchronised for station in unit.stations)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [(Choice.STANDS, ["Dipirona"]), (Choice.OTHER, ["Dipirona", "Látex"])],
    ids=["stands", "join"],
)
def test_a_decision_leaves_the_list_or_takes_the_other_into_it_everywhere(
    unit: Simulation, choice: Choice, expected: list[str]
) -> None:
    first, second, third = unit.stations
    note(first, "Dipirona")
    note(second, "Látex")
    unit.quiet()
    settle(third, choice)
    unit.quiet()
    for station in unit.stations:
        assert (substances(station), known(station).disputed) == (expected, False)
        assert station.counts().synchronised


def test_a_station_without_the_network_lists_its_own_at_once(unit: Simulation) -> None:
    first, second, _ = unit.stations
    note(first, "Dipirona")
    first.round()
    note(second, "Látex")
    assert substances(second) == ["Látex"]
    second.line.loss = 1.0
    second.round()
    assert substances(second) == ["Látex"]


def test_what_has_come_and_waits_for_an_own_value_is_listed_already(unit: Simulation) -> None:
    first, second, _ = unit.stations
    note(first, "Dipirona")
    first.round()
    none_known(second)
    with second.store.write(PROGRAM) as writing:
        page = second.line.pull(ledger.through(writing.connection))
        Applying(writing.connection).page(page.events, page.through)
    assert second.counts().parked == 1
    assert (known(second).state, substances(second)) == (ListState.SOME, ["Dipirona"])


def test_that_none_is_known_never_hides_what_another_place_wrote(unit: Simulation) -> None:
    first, second, third = unit.stations
    none_known(first)
    note(second, "Penicilina")
    unit.quiet()
    for station in unit.stations:
        assert known(station).state is ListState.SOME
    settle(third, Choice.OTHER)
    unit.quiet()
    assert [known(one).state for one in unit.stations] == [ListState.SOME] * 3
    assert not known(first).disputed


def test_that_none_is_known_cannot_be_taken_into_a_list(unit: Simulation) -> None:
    first, second, third = unit.stations
    note(first, "Penicilina")
    none_known(second)
    unit.quiet()
    (seen,) = waiting(third)
    assert seen.only_stands
    with pytest.raises(KnownError) as refused:
        settle(third, Choice.OTHER)
    assert refused.value.code == "conflicts.allergies_listed"
    settle(third, Choice.STANDS)
    unit.quiet()
    assert [substances(one) for one in unit.stations] == [["Penicilina"]] * 3


def test_a_refutation_that_lost_takes_nothing_off_until_it_is_decided(unit: Simulation) -> None:
    first, second, third = unit.stations
    noted = note(first, "Penicilina")
    unit.quiet()
    note(first, "Penicilina", "confirmed", after=noted)
    note(second, "Penicilina", "refuted", after=noted)
    unit.quiet()
    assert [substances(one) for one in unit.stations] == [["Penicilina"]] * 3
    settle(third, Choice.OTHER)
    unit.quiet()
    assert [substances(one) for one in unit.stations] == [[]] * 3
    assert {one.told.certainty.value for one in known(first).past} == {"refuted", "confirmed", "reported"}


def test_the_same_substance_written_twice_becomes_one_entry(unit: Simulation) -> None:
    first, second, third = unit.stations
    note(first, "Dipirona")
    note(second, "DIPIRONA", "confirmed")
    unit.quiet()
    settle(third, Choice.OTHER)
    unit.quiet()
    assert [substances(one) for one in unit.stations] == [["DIPIRONA"]] * 3


def test_all_that_one_station_wrote_unseen_is_one_decision(unit: Simulation) -> None:
    first, second, third = unit.stations
    note(first, "Dipirona")
    noted = none_known(second)
    note(second, "Látex", after=noted)
    note(second, "Camarão")
    unit.quiet()
    (seen,) = waiting(third)
    assert len(seen.event_ids) == 3
    settle(third, Choice.OTHER)
    unit.quiet()
    assert [sorted(substances(one)) for one in unit.stations] == [["Camarão", "Dipirona", "Látex"]] * 3
    with third.store.read() as connection:
        payloads = connection.execute(
            select(change_log.c.payload).where(change_log.c.entity == "allergy").order_by(change_log.c.sequence)
        ).scalars()
        resolving = ["resolves" in json.loads(text) for text in payloads]
    assert resolving == [False, True]


def test_two_people_who_decide_otherwise_disagree_again(unit: Simulation) -> None:
    first, second, third = unit.stations
    note(first, "Dipirona")
    note(second, "Látex")
    unit.quiet()
    settle(first, Choice.STANDS)
    settle(third, Choice.OTHER)
    unit.quiet()
    for station in unit.stations:
        assert sorted(substances(station)) == ["Dipirona", "Látex"]
        assert len(waiting(station)) == 1
    settle(second, Choice.OTHER)
    unit.quiet()
    assert [sorted(substances(one)) for one in unit.stations] == [["Dipirona", "Látex"]] * 3
    assert all(station.counts().synchronised for station in unit.stations)


@pytest.mark.parametrize("seed", range(100, 103))
def test_whatever_happens_no_substance_is_missing_from_a_list(make: Callable[[int], Simulation], seed: int) -> None:
    """Random edits, losses and crashes: once quiet, every undecided entry is on every station's list."""
    one = make(seed)
    for station in one.stations:
        with station.store.write(station.actor) as writing:
            writing.create(person, person_row("Sintética"))
    one.quiet()
    for _ in range(40):
        station = one.source.choice(one.stations)
        if one.source.random() < 0.4:
            with station.store.write(station.actor) as writing:
                station._allergy(writing)
        else:
            _step(one, station)
    one.quiet()
    for station in one.stations:
        with station.store.read() as connection:
            people = connection.execute(select(person.c.id)).scalars().all()
            lists = {whose: read_allergies(connection, whose) for whose in people}
            lost = [
                event for thread in open_threads(connection) for event in thread.events if event.entity == "allergy"
            ]
            standing = connection.execute(select(allergy.c.person_id, allergy.c.content)).all()
        told = [(event.content()["person_id"], event.content()["content"]) for event in lost]
        for whose, content in [*((str(a), str(b)) for a, b in standing), *told]:
            read = json.loads(content)
            everything = (*lists[whose].entries, *lists[whose].past)
            assert read["substance"] in {entry.told.substance for entry in everything}
        assert {whose: found.disputed for whose, found in lists.items() if found.disputed} == {
            event.content()["person_id"]: True for event in lost
        }
