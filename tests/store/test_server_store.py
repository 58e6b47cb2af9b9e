"""A unit's store in the server's PostgreSQL: the same rows, the same derived ones, one order of the change log."""

import shutil
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, literal_column, select, text

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.store import migrate
from app.store.server import schema
from app.store.server.moving import move_in
from app.store.server.schema import schema_of
from app.store.server.store import create_server_store, open_server_store, server_engine, units_with_store
from app.store.store import Store
from app.store.tables import SCHEMA_REVISION, change_log, metadata, person
from tests.server_store_fixtures import UNIT
from tests.store.rows import NURSE, fact_row, person_row

MOVED = "9222222"
DERIVED = ("arrival_board", "fired_factor", "pregnancy_list", "visit_count")
_RESULT = '{"factors":[{"code":"age","points":1},{"code":"smoker","points":2},{"code":"age","points":1}]}'
_DAY = "2026-03-02T11:00:00.000000Z"


def _lmp(key: str, day: str, **more: object) -> tuple[str, dict[str, object]]:
    value = {"code": "lmp", "value": f'"{day}"', "observed_at": _DAY}
    return "observation", {"id": key, "person_id": "one", "pregnancy_id": "p1", **value, **more}


def _assessment(key: str, **more: object) -> tuple[str, dict[str, object]]:
    stands = {"class_code": "ARCE", "total": 5.0, "form": "{}", "result": _RESULT}
    base = {"rule_base_version": "1", "rule_base_sha256": "s"}
    return "assessment", {"id": key, "person_id": "one", "pregnancy_id": "p1", **stands, **base, **more}


def _event(key: str, place: int, kind: str, content: str = "{}") -> tuple[str, dict[str, object]]:
    return "arrival_event", {
        **{"id": key, "arrival_id": "a1", "kind": kind, "place": place, "happened_at": _DAY, "content": content}
    }


def _visit(key: str, day: str, **more: object) -> tuple[str, dict[str, object]]:
    whose = {"id": key, "person_id": "one", "pregnancy_id": "p1"}
    return "prenatal_fact", {**whose, "kind": "visit", "code": "visit", "day": day, "content": "{}", **more}


def _tale() -> Iterator[tuple[str, Mapping[str, object]]]:
    """What happens to two pregnancies, so that every trigger has something to do."""
    yield "person", {"id": "one", **person_row(1)}
    yield "person", {"id": "other", **person_row(2)}
    yield "rule_base", {"sha256": "s", "version": "1", "text": "-"}
    for key, whose in (("p1", "one"), ("p2", "other")):
        yield "pregnancy", {"id": key, "person_id": whose, "status": "current"}
    yield _lmp("o1", "2025-12-01")
    yield _lmp("o2", "2025-12-09")
    # Told of the wrong one: it moves to the other, and the first falls back on what is left.
    yield _lmp("o3", "2025-12-01", pregnancy_id="p2", supersedes="o1")
    yield (
        "dating_choice",
        {**{"id": "d1", "pregnancy_id": "p2", "number": 1, "estimate_id": "o3", "lmp": "2025-11-30", "reason": "scan"}},
    )
    yield _assessment("s1")
    yield _assessment("s2", result='{"factors":[{"code":"bmi","points":1}]}', class_code="RH", recorded_at=_DAY[:-2])
    yield _assessment("s3", pregnancy_id="p2", supersedes="s1")
    for number, day in enumerate(("2026-01-02", "2026-02-03", "2026-03-01")):
        yield _visit(f"v{number}", day)
    yield _visit("v9", "2026-02-04", pregnancy_id="p2", supersedes="v1")
    yield "arrival", {"id": "a1", "person_id": "one", "arrived_at": _DAY}
    yield _event("e1", 1, "heard", '{"colour":"yellow"}')
    yield _event("e2", 2, "attended")


def _tell(store: Store) -> None:
    with store.write(NURSE) as writing:
        for table, row in _tale():
            writing.append(metadata.tables[table], row)
        writing.change(metadata.tables["pregnancy"], "p1", {"status": "closed"}, "born")
        writing.change(metadata.tables["pregnancy"], "p2", {"person_id": "one"}, "moved")


def _rows(store: Store, name: str) -> list[dict[str, object]]:
    table = metadata.tables[name]
    with store.read() as connection:
        found = connection.execute(select(table)).mappings()
        return sorted((dict(row) for row in found), key=str)


def test_what_is_derived_at_the_server_is_what_a_station_derives(store: Store, server_store: Store) -> None:
    _tell(store)
    _tell(server_store)
    for name in DERIVED:
        there = _rows(server_store, name)
        assert there == _rows(store, name)
        assert there, name


def test_a_store_that_moves_in_keeps_every_row_and_goes_on_with_its_numbers(
    store: Store, stores_engine: Engine, fake_clock: FakeClock
) -> None:
    _tell(store)
    with stores_engine.begin() as connection:
        move_in(connection, schema_of(MOVED), store)
    moved = open_server_store(stores_engine, MOVED, fake_clock, SeededIds(fake_clock, seed=9))
    assert {name: _rows(moved, name) for name in metadata.tables} == {
        name: _rows(store, name) for name in metadata.tables
    }
    assert moved.origin == store.origin
    before = _order(store)
    assert _order(moved) == before
    with moved.write(NURSE) as writing:
        later = writing.create(person, person_row(3))
    assert [one["number"] for one in _rows(moved, "person") if one["id"] == later] == [3]
    assert _order(moved) == [*before, len(before) + 1]


def _order(store: Store) -> list[int]:
    with store.read() as connection:
        wanted = select(change_log.c.sequence).order_by(literal_column("change_log.rowid"))
        return list(connection.execute(wanted).scalars())


def test_a_schema_of_a_newer_program_is_refused(
    server_store: Store, stores_engine: Engine, fake_clock: FakeClock
) -> None:
    with server_store.write(NURSE) as writing:
        writing.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(KnownError, match=r"store\.newer_than_program"):
        open_server_store(stores_engine, UNIT, fake_clock, SeededIds(fake_clock, seed=9))


def test_of_many_who_write_at_once_each_gets_its_own_number_and_none_is_left_out(server_store: Store) -> None:
    with server_store.write(NURSE) as writing:
        whose = writing.create(person, person_row(1))

    def write(number: int) -> None:
        way = server_store.write if number % 3 == 0 else server_store.write_beside
        with way(NURSE) as writing:
            writing.append(metadata.tables["observation"], fact_row(whose, number))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    assert _order(server_store) == list(range(1, 42))


def test_who_writes_alone_waits_for_those_who_write_beside_each_other(server_store: Store) -> None:
    began, alone = threading.Event(), threading.Event()

    def write_alone() -> None:
        began.set()
        with server_store.write(NURSE):
            alone.set()

    other = threading.Thread(target=write_alone)
    with server_store.write_beside(NURSE) as first, server_store.write_beside(NURSE) as second:
        both = [one.connection.execute(select(1)).scalar_one() for one in (first, second)]
        other.start()
        began.wait()
        assert (both, alone.is_set()) == ([1, 1], False)
    other.join()
    assert alone.is_set()


def test_what_is_left_with_an_exception_leaves_nothing(server_store: Store) -> None:
    with pytest.raises(RuntimeError), server_store.write(NURSE) as writing:
        writing.create(person, person_row(1))
        raise RuntimeError
    assert _rows(server_store, "person") == []


def test_a_server_that_is_gone_is_said_to_be(fake_clock: FakeClock) -> None:
    nowhere = server_engine("postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    with pytest.raises(KnownError, match=r"store\.no_server"):
        create_server_store(nowhere, UNIT, fake_clock, SeededIds(fake_clock, seed=1))
    nowhere.dispose()


def test_the_units_that_have_a_store_are_known_by_their_number(server_store: Store, stores_engine: Engine) -> None:
    assert UNIT in units_with_store(stores_engine)
    assert server_store.path.name == f"unit_{UNIT}"
    with pytest.raises(ValueError, match="digits"):
        schema_of("1; drop")


def test_a_text_longer_than_its_column_says_finds_room_as_on_a_station(server_store: Store) -> None:
    row = {**person_row(1), "phone": "+55" + "9" * 40, "recorded_at": _DAY, "recorded_by": "x", "id": "one"}
    with server_store.write(NURSE) as writing:
        writing.connection.execute(insert(person), [row])
    assert len(str(_rows(server_store, "person")[0]["phone"])) == 43


LATER = '''"""A later revision."""

import sqlalchemy as sa
from alembic import op

revision = "9998"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column, one table."""
    with op.batch_alter_table("lease") as batch:
        batch.add_column(sa.Column("new", sa.Text()))
    op.create_table("newer", sa.Column("id", sa.String(36), primary_key=True))
'''


def test_a_schema_of_an_older_program_is_brought_up_by_the_chain_of_the_stations(
    server_store: Store,
    stores_engine: Engine,
    fake_clock: FakeClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with server_store.write(NURSE) as writing:
        writing.create(person, person_row(1))
    chain = tmp_path / "migrations"
    shutil.copytree(migrate.SCRIPTS, chain, ignore=shutil.ignore_patterns("__pycache__"))
    later = LATER.format(before=SCHEMA_REVISION)
    (chain / "versions" / "v9998_newer.py").write_text(later, encoding="utf-8")
    monkeypatch.setattr(migrate, "SCRIPTS", chain)
    monkeypatch.setattr(schema, "SCHEMA_REVISION", "9998")
    again = open_server_store(stores_engine, UNIT, fake_clock, SeededIds(fake_clock, seed=9))
    assert len(_rows(again, "person")) == 1
    with again.read() as connection:
        assert connection.execute(text("SELECT count(new) FROM lease, newer")).scalar_one() == 0
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9998"
