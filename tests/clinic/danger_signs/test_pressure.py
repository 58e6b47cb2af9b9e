"""The first and the second reading, at every bound and minute; pre-eclampsia is never made of protein alone."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.danger_signs import pressure_file
from app.clinic.danger_signs.preeclampsia import PreeclampsiaFinding, Suspicion, judge_preeclampsia
from app.clinic.danger_signs.pressure import PressureCourse, PressureReading, PressureState, SecondReading, follow
from app.clinic.danger_signs.pressure_file import default_pressure_rule, load_pressure_rule
from app.kernel.errors import KnownError

START = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
S = PressureState


def reading(systolic: float | None, diastolic: float | None, minutes: float = 0) -> PressureReading:
    return PressureReading(
        None if systolic is None else Decimal(str(systolic)),
        None if diastolic is None else Decimal(str(diastolic)),
        START + timedelta(minutes=minutes),
    )


def course(*readings: tuple[float | None, float | None, float]) -> PressureCourse:
    return follow(default_pressure_rule(), [reading(*one) for one in readings])


@pytest.mark.parametrize(
    ("systolic", "diastolic", "state"),
    [
        (139, 89, S.NORMAL),
        (139.9, 89.9, S.NORMAL),
        (140, 89, S.SECOND_DUE),
        (139, 90, S.SECOND_DUE),
        (159, 109, S.SECOND_DUE),
        (160, 80, S.EMERGENCY),
        (120, 110, S.EMERGENCY),
        (140, None, S.SECOND_DUE),
        (None, 110, S.EMERGENCY),
        (139, None, S.NOT_MEASURED),
        (None, 89, S.NOT_MEASURED),
    ],
)
def test_one_reading_asks_for_a_second_or_is_an_emergency_and_is_never_hypertension(
    systolic: float | None, diastolic: float | None, state: PressureState
) -> None:
    assert course((systolic, diastolic, 0)).state is state


@pytest.mark.parametrize(
    ("minutes", "second", "state"),
    [
        (9.99, (150, 95), S.SECOND_DUE),
        (10, (150, 95), S.HYPERTENSION),
        (15, (150, 95), S.HYPERTENSION),
        (90, (140, 80), S.HYPERTENSION),
        (10, (139, 89), S.NOT_CONFIRMED),
        (9.99, (120, 80), S.SECOND_DUE),
        (1, (160, 80), S.EMERGENCY),
        (10, (None, 80), S.SECOND_DUE),
        (10, (None, 90), S.HYPERTENSION),
    ],
)
def test_the_second_reading_counts_only_after_the_rest(
    minutes: float, second: tuple[float | None, float | None], state: PressureState
) -> None:
    found = course((145, 92, 0), (*second, minutes))
    assert found.state is state
    assert found.first == reading(145, 92)


def test_what_was_taken_too_early_or_half_is_kept_and_named() -> None:
    found = course((145, 92, 0), (150, 95, 5), (130, None, 11), (142, 91, 12))
    assert found.state is S.HYPERTENSION
    assert found.too_early == (reading(150, 95, 5),)
    assert found.incomplete == (reading(130, None, 11),)
    assert found.deciding == reading(142, 91, 12)


@pytest.mark.parametrize(
    ("minutes", "when"),
    [
        (0, SecondReading.RESTING),
        (9.99, SecondReading.RESTING),
        (10, SecondReading.NOW),
        (15, SecondReading.NOW),
        (15.01, SecondReading.LATE),
    ],
)
def test_it_says_when_the_second_reading_is_due(minutes: float, when: SecondReading) -> None:
    assert course((145, 92, 0)).second_reading(START + timedelta(minutes=minutes)) is when
    assert course((120, 80, 0)).second_reading(START) is None


def test_an_unconfirmed_reading_can_be_followed_by_a_new_first_one() -> None:
    assert course((145, 92, 0), (130, 80, 10), (120, 80, 20)).state is S.NOT_CONFIRMED
    again = course((145, 92, 0), (130, 80, 10), (141, 80, 20))
    assert (again.state, again.first) == (S.SECOND_DUE, reading(141, 80, 20))
    assert course((120, 80, 0), (141, 80, 1)).state is S.SECOND_DUE


ANY = st.tuples(st.integers(80, 200), st.integers(40, 130), st.integers(0, 60))


@given(st.lists(ANY, max_size=6))
def test_a_severe_reading_is_an_emergency_whatever_else_was_measured(readings: list[tuple[int, int, int]]) -> None:
    severe = any(systolic >= 160 or diastolic >= 110 for systolic, diastolic, _ in readings)
    assert (course(*readings).state is S.EMERGENCY) is severe


@given(st.lists(ANY, max_size=6))
def test_hypertension_stands_on_two_high_readings_with_the_rest_between(readings: list[tuple[int, int, int]]) -> None:
    found = course(*readings)
    if found.state is S.HYPERTENSION:
        assert found.first is not None
        assert found.deciding is not None
        assert found.deciding.at - found.first.at >= timedelta(minutes=10)
        for one in (found.first, found.deciding):
            assert one.reaches(default_pressure_rule().hypertension)


@given(st.permutations([(145.0, 92.0, 0.0), (150.0, 95.0, 5.0), (130.0, 85.0, 12.0)]))
def test_the_order_of_the_rows_does_not_matter_only_their_times(order: list[tuple[float, float, float]]) -> None:
    assert course(*order).state is S.NOT_CONFIRMED


def suspicion(
    state: PressureState, weeks: int | None, protein: str | None, symptom: bool | None
) -> PreeclampsiaFinding:
    return judge_preeclampsia(default_pressure_rule(), state, weeks, protein, symptom)


@pytest.mark.parametrize(
    ("state", "weeks", "protein", "symptom", "expected"),
    [
        (S.NORMAL, 30, "2+", False, Suspicion.NOT_SUSPECTED),
        (S.NORMAL, 30, "4+", True, Suspicion.NOT_SUSPECTED),
        (S.NOT_CONFIRMED, 30, "2+", False, Suspicion.NOT_SUSPECTED),
        (S.HYPERTENSION, 30, "1+", False, Suspicion.NOT_SUSPECTED),
        (S.HYPERTENSION, 30, "2+", False, Suspicion.SUSPECTED),
        (S.HYPERTENSION, 20, "2+", None, Suspicion.SUSPECTED),
        (S.HYPERTENSION, 19, "4+", True, Suspicion.NOT_SUSPECTED),
        (S.EMERGENCY, 30, "negative", True, Suspicion.SUSPECTED),
        (S.EMERGENCY, 30, "trace", False, Suspicion.NOT_SUSPECTED),
        (S.HYPERTENSION, 30, None, True, Suspicion.SUSPECTED),
        (S.HYPERTENSION, 30, None, False, Suspicion.UNKNOWN),
        (S.SECOND_DUE, 30, "3+", True, Suspicion.UNKNOWN),
        (S.SECOND_DUE, 12, "3+", True, Suspicion.NOT_SUSPECTED),
        (S.NOT_MEASURED, 30, "3+", True, Suspicion.UNKNOWN),
        (S.HYPERTENSION, None, "3+", False, Suspicion.UNKNOWN),
    ],
)
def test_preeclampsia_needs_hypertension_and_late_weeks_and_protein_or_symptoms(
    state: PressureState, weeks: int | None, protein: str | None, symptom: bool | None, expected: Suspicion
) -> None:
    assert suspicion(state, weeks, protein, symptom).suspicion is expected


def test_what_is_missing_is_named() -> None:
    assert suspicion(S.SECOND_DUE, None, None, None).missing == ("second_reading", "weeks", "protein", "symptoms")
    assert suspicion(S.NOT_MEASURED, 30, "2+", False).missing == ("pressure",)
    assert suspicion(S.HYPERTENSION, 30, "1+", None).missing == ("symptoms",)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("systolic_from: 160", "systolic_from: 140", "severe_not_above"),
        ("{from: 10, to: 15,", "{from: 16, to: 15,", "empty_range"),
        ("{from: 10, to: 15,", "{from: 0, to: 15,", "empty_range"),
        ('protein_from: "2+"', 'protein_from: "++"', "unknown_value"),
        ("[severe_headache,", "[strong_headache,", "unknown_code"),
        ("hypertension: {", "hypertensions: {", "missing_key"),
    ],
)
def test_a_wrong_line_of_the_rule_is_named(old: str, new: str, code: str) -> None:
    text = pressure_file.DEFAULT_FILE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(KnownError, match=r"figures\.refused") as refused:
        load_pressure_rule(text.replace(old, new, 1).encode())
    found = {problem.code: problem.line for problem in refused.value.values["problems"]}  # type: ignore[attr-defined]  # `object`
    assert code in found
    if code != "missing_key":
        assert found[code] == text[: text.index(old)].count("\n") + 1
