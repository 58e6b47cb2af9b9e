"""An erasure reaches the server and the other stations: nobody keeps a way to reach her, everybody seals the rest."""

from pathlib import Path

from sqlalchemy import select

from app.central.tables import event
from app.privacy.erasure_service import ErasureService
from app.privacy.model import CaseKind, Step
from app.privacy.steps import add_step, read_case
from app.store.store import Store
from app.store.tables import consent, metadata, observation, person, sealed_person, sealed_row
from tests.privacy.histories import EMAIL, PHONE, add_person
from tests.sync.simulation import SimulatedStation, Simulation


def test_an_erasure_is_carried_out_everywhere(tmp_path: Path, store_template: Path) -> None:
    network = Simulation(tmp_path, store_template, seed=5, stations=2)
    here, there = network.stations
    with here.store.write(here.actor) as writing:
        hers = add_person(writing)
        row = {"person_id": hers, "code": "weight_kg", "value": "61", "unit": "kg", "observed_at": writing.at}
        writing.append(observation, row)
        said = {"person_id": hers, "channel": "sms", "given": 1, "source": "desk", "text_version": "1"}
        writing.append(consent, said)
        writing.change(person, hers, {"phone": "+5584988887777"}, None)
    network.quiet()
    with there.store.write(there.actor) as writing:
        # Not sent before the erasure is heard of.
        writing.append(observation, {**row, "value": "62", "observed_at": writing.at})
        writing.change(person, hers, {"email": "outra.inventada@example.org"}, None)
    _confirm(here, hers)
    assert ErasureService(here.store).carry_out_due() == 1
    network.quiet()
    assert ErasureService(there.store).carry_out_due() == 1
    network.quiet()
    for station in (here, there):
        assert _texts_with(station.store, PHONE, EMAIL, "84988887777", "outra.inventada") == []
        with station.store.read() as connection:
            assert connection.execute(select(person)).all() == []
            kept = connection.execute(select(sealed_row.c.entity)).scalars().all()
        assert "person" in kept
        assert station.counts().synchronised
    assert _journal_with(network, PHONE, EMAIL, "84988887777", "outra.inventada") == []


def _sealed_here(folder: Path, store_template: Path, seed: int) -> tuple[Simulation, str]:
    """Two stations that know a person, whom the first has sealed; the other has not heard of it."""
    network = Simulation(folder, store_template, seed=seed, stations=2)
    here = network.stations[0]
    with here.store.write(here.actor) as writing:
        hers = add_person(writing)
    network.quiet()
    _confirm(here, hers)
    ErasureService(here.store).carry_out_due()
    return network, hers


def test_what_is_written_elsewhere_afterwards_is_sealed_and_never_shown(tmp_path: Path, store_template: Path) -> None:
    network, hers = _sealed_here(tmp_path, store_template, seed=6)
    here, there = network.stations
    with there.store.write(there.actor) as writing:
        row = {"person_id": hers, "code": "weight_kg", "value": "63", "unit": "kg", "observed_at": writing.at}
        late = writing.append(observation, row)
    network.quiet()
    with here.store.read() as connection:
        assert connection.execute(select(observation)).all() == []
        events = connection.execute(select(sealed_row.c.content).where(sealed_row.c.entity == "event")).scalars().all()
    assert [late in text for text in events] == [True]


def test_the_time_of_a_seal_runs_from_the_last_entry_though_it_comes_after_the_seal(
    tmp_path: Path, store_template: Path
) -> None:
    network, hers = _sealed_here(tmp_path, store_template, seed=7)
    here, there = network.stations
    with here.store.read() as connection:
        sealed = connection.execute(select(sealed_person.c.last_entry)).scalar_one()
    there.clock.advance(400 * 24 * 3600.0)
    with there.store.write(there.actor) as writing:
        at = writing.at
        writing.append(
            observation, {"person_id": hers, "code": "weight_kg", "value": "63", "unit": "kg", "observed_at": at}
        )
    network.quiet()
    with here.store.read() as connection:
        assert connection.execute(select(sealed_person.c.last_entry)).scalar_one() == at[:10] > sealed


def _confirm(station: SimulatedStation, person_id: str) -> None:
    """As two people of the unit do it."""
    with station.store.write(station.actor) as writing:
        case_id = add_step(writing, None, person_id, CaseKind.ERASURE, Step.ASKED, "asked_by_person", "pasta 1")
    other = station.actor.__class__("0" * 35 + "b", "Outra Inventada")
    with station.store.write(other) as writing:
        case = read_case(writing.connection, case_id)
        add_step(writing, case, person_id, CaseKind.ERASURE, Step.CONFIRMED, "asked_by_person", "")


def _texts_with(store: Store, *values: str) -> list[str]:
    found = []
    with store.read() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                if any(value in str(row) for value in values):
                    found.append(table.name)
    return found


def _journal_with(network: Simulation, *values: str) -> list[str]:
    with network.engine.connect() as connection:
        rows = connection.execute(select(event.c.entity, event.c.payload)).all()
    return [row.entity for row in rows if any(value in row.payload for value in values)]
