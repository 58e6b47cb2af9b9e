"""The judge of `campaign two_stations`: what is shared or refused holds, and doctored in one place it does not."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.commands.campaigns.plan import Outcome
from app.commands.campaigns.two_judge import (
    Agents,
    Copied,
    Second,
    Server,
    Writers,
    judge_agents,
    judge_copied,
    judge_second,
    judge_writers,
)

SECOND = Second("node", "ward.node_runs", True, '{"error": {"code": "ward.node_runs"}}', True, True, 0)
AGENTS = Agents(30, 27, 0, [], True, [0, 0])
WRITERS = Writers([("person", "p1")], [], [])
ORIGINAL = Copied("original", {"1", "2"}, "", 0, 0)
COPY = Copied("copy", {"1", "3"}, "", 0, 1)
SERVER = Server({"1", "2"}, {"3"})


def judged(judge: Callable[..., object], *seen: object) -> list[str]:
    found = Outcome()
    judge(*seen, found)
    return found.broken


def test_a_second_one_that_is_refused_and_agents_and_writers_that_share_hold() -> None:
    assert judged(judge_second, SECOND) == []
    assert judged(judge_agents, AGENTS) == []
    assert judged(judge_writers, WRITERS) == []


@pytest.mark.parametrize(
    ("doctored", "said"),
    [
        ({"first_began": False}, "the first node did not start"),
        ({"said": "Traceback"}, "not refused with ward.node_runs: Traceback"),
        ({"ended": False}, "was not refused"),
        ({"first_runs": False}, "ended when a second one came"),
        ({"first_status": 1}, "did not end in good order"),
    ],
)
def test_a_second_one_that_comes_in_breaks_the_promise(doctored: dict[str, Any], said: str) -> None:
    (words,) = judged(judge_second, replace(SECOND, **doctored))
    assert said in words


@pytest.mark.parametrize(
    ("doctored", "said"),
    [
        ({"in_time": False, "sent": 3}, "sent 3 of 30 messages"),
        ({"twice": 1}, "sent 1 messages twice"),
        ({"wrong": ["2 messages were taken twice without a mark"]}, "without a mark"),
        ({"statuses": [0, None]}, "an agent did not end"),
    ],
)
def test_agents_that_double_or_forget_break_the_promise(doctored: dict[str, Any], said: str) -> None:
    (words,) = judged(judge_agents, replace(AGENTS, **doctored))
    assert said in words


@pytest.mark.parametrize(
    ("doctored", "said"),
    [
        ({"missing": [("person", "p1")]}, "1 facts of writers at once are lost"),
        ({"facts": []}, "could not work"),
        ({"problems": ["store.damaged"]}, "the store does not hold: store.damaged"),
    ],
)
def test_writers_that_lose_something_break_the_promise(doctored: dict[str, Any], said: str) -> None:
    (words,) = judged(judge_writers, replace(WRITERS, **doctored))
    assert said in words


def test_a_copy_whose_events_are_refused_and_shown_holds() -> None:
    assert judged(judge_copied, ORIGINAL, SERVER) == judged(judge_copied, COPY, SERVER) == []
    waits = replace(COPY, rejected=0, pending=1)
    assert judged(judge_copied, waits, Server({"1"})) == []


def test_an_event_that_is_nowhere_and_a_refusal_that_nobody_sees_break_the_promise() -> None:
    (words,) = judged(judge_copied, COPY, Server({"1"}))
    assert "1 events of the copy are nowhere" in words
    (words,) = judged(judge_copied, replace(COPY, rejected=0), SERVER)
    assert "the copy says that all is synchronised, and the server lacks its events" in words
