"""A high blood pressure counts in the form after its second reading only; what waits is unknown, and says so."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.assessments.model import ProposedForm
from app.clinic.assessments.recorded_pressure import RecordedPressure
from app.clinic.assessments.service import AssessmentService
from app.clinic.danger_signs.pressure import PressureReading, PressureState, follow
from app.clinic.danger_signs.pressure_file import default_pressure_rule
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.reception.service import ReceptionService
from app.kernel.clock import FakeClock
from app.security.session import Session
from app.store.store import Store

RULE = default_pressure_rule()
START = datetime(2026, 3, 2, 11, tzinfo=UTC)
REST = 600
Measure = Callable[[int, int], ProposedForm]


def _both(systolic: int, diastolic: int) -> tuple[NewObservation, NewObservation]:
    return NewObservation("systolic_mmhg", systolic), NewObservation("diastolic_mmhg", diastolic)


def _pair(proposed: ProposedForm) -> tuple[float | None, float | None]:
    return proposed.form.systolic_mmhg, proposed.form.diastolic_mmhg


@pytest.fixture
def measure(store: Store, nurse: Session, pregnancy: Pregnancy, assessments: AssessmentService) -> Measure:
    """One more reading in today's arrival, and what the form starts from then."""
    reception = ReceptionService(store)
    arrival = reception.arrive(nurse, pregnancy.person_id)

    def measured(systolic: int, diastolic: int) -> ProposedForm:
        reception.measure(nurse, arrival.id, _both(systolic, diastolic))
        return assessments.propose(nurse, pregnancy.id)

    return measured


@pytest.mark.parametrize(
    ("systolic", "diastolic", "counts"),
    [
        (139, 89, True),
        (140, 89, False),
        (139, 90, False),
        (140, 90, False),
        (141, 90, False),
        (159, 109, False),
        (160, 80, True),
        (120, 110, True),
    ],
)
def test_a_single_reading_counts_below_140_90_and_from_160_110_on(
    measure: Measure, systolic: int, diastolic: int, counts: bool
) -> None:
    proposed = measure(systolic, diastolic)
    assert _pair(proposed) == ((systolic, diastolic) if counts else (None, None))
    source = "observation" if counts else "second_due"
    assert (proposed.sources["systolic_mmhg"], proposed.sources["diastolic_mmhg"]) == (source, source)
    assert proposed.pressure is not None
    assert (proposed.pressure.waiting is None) == counts


def test_severe_diastolic_counts_at_once_even_where_the_systolic_was_not_noted(
    store: Store, nurse: Session, pregnancy: Pregnancy, assessments: AssessmentService
) -> None:
    reception = ReceptionService(store)
    reception.measure(nurse, reception.arrive(nurse, pregnancy.person_id).id, [NewObservation("diastolic_mmhg", 110)])
    assert _pair(assessments.propose(nurse, pregnancy.id)) == (None, 110)


def test_what_waits_tells_its_figure_and_from_when_the_second_is_due(measure: Measure, fake_clock: FakeClock) -> None:
    pressure = measure(146, 92).pressure
    assert pressure is not None
    assert pressure.waiting is not None
    assert pressure.is_today
    assert pressure.waiting.systolic == 146
    assert pressure.waiting.diastolic == 92
    assert pressure.course.second_from == pressure.waiting.at + timedelta(seconds=REST)


def test_the_second_high_reading_is_the_one_that_counts(measure: Measure, fake_clock: FakeClock) -> None:
    measure(158, 100)
    fake_clock.advance(REST)
    proposed = measure(144, 91)
    assert _pair(proposed) == (144, 91)
    assert proposed.pressure is not None
    assert proposed.pressure.is_confirmed_today


def test_a_normal_second_reading_is_the_one_that_counts(measure: Measure, fake_clock: FakeClock) -> None:
    measure(146, 92)
    fake_clock.advance(REST)
    proposed = measure(128, 82)
    assert _pair(proposed) == (128, 82)
    assert proposed.pressure is not None
    assert not proposed.pressure.is_confirmed_today


def test_a_second_reading_before_the_rest_was_over_lets_nothing_count(measure: Measure, fake_clock: FakeClock) -> None:
    measure(146, 92)
    fake_clock.advance(REST - 1)
    assert _pair(measure(120, 80)) == (None, None)


def test_a_severe_reading_after_a_high_one_counts_without_waiting(measure: Measure, fake_clock: FakeClock) -> None:
    measure(146, 92)
    fake_clock.advance(1)
    assert _pair(measure(165, 92)) == (165, 92)


def test_what_was_left_waiting_on_another_day_is_neither_normal_nor_counted(
    measure: Measure,
    fake_clock: FakeClock,
    nurse: Session,
    pregnancy: Pregnancy,
    assessments: AssessmentService,
) -> None:
    measure(120, 80)
    measure(146, 92)
    fake_clock.advance(3 * 86_400)
    proposed = assessments.propose(nurse, pregnancy.id)
    assert _pair(proposed) == (None, None)
    assert proposed.sources["systolic_mmhg"] == "second_missing"
    assert proposed.pressure is not None
    assert not proposed.pressure.is_today


def test_todays_first_high_reading_waits_though_another_day_was_normal(
    measure: Measure,
    fake_clock: FakeClock,
    nurse: Session,
    pregnancy: Pregnancy,
    pregnancies: PregnancyService,
    assessments: AssessmentService,
) -> None:
    measure(120, 80)
    fake_clock.advance(3 * 86_400)
    pregnancies.record(nurse, pregnancy.id, _both(146, 92))
    proposed = assessments.propose(nurse, pregnancy.id)
    assert _pair(proposed) == (None, None)
    assert proposed.sources["systolic_mmhg"] == "second_due"


def test_a_reading_noted_outside_of_the_arrival_belongs_to_the_same_day(
    measure: Measure,
    fake_clock: FakeClock,
    nurse: Session,
    pregnancy: Pregnancy,
    pregnancies: PregnancyService,
    assessments: AssessmentService,
) -> None:
    measure(146, 92)
    fake_clock.advance(60)
    pregnancies.record(nurse, pregnancy.id, _both(120, 80))
    assert _pair(assessments.propose(nurse, pregnancy.id)) == (None, None)
    fake_clock.advance(REST)
    pregnancies.record(nurse, pregnancy.id, _both(145, 80))
    assert _pair(assessments.propose(nurse, pregnancy.id)) == (145, 80)


def test_a_first_reading_from_before_the_pregnancy_was_opened_still_asks_for_the_second(
    store: Store,
    fake_clock: FakeClock,
    nurse: Session,
    joana: PersonRecord,
    pregnancies: PregnancyService,
    assessments: AssessmentService,
) -> None:
    reception = ReceptionService(store)
    arrival = reception.arrive(nurse, joana.id)
    reception.measure(nurse, arrival.id, _both(146, 92))
    opened = pregnancies.open(nurse, joana.id, date(2025, 10, 13))
    assert _pair(assessments.propose(nurse, opened.id)) == (None, None)
    fake_clock.advance(REST)
    reception.measure(nurse, arrival.id, _both(150, 95))
    assert _pair(assessments.propose(nurse, opened.id)) == (150, 95)


def test_a_corrected_reading_no_longer_waits(
    measure: Measure,
    nurse: Session,
    pregnancy: Pregnancy,
    pregnancies: PregnancyService,
    assessments: AssessmentService,
) -> None:
    measure(146, 82)
    wrong = next(one for one in pregnancies.observations(nurse, pregnancy.id) if one.code == "systolic_mmhg")
    pregnancies.correct(nurse, wrong.id, 116, "Digitado com engano")
    proposed = assessments.propose(nurse, pregnancy.id)
    assert _pair(proposed) == (116, 82)
    assert proposed.sources["systolic_mmhg"] == "observation"


_sides = st.tuples(st.integers(90, 175), st.integers(50, 118))
_steps = st.lists(st.tuples(st.integers(0, 20), _sides), min_size=1, max_size=6)


@given(_steps)
def test_a_high_pressure_counts_only_when_severe_or_seen_twice_with_the_rest_between(
    steps: list[tuple[int, tuple[int, int]]],
) -> None:
    at, readings = START, []
    for minutes, (systolic, diastolic) in steps:
        at += timedelta(minutes=minutes)
        readings.append(PressureReading(Decimal(systolic), Decimal(diastolic), at))
    known = RecordedPressure(follow(RULE, readings), is_today=True)
    counted, high = known.counted, [one for one in readings if one.reaches(RULE.hypertension)]
    assert (counted is None) == (known.waiting is not None)
    assert counted is None or counted in readings
    if counted is not None and counted.reaches(RULE.hypertension) and not counted.reaches(RULE.severe):
        assert any(counted.at - one.at >= RULE.rest[0] for one in high)
    if any(one.reaches(RULE.severe) for one in readings):
        assert counted is not None
        assert counted.reaches(RULE.severe)
    if len(high) == 1 and not high[0].reaches(RULE.severe) and known.course.state is PressureState.SECOND_DUE:
        assert counted is None
