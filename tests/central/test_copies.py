"""Where the copies of units lie: files beside SQLite, schemas in PostgreSQL, and the way from the one to the other."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from app.central.copies import Files, copies
from app.central.desks import Desks
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.store.tables import person
from tests.store.rows import NURSE, person_row

UNIT = "1111111"
KEY = bytes(range(32))


def test_a_copy_is_made_once_found_by_its_number_and_opened_again(
    engine: Engine, tmp_path: Path, fake_clock: FakeClock
) -> None:
    ids = SeededIds(fake_clock, seed=4)
    found = copies(engine, tmp_path, lambda _: KEY, fake_clock, ids)
    assert (found.units(), found.open(UNIT)) == ([], None)
    made = found.make(UNIT)
    with made.write(NURSE) as writing:
        whose = writing.create(person, person_row(1))
    made.close()
    again = found.open(UNIT)
    assert again is not None
    with again.read() as connection:
        assert connection.execute(select(person.c.id)).scalars().all() == [whose]
    again.close()
    assert found.units() == [UNIT]
    assert found.shared == (engine.dialect.name == "postgresql")
    found.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_copy_in_a_file_goes_into_the_database_when_it_is_asked_for(
    engine: Engine, tmp_path: Path, fake_clock: FakeClock
) -> None:
    ids = SeededIds(fake_clock, seed=4)
    file = Files(tmp_path, lambda _: KEY, fake_clock, ids).make(UNIT)
    with file.write(NURSE) as writing:
        whose = writing.create(person, person_row(1))
    file.close()
    found = copies(engine, tmp_path, lambda _: KEY, fake_clock, ids)
    assert found.units() == [UNIT]
    store = found.open(UNIT)
    assert store is not None
    with store.read() as connection:
        assert connection.execute(select(person.c.id)).scalars().all() == [whose]
    assert store.origin == file.origin
    assert [one.name for one in sorted((tmp_path / "units").iterdir())] == [f"{UNIT}.moved"]
    found.close()


def test_a_machine_without_the_key_of_the_copies_is_told_so_and_makes_no_other(
    engine: Engine, tmp_path: Path, fake_clock: FakeClock
) -> None:
    desks = Desks(engine, fake_clock, SeededIds(fake_clock, seed=4), tmp_path)
    desks.make(UNIT)
    desks.close()
    (tmp_path / "units.key").rename(tmp_path / "elsewhere")
    again = Desks(engine, fake_clock, SeededIds(fake_clock, seed=5), tmp_path)
    with pytest.raises(KnownError, match=r"central\.no_units_key"):
        again.find(UNIT)
    assert not (tmp_path / "units.key").exists()
    again.close()
