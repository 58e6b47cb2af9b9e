"""Settings are JSON by name; every change is in the field history."""

import json

import pytest
from sqlalchemy import select

from app.store.settings import ORIGIN, read_setting, write_setting
from app.store.store import Store
from app.store.tables import field_history
from tests.store.rows import NURSE


def test_a_setting_comes_back_as_it_was_written(store: Store) -> None:
    value = {"nome": "Unidade Sintética", "números": [1, 2.5, None, True]}
    with store.write(NURSE) as writing:
        write_setting(writing, "profile", value)
    with store.read() as connection:
        assert read_setting(connection, "profile") == value
        assert read_setting(connection, "nothing") is None
        assert read_setting(connection, ORIGIN) == store.origin


def test_each_real_change_is_kept_in_the_history(store: Store) -> None:
    for value in (1, 1, 2):
        with store.write(NURSE) as writing:
            write_setting(writing, "minutes", value)
    history = select(field_history.c.old_value, field_history.c.new_value, field_history.c.recorded_by)
    with store.read() as connection:
        rows = connection.execute(history.where(field_history.c.entity_id == "minutes")).all()
    assert {(row.old_value, row.new_value) for row in rows} == {(None, "1"), ("1", "2")}
    assert {row.recorded_by for row in rows} == {NURSE.account_id}


@pytest.mark.parametrize("value", [float("nan"), {1, 2}])
def test_what_is_no_json_is_refused(store: Store, value: object) -> None:
    with pytest.raises((TypeError, ValueError)), store.write(NURSE) as writing:
        write_setting(writing, "bad", value)


def test_a_name_longer_than_the_history_holds_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="36"), store.write(NURSE) as writing:
        write_setting(writing, "x" * 37, 1)
    with store.read() as connection:
        assert json.dumps(read_setting(connection, "x" * 37)) == "null"
