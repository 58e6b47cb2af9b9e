"""NEWS2 at every threshold of its table, refused where it does not hold, and never low by omission."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.pregnancies.model import Value
from app.clinic.scores.news2 import News2Class, News2Result, Scale, evaluate_news2, label_of
from app.clinic.scores.news2_file import default_news2
from app.kernel.errors import KnownError

WELL: dict[str, Value] = {
    "respirations_per_minute": 16,
    "spo2_percent": 98,
    "oxygen": "air",
    "systolic_mmhg": 120,
    "pulse_bpm": 70,
    "consciousness": "alert",
    "temperature_celsius": 36.6,
}


def score(readings: dict[str, Any], scale: Scale = Scale.ONE, age: int = 30, pregnant: bool = False) -> News2Result:
    return evaluate_news2(default_news2(), readings, age_years=age, pregnant=pregnant, scale=scale)


def points_of(code: str, result: News2Result) -> int | None:
    return next(part.points for part in result.parts if part.code == code)


@pytest.mark.parametrize(
    ("reading", "part", "value", "points"),
    [
        *(("respirations_per_minute", "respirations", value, points) for value, points in
          [(0, 3), (8, 3), (9, 1), (11, 1), (12, 0), (20, 0), (21, 2), (24, 2), (25, 3), (80, 3)]),
        *(("spo2_percent", "saturation", value, points) for value, points in
          [(50, 3), (91, 3), (92, 2), (93, 2), (94, 1), (95, 1), (96, 0), (100, 0)]),
        *(("systolic_mmhg", "systolic", value, points) for value, points in
          [(50, 3), (90, 3), (91, 2), (100, 2), (101, 1), (110, 1), (111, 0), (219, 0), (220, 3), (300, 3)]),
        *(("pulse_bpm", "pulse", value, points) for value, points in
          [(20, 3), (40, 3), (41, 1), (50, 1), (51, 0), (90, 0), (91, 1), (110, 1), (111, 2), (130, 2), (131, 3)]),
        *(("temperature_celsius", "temperature", value, points) for value, points in
          [(34.9, 3), (35.0, 3), (35.04, 3), (35.05, 1), (35.1, 1), (36.0, 1), (36.04, 1), (36.05, 0), (36.1, 0),
           (38.0, 0), (38.04, 0), (38.05, 1), (38.1, 1), (39.0, 1), (39.04, 1), (39.05, 2), (39.1, 2), (43, 2)]),
        *(("consciousness", "consciousness", value, points) for value, points in
          [("alert", 0), ("confused", 3), ("voice", 3), ("pain", 3), ("unresponsive", 3)]),
        *(("oxygen", "oxygen", value, points) for value, points in [("air", 0), ("oxygen", 2)]),
    ],
)  # fmt: skip
def test_each_threshold_earns_the_points_of_the_table(reading: str, part: str, value: Value, points: int) -> None:
    result = score({**WELL, reading: value})
    assert points_of(part, result) == points
    assert result.total == points
    assert sum(one.points or 0 for one in result.parts) == points


@pytest.mark.parametrize(
    ("spo2", "on_air", "on_oxygen"),
    [
        (83, 3, 3), (84, 2, 2), (85, 2, 2), (86, 1, 1), (87, 1, 1), (88, 0, 0), (92, 0, 0), (93, 0, 1), (94, 0, 1),
        (95, 0, 2), (96, 0, 2), (97, 0, 3), (100, 0, 3),
    ],
)  # fmt: skip
def test_scale_2_asks_whether_oxygen_is_given(spo2: int, on_air: int, on_oxygen: int) -> None:
    for word, points in (("air", on_air), ("oxygen", on_oxygen)):
        result = score({**WELL, "spo2_percent": spo2, "oxygen": word}, Scale.TWO)
        assert points_of("saturation", result) == points
    unknown = score({**WELL, "spo2_percent": spo2, "oxygen": None}, Scale.TWO)
    saturation = next(part for part in unknown.parts if part.code == "saturation")
    assert saturation.possible == tuple(sorted({on_air, on_oxygen}))
    assert (unknown.lowest, unknown.highest) == (on_air, on_oxygen + 2)


@pytest.mark.parametrize(
    ("changes", "total", "news_class"),
    [
        ({}, 0, News2Class.LOW),
        ({"oxygen": "oxygen", "spo2_percent": 92}, 4, News2Class.LOW),
        ({"oxygen": "oxygen", "spo2_percent": 92, "pulse_bpm": 91}, 5, News2Class.MEDIUM),
        ({"oxygen": "oxygen", "spo2_percent": 92, "pulse_bpm": 111}, 6, News2Class.MEDIUM),
        ({"oxygen": "oxygen", "spo2_percent": 91, "pulse_bpm": 111}, 7, News2Class.HIGH),
        ({"consciousness": "confused"}, 3, News2Class.SINGLE),
        ({"consciousness": "confused", "pulse_bpm": 91}, 4, News2Class.SINGLE),
        ({"consciousness": "confused", "pulse_bpm": 111}, 5, News2Class.MEDIUM),
    ],
)
def test_totals_become_classes_and_a_single_three_is_urgent(
    changes: dict[str, Value], total: int, news_class: News2Class
) -> None:
    result = score({**WELL, **changes})
    assert (result.total, result.news_class) == (total, news_class)
    assert label_of(default_news2(), news_class).en


def test_it_is_refused_in_pregnancy_and_under_sixteen() -> None:
    with pytest.raises(KnownError, match=r"scores\.not_in_pregnancy"):
        score(WELL, pregnant=True)
    with pytest.raises(KnownError, match=r"scores\.too_young"):
        score(WELL, age=15)
    assert score(WELL, age=16).total == 0


def test_with_one_part_missing_there_is_no_total_and_all_that_it_could_lead_to_is_listed() -> None:
    result = score({**WELL, "respirations_per_minute": None})
    assert (result.total, result.news_class, result.missing) == (None, None, ("respirations",))
    assert (result.lowest, result.highest) == (0, 3)
    assert result.reachable == (News2Class.LOW, News2Class.SINGLE)


def test_what_is_high_already_stays_high_whatever_is_missing() -> None:
    result = score({"systolic_mmhg": 80, "pulse_bpm": 140, "consciousness": "confused"})
    assert result.news_class is News2Class.HIGH
    assert result.total is None
    assert result.single == ("systolic", "pulse", "consciousness")


def test_nothing_measured_leaves_every_class_open() -> None:
    assert score({}).reachable == tuple(News2Class)


@pytest.mark.parametrize(
    ("reading", "value"),
    [("pulse_bpm", "70"), ("pulse_bpm", True), ("pulse_bpm", float("nan")), ("oxygen", 1), ("consciousness", "asleep")],
)
def test_a_value_that_is_no_reading_is_refused(reading: str, value: Value) -> None:
    with pytest.raises(KnownError, match=r"scores\.not_a_reading") as refused:
        score({**WELL, reading: value})
    assert refused.value.values["reading"] == reading


NUMBERS = {
    "respirations_per_minute": st.integers(0, 90),
    "spo2_percent": st.integers(40, 100),
    "systolic_mmhg": st.integers(40, 300),
    "pulse_bpm": st.integers(10, 250),
    "temperature_celsius": st.decimals(30, 43, places=2).map(float),
    "oxygen": st.sampled_from(["air", "oxygen"]),
    "consciousness": st.sampled_from(["alert", "confused", "voice", "pain", "unresponsive"]),
}


@given(st.fixed_dictionaries(NUMBERS), st.sets(st.sampled_from(sorted(NUMBERS))), st.sampled_from(Scale))
def test_leaving_readings_out_never_hides_the_class_that_they_would_give(
    readings: dict[str, Value], left_out: set[str], scale: Scale
) -> None:
    whole = score(readings, scale)
    assert whole.total is not None
    part = score({name: value for name, value in readings.items() if name not in left_out}, scale)
    assert whole.news_class in part.reachable
    assert part.lowest <= whole.total <= part.highest
    assert part.news_class in (None, whole.news_class)


@given(st.sampled_from(Scale))
def test_every_reachable_class_is_reached_by_some_answer(scale: Scale) -> None:
    known: dict[str, Value] = {**WELL, "oxygen": None, "spo2_percent": 97, "consciousness": None}
    reached = {
        score({**known, "oxygen": oxygen, "consciousness": word}, scale).news_class
        for oxygen, word in product(("air", "oxygen"), ("alert", "voice"))
    }
    assert set(score(known, scale).reachable) == reached
