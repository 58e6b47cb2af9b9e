"""Charts over the weeks: what is drawn, what is left out, and what each source lets say."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.figures import Mark
from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.prenatal import weight
from app.clinic.prenatal.charts_service import ChartService
from app.clinic.prenatal.exam_catalogue import Level
from app.clinic.prenatal.exams_service import ExamService, NewResult
from app.clinic.prenatal.interpretation import gravest
from app.clinic.prenatal.outcomes import NewOutcome, OutcomeKind, OutcomeService
from app.clinic.prenatal.series import (
    GAIN,
    WEIGHT,
    Body,
    Chart,
    ChartSeries,
    Measured,
    Missing,
    build_charts,
)
from app.clinic.prenatal.weight import IndexClass, WeekIndex
from app.kernel.clock import FakeClock
from app.security.session import Session
from tests.clinic.conftest import TODAY

LMP = date(2025, 10, 13)
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
FIGURES = weight.weight_figures()


def value(code: str, number: float, day: date = TODAY, name: str = "1") -> Measured:
    return Measured(name, code, day, NOON, number, is_exam=False)


def drawn(chart: Chart, *values: Measured, lmp: date | None = LMP, body: Body | None = None) -> ChartSeries:
    found = build_charts(values, lmp, body or Body(None, None), FIGURES)
    return next(one for one in found if one.chart is chart)


@pytest.mark.parametrize(
    ("weight", "height", "low", "high"),
    [(47.3, 160, 12.5, 18), (47.4, 160, 11.5, 16), (63.9, 160, 11.5, 16), (64, 160, 7, 11.5), (76.8, 160, 5, 9)],
)
def test_the_recommended_gain_stands_at_term_alone(weight: float, height: float, low: float, high: float) -> None:
    chart = drawn(Chart.WEIGHT_GAIN, value(WEIGHT, weight + 3), body=Body(weight, height))
    (band,) = chart.bands
    assert (band.low, band.high, band.from_week, band.to_week) == (low, high, 40, 40)
    assert band.source.mark is Mark.VERIFIED
    assert [(line.code, line.points[0].value, line.points[0].measured) for line in chart.lines] == [
        (GAIN, 3.0, weight + 3)
    ]


def test_what_is_missing_for_the_weight_gain_is_named_and_the_weight_is_drawn_as_it_is() -> None:
    plain = drawn(Chart.WEIGHT_GAIN, value(WEIGHT, 70))
    assert plain.missing == (Missing.WEIGHT_BEFORE, Missing.HEIGHT)
    assert not plain.bands
    assert [(line.code, line.points[0].value) for line in plain.lines] == [(WEIGHT, 70)]
    tall = drawn(Chart.WEIGHT_GAIN, value(WEIGHT, 70), body=Body(60, None))
    assert list(tall.missing) == [Missing.HEIGHT]
    assert not tall.bands
    assert tall.lines[0].points[0].value == 10


SYNTHETIC_ROWS = """rows:
    - {week: 19, low_below: 21.5, adequate_to: 26.4, overweight_to: 31.9}
    - {week: 20, low_below: 22.5, adequate_to: 27.4, overweight_to: 32.9}"""
"""Made up for these tests: no figure of any table."""


def test_each_weight_has_its_index_and_the_class_of_the_row_of_its_completed_week() -> None:
    text = weight.FILE.read_text(encoding="utf-8")
    figures = weight.load_weight_figures(text.replace("rows: []", SYNTHETIC_ROWS).encode())
    last_of_19 = value(WEIGHT, 57.6, LMP + timedelta(days=19 * 7 + 6))
    first_of_20 = value(WEIGHT, 57.6, LMP + timedelta(days=20 * 7), "2")
    without_row = value(WEIGHT, 64, LMP + timedelta(days=21 * 7), "3")
    charts = build_charts((last_of_19, first_of_20, without_row), LMP, Body(None, 160), figures)
    assert charts[0].indexes == (
        WeekIndex(Decimal("22.5"), IndexClass.ADEQUATE),
        WeekIndex(Decimal("22.5"), IndexClass.ADEQUATE),
        WeekIndex(Decimal("25.0"), None),
    )
    heavier = build_charts((value(WEIGHT, 69.1, LMP + timedelta(days=19 * 7 + 6)),), LMP, Body(50, 160), figures)
    assert heavier[0].indexes == (WeekIndex(Decimal("27.0"), IndexClass.OVERWEIGHT),)
    assert charts[0].index_source == figures.atalah_source
    assert all(not one.indexes for one in charts[1:])


def test_as_shipped_an_index_has_no_class_and_without_the_height_there_is_none() -> None:
    shown = drawn(Chart.WEIGHT_GAIN, value(WEIGHT, 64), body=Body(58, 160))
    assert shown.indexes == (WeekIndex(Decimal("25.0"), None),)
    assert drawn(Chart.WEIGHT_GAIN, value(WEIGHT, 64), body=Body(58, None)).indexes == ()


def test_limits_are_those_of_the_sources_and_fall_on_the_graver_side() -> None:
    pressure = drawn(Chart.BLOOD_PRESSURE, value("systolic_mmhg", 120), value("diastolic_mmhg", 80, name="2"))
    assert [(one.code, one.value, one.above, one.level) for one in pressure.limits] == [
        ("systolic_mmhg", 140, True, Level.ATTENTION),
        ("systolic_mmhg", 160, True, Level.URGENT),
        ("diastolic_mmhg", 90, True, Level.ATTENTION),
        ("diastolic_mmhg", 110, True, Level.URGENT),
    ]
    rate = drawn(Chart.FETAL_HEART_RATE)
    assert [(one.value, one.above, one.source.code) for one in rate.limits] == [
        (120, False, "cab32"),
        (160, True, "cab32"),
        (100, False, "who"),
        (180, True, "who"),
    ]
    assert [(one.low, one.high, one.source.code) for one in rate.bands] == [(120, 160, "cab32")]
    assert [one.value for one in drawn(Chart.GLUCOSE).limits] == [92, 126]


def test_fundal_height_is_about_the_weeks_from_twenty_on_and_second_hand() -> None:
    (guide,) = drawn(Chart.FUNDAL_HEIGHT, value("fundal_height_cm", 19)).guides
    assert guide.points == ((20.0, 20.0), (40.0, 40.0))
    assert guide.source.mark is Mark.SECOND_HAND


def test_a_point_knows_its_week_and_what_the_sources_say_of_it() -> None:
    chart = drawn(Chart.BLOOD_PRESSURE, value("systolic_mmhg", 160, LMP + timedelta(days=73)))
    (point,) = chart.lines[0].points
    assert point.weeks == pytest.approx(10 + 3 / 7)
    assert gravest(point.readings) is Level.URGENT


@given(
    st.lists(st.tuples(st.sampled_from(["systolic_mmhg", "weight_kg", "glucose_random"]), st.integers(-60, 320))),
    st.booleans(),
)
def test_every_value_is_drawn_once_or_counted_as_undated(values: list[tuple[str, int]], dated: bool) -> None:
    measured = [value(code, 80, LMP + timedelta(days=day), str(at)) for at, (code, day) in enumerate(values)]
    charts = build_charts(measured, LMP if dated else None, Body(60, 160), FIGURES)
    assert sum(one.count + one.undated for one in charts) == len(values)
    for line in (line for chart in charts for line in chart.lines):
        weeks = [point.weeks for point in line.points]
        assert weeks == sorted(weeks)
        assert all(week >= 0 for week in weeks)


def test_observations_and_results_join_and_struck_out_values_never_appear(
    charts: ChartService, exams: ExamService, pregnancies: PregnancyService, nurse: Session, pregnancy: Pregnancy
) -> None:
    new = [NewObservation("weight_kg", 62), NewObservation("weight_before_kg", 58), NewObservation("height_cm", 160)]
    wrong, *_ = pregnancies.record(nurse, pregnancy.id, new)
    result = exams.record(nurse, pregnancy.id, NewResult("fundal_height_cm", 21, TODAY))
    exams.record(nurse, pregnancy.id, NewResult("fundal_height_cm", 19, date(2026, 2, 20)))
    exams.correct(nurse, result.id, None, "De outra mulher")
    pregnancies.correct(nurse, wrong.id, 60, "Digitado com engano")
    found = {one.chart: one for one in charts.charts(nurse, pregnancy.id).charts}
    assert [one.value for one in found[Chart.WEIGHT_GAIN].lines[0].points] == [2.0]
    assert [one.value for one in found[Chart.FUNDAL_HEIGHT].lines[0].points] == [19]


def test_nothing_measured_after_the_pregnancy_ended_is_drawn(
    charts: ChartService,
    pregnancies: PregnancyService,
    outcomes: OutcomeService,
    nurse: Session,
    pregnancy: Pregnancy,
    fake_clock: FakeClock,
) -> None:
    outcomes.record(nurse, pregnancy.id, NewOutcome(OutcomeKind.BIRTH, TODAY))
    fake_clock.advance(5 * 24 * 3600)
    found = charts.charts(nurse, pregnancy.id)
    assert found.weeks_today == pytest.approx((TODAY - LMP).days / 7)
    assert all(one.count == 0 for one in found.charts)
