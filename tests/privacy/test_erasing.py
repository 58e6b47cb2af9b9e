"""Whatever a person's history: after an erasure nothing that had to go is anywhere in the file, and the trail holds."""

import json
import random
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.privacy.erasing import carry_out
from app.privacy.gathering import gather
from app.privacy.holdings import BY_TABLE, HOLDINGS, OUTSIDE, Treatment
from app.security.audit_service import check_chain
from app.store.opening import open_store
from app.store.store import Store
from app.store.tables import metadata, person, sealed_row, ward_stay
from tests.privacy.histories import EMAIL, MESSAGE, PHONE, add_person, live
from tests.privacy.pages import plain_pages
from tests.store.rows import NURSE
from tests.store_fixtures import TEST_KEY

GONE = (PHONE, PHONE[3:], "99991-2345", EMAIL, EMAIL.title(), MESSAGE, "84988887777")


def test_every_table_of_the_store_is_held_or_outside_with_a_reason() -> None:
    assert not BY_TABLE.keys() & OUTSIDE.keys()
    assert BY_TABLE.keys() | OUTSIDE.keys() == metadata.tables.keys()


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_a_table_that_names_a_person_is_not_outside(name: str) -> None:
    table = metadata.tables[name]
    hers = {"person", "pregnancy", "arrival", "referral", "message", "ward_stay"}
    refers = any(key.column.table.name in hers for column in table.columns for key in column.foreign_keys)
    if refers or "person_id" in table.c or "pregnancy_id" in table.c or "stay_id" in table.c:
        assert name in BY_TABLE


@given(seed=st.integers(0, 2**32), most=st.integers(0, 4))
@settings(max_examples=8, phases=[Phase.explicit, Phase.generate])
def test_after_an_erasure_nothing_that_had_to_go_is_in_the_file(
    store_template: Path, tmp_path_factory: pytest.TempPathFactory, seed: int, most: int
) -> None:
    store, clock = _opened(store_template, tmp_path_factory)
    with store.write(NURSE) as writing:
        hers = add_person(writing)
        other = add_person(writing, "Outra Inventada", None)
        live(writing, hers, random.Random(seed), most)
    clock.advance(60)
    with store.read() as connection:
        before = gather(connection, hers)
    with store.write(NURSE) as writing:
        count = carry_out(writing, hers, "case")
    with store.read() as connection:
        kept = {(row.entity, row.entity_id) for row in connection.execute(select(sealed_row))}
        after = gather(connection, hers)
        assert check_chain(connection).broken_at is None
        assert connection.execute(select(person.c.id)).scalars().all() == [other]
    assert count.sealed == len(kept)
    for holding in HOLDINGS:
        rows, left = before.rows[holding.table.name], after.rows[holding.table.name]
        if holding.treatment is Treatment.SEALED:
            wanted = {(holding.table.name, str(row[holding.key])) for row in rows if row.get("field") != "phone"}
            assert wanted <= kept
        if holding.treatment in (Treatment.SEALED, Treatment.ERASED, Treatment.DERIVED):
            assert left == [], holding.table.name
        if holding.treatment is Treatment.UNNAMED:
            assert left == []
    _assert_gone(store)
    store.close()


def _opened(template: Path, folders: pytest.TempPathFactory) -> tuple[Store, FakeClock]:
    path = folders.mktemp("erasing") / "plantao.db"
    shutil.copyfile(template, path)
    clock = FakeClock()
    return open_store(path, TEST_KEY, clock, SeededIds(clock, 3)), clock


def _assert_gone(store: Store) -> None:
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    bytes_of_file = plain_pages(store.path, TEST_KEY)
    assert b"SQLite format" in bytes_of_file or b"CREATE TABLE" in bytes_of_file
    for value in GONE:
        assert value.encode() not in bytes_of_file, value
    with store.read() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                text = json.dumps(dict(row), ensure_ascii=False, default=str)
                assert not [value for value in GONE if value in text and value not in ("99991-2345",)], table.name


def test_what_is_sealed_is_found_by_no_search_and_stands_in_no_list(store: Store) -> None:
    with store.write(NURSE) as writing:
        hers = add_person(writing)
        live(writing, hers, random.Random(1), 3)
    with store.write(NURSE) as writing:
        carry_out(writing, hers, "case")
    with store.read() as connection:
        words = connection.exec_driver_sql(
            "SELECT rowid FROM person_search WHERE person_search MATCH 'joana'"
        ).fetchall()
        assert words == []
        assert connection.execute(select(person)).all() == []
        assert connection.execute(select(ward_stay.c.identifier).where(ward_stay.c.identifier != "")).all() == []


def test_what_comes_later_is_sealed_with_the_rest(store: Store, fake_clock: FakeClock) -> None:
    with store.write(NURSE) as writing:
        hers = add_person(writing)
        carry_out(writing, hers, "case")
    fake_clock.advance(timedelta(days=1).total_seconds())
    with store.write(NURSE) as writing:
        assert carry_out(writing, hers, "case").sealed == 0
    with store.read() as connection:
        assert gather(connection, hers).people == (hers,)
