"""The judge of `campaign certificate`: turns that hold, and what was seen doctored in one place."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.commands.campaigns.certificate_judge import EXPIRED, TURNS, Chosen, Served, Turn, judge_chosen, judge_served
from app.commands.campaigns.plan import Outcome

EVENTS = frozenset({"e1", "e2", "e3"})


def served() -> Served:
    turns = [Turn(name, told, ["", ""], 10 * number) for number, (name, told) in enumerate(TURNS, start=1)]
    return Served(turns, pending=0, here=EVENTS, there=EVENTS | {"another station's"})


def doctored(place: int, **changes: Any) -> Callable[[Served], None]:
    def doctor(seen: Served) -> None:
        seen.turns[place] = replace(seen.turns[place], **changes)

    return doctor


def judged(seen: Served) -> list[str]:
    found = Outcome()
    judge_served(seen, found)
    return found.broken


def test_a_station_that_is_told_which_certificate_it_meets_and_loses_nothing_holds() -> None:
    assert judged(served()) == []


@pytest.mark.parametrize(
    ("doctor", "said"),
    [
        (doctored(0, told="sync.wrong_certificate"), "expired_and_pinned: told 'sync.wrong_certificate', not ''"),
        (doctored(1, told=""), "another_certificate: told '', not 'sync.wrong_certificate'"),
        (doctored(1, told="sync.unreachable"), "another_certificate: told 'sync.unreachable'"),
        (doctored(2, told="sync.wrong_certificate"), "server_gone: told 'sync.wrong_certificate'"),
        (doctored(3, told="sync.unreachable"), "the_right_one_again: told 'sync.unreachable'"),
        (doctored(2, refused=["", "store.in_use"]), "server_gone: who worked was refused: store.in_use"),
        (doctored(1, events=10), "another_certificate: nothing was written meanwhile"),
        (lambda seen: setattr(seen, "there", EVENTS - {"e2"}), "1 of 3 events never came to the server"),
        (lambda seen: setattr(seen, "pending", 2), "2 events are said to wait, and 0 do"),
        (lambda seen: seen.turns.pop(), "not every turn was tried"),
    ],
)
def test_turns_doctored_in_one_place_break_a_promise(doctor: Callable[[Served], object], said: str) -> None:
    seen = served()
    doctor(seen)
    assert any(words.startswith(said) for words in judged(seen)), judged(seen)


def test_events_that_are_missing_and_said_to_wait_are_one_promise_broken_and_not_two() -> None:
    seen = served()
    seen.there, seen.pending = EVENTS - {"e2"}, 1
    assert judged(seen) == ["1 of 3 events never came to the server"]


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (Chosen("devices", EXPIRED, ""), []),
        (Chosen("devices", "taken", "/old.crt"), ["for devices: taken", "kept all the same"]),
        (Chosen("telephones", "ward.certificate_unreadable", ""), ["for telephones: ward.certificate_unreadable"]),
        (Chosen("telephones", EXPIRED, "/old.crt"), ["kept all the same"]),
    ],
)
def test_an_expired_certificate_is_refused_for_its_date_and_not_kept(chosen: Chosen, said: list[str]) -> None:
    found = Outcome()
    judge_chosen(chosen, found)
    assert len(found.broken) == len(said)
    assert all(part in words for part, words in zip(said, found.broken, strict=True))
