"""How the store finds what is due: off the index, in the order of urgency, however much is waiting."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from app.reminders.outbox.model import Priority
from app.reminders.outbox.outbox import Outbox
from app.reminders.outbox.ways import Ways
from app.store.store import Store


def test_what_is_due_is_read_off_the_index_without_sorting_all_that_waits(
    store: Store, outbox: Outbox, ways: Ways
) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, sql: str, parameters: Any, *_: object) -> None:
        asked.append((sql, parameters))

    event.listen(store.engine, "before_cursor_execute", note)
    outbox.turn([], ways, 10)
    event.remove(store.engine, "before_cursor_execute", note)
    sql, parameters = next(one for one in asked if "UNION ALL" in one[0])
    with store.read() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)]
    searches = [line for line in plan if line.startswith("SEARCH")]
    assert len(searches) == len(Priority)
    assert all("ix_message_waiting (channel=? AND priority=? AND next_at<?)" in line for line in searches)
    assert not [line for line in plan if "TEMP B-TREE" in line]


def test_the_more_urgent_goes_first_and_of_the_same_the_one_due_longest(
    outbox: Outbox, ways: Ways, people: tuple[str, ...], planned: Callable[..., int]
) -> None:
    planned(people[:1], name="campaign", priority=Priority.CAMPAIGN)
    planned(people[1:2], name="urgent", priority=Priority.URGENT)
    planned(people[2:], name="rule", priority=Priority.RULE)
    first = outbox.turn([], ways, 2).ready
    assert [one.due.person_id for one in first] == [people[1], people[2]]
    assert [one.due.person_id for one in outbox.turn([], ways, 2).ready] == [people[0]]
