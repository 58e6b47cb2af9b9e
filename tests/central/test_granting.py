"""Who sends for a unit: never two, and moved by force only once the one before cannot send any more by itself."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from app.central import shelf
from app.central.database import writing
from app.central.granting import LEASE, Granting
from app.central.journal import Sender
from app.kernel.clock import FakeClock, to_text
from app.kernel.errors import KnownError
from tests.central.writer import ELSEWHERE, HERE, THERE

UNIT = HERE.unit


@pytest.fixture
def granting(engine: Engine, fake_clock: FakeClock) -> Granting:
    """The grants of a server with two stations in one unit and one in another."""
    return Granting(engine, fake_clock)


def _message(number: int, status: str = "scheduled") -> dict[str, Any]:
    return {"id": f"m{number}", "name": f"n{number}", "status": status, "reason": None}


def _lay(engine: Engine, sender: Sender, *messages: dict[str, Any]) -> None:
    with writing(engine).begin() as connection:
        shelf.put(connection, sender.unit, messages, sender.station_id)


def _take(engine: Engine, sender: Sender) -> list[dict[str, Any]]:
    with writing(engine).begin() as connection:
        found = shelf.page(connection, sender.unit, "")
        shelf.taken(connection, sender.unit, [one["id"] for one in found], sender.station_id)
    return found


def test_one_station_of_a_unit_has_it_and_another_unit_is_not_concerned(granting: Granting) -> None:
    assert granting.ask(HERE).granted
    refused = granting.ask(THERE)
    assert (refused.granted, refused.holder) == (False, "x")
    assert granting.ask(ELSEWHERE).granted


def test_of_many_that_ask_at_once_one_gets_it(granting: Granting) -> None:
    answers: list[bool] = []
    threads = [
        threading.Thread(target=lambda one=one: answers.append(granting.ask(one).granted)) for one in [HERE, THERE] * 4
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(True) == 4


def test_it_moves_once_it_was_given_back_with_nothing_on_its_way(granting: Granting) -> None:
    granting.ask(HERE)
    with pytest.raises(KnownError, match=r"central\.in_flight"):
        granting.give_back(HERE, 1)
    assert not granting.ask(THERE).granted
    granting.give_back(THERE, 0)
    assert not granting.ask(THERE).granted
    granting.give_back(HERE, 0)
    granting.give_back(HERE, 0)
    assert granting.ask(THERE).granted


def test_it_is_not_taken_by_force_while_the_station_may_still_send(granting: Granting, fake_clock: FakeClock) -> None:
    with pytest.raises(KnownError, match=r"central\.nothing_to_force"):
        granting.force(UNIT)
    granting.ask(HERE)
    fake_clock.advance((LEASE - timedelta(days=1)).total_seconds())
    granting.ask(HERE)
    fake_clock.advance((LEASE - timedelta(seconds=1)).total_seconds())
    with pytest.raises(KnownError, match=r"central\.grant_holds"):
        granting.force(UNIT)
    assert not granting.ask(THERE).granted
    with pytest.raises(KnownError, match=r"central\.no_such_unit"):
        granting.force("9999999")


def test_after_a_forced_move_what_it_had_taken_is_of_unknown_end_and_nothing_earlier_is_made(
    granting: Granting, engine: Engine, fake_clock: FakeClock
) -> None:
    granting.ask(THERE)
    _lay(engine, THERE, _message(1), _message(2, "sent"))
    granting.give_back(THERE, 0)
    granting.ask(HERE)
    assert len(_take(engine, HERE)) == 2
    fake_clock.advance(LEASE.total_seconds())
    assert granting.force(UNIT) == 1
    answer = granting.ask(THERE)
    assert (answer.granted, answer.not_before) == (True, to_text(fake_clock.now()))
    assert [(one["id"], one["status"]) for one in _take(engine, THERE)] == [("m1", "unknown"), ("m2", "sent")]
    assert not granting.ask(HERE).granted


def test_what_another_one_has_taken_stays_as_it_has_it(granting: Granting, engine: Engine) -> None:
    _lay(engine, HERE, _message(1))
    granting.ask(THERE)
    _take(engine, THERE)
    _lay(engine, HERE, _message(1, "failed"), _message(2))
    assert [one["id"] for one in _take(engine, THERE)] == ["m2"]


def test_the_list_names_who_sends_for_each_unit(granting: Granting) -> None:
    granting.ask(ELSEWHERE)
    assert [(one.unit, one.holder) for one in granting.list()] == [
        ("1111111", None),
        ("2222222", ELSEWHERE.station_id),
    ]
