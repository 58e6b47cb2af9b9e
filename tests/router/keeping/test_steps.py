"""Every step of every alarm as the store keeps it, and which alarms it says have not ended."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from app.router.delivery.model import Entry
from app.router.delivery.restoring import record
from app.router.keeping.steps import StoreSteps, entry_of_row
from app.router.words import Step
from app.store.store import Store
from app.store.tables import change_log, router_step

ZERO = 1_700_000_000.25


def row(at: float, step: Step, bed: str = "b1", alarm: str = "spo2_low", **more: Any) -> dict[str, Any]:
    """A step as the router's loop hands it over."""
    entry = Entry(at, bed, alarm, step, priority=0, round=1, level=0, **more)
    return {**record(entry), "clock_zero": ZERO, "name": "Enf. Teste" if entry.user else ""}


def close(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return abs(one["at"] - other["at"]) < 1e-5 and {**one, "at": 0.0} == {**other, "at": 0.0}


def test_what_was_kept_comes_back_as_it_was_given(store: Store) -> None:
    steps = StoreSteps(store)
    rows = [row(1.5, Step.GENERATED, detail="1"), row(2.123456, Step.SHOWN, receiver="r1", user="u1", number=7)]
    steps.append(rows)
    steps.append([row(3.0, Step.ACCEPTED, receiver="r1", user="u1", number=7)])
    found = steps.unended()
    assert all(close(one, other) for one, other in zip(found, rows, strict=False))
    assert [one["step"] for one in found] == ["generated", "shown", "accepted"]
    assert [one["name"] for one in found] == ["", "Enf. Teste", "Enf. Teste"]
    with store.read() as connection:
        numbers = list(connection.execute(select(router_step.c.number).order_by(router_step.c.number)).scalars())
        first = connection.execute(select(router_step).where(router_step.c.number == 2)).mappings().one()
        assert connection.execute(select(change_log)).first() is None
    assert numbers == [1, 2, 3]
    entry = entry_of_row(first)
    assert (entry.step, entry.user, entry.number) == (Step.SHOWN, "u1", 7)
    assert abs(entry.at - (ZERO + 2.123456)) < 1e-5


def test_of_an_alarm_that_ended_and_began_anew_only_what_came_since_is_told(store: Store) -> None:
    steps = StoreSteps(store)
    steps.append([row(1, Step.GENERATED), row(2, Step.ENDED), row(2.1, Step.SENT, receiver="r1")])
    assert steps.unended() == []
    steps.append([row(5, Step.GENERATED), row(6, Step.SHOWN, receiver="r1")])
    assert [one["step"] for one in steps.unended()] == ["sent", "generated", "shown"]


def test_a_step_that_lies_in_the_journal_and_in_the_store_is_taken_once(store: Store) -> None:
    steps = StoreSteps(store)
    rows = [row(at, Step.SHOWN, receiver=f"r{at}") for at in range(6)]
    steps.append(rows[:4])
    assert steps.missing(rows) == rows[4:]
    assert steps.missing([]) == []
    steps.append(steps.missing(rows))
    assert steps.missing(rows) == []


_ALARMS = st.tuples(st.sampled_from(("b1", "b2")), st.sampled_from(("a", "b:1")))
_STEPS = st.lists(st.tuples(_ALARMS, st.sampled_from((Step.GENERATED, Step.SHOWN, Step.ENDED))), max_size=25)


@given(_STEPS)
@settings(max_examples=40)
def test_an_alarm_is_open_as_long_as_its_last_turn_is_a_beginning(
    store: Store, found: list[tuple[tuple[str, str], Step]]
) -> None:
    with store.engine.begin() as connection:
        connection.execute(delete(router_step))
    steps = StoreSteps(store)
    steps.append([row(at, step, *place) for at, (place, step) in enumerate(found)])
    expected = defaultdict[tuple[str, str], list[int]](list)
    open_now = dict[tuple[str, str], bool]()
    for at, (place, step) in enumerate(found):
        expected[place].append(at)
        if step is not Step.SHOWN:
            open_now[place] = step is Step.GENERATED
        if step is Step.ENDED:
            expected[place].clear()
    wanted = sorted(at for place, is_open in open_now.items() if is_open for at in expected[place])
    assert [round(one["at"]) for one in steps.unended()] == wanted
