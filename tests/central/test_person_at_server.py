"""All that the server holds of a person is handed over and erased, table by table, on SQLite and on PostgreSQL."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text, update

from app.central import queue
from app.central.desks import Desks
from app.central.exporting import export_person
from app.central.hearing import keep_up
from app.central.holdings import BY_TABLE, OUTSIDE
from app.central.journal import Journal
from app.central.tables import event, heard_news, metadata, rejected, scope, sending_shelf
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.store.tables import metadata as of_a_unit
from app.store.tables import sealed_row
from tests.central.her_life import CPF, HELD_NAMES, OTHER, OTHERS_PHONE, PHONE, REACH, SAID, SHE, HerLife, everything
from tests.central.her_life import tables_with as _with
from tests.central.writer import HERE, push

CHAIN = {"alembic_version"}
"""The number of the tables' own revision."""


@pytest.fixture
def life(engine: Engine, journal: Journal, fake_clock: FakeClock) -> HerLife:
    """Nothing written yet."""
    return HerLife(engine, journal, fake_clock)


@pytest.fixture
def desks(engine: Engine, fake_clock: FakeClock, tmp_path: Path) -> Iterator[Desks]:
    """The copies of units, none made yet."""
    made = Desks(engine, fake_clock, SeededIds(fake_clock, seed=4), tmp_path / "server")
    yield made
    made.close()


def test_every_table_of_the_server_is_held_or_outside_with_a_reason() -> None:
    assert not BY_TABLE.keys() & OUTSIDE.keys()
    assert BY_TABLE.keys() | OUTSIDE.keys() == metadata.tables.keys()


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_a_table_of_the_server_that_names_a_person_is_not_outside(name: str) -> None:
    if {"person_id", "payload", "raw", "message", "news"} & set(metadata.tables[name].columns.keys()):
        assert name in BY_TABLE


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_every_table_of_the_whole_database_belongs_to_a_list(engine: Engine, desks: Desks) -> None:
    desks.make("1111111")
    queue.make_queue(engine)
    wanted = "SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog'"
    with engine.connect() as connection:
        found = connection.execute(text(f"{wanted}, 'information_schema')")).all()
    left = {(one.table_schema, one.table_name) for one in found}
    left -= {("public", name) for name in BY_TABLE.keys() | OUTSIDE.keys() | CHAIN}
    left -= {("unit_1111111", name) for name in of_a_unit.tables.keys() | CHAIN}
    # Which messages a worker has in hand, by their identifiers: gone once it is done.
    jobs = {"jobs", "events", "workers", "periodic_defers"}
    assert left == {(queue.schema_name(), f"procrastinate_{name}") for name in jobs}


def test_the_export_holds_what_every_table_has_of_her_and_nothing_of_anybody_else(life: HerLife, desks: Desks) -> None:
    desks.make("1111111")
    life.begin()
    keep_up(desks)
    life.wait()
    export = export_person(life.engine, desks, CPF, "pedido na pasta 1")
    assert export.people == (SHE,)
    assert export.unreadable == (), "all are instants"
    assert export.server.keys() == HELD_NAMES
    assert {row["entity"] for row in export.server["event"]} >= {"person", "public_request", "message_feedback"}
    assert export.units["1111111"].keys() >= {"person", "message_attempt", "message_feedback", "public_request"}
    told = export.as_json()
    for value in (*REACH[:3], SAID):
        assert value in told
    assert OTHER not in told
    assert OTHERS_PHONE not in told
    store = desks.make("1111111").store
    with store.read() as connection:
        trail = connection.execute(select(of_a_unit.tables["audit"])).mappings().all()
    assert [one["action"] for one in trail].count("person_exported") == 1


def test_an_instant_that_cannot_be_read_is_told_with_its_event_and_keeps_nothing_from_her(
    life: HerLife, desks: Desks
) -> None:
    """One that came before the server looked at instants."""
    desks.make("1111111")
    life.begin()
    with life.engine.begin() as connection:
        of_hers = (event.c.entity == "observation", event.c.person_id == SHE)
        row = connection.execute(select(event).where(*of_hers)).one()
        broken = json.dumps({**json.loads(row.payload), "observed_at": "ontem de manhã"}, ensure_ascii=False)
        connection.execute(update(event).where(event.c.id == row.id).values(payload=broken))
    keep_up(desks)
    export = export_person(life.engine, desks, CPF, "pedido na pasta 1")
    found = [(one.table, one.id, one.field) for one in export.unreadable]
    assert found == [("event", row.id, "observed_at"), ("1111111/observation", "obs-1", "observed_at")]
    written = json.loads(export.as_json())
    assert {"table": "event", "id": row.id, "field": "observed_at"} in written["unreadable"]
    assert written["units"]["1111111"]["observation"][0]["observed_at"] == "ontem de manhã"
    assert export.server.keys() >= {"event"} and export.units["1111111"].keys() >= {"person", "message_attempt"}


def test_an_export_asks_for_a_reason_and_for_somebody_who_is_known(life: HerLife, desks: Desks) -> None:
    life.begin()
    for told, reason, code in ((SHE, " ", "privacy.no_reason"), ("39053344705", "x", "people.not_found")):
        with pytest.raises(KnownError) as refused:
            export_person(life.engine, desks, told, reason)
        assert refused.value.code == code


def test_an_erasure_leaves_no_way_to_reach_her_in_any_table_and_takes_nothing_of_anybody_else(
    life: HerLife, desks: Desks, fake_clock: FakeClock
) -> None:
    desk = desks.make("1111111")
    life.begin()
    keep_up(desks)
    life.wait()
    assert _with(life.engine, *REACH) == ["event", "heard_news", "rejected", "sending_shelf"]
    others = {name: [row for row in rows if OTHER in row] for name, rows in everything(life.engine).items()}
    fake_clock.advance(60)
    life.confirm()
    rows = everything(life.engine)
    # What takes back a consent, from a telephone that somebody else may have, waits until it was heard.
    assert [row for row in rows.pop("heard_news") if PHONE in row and "opt_out" not in row] == []
    assert [name for name, told in rows.items() if any(one in row for row in told for one in REACH)] == []
    assert {name: [row for row in told if OTHER in row] for name, told in rows.items()} == {
        name: told for name, told in others.items() if name != "heard_news"
    }
    with life.engine.connect() as connection:
        left = connection.execute(select(heard_news.c.news).order_by(heard_news.c.id)).scalars().all()
        assert [[one["kind"] for one in json.loads(news)] for news in left] == [["delivered"], ["opt_out"]]
        numbers = connection.execute(select(event.c.number).order_by(event.c.number)).scalars().all()
        assert connection.execute(select(scope.c.unit).where(scope.c.person_id == SHE)).scalars().all() == ["1111111"]
        assert len(connection.execute(select(sending_shelf.c.id)).all()) == 1
    assert list(numbers) == list(range(1, len(numbers) + 1))
    keep_up(desks)
    with desk.store.read() as connection:
        sealed = connection.execute(select(sealed_row.c.entity)).scalars().all()
        for table in of_a_unit.sorted_tables:
            told = "\n".join(str(row) for row in connection.execute(select(table)))
            assert [one for one in REACH if one in told] == [], table.name
    assert {"person", "observation"} <= set(sealed)
    with pytest.raises(KnownError, match=r"privacy\.sealed"):
        export_person(life.engine, desks, SHE, "pedido na pasta 1")


def test_what_is_refused_after_the_erasure_is_not_kept(life: HerLife) -> None:
    life.begin()
    life.confirm()
    broken = life.here.event("observation", "obs-2", "append", person_id=SHE, code="note", value=PHONE, pregnancy_id=7)
    healthy = life.here.event("observation", "obs-3", "append", person_id=OTHER, code="note", value="x", pregnancy_id=7)
    assert push(life.journal, HERE, broken, healthy) == ["rejected", "rejected"]
    assert _with(life.engine, *REACH) == []
    with life.engine.connect() as connection:
        assert connection.execute(select(rejected.c.event_id)).scalars().all() == [healthy.id]


def test_a_record_whose_time_is_over_leaves_nothing_but_its_numbers(life: HerLife) -> None:
    life.begin()
    life.confirm()
    assert _with(life.engine, "Joana Inventada", CPF) == ["event"]
    life.confirm("period_over", number=2)
    assert _with(life.engine, "Joana", CPF) == []
    assert _with(life.engine, "Rita Inventada") == ["event"]


def test_one_person_alone_destroys_nothing(life: HerLife) -> None:
    life.begin()
    life.confirm()
    about: dict[str, Any] = {"person_id": SHE, "case_id": "c9", "kind": "erasure", "ground": "period_over"}
    about |= {"reason": "", "until": None}
    steps = [
        life.here.event("privacy_step", f"alone-{step}", "append", **about, number=number, step=step, recorded_by="a")
        for number, step in enumerate(("asked", "confirmed"), 1)
    ]
    assert set(push(life.journal, HERE, *steps)) <= {"accepted", "rejected"}
    assert _with(life.engine, "Joana Inventada") == ["event"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_byte_of_it_is_left_in_the_files_of_sqlite(life: HerLife, tmp_path: Path) -> None:
    life.begin()
    life.wait()
    files = [path for path in tmp_path.iterdir() if path.name.startswith("central.db")]
    assert any(PHONE.encode() in path.read_bytes() for path in files)
    with life.engine.begin() as connection:
        # Heard meanwhile: it took a consent back.
        connection.execute(heard_news.delete().where(heard_news.c.id == "news-2"))
    life.confirm()
    left = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.name.startswith("central.db")}
    assert [name for name, content in left.items() if any(one.encode() in content for one in REACH)] == []
