"""Weight bands, shock index and the pregnancy-test flow: pure, at every boundary."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.prenatal import pregnancy_test as flow
from app.clinic.prenatal import weight
from app.clinic.prenatal.exam_catalogue import Level
from app.clinic.prenatal.pregnancy_test import FlowEvent, FlowState, advance, is_suspected
from app.kernel.errors import KnownError

FIGURES = weight.weight_figures()


@pytest.mark.parametrize(
    ("index", "gain"),
    [
        ("18.49", ("12.5", "18")),
        ("18.5", ("11.5", "16")),
        ("24.99", ("11.5", "16")),
        ("25", ("7", "11.5")),
        ("29.99", ("7", "11.5")),
        ("30", ("5", "9")),
    ],
)
def test_the_recommended_gain_changes_exactly_at_its_bounds(index: str, gain: tuple[str, str]) -> None:
    band = weight.recommended_gain(Decimal(index), FIGURES)
    assert (band.gain_from, band.gain_to) == (Decimal(gain[0]), Decimal(gain[1]))
    assert band.source.mark == "verified"


@given(st.floats(25, 300), st.floats(80, 230))
def test_every_index_has_a_band(kilograms: float, centimetres: float) -> None:
    index = weight.body_mass_index(kilograms, centimetres)
    assert weight.recommended_gain(index, FIGURES).index.holds(index)


def test_an_index_is_compared_exactly_and_shown_rounded() -> None:
    index = weight.body_mass_index(62.5, 158)
    assert weight.shown_index(index) == Decimal("25.0")
    assert weight.recommended_gain(weight.body_mass_index(72.25, 170), FIGURES).label.en == "Overweight"
    assert weight.recommended_gain(weight.body_mass_index(72.2, 170), FIGURES).label.en == "Normal weight"


def test_no_row_of_atalah_is_guessed_and_added_rows_are_used() -> None:
    assert all(weight.atalah_row(week, FIGURES) is None for week in range(45))
    text = weight.FILE.read_text(encoding="utf-8")
    row = "rows:\n    - {week: 6, low_below: 1.5, adequate_to: 2.5, overweight_to: 3.5}"
    added = weight.load_weight_figures(text.replace("rows: []", row).encode())
    assert weight.atalah_row(6, added) == weight.AtalahRow(6, Decimal("1.5"), Decimal("2.5"), Decimal("3.5"))
    for wrong in (row.replace("2.5", "9"), row.replace("1.5", "3"), f"{row}\n{row.split('rows:')[1].strip()}"):
        with pytest.raises(KnownError, match=r"figures\.refused"):
            weight.load_weight_figures(text.replace("rows: []", wrong).encode())


@pytest.mark.parametrize(
    ("index", "wanted"),
    [
        ("19.94", "low"),
        ("19.95", "adequate"),
        ("20", "adequate"),
        ("24.94", "adequate"),
        ("24.95", "overweight"),
        ("30", "overweight"),
        ("30.04", "overweight"),
        ("30.05", "obese"),
    ],
)
def test_an_index_falls_into_the_class_of_its_row_as_it_is_shown(index: str, wanted: str) -> None:
    synthetic = weight.AtalahRow(20, Decimal("20.0"), Decimal("24.9"), Decimal("30.0"))
    assert synthetic.class_of(Decimal(index)) is weight.IndexClass(wanted)


@pytest.mark.parametrize(
    ("pulse", "systolic", "label"),
    [
        (51, 100, "Below the usual range"),
        (52, 100, "Within the usual range"),
        (89, 100, "Within the usual range"),
        (107, 119, "Within the usual range"),
        (90, 100, "Alert"),
    ],
)
def test_the_shock_index_alerts_from_nine_tenths(pulse: float, systolic: float, label: str) -> None:
    reading = weight.shock_reading(weight.shock_index(pulse, systolic), FIGURES)
    assert reading.label.en == label
    assert (reading.level is Level.URGENT) == (label == "Alert")


@pytest.mark.parametrize(
    ("days_late", "irregular", "nausea", "belly", "suspected"),
    [
        (6, False, True, True, False),
        (7, False, False, False, True),
        (0, True, False, False, False),
        (0, True, True, False, True),
        (0, True, False, True, True),
    ],
)
def test_who_is_tested(days_late: int, irregular: bool, nausea: bool, belly: bool, suspected: bool) -> None:
    assert is_suspected(days_late, irregular=irregular, nausea=nausea, growing_belly=belly) is suspected


def test_the_flow_goes_as_the_figure_does() -> None:
    state = FlowState.NOT_SUSPECTED
    way = [
        (FlowEvent.SUSPECTED, FlowState.URINE_TEST),
        (FlowEvent.NEGATIVE, FlowState.NEGATIVE),
        (FlowEvent.STILL_SUSPECTED_WAIT, FlowState.WAITING),
        (FlowEvent.WAITED, FlowState.URINE_TEST),
        (FlowEvent.NEGATIVE, FlowState.NEGATIVE),
        (FlowEvent.STILL_SUSPECTED_SERUM, FlowState.SERUM),
        (FlowEvent.DOUBTFUL, FlowState.SERUM),
        (FlowEvent.POSITIVE, FlowState.CONFIRMED),
        (FlowEvent.CARE_BEGUN, FlowState.PRENATAL),
    ]
    for event, after in way:
        state = advance(state, event)
        assert state is after


@given(st.sampled_from(list(FlowState)), st.sampled_from(list(FlowEvent)))
def test_only_steps_of_the_figure_are_possible(state: FlowState, event: FlowEvent) -> None:
    if (state, event) in flow.STEPS:
        assert advance(state, event) is flow.STEPS[state, event]
    else:
        with pytest.raises(KnownError, match=r"prenatal\.impossible_step"):
            advance(state, event)


def test_the_flow_ends_only_with_care_begun_or_suspicion_gone() -> None:
    begun = {state for state, _ in flow.STEPS}
    assert set(FlowState) - begun == {FlowState.PRENATAL, FlowState.EXCLUDED}


@pytest.mark.parametrize(("value", "event"), [(4.9, "negative"), (5, "doubtful"), (25, "doubtful"), (25.1, "positive")])
def test_a_bhcg_is_the_step_of_its_band(value: float, event: str) -> None:
    assert flow.event_of_bhcg(value) == event
