"""What was decided stays to be read at every station: who, when, why, and both values."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.tables import allergy, observation, person
from app.sync.conflicts import open_conflicts
from app.sync.deciding import Choice, decide
from app.sync.past import Past, past_of, past_topics
from tests.sync.simulation import SimulatedStation, Simulation, allergy_row, observation_row, person_row


@pytest.fixture
def unit(tmp_path: Path, store_template: Path) -> Iterator[Simulation]:
    """A unit whose stations all know one person."""
    one = Simulation(tmp_path, store_template, 3)
    with one.stations[0].store.write(one.stations[0].actor) as writing:
        writing.create(person, {**person_row("Sintética"), "id": "her"})
    one.quiet()
    yield one
    one.close()


def settle(station: SimulatedStation, choice: Choice) -> None:
    station.clock.advance(60)
    with station.store.write(station.actor) as writing:
        (found,) = open_conflicts(writing.connection)
        decide(writing, found.event_id, choice, "perguntei a ela")


def past(station: SimulatedStation) -> tuple[Past, ...]:
    with station.store.read() as connection:
        return past_of(connection, "her")


def disagree(unit: Simulation) -> None:
    for place, station in enumerate(unit.stations[:2], start=1):
        with station.store.write(station.actor) as writing:
            writing.change(person, "her", {"phone": f"{place}"}, "a pedido")
    unit.quiet()


@pytest.mark.parametrize("choice", list(Choice))
def test_who_decided_what_and_why_is_read_with_both_values_at_every_station(unit: Simulation, choice: Choice) -> None:
    disagree(unit)
    assert past(unit.stations[2]) == ()
    settle(unit.stations[2], choice)
    unit.quiet()
    for station in unit.stations:
        (one,) = past(station)
        assert (one.conflict.stands.values, one.conflict.other.values) == ({"phone": "1"}, {"phone": "2"})
        assert one.told is not None
        assert (one.told.choice, one.told.reason) == (choice, "perguntei a ela")
        assert one.told.here == (station is unit.stations[2])
        with station.store.read() as connection:
            (topic,) = past_topics(connection)
        assert (topic.person_id, topic.shown_name, topic.topic.names) == ("her", "Sintética", ("phone",))
        assert topic.told == one.told
    assert past(unit.stations[2])[0].told is not None


def test_a_decision_that_lost_is_none_that_stands(unit: Simulation) -> None:
    disagree(unit)
    settle(unit.stations[0], Choice.STANDS)
    settle(unit.stations[2], Choice.OTHER)
    unit.quiet()
    for station in unit.stations:
        assert [one.told.choice for one in past(station) if one.told] == [Choice.STANDS]


@pytest.mark.parametrize("choice", list(Choice))
def test_a_corrected_fact_tells_what_stood_before_the_decision(unit: Simulation, choice: Choice) -> None:
    weight = observation_row({"person_id": "her", "id": None}, 60)
    with unit.stations[0].store.write(unit.stations[0].actor) as writing:
        wrong = writing.append(observation, weight)
    unit.quiet()
    for place, station in enumerate(unit.stations[:2], start=1):
        with station.store.write(station.actor) as writing:
            row = {**weight, "value": f"{60 + place}", "supersedes": wrong, "reason": "engano"}
            writing.append(observation, row)
    unit.quiet()
    settle(unit.stations[1], choice)
    unit.quiet()
    for station in unit.stations:
        (one,) = past(station)
        assert (one.conflict.stands.by, one.conflict.stands.values["reason"]) == ("nurse-0", "engano")
        assert (one.conflict.stands.values["value"], one.conflict.other.values["value"]) == ("61", "62")


def test_two_lists_that_were_put_together_are_both_told(unit: Simulation) -> None:
    for substance, station in zip(("Dipirona", "Látex"), unit.stations, strict=False):
        with station.store.write(station.actor) as writing:
            writing.append(allergy, allergy_row("her", substance))
    unit.quiet()
    settle(unit.stations[0], Choice.OTHER)
    unit.quiet()
    (one,) = past(unit.stations[2])
    lost = one.conflict.other.values["list"]
    assert isinstance(lost, list)
    assert [entry["substance"] for entry in lost] == ["Látex"]
