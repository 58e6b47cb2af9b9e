"""The shock index of one set of readings: its bounds, what is missing, and how it is shown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.figures import Mark
from app.clinic.pregnancies.model import Value
from app.clinic.prenatal.exam_catalogue import Level
from app.clinic.prenatal.shock import PULSE, SYSTOLIC, evaluate_shock, shown_shock
from app.clinic.prenatal.weight import weight_figures
from app.kernel.errors import KnownError

FIGURES = weight_figures()


@pytest.mark.parametrize(
    ("pulse", "systolic", "shown", "alerts"),
    [
        (51, 100, "0.51", False),
        (52, 100, "0.52", False),
        (89, 100, "0.89", False),
        (107, 119, "0.89", False),
        (90, 100, "0.90", True),
        (81, 90, "0.90", True),
        (108, 98, "1.10", True),
    ],
)
def test_it_alerts_from_nine_tenths_and_is_never_shown_as_more_than_it_is(
    pulse: int, systolic: int, shown: str, alerts: bool
) -> None:
    result = evaluate_shock(FIGURES, {PULSE: pulse, SYSTOLIC: systolic})
    assert result.index is not None
    assert (str(shown_shock(result.index)), result.alerts) == (shown, alerts)
    assert result.missing == ()
    assert result.source.mark is Mark.VERIFIED


@pytest.mark.parametrize(
    ("readings", "missing"),
    [
        ({}, (PULSE, SYSTOLIC)),
        ({PULSE: 110}, (SYSTOLIC,)),
        ({PULSE: None, SYSTOLIC: 90}, (PULSE,)),
        ({PULSE: 110, SYSTOLIC: 0}, (SYSTOLIC,)),
        ({PULSE: 110, SYSTOLIC: -3}, (SYSTOLIC,)),
    ],
)
def test_without_pulse_or_pressure_nothing_is_worked_out_and_nothing_breaks(
    readings: dict[str, Value], missing: tuple[str, ...]
) -> None:
    result = evaluate_shock(FIGURES, readings)
    assert (result.index, result.band, result.alerts, result.missing) == (None, None, False, missing)


def test_a_pulse_of_zero_is_a_reading() -> None:
    result = evaluate_shock(FIGURES, {PULSE: 0, SYSTOLIC: 90})
    assert (result.index, result.alerts) == (Decimal(0), False)


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(KnownError, match=r"scores\.not_a_reading"):
        evaluate_shock(FIGURES, {PULSE: "fast", SYSTOLIC: 90})


@given(st.integers(20, 250), st.integers(50, 300))
def test_the_shown_number_lies_in_the_band_that_it_is_said_to_be_in(pulse: int, systolic: int) -> None:
    result = evaluate_shock(FIGURES, {PULSE: pulse, SYSTOLIC: systolic})
    assert result.index is not None
    assert result.band is not None
    assert result.band.index.holds(shown_shock(result.index))
    assert (result.band.level is Level.URGENT) is (pulse >= Decimal("0.9") * systolic)
