"""`campaign fuzz`: its doors hold, and a door that does not is found, made small and told."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.central.api import create_app
from app.central.database import open_database
from app.central.server import make_services
from app.commands.campaigns import (
    doors_chosen,
    doors_lines,
    doors_machines,
    doors_talks,
    doors_wires,
    fuzz,
    fuzz_api,
)
from app.commands.campaigns.doors import Door, of_bytes, of_json
from app.commands.campaigns.plan import Plan
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from tests.conftest import ExpectedLogs


def careless(raw: bytes) -> None:
    if b"=" in raw and len(raw) > 3:
        raise IndexError(raw)
    raise KnownError("campaign.refused")


def test_a_door_that_fails_is_found_with_a_small_input_and_breaks_the_promise() -> None:
    tried = fuzz.try_door(of_bytes("careless", [b"name = value, other = value"], careless), 40, seed=1)
    (what,) = tried.findings
    assert what.startswith("IndexError in ")
    assert len(tried.findings[what]) == 4
    assert tried.refused > 0
    found = fuzz.judge([tried])
    assert not found.held
    assert "careless: IndexError" in found.broken[0]


def test_an_input_that_takes_too_long_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "MOST_SECONDS", 0.05)
    slow = Door("slow", lambda _chance: b"x", lambda _raw: time.sleep(5))
    tried = fuzz.try_door(slow, 1, seed=1)
    assert list(tried.findings) == ["longer than 0.05 s"]


def test_an_input_that_had_to_wait_once_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "MOST_SECONDS", 0.05)
    waits = [5.0]
    busy = Door("busy", lambda _chance: b"x", lambda _raw: time.sleep(waits.pop() if waits else 0.0))
    assert fuzz.try_door(busy, 2, seed=1).findings == {}
    assert not waits


def test_a_door_that_swallows_memory_breaks_the_promise() -> None:
    tried = fuzz.Tried("greedy", inputs=1, grown=fuzz.MOST_MEGABYTES + 1)
    assert not fuzz.judge([tried]).held


def test_the_same_seed_gives_the_same_inputs() -> None:
    def inputs() -> list[bytes]:
        seen: list[bytes] = []
        door = of_json("told", [{"a": [1, {"b": "c"}]}], lambda raw: seen.append(repr(raw).encode()))
        fuzz.try_door(door, 20, seed=7)
        return seen

    assert inputs() == inputs()
    assert len(set(inputs())) > 5


def test_what_comes_over_wires_is_taken_or_refused_by_name() -> None:
    found = fuzz.judge([fuzz.try_door(one, 15, seed=3) for one in doors_wires.doors()])
    assert found.broken == []


def test_what_comes_within_a_talk_is_taken_or_refused_by_name() -> None:
    tried = [fuzz.try_door(one, 80, seed=3) for one in doors_talks.doors()]
    assert fuzz.judge(tried).broken == []
    assert all(one.refused < one.inputs for one in tried), "a door that refuses everything tries nothing behind it"


def _held(doors: Iterator[Door], times: int) -> None:
    tried = [fuzz.try_door(one, times, seed=3) for one in doors]
    assert fuzz.judge(tried).broken == []
    deep = [one.name for one in tried if one.refused < one.inputs]
    assert deep == [one.name for one in tried], "a door that refuses everything tries nothing behind it"


def test_what_machines_and_providers_say_is_taken_or_refused_by_name() -> None:
    _held(doors_machines.doors(), 25)


def test_what_somebody_chooses_as_certificate_key_policy_or_recording_is_taken_or_refused(tmp_path: Path) -> None:
    _held(doors_chosen.doors(tmp_path), 60)


def test_telephones_and_mail_servers_that_break_off_or_lie_harm_nobody_else(tmp_path: Path) -> None:
    _held(doors_lines.doors(tmp_path), 25)


def test_what_was_begun_for_a_door_is_ended_where_it_fails_too() -> None:
    ended: list[str] = []
    door = Door("one", lambda _chance: b"x", lambda _raw: 1 / 0, close=lambda: ended.append("one"))
    assert fuzz.try_door(door, 3, seed=1).findings
    assert ended == ["one"]


def test_an_error_that_a_server_only_logs_is_a_finding(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("app.played", "nobody heard of it")

    def open_and_log(raw: bytes) -> None:
        try:
            raise ZeroDivisionError("nobody heard of it")
        except ZeroDivisionError:
            logging.getLogger("app.played").exception("nobody heard of it")
        framed.open(raw)

    framed = next(doors_lines.doors(tmp_path))
    door = Door("logging", framed.make, open_and_log, close=framed.close)
    assert [one.partition(" ")[0] for one in fuzz.try_door(door, 1, seed=1).findings] == ["ZeroDivisionError"]


def test_the_interface_answers_everything_without_failing(tmp_path: Path) -> None:
    found = fuzz_api.run(Plan(10, 5, tmp_path))
    assert found.broken == []
    answers = found.figures["api_answers"]
    assert isinstance(answers, dict)
    assert answers[401] and answers[422]


def test_an_answer_of_the_five_hundreds_breaks_the_promise() -> None:
    assert not fuzz_api.judge(Counter({500: 1}), {"POST /x: 500": "{}"}, 0.1).held


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_database(f"sqlite:///{tmp_path / 'central.db'}")


@pytest.mark.parametrize("body", [b'{"code": NaN, "public_key": 1}', b'"\\ud800"', b'{"\\ud800": 1}', b""])
def test_a_body_that_cannot_be_told_back_is_refused_without_it(engine: Engine, body: bytes) -> None:
    clock = FakeClock()
    app = create_app(make_services(engine, clock, SeededIds(clock, seed=1)))
    headers = ((b"content-type", b"application/json"),)
    asked = fuzz_api.Asked("POST", "/api/stations/enrol", "", headers, body)
    assert asyncio.run(fuzz_api.call(app, asked)) == (422, "")
    engine.dispose()
