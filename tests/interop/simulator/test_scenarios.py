"""Scenarios and wards are files: smooth in time, and refused with field, value and what was expected."""

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.interop.simulator.plans import load_plan, read_plan, same_for_all, ward_codes
from app.interop.simulator.scenarios import FOLDER, load_scenario, read_scenario, scenario_codes
from app.interop.simulator.targets import COLUMN, TARGETS, Number
from app.interop.simulator.timeline import Scenario, Step, Timelines
from app.kernel.errors import KnownError
from tests.interop.simulator.played import scenario

_NAMED = {"sepsis", "cardiac-arrest", "false-asystole", "apnoea", "leads-off", "desaturation", "quiet", "night"}
_GOOD = """
code = "mine"
label = { pt_BR = "Meu", en = "Mine" }
[start]
heart_rate = 80
[[step]]
at = 10
over = 5
heart_rate = 100
"""


def test_what_is_shipped_can_be_played_and_is_called_like_its_file() -> None:
    assert set(scenario_codes()) >= _NAMED
    for code in scenario_codes():
        assert load_scenario(code).code == code
    assert {code: len(load_plan(code).beds) for code in ward_codes()} == {"icu-120": 120, "icu-49": 49}


def _refused(text: str) -> KnownError:
    with pytest.raises(KnownError) as caught:
        read_scenario(tomllib.loads(text), "mine.toml")
    assert caught.value.code == "simulator.file_refused"
    return caught.value


@pytest.mark.parametrize(
    ("change", "field", "value", "expected"),
    [
        (("heart_rate = 80", "heart_rate = 900"), "start: heart_rate", "900", "20 .. 300"),
        (("heart_rate = 80", "heart_rate = true"), "start: heart_rate", "True", "20 .. 300"),
        (("heart_rate = 80", "heart_rate = nan"), "start: heart_rate", "nan", "20 .. 300"),
        (("heart_rate = 80", 'rhythm = "waltz"'), "start: rhythm", "waltz", "sinus | sinus_tachycardia"),
        (("heart_rate = 80", "pulse = 3"), "start: pulse", "3", "heart_rate | "),
        (("heart_rate = 80", "ventilated = 3"), "start: ventilated", "3", "true | false"),
        (("heart_rate = 80", "systolic = 80\ndiastolic = 90"), "start: systolic", "80", ">= diastolic + 5 = 95"),
        (("at = 10", "at = -1"), "step 1: at", "-1", "0 .. 604800"),
        (("at = 10\n", ""), "step 1: at", "None", "0 .. 604800"),
        (("over = 5", 'over = "long"'), "step 1: over", "long", "0 .. 604800"),
        (("over = 5", "arterial_line = true"), "step 1: arterial_line", "True", "heart_rate | "),
        (
            ("heart_rate = 100", 'rhythm = "sinus_tachycardia"\nheart_rate = 70'),
            *("step 1: heart_rate", "70", "100 .. 300"),
        ),
        (('code = "mine"', 'code = ""'), "code", "", "a-z 0-9"),
        (('en = "Mine"', 'fr = "Mien"'), "label", "{'pt_BR'", "{ pt_BR = "),
        (('code = "mine"', 'code = "mine"\nspeed = 2'), "speed", "2", "about | code"),
        (('code = "mine"', 'code = "mine"\nrepeat_after = 0'), "repeat_after", "0", "1 .. 604800"),
    ],
)
def test_a_wrong_entry_is_refused_with_field_value_and_expected(
    change: tuple[str, str], field: str, value: str, expected: str
) -> None:
    assert change[0] in _GOOD
    values = _refused(_GOOD.replace(*change)).values
    assert values["field"] == field
    assert str(values["value"]).startswith(value)
    assert str(values["expected"]).startswith(expected)


def test_all_that_is_wrong_is_told_at_once() -> None:
    values = _refused(_GOOD.replace("= 80", "= 900").replace("= 100", "= 1")).values
    assert values["count"] == 2


def test_steps_must_follow_in_time() -> None:
    values = _refused(_GOOD + "[[step]]\nat = 4\nspo2 = 90\n").values
    assert (values["field"], values["expected"]) == ("step 2: at", ">= 10")


def test_a_file_that_is_no_toml_or_not_there_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_bytes(b"\xff\xfe = what")
    with pytest.raises(KnownError) as caught:
        load_scenario(str(broken))
    assert caught.value.code == "simulator.file_refused"
    with pytest.raises(KnownError) as caught:
        load_scenario("nowhere")
    assert (caught.value.code, caught.value.values["name"]) == ("simulator.unknown_scenario", "nowhere")


def test_a_scenario_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(_GOOD, encoding="utf-8")
    assert load_scenario(str(mine)).steps == (Step(10, 5, {"heart_rate": 100}),)


def _value(timelines: Timelines, name: str, seconds: float, bed: int = 0) -> float:
    return float(timelines.at(seconds)[bed, COLUMN[name]])


def test_a_number_goes_smoothly_to_its_target_and_stays() -> None:
    timelines = Timelines([scenario({"heart_rate": 80}, Step(10, 20, {"heart_rate": 120}))], [0.0])
    at = {second: _value(timelines, "heart_rate", second) for second in (0, 10, 20, 30, 500)}
    assert at == pytest.approx({0: 80, 10: 80, 20: 100, 30: 120, 500: 120})
    fine = np.array([_value(timelines, "heart_rate", second) for second in np.arange(5, 35, 0.1)])
    assert (np.diff(fine) >= 0).all()
    assert np.diff(fine).max() < 0.4, "no jump"


def test_a_step_that_names_one_target_leaves_the_others_on_their_way() -> None:
    steps = (Step(0, 100, {"systolic": 80}), Step(50, 10, {"heart_rate": 120}))
    alone = Timelines([scenario({"systolic": 120}, steps[0])], [0.0])
    both = Timelines([scenario({"systolic": 120}, *steps)], [0.0])
    for second in (10, 49, 55, 80, 120):
        assert _value(both, "systolic", second) == _value(alone, "systolic", second)


def test_a_step_begins_where_the_one_before_has_come_to() -> None:
    steps = (Step(0, 100, {"spo2": 80}), Step(50, 10, {"spo2": 95}))
    timelines = Timelines([scenario({"spo2": 100}, *steps)], [0.0])
    assert _value(timelines, "spo2", 50) == pytest.approx(90)
    assert _value(timelines, "spo2", 50.01) == pytest.approx(90, abs=0.1)


def test_beds_begin_at_their_own_time_and_some_begin_again() -> None:
    once = scenario({"spo2": 98}, Step(10, 0, {"spo2": 85}))
    again = Scenario(once.code, once.label, once.start, once.steps, repeat_after=20.0)
    timelines = Timelines([once, once, again], [0.0, 30.0, -5.0])
    assert [_value(timelines, "spo2", 11, bed) for bed in range(3)] == [85, 98, 85]
    assert [_value(timelines, "spo2", 17, bed) for bed in range(3)] == [85, 98, 98]
    assert [_value(timelines, "spo2", 41, bed) for bed in range(3)] == [85, 85, 98]


def test_every_shipped_scenario_stays_within_the_bounds_of_its_targets() -> None:
    every = [load_scenario(code) for code in scenario_codes()]
    timelines = Timelines(every, [0.0] * len(every))
    for second in range(0, 2400, 7):
        rows = timelines.at(second)
        for name, target in TARGETS.items():
            if isinstance(target, Number):
                assert (rows[:, COLUMN[name]] >= target.low).all(), name
                assert (rows[:, COLUMN[name]] <= target.high).all(), name
        assert (rows[:, COLUMN["systolic"]] > rows[:, COLUMN["diastolic"]] + 4).all()


_WARD: dict[str, Any] = tomllib.loads((FOLDER / "wards" / "icu-49.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"beds": 121}, "beds"),
        ({"group": [{"beds": [50], "scenario": "quiet"}]}, "group 1: beds"),
        ({"group": [{"beds": [3, [2, 5]], "scenario": "quiet"}]}, "group 1: beds"),
        ({"group": [{"beds": [1], "scenario": "holiday"}]}, "group 1: scenario"),
        ({"group": [{"beds": [], "scenario": "quiet"}]}, "group 1: beds"),
        ({"group": [{"beds": [1], "scenario": "quiet", "begin": 2}]}, "group 1: begin"),
        ({"failure": [{"equipment": "lift", "at": 0, "lasts": 5}]}, "failure 1: equipment"),
        ({"failure": [{"equipment": "oxygen", "at": 0}]}, "failure 1: lasts"),
        ({"rooms": 3}, "rooms"),
    ],
)
def test_a_ward_that_cannot_be_is_refused(change: dict[str, Any], field: str) -> None:
    with pytest.raises(KnownError) as caught:
        read_plan({**_WARD, **change}, "mine.toml")
    assert caught.value.values["field"] == field


def test_a_ward_takes_more_or_fewer_beds_within_its_bounds() -> None:
    plan = load_plan("icu-49")
    assert [len(plan.limited(beds).beds) for beds in (1, 49, 120)] == [1, 49, 120]
    assert plan.limited(120).beds[49] == plan.beds[0]
    for beds in (0, 121):
        with pytest.raises(KnownError) as caught:
            same_for_all(load_scenario("quiet"), beds)
        assert caught.value.code == "simulator.beds_refused"
