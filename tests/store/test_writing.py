"""Data, change log, field history and audit stand or fall together, whatever is written in whatever order."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import IntegrityError

from app.kernel.canonical import canonical_json, sha256_hex
from app.kernel.clock import FakeClock
from app.kernel.errors import BugError
from app.kernel.ids import SeededIds
from app.store.opening import open_store
from app.store.store import Store
from app.store.tables import change_log, field_history, observation, person, rule_base
from tests.store.rows import NURSE, fact_row, person_row
from tests.store_fixtures import TEST_KEY

TEXTS = st.one_of(st.none(), st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.integers(0, 5)),
        st.tuples(
            st.just("change"),
            st.dictionaries(st.sampled_from(["social_name", "phone", "email"]), TEXTS, min_size=1, max_size=3),
        ),
        st.tuples(st.just("fail"), st.integers(0, 3)),
    ),
    max_size=12,
)


class StoppedError(Exception):
    """Raised inside a transaction."""


@hypothesis_settings(max_examples=40)
@given(steps=STEPS)
def test_any_series_leaves_a_gapless_log_right_hashes_and_a_history_that_leads_to_the_row(
    store_template: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, object]]
) -> None:
    path = tmp_path_factory.mktemp("writing") / "plantao.db"
    shutil.copyfile(store_template, path)
    clock = FakeClock()
    store = open_store(path, TEST_KEY, clock, SeededIds(clock, 5))
    try:
        with store.write(NURSE) as writing:
            person_id = writing.create(person, person_row(1))
        expected: dict[str, object] = {"social_name": None, "phone": None, "email": None}
        facts = sum(do(store, person_id, step, expected) for step in steps)
        with store.read() as connection:
            check_log(connection)
            check_history(connection, person_id, expected)
            assert connection.execute(select(func.count()).select_from(observation)).scalar_one() == facts
    finally:
        store.close()
        shutil.rmtree(path.parent)


def do(store: Store, person_id: str, step: tuple[str, object], expected: dict[str, object]) -> int:
    """One transaction; returns how many facts it must leave."""
    kind, argument = step
    if kind == "append":
        assert isinstance(argument, int)
        with store.write(NURSE) as writing:
            ids = writing.append_many(observation, [fact_row(person_id, number) for number in range(argument)])
        assert len(set(ids)) == argument
        return argument
    if kind == "change":
        assert isinstance(argument, dict)
        with store.write(NURSE) as writing:
            changed = writing.change(person, person_id, argument, "a reason")
        assert changed == {name: (expected[name], new) for name, new in argument.items() if expected[name] != new}
        expected.update(argument)
        return 0
    assert isinstance(argument, int)
    with pytest.raises(StoppedError), store.write(NURSE) as writing:
        writing.append_many(observation, [fact_row(person_id, number) for number in range(argument)])
        writing.change(person, person_id, {"email": "never@example.org"}, None)
        writing.audit("never", "person", person_id)
        raise StoppedError
    return 0


def check_log(connection: Connection) -> None:
    rows = connection.execute(select(change_log).order_by(change_log.c.sequence)).all()
    assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        assert sha256_hex(row.payload) == row.payload_sha256
        assert canonical_json(json.loads(row.payload)) == row.payload
        assert (row.recorded_by, json.loads(row.payload)["id"]) == (NURSE.account_id, row.entity_id)


def check_history(connection: Connection, person_id: str, expected: dict[str, object]) -> None:
    row = connection.execute(select(person).where(person.c.id == person_id)).mappings().one()
    replayed: dict[str, object] = dict.fromkeys(expected)
    for step in connection.execute(select(field_history).order_by(text("rowid"))):
        assert json.loads(step.old_value) == replayed[step.field]
        replayed[step.field] = json.loads(step.new_value)
    assert replayed == expected == {name: row[name] for name in expected}


def test_the_change_log_holds_the_whole_fact(store: Store) -> None:
    with store.write(NURSE) as writing:
        person_id = writing.create(person, person_row(1))
        fact_id = writing.append(observation, fact_row(person_id, 3))
    with store.read() as connection:
        stored = connection.execute(select(observation).where(observation.c.id == fact_id)).mappings().one()
        payload = connection.execute(select(change_log.c.payload).where(change_log.c.entity_id == fact_id)).scalar_one()
    assert {name: value for name, value in stored.items() if value is not None} == json.loads(payload)


def test_a_broken_constraint_is_told_as_such_and_leaves_nothing(store: Store) -> None:
    with pytest.raises(IntegrityError), store.write(NURSE) as writing:
        writing.append(observation, fact_row("no such person", 1))
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(change_log)).scalar_one() == 0


def test_rows_that_name_different_columns_keep_each_of_their_values(store: Store) -> None:
    with store.write(NURSE) as writing:
        person_id = writing.create(person, person_row(1))
        first = fact_row(person_id, 1)
        second = {name: value for name, value in fact_row(person_id, 2).items() if name != "unit"}
        writing.append_many(observation, [first, second, first])
    with store.read() as connection:
        units = connection.execute(select(observation.c.unit).order_by(observation.c.unit)).scalars().all()
    assert units == [None, "kg", "kg"]


def test_a_column_that_does_not_exist_is_refused_instead_of_forgotten(store: Store) -> None:
    with pytest.raises(BugError, match="wieght"), store.write(NURSE) as writing:
        writing.create(person, {**person_row(1), "wieght": 60})


def test_a_column_default_fills_what_a_row_leaves_out(store: Store) -> None:
    row = {name: value for name, value in person_row(1).items() if name != "synthetic"}
    with store.write(NURSE) as writing:
        writing.create(person, row)
    with store.read() as connection:
        assert connection.execute(select(person.c.synthetic)).scalar_one() == 0


def test_a_thing_without_an_id_is_logged_under_its_own_key(store: Store) -> None:
    with store.write(NURSE) as writing:
        assert writing.append(rule_base, {"sha256": "a" * 64, "version": "1", "text": "t"}) == "a" * 64
    with store.read() as connection:
        assert connection.execute(select(change_log.c.entity_id)).scalar_one() == "a" * 64


def test_changing_what_does_not_exist_is_our_mistake(store: Store) -> None:
    with pytest.raises(BugError), store.write(NURSE) as writing:
        writing.change(person, "nobody", {"email": "x"}, None)
