"""The judge of `campaign clock`: what was lived through holds, and doctored in one place it does not."""

import os
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.commands.campaigns.clock import MACHINES, zone_where_it_is
from app.commands.campaigns.clock_judge import Lived, Turned, judge
from app.commands.campaigns.processes import move_clock, moved_clock
from app.kernel.clock import SystemClock

Doctor = Callable[[Lived], object]


def turned(*, quiet: bool = False, written: int = 3, grown: int = 1, **ended: str) -> Turned:
    before = Counter({"alarms": 3, "facts": 7})
    return Turned("a turn", before, Counter({"alarms": 3 + grown, "facts": 8}), quiet, written, ended)


def whole() -> Lived:
    numbers = [("a", 1), ("a", 2), ("b", 1), ("b", 2), ("b", 3)]
    raised = ["apnoea", "low_battery", "device_silent"]
    turns = [turned(), turned(quiet=True, written=0)]
    return Lived(turns, facts=15, calls=4, numbers=numbers, raised=raised)


def test_turns_in_which_everything_went_on_hold() -> None:
    found = judge(whole())
    assert found.broken == []
    assert (found.figures["turns_by_night"], found.figures["written_to_by_day"]) == (1, 3)


@pytest.mark.parametrize(
    ("doctor", "said"),
    [
        (lambda one: one.turns.append(turned(grown=0)), "a turn: no more alarms"),
        (lambda one: one.turns.append(turned(router="Traceback")), "a turn: router ended: Traceback"),
        (lambda one: one.turns.append(turned(quiet=True, written=1)), "written to in the quiet hours"),
        (lambda one: one.turns.append(turned(written=0)), "by day nobody was written to"),
        (lambda one: one.unfinished.append("agent did not end"), "agent did not end"),
        (lambda one: setattr(one, "missing", [("person", "p1")]), "acknowledged facts are lost"),
        (lambda one: setattr(one, "left", [2]), "what the devices at [2] said last"),
        (lambda one: setattr(one, "numbers", [("a", 1), ("a", 3)]), "the change log has a hole"),
        (lambda one: setattr(one, "numbers", [("a", 1), ("a", 1)]), "the change log has a hole"),
        (lambda one: setattr(one, "gaps", ["bed 1: shown without sent"]), "prove nothing"),
        (lambda one: setattr(one, "raised", ["device_gone/1"]), "the clock raised alarms: device_gone/1"),
        (lambda one: setattr(one, "twice", 1), "sent twice, though nobody was killed"),
        (lambda one: setattr(one, "files", ["store.damaged"]), "the store does not hold: store.damaged"),
    ],
)
def test_a_life_doctored_in_one_place_breaks_exactly_one_promise(doctor: Doctor, said: str) -> None:
    lived = whole()
    doctor(lived)
    (words,) = judge(lived).broken
    assert said in words


@pytest.mark.parametrize("hour", [0, 3, 12, 23])
@pytest.mark.parametrize("now", [0, 6, 13, 23])
def test_there_is_a_zone_for_every_hour(hour: int, now: int) -> None:
    moment = datetime(2026, 11, 22, now, 30, tzinfo=UTC)
    assert moment.astimezone(ZoneInfo(zone_where_it_is(hour, moment))).hour == hour


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="a process learns of no other zone here")
def test_a_running_process_stands_in_another_zone_and_comes_back(tmp_path: Path) -> None:
    file, before, name = tmp_path / "clock", time.tzname, os.environ.get("TZ")
    move_clock(file, -86_400.0, MACHINES[0])
    right = SystemClock().now()
    again = moved_clock(file)
    try:
        assert round((right - SystemClock().now()).total_seconds() / 86_400, 3) == 1.0
        assert datetime.now().astimezone().strftime("%z") == "+1400"
        move_clock(file, 0.0, "Pacific/Pago_Pago")
        SystemClock().now()
        assert datetime.now().astimezone().strftime("%z") == "-1100"
    finally:
        again()
    assert (time.tzname, os.environ.get("TZ")) == (before, name)
