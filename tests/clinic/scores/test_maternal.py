"""The Maternal Early Warning Criteria at every threshold; what nobody measured is told apart from what is not met."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.pregnancies.kinds import codes_of
from app.clinic.pregnancies.model import Value
from app.clinic.scores.maternal import Finding, MaternalResult, default_maternal_criteria, evaluate_maternal
from app.kernel.errors import KnownError

ASKED = [code for code in codes_of("maternal_warning") if code != "urine_ml_per_hour"]
WELL: dict[str, Value] = {
    "systolic_mmhg": 120,
    "diastolic_mmhg": 80,
    "pulse_bpm": 80,
    "respirations_per_minute": 18,
    "spo2_percent": 98,
    "urine_ml_per_hour": 60,
    **dict.fromkeys(ASKED, "absent"),
}


def judged(readings: dict[str, Value]) -> MaternalResult:
    return evaluate_maternal(default_maternal_criteria(), readings, maternal=True)


@pytest.mark.parametrize(
    ("reading", "value", "met"),
    [
        ("systolic_mmhg", 89, ("systolic_low",)),
        ("systolic_mmhg", 89.9, ("systolic_low",)),
        ("systolic_mmhg", 90, ()),
        ("systolic_mmhg", 160, ()),
        ("systolic_mmhg", 160.1, ("systolic_high",)),
        ("systolic_mmhg", 161, ("systolic_high",)),
        ("diastolic_mmhg", 20, ()),
        ("diastolic_mmhg", 100, ()),
        ("diastolic_mmhg", 101, ("diastolic_high",)),
        ("pulse_bpm", 49, ("pulse_low",)),
        ("pulse_bpm", 50, ()),
        ("pulse_bpm", 120, ()),
        ("pulse_bpm", 121, ("pulse_high",)),
        ("respirations_per_minute", 9, ("respirations_low",)),
        ("respirations_per_minute", 10, ()),
        ("respirations_per_minute", 30, ()),
        ("respirations_per_minute", 31, ("respirations_high",)),
        ("spo2_percent", 94, ("saturation_low",)),
        ("spo2_percent", 94.9, ("saturation_low",)),
        ("spo2_percent", 95, ()),
        ("urine_ml_per_hour", 34, ("urine_low",)),
        ("urine_ml_per_hour", 35, ()),
        *((code, "present", (code,)) for code in ASKED),
        *((code, "absent", ()) for code in ASKED),
    ],
)
def test_each_threshold_meets_exactly_its_criterion(reading: str, value: Value, met: tuple[str, ...]) -> None:
    result = judged({**WELL, reading: value})
    assert result.met == met
    assert result.calls is bool(met)


def test_what_was_not_measured_is_neither_met_nor_unmet() -> None:
    result = judged({**WELL, "pulse_bpm": None})
    assert result.not_measured == ("pulse_low", "pulse_high")
    assert result.calls is None
    assert judged({"pulse_bpm": 121}).calls is True


def test_the_criteria_are_only_for_pregnant_and_postpartum_women() -> None:
    with pytest.raises(KnownError, match=r"scores\.only_maternal"):
        evaluate_maternal(default_maternal_criteria(), WELL, maternal=False)
    with pytest.raises(KnownError, match=r"scores\.not_a_reading"):
        judged({"agitation": "a little"})


@given(st.sets(st.sampled_from(sorted(WELL))))
def test_every_criterion_is_always_shown(left_out: set[str]) -> None:
    result = judged({code: value for code, value in WELL.items() if code not in left_out})
    assert len(result.findings) == 14
    unknown = {one.criterion.reading for one in result.findings if one.finding is Finding.NOT_MEASURED}
    assert unknown == left_out
