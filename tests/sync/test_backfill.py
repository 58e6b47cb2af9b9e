"""Somebody comes into the scope: her history is put where it belongs, page by page, and nothing of it twice."""

from dataclasses import dataclass, field

import pytest

from app.kernel.canonical import canonical_json, sha256_hex
from app.kernel.errors import KnownError
from app.store.store import Store
from app.sync.applying import Applying
from app.sync.backfill import SCOPE, completed
from app.sync.delivered import Delivered
from app.sync.events import Event
from app.sync.round import Delivery


def delivered(number: int, entity: str = "consent", **content: object) -> Delivered:
    text = canonical_json({"id": f"x{number}", **content})
    sha256 = sha256_hex(text)
    event = Event(f"e{number}", "o", number, entity, f"x{number}", "append", text, sha256, "2026", "n", 0)
    return Delivered(number, "accepted", None, event)


@dataclass
class History:
    """Sends two events a page; `asked`: (person, after, until)."""

    numbers: list[int]
    asked: list[tuple[str, int, int]] = field(default_factory=list)

    def history(self, person_id: str, after: int, until: int) -> Delivery:
        self.asked.append((person_id, after, until))
        left = [number for number in self.numbers if after < number <= until]
        return Delivery([delivered(number) for number in left[:2]], until, len(left) > 2)


def test_the_history_stands_before_what_follows_and_the_notice_itself_is_gone() -> None:
    source = History([1, 2, 3, 5, 8])
    page = [delivered(6), delivered(9, SCOPE, person_id="p1", unit="1"), delivered(10)]
    assert [one.number for one in completed(page, source)] == [1, 2, 3, 5, 6, 8, 10]
    assert source.asked == [("p1", 0, 9), ("p1", 2, 9), ("p1", 5, 9)]


def test_a_page_without_newcomers_asks_nothing() -> None:
    source = History([1])
    page = [delivered(6), delivered(7)]
    assert completed(page, source) == page
    assert source.asked == []


def test_what_stands_in_page_and_history_comes_once() -> None:
    page = [delivered(3), delivered(9, SCOPE, person_id="p1", unit="1")]
    assert [one.number for one in completed(page, History([2, 3]))] == [2, 3]


def test_a_server_that_promises_more_and_sends_nothing_is_not_asked_for_ever() -> None:
    class Empty:
        def history(self, person_id: str, after: int, until: int) -> Delivery:
            return Delivery([], until, True)

    assert completed([delivered(9, SCOPE, person_id="p1", unit="1")], Empty()) == []


def test_a_notice_without_her_history_is_refused_rather_than_skipped(store: Store) -> None:
    write = store.engine.execution_options(plantao_write=True)
    with write.begin() as connection, pytest.raises(KnownError) as caught:
        Applying(connection).page([delivered(9, SCOPE, person_id="p1", unit="1")], 9)
    assert caught.value.code == "sync.needs_line"
