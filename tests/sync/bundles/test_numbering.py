"""What came by stick gets its number, loses, or is refused, in whatever order the server's word comes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.kernel.actor import PROGRAM
from app.store.tables import change_log, person
from app.sync import ledger
from app.sync.applying import Applying
from app.sync.delivered import ACCEPTED, CONFLICT, Delivered
from app.sync.events import Event
from app.sync.provisional import ProvisionalRows, State
from tests.sync.bundles.between import Post, Unit
from tests.sync.bundles.doings import PHONES, change, register, value
from tests.sync.simulation import Simulation

Pair = tuple[Post, Post]


@pytest.fixture
def pair(tmp_path: Path, store_template: Path) -> Iterator[Pair]:
    """Two stations that know one person; the second reads what the first writes."""
    simulation = Simulation(tmp_path, store_template, 2, stations=2)
    unit = Unit(simulation, tmp_path / "stick")
    register(unit.posts[0])
    unit.quiet()
    yield unit.posts[0], unit.posts[1]
    simulation.close()


def hand_over(pair: Pair, *phones: str) -> list[Event]:
    """Written by the first, read by the second; the events."""
    far, near = pair
    for phone in phones:
        change(far, phone=phone)
    near.read(far.export()[0])
    with near.station.store.read() as connection:
        return [one.event for one in ProvisionalRows(connection).in_states([State.APPLIED])]


def own_events(post: Post) -> list[Event]:
    with post.station.store.read() as connection:
        rows = connection.execute(select(change_log).order_by(change_log.c.sequence)).mappings()
        return [Event(**{name: row[name] for name in Event.__dataclass_fields__}) for row in rows]


def deliver(post: Post, *events: tuple[Event, str]) -> None:
    """A page of the journal with these verdicts."""
    with post.station.store.write(PROGRAM) as writing:
        after = ledger.through(writing.connection)
        page = [
            Delivered(after + place, verdict, None if verdict == ACCEPTED else "x", event)
            for place, (event, verdict) in enumerate(events, start=1)
        ]
        Applying(writing.connection).page(page, after + len(page))


def refuse(post: Post, event: Event) -> None:
    with post.station.store.write(PROGRAM) as writing:
        ProvisionalRows(writing.connection).set_state(event.id, State.REFUSED, "bundle.gap")
        Applying(writing.connection).settle()


def test_a_chain_that_lost_leaves_what_stood_before_it(pair: Pair) -> None:
    first, second = hand_over(pair, *PHONES[:2])
    deliver(pair[1], (first, CONFLICT), (second, CONFLICT))
    assert value(pair[1]) is None and pair[1].states() == []


def test_the_first_of_a_chain_may_lose_before_the_second_is_heard_of(pair: Pair) -> None:
    first, second = hand_over(pair, *PHONES[:2])
    deliver(pair[1], (first, CONFLICT))
    assert value(pair[1]) == PHONES[1]
    deliver(pair[1], (second, CONFLICT))
    assert value(pair[1]) is None and pair[1].states() == []


def test_what_stands_over_something_refused_stays(pair: Pair) -> None:
    first, second = hand_over(pair, *PHONES[:2])
    refuse(pair[1], first)
    assert pair[1].states() == [State.REFUSED, State.APPLIED]
    deliver(pair[1], (second, ACCEPTED))
    assert value(pair[1]) == PHONES[1] and pair[1].states() == [State.BACK]


def test_what_loses_over_something_refused_leaves_neither(pair: Pair) -> None:
    first, second = hand_over(pair, *PHONES[:2])
    refuse(pair[1], first)
    deliver(pair[1], (second, CONFLICT))
    assert value(pair[1]) is None and pair[1].states() == [State.BACK]


def test_what_was_refused_over_something_that_loses_leaves_neither(pair: Pair) -> None:
    first, second = hand_over(pair, *PHONES[:2])
    refuse(pair[1], second)
    assert value(pair[1]) == PHONES[1]
    deliver(pair[1], (first, CONFLICT))
    assert value(pair[1]) is None and pair[1].states() == [State.BACK]


def test_an_own_value_that_stands_is_not_taken_for_the_one_that_lost_beneath_it(pair: Pair) -> None:
    (lost,) = hand_over(pair, PHONES[0])
    near = pair[1]
    change(near, phone=PHONES[1])
    # The same again as what came by stick: it stands for itself.
    change(near, phone=PHONES[0])
    one, two = own_events(near)
    assert lost.id in one.content()["knows"] and lost.id in two.content()["knows"]
    deliver(near, (lost, CONFLICT))
    assert value(near) == PHONES[0]
    deliver(near, (one, ACCEPTED), (two, ACCEPTED))
    assert value(near) == PHONES[0] and near.states() == []


def test_own_values_that_lose_give_way_to_what_came_by_stick_and_stands(pair: Pair) -> None:
    (stands,) = hand_over(pair, PHONES[0])
    near = pair[1]
    change(near, phone=PHONES[1])
    deliver(near, (stands, ACCEPTED), (own_events(near)[0], CONFLICT))
    assert value(near) == PHONES[0] and near.states() == []


def test_what_was_refused_beneath_an_own_value_waits_for_that_and_may_still_be_numbered(pair: Pair) -> None:
    (refused,) = hand_over(pair, PHONES[0])
    near = pair[1]
    change(near, phone=PHONES[1])
    refuse(near, refused)
    assert value(near) == PHONES[1] and near.states() == [State.REFUSED]
    with near.station.store.read() as connection:
        assert [one.id for one in ledger.pending(connection, 9)] == [own_events(near)[0].id]
    deliver(near, (refused, ACCEPTED), (own_events(near)[0], ACCEPTED))
    assert value(near) == PHONES[1] and near.states() == []


def test_anothers_value_waits_for_what_came_by_stick_and_stands_after_it(pair: Pair) -> None:
    far, near = pair
    (known,) = hand_over(pair, PHONES[0])
    change(far, phone=PHONES[2])
    later = own_events(far)[-1]
    deliver(near, (later, ACCEPTED))
    assert value(near) == PHONES[0] and near.station.counts().parked == 1
    refuse(near, known)
    assert value(near) == PHONES[2] and near.station.counts().parked == 0


def test_who_is_begun_by_stick_is_one_row_once_numbered(pair: Pair) -> None:
    far, near = pair
    register(far, "Outra")
    near.read(far.export()[0])
    event = own_events(far)[-1]
    deliver(near, (event, ACCEPTED))
    with near.station.store.read() as connection:
        names = connection.execute(select(person.c.full_name).order_by(person.c.number)).scalars().all()
    assert names == ["Sintética", "Outra"] and near.states() == []
