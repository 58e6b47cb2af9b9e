"""A record on hold loses nothing at the server either, whatever stations confirm, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from app.central.desks import Desks
from app.central.exporting import export_person
from app.central.hearing import keep_up
from app.central.holding import erase_due
from app.central.journal import Journal
from app.central.rounds import rounds
from app.kernel.clock import FakeClock, to_text
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from tests.central.her_life import AT, OTHER, REACH, SHE, HerLife, everything, tables_with
from tests.sync.processes import wait_until

DAY = 86400
_AUTHOR: dict[str, Any] = {"recorded_at": AT, "recorded_by": "c"}


@pytest.fixture
def life(engine: Engine, fake_clock: FakeClock) -> HerLife:
    """She is registered, written to and answers."""
    made = HerLife(engine, Journal(engine, fake_clock), fake_clock)
    made.begin()
    made.wait()
    return made


@pytest.fixture
def desks(engine: Engine, fake_clock: FakeClock, tmp_path: Path) -> Iterator[Desks]:
    """The copies of units, none made yet."""
    made = Desks(engine, fake_clock, SeededIds(fake_clock, seed=4), tmp_path / "server")
    yield made
    made.close()


def _hold(life: HerLife, person_id: str = SHE, until: str | None = None) -> None:
    row: dict[str, Any] = {"person_id": person_id, "hold_id": "h", "number": 1, "step": "placed", "reason": "ordem"}
    life.push(life.here.event("record_hold", "hold-1", "append", **row, until=until, **_AUTHOR))


def _lift(life: HerLife) -> None:
    row: dict[str, Any] = {"person_id": SHE, "hold_id": "h", "number": 2, "step": "lifted", "reason": "terminou"}
    life.push(life.here.event("record_hold", "hold-2", "append", **row, until=None, **_AUTHOR))


def _without_steps(engine: Engine) -> dict[str, list[str]]:
    """Everything but what is said of holds and erasures, and what counts events."""
    kept = {name: rows for name, rows in everything(engine).items() if name not in ("journal_head", "guard_head")}
    return {
        name: sorted(one for one in rows if "record_hold" not in one and "privacy_step" not in one)
        for name, rows in kept.items()
    }


def test_what_a_station_confirmed_erases_nothing_of_a_record_on_hold_until_it_is_lifted(
    life: HerLife, desks: Desks
) -> None:
    desk = desks.make("1111111")
    _hold(life)
    before = _without_steps(life.engine)
    life.confirm()
    assert _without_steps(life.engine) == before
    keep_up(desks)
    export = export_person(life.engine, desks, SHE, "ofício da 2.ª Vara")
    told = export.as_json()
    assert [one for one in REACH[:3] if one not in told] == []
    assert export.units["1111111"]["person"][0]["full_name"] == "Joana Inventada"
    _lift(life)
    assert [name for name in tables_with(life.engine, *REACH) if name != "heard_news"] == []
    keep_up(desks)
    with desk.store.read() as connection:
        (erased,) = connection.exec_driver_sql("SELECT count(*) FROM sealed_person").one()
    assert erased == 1
    with pytest.raises(KnownError, match=r"privacy\.sealed"):
        export_person(life.engine, desks, SHE, "ofício da 2.ª Vara")


def test_a_record_whose_time_is_over_is_not_destroyed_while_it_is_on_hold(life: HerLife) -> None:
    life.confirm()
    _hold(life)
    life.confirm("period_over", number=2)
    assert tables_with(life.engine, "Joana Inventada") == ["event"]
    _lift(life)
    assert tables_with(life.engine, "Joana Inventada") == []
    assert tables_with(life.engine, "Rita Inventada") == ["event"]


def test_a_hold_that_ends_by_its_day_lets_what_was_confirmed_be_carried_out(
    life: HerLife, fake_clock: FakeClock
) -> None:
    until = fake_clock.now()
    fake_clock.advance(-2 * DAY)
    _hold(life, until=to_text(until))
    life.confirm()
    before = _without_steps(life.engine)
    assert erase_due(life.engine, fake_clock) == 0
    assert _without_steps(life.engine) == before
    fake_clock.advance(2 * DAY)
    with rounds(life.engine, fake_clock, seconds=0.01):
        wait_until(lambda: not set(tables_with(life.engine, *REACH)) - {"heard_news"}, "the erasure")
    assert erase_due(life.engine, fake_clock) == 0


def test_whoever_was_merged_with_somebody_on_hold_is_held_with_her(life: HerLife) -> None:
    _hold(life, OTHER)
    row: dict[str, Any] = {"losing_id": OTHER, "surviving_id": SHE, "number": 1, "status": "merged", "reason": "x"}
    row |= {"taken_fields": "{}", "moved_pregnancies": "[]"}
    life.push(life.here.event("person_merge", "merge-1", "create", **row, **_AUTHOR))
    before = _without_steps(life.engine)
    life.confirm()
    assert _without_steps(life.engine) == before


def test_of_itself_the_server_removes_nothing_of_anybody_however_long_it_is(
    life: HerLife, desks: Desks, fake_clock: FakeClock
) -> None:
    desks.make("1111111")
    with life.engine.begin() as connection:
        # What providers told goes into the journal when it is heard.
        connection.exec_driver_sql("DELETE FROM heard_news")
    keep_up(desks)
    before = _without_steps(life.engine)
    fake_clock.advance(130 * 366 * DAY)
    keep_up(desks)
    assert erase_due(life.engine, fake_clock) == 0
    assert _without_steps(life.engine) == before
