"""Whoever is chosen fits every condition, and whoever fits is chosen."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kernel.actor import PROGRAM
from app.kernel.errors import KnownError
from app.reminders.attributes import stored_value
from app.reminders.criteria import Condition, Context, chosen, fields, from_stored, read_criteria, to_stored
from app.store.store import Store
from app.store.tables import person, person_attribute, pregnancy
from tests.store.rows import person_row

TODAY = date(2026, 3, 2)
NEVER_LATE = Context(TODAY, lambda _least, _most: ())


def somebody(store: Store, number: int, *attributes: tuple[str, object], **more: object) -> str:
    with store.write(PROGRAM) as writing:
        person_id = writing.create(person, {**person_row(number), **more})
        for code, value in attributes:
            row = {"person_id": person_id, "code": code, "value": stored_value(code, value)}
            writing.append(person_attribute, row)
    return person_id


def found(store: Store, *conditions: Condition, context: Context = NEVER_LATE) -> list[str]:
    with store.read() as connection:
        return chosen(connection, conditions, context)


def test_surgery_next_week_and_interested_in_surgery(store: Store) -> None:
    soon, later = TODAY + timedelta(days=7), TODAY + timedelta(days=8)
    her = somebody(store, 0, ("surgery_date", soon), ("interested_in_surgery", True))
    somebody(store, 1, ("surgery_date", later), ("interested_in_surgery", True))
    somebody(store, 2, ("surgery_date", soon), ("interested_in_surgery", False))
    conditions = (Condition("surgery_date", least=0, most=7), Condition("interested_in_surgery", yes=True))
    assert found(store, *conditions) == [her]


def test_the_latest_value_of_an_attribute_counts_and_one_that_was_taken_away_does_not(store: Store) -> None:
    somebody(store, 0, ("interested_in_surgery", True), ("interested_in_surgery", False))
    somebody(store, 1, ("interested_in_surgery", True), ("interested_in_surgery", None))
    again = somebody(store, 2, ("interested_in_surgery", False), ("interested_in_surgery", True))
    assert found(store, Condition("interested_in_surgery", yes=True)) == [again]


def test_a_gestational_week_is_seven_days(store: Store) -> None:
    ids = {}
    for days in (195, 196, 202, 203):
        ids[days] = somebody(store, days)
        with store.write(PROGRAM) as writing:
            row = {"person_id": ids[days], "status": "current"}
            pregnancy_id = writing.create(pregnancy, row)
            lmp = (TODAY - timedelta(days=days)).isoformat()
            writing.connection.exec_driver_sql(
                "UPDATE pregnancy_list SET lmp = ? WHERE pregnancy_id = ?", (lmp, pregnancy_id)
            )
    assert found(store, Condition("gestational_week", least=28, most=28)) == [ids[196], ids[202]]


def test_age_is_counted_by_the_calendar(store: Store) -> None:
    today = somebody(store, 0, birth_date="1996-03-02")
    somebody(store, 1, birth_date="1996-03-03")
    assert found(store, Condition("age", least=30, most=30)) == [today]


def test_who_is_overdue_is_asked_of_the_plan_of_visits(store: Store) -> None:
    late = somebody(store, 0)
    somebody(store, 1)
    asked: list[tuple[int, int]] = []

    def overdue(least: int, most: int) -> Sequence[str]:
        asked.append((least, most))
        return (late,)

    condition = Condition("visit_days_late", least=1, most=30)
    assert found(store, condition, context=Context(TODAY, overdue)) == [late]
    assert asked == [(1, 30)]


@pytest.mark.parametrize(
    "raw",
    [
        [],
        "everybody",
        [{"field": "shoe_size", "values": ["40"]}],
        [{"field": "risk_class", "values": []}],
        [{"field": "risk_class", "values": [1]}],
        [{"field": "gestational_week", "least": 30, "most": 28}],
        [{"field": "gestational_week", "least": -1, "most": 28}],
        [{"field": "gestational_week", "least": True, "most": 28}],
        [{"field": "interested_in_surgery", "yes": 1}],
        [{"field": "pregnant", "yes": True}] * 13,
    ],
)
def test_what_is_no_condition_is_refused_with_its_field(raw: Any) -> None:
    with pytest.raises(KnownError, match=r"criteria\.bad"):
        read_criteria(raw)


def test_conditions_come_back_as_they_were_stored() -> None:
    raw = [{"field": "risk_class", "values": ["ARCE"]}, {"field": "pregnant", "yes": False}]
    conditions = read_criteria([*raw, {"field": "surgery_date", "least": -3, "most": 7}])
    assert from_stored(to_stored(conditions)) == conditions
    assert json.loads(to_stored(conditions))["all"][:2] == raw
    assert from_stored(to_stored(())) == ()


def test_every_field_can_be_asked(store: Store) -> None:
    for known in fields().values():
        found(store, Condition(known.code, values=("x",), least=1, most=2))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), st.integers(-5, 5)), min_size=1, max_size=6),
    st.booleans(),
    st.tuples(st.integers(-4, 4), st.integers(0, 5)),
)
def test_sql_chooses_whom_plain_python_would(
    store: Store, people: list[tuple[bool, int]], yes: bool, span: tuple[int, int]
) -> None:
    expected = []
    least, most = span[0], span[0] + span[1]
    before = set(found(store))
    for number, (interested, days) in enumerate(people):
        surgery = TODAY + timedelta(days=days)
        one = somebody(store, number, ("interested_in_surgery", interested), ("surgery_date", surgery))
        if interested == yes and least <= days <= most:
            expected.append(one)
    conditions = (Condition("interested_in_surgery", yes=yes), Condition("surgery_date", least=least, most=most))
    assert [one for one in found(store, *conditions) if one not in before] == expected
