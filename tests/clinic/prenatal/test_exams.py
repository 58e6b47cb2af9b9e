"""Exams: every threshold at its boundary, each source by itself; requests that wait; results with corrections."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.drafts import DraftService
from app.clinic.figures import Mark
from app.clinic.pregnancies.kinds import kinds
from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.prenatal.exam_catalogue import FOLDER, ExamKind, Level, exam, load_exams
from app.clinic.prenatal.exam_catalogue import exams as catalogue
from app.clinic.prenatal.exams_service import DRAFT, ExamService, NewResult, RequestStatus
from app.clinic.prenatal.interpretation import expected_value, gravest, interpret, landmark_at
from app.clinic.problems import InputError
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.session import Session
from tests.clinic.conftest import TODAY

DAY = 24 * 3600


def said(code: str, value: float, week: int | None, source: str) -> Level | None:
    return next((one.level for one in interpret(exam(code), value, week) if one.source.code == source), None)


@pytest.mark.parametrize(
    ("code", "value", "week", "source", "level"),
    [
        ("haemoglobin", 10.9, 12, "who", "attention"),
        ("haemoglobin", 11.0, 12, "who", "usual"),
        ("haemoglobin", 10.5, 13, "who", "usual"),
        ("haemoglobin", 10.4, 13, "who", "attention"),
        ("haemoglobin", 10.5, 27, "who", "usual"),
        ("haemoglobin", 10.9, 28, "who", "attention"),
        ("haemoglobin", 11.0, 28, "who", "usual"),
        ("haemoglobin", 7.9, 20, "severe_anaemia", "urgent"),
        ("haemoglobin", 8.0, 20, "severe_anaemia", "usual"),
        ("haemoglobin", 10.0, None, "who", None),
        ("haemoglobin", 7.9, None, "severe_anaemia", "urgent"),
        ("glucose_fasting", 91, 20, "who", "usual"),
        ("glucose_fasting", 92, 20, "who", "attention"),
        ("glucose_fasting", 125, 20, "who", "attention"),
        ("glucose_fasting", 126, 20, "who", "urgent"),
        ("glucose_75g_0h", 92, 26, "who", "attention"),
        ("glucose_75g_1h", 179, 26, "who", "usual"),
        ("glucose_75g_1h", 180, 26, "who", "attention"),
        ("glucose_75g_2h", 152, 26, "who", "usual"),
        ("glucose_75g_2h", 153, 26, "who", "attention"),
        ("glucose_75g_2h", 199, 26, "who", "attention"),
        ("glucose_75g_2h", 200, 26, "who", "urgent"),
        ("glucose_random", 199, 26, "who", "usual"),
        ("glucose_random", 200, 26, "who", "urgent"),
        ("systolic_mmhg", 139, 26, "who", "usual"),
        ("systolic_mmhg", 140, 26, "who", "attention"),
        ("systolic_mmhg", 159, 26, "who", "attention"),
        ("systolic_mmhg", 160, 26, "who", "urgent"),
        ("diastolic_mmhg", 89, 26, "who", "usual"),
        ("diastolic_mmhg", 90, 26, "who", "attention"),
        ("diastolic_mmhg", 109, 26, "who", "attention"),
        ("diastolic_mmhg", 110, 26, "who", "urgent"),
        ("temperature_celsius", 37.7, 26, "cab32", "usual"),
        ("temperature_celsius", 37.8, 26, "cab32", "attention"),
        ("temperature_celsius", 37.9, 26, "who", "usual"),
        ("temperature_celsius", 38.0, 26, "who", "attention"),
        ("spo2_percent", 91, 26, "who", "urgent"),
        ("spo2_percent", 92, 26, "who", "usual"),
        ("fetal_heart_rate", 119, 26, "cab32", "attention"),
        ("fetal_heart_rate", 120, 26, "cab32", "usual"),
        ("fetal_heart_rate", 160, 26, "cab32", "usual"),
        ("fetal_heart_rate", 161, 26, "cab32", "attention"),
        ("fetal_heart_rate", 99, 26, "who", "attention"),
        ("fetal_heart_rate", 100, 26, "who", "usual"),
        ("fetal_heart_rate", 180, 26, "who", "usual"),
        ("fetal_heart_rate", 181, 26, "who", "attention"),
        ("bhcg", 4.9, None, "thesis_bhcg", "usual"),
        ("bhcg", 5, None, "thesis_bhcg", "doubtful"),
        ("bhcg", 25, None, "thesis_bhcg", "doubtful"),
        ("bhcg", 25.1, None, "thesis_bhcg", "usual"),
    ],
)
def test_every_threshold_holds_on_its_own_side(
    code: str, value: float, week: int | None, source: str, level: str | None
) -> None:
    assert said(code, value, week, source) == level


def test_negative_and_positive_bhcg_are_told_apart_by_their_words() -> None:
    words = [interpret(exam("bhcg"), value, None)[0].label.en for value in (4.9, 5, 25, 25.1)]
    assert words == ["Negative", "Doubtful", "Doubtful", "Positive"]


@given(st.sampled_from(sorted(catalogue())), st.floats(-10, 1000), st.one_of(st.none(), st.integers(0, 44)))
def test_each_source_says_at_most_one_thing_of_any_value(code: str, value: float, week: int | None) -> None:
    readings = interpret(exam(code), value, week)
    sources = [one.source.code for one in readings]
    assert len(sources) == len(set(sources))
    assert (gravest(readings) is None) == (readings == ())


def test_every_figure_carries_a_mark_and_fundal_height_makes_no_judgement() -> None:
    assert {one.kind for one in catalogue().values()} == set(ExamKind)
    marks = {reference.source.mark for one in catalogue().values() for reference in one.references}
    assert marks <= {Mark.VERIFIED, Mark.SECOND_HAND}
    height = exam("fundal_height_cm")
    assert interpret(height, 30, 30) == ()
    assert [landmark_at(height, week) is not None for week in (12, 16, 17, 20)] == [True, True, False, True]
    assert [expected_value(height, week) for week in (19, 20, 33)] == [None, 20, 33]


def test_what_is_read_twice_has_the_same_limits_as_the_observation() -> None:
    shared = [one for one in catalogue().values() if one.code in kinds() and one.type == "number"]
    assert shared
    for one in shared:
        accepted = kinds()[one.code].accepted
        assert one.plausible is not None
        assert accepted is not None
        assert (one.plausible.lower, one.plausible.upper) == tuple(Decimal(str(bound)) for bound in accepted), one.code
        assert (one.unit, one.decimals) == (kinds()[one.code].unit, kinds()[one.code].decimals), one.code


@pytest.mark.parametrize(
    ("wrong", "right", "code"),
    [
        ("{from: 8, level", "{from: 9, level", "gap"),
        ("{from: 8, level", "{from: 7, level", "overlap"),
        ("level: doubtful", "level: maybe", "unknown_code"),
        ("source: thesis_bhcg", "source: rumour", "unknown_source"),
        ("plausible: {from: 2, to: 25", "plausible: {from: 26, to: 25", "empty_range"),
        ("below_week: 28", "below_week: 13", "empty_range"),
    ],
)
def test_a_file_of_exams_that_cannot_be_is_refused(wrong: str, right: str, code: str) -> None:
    text = (FOLDER / "laboratory.yaml").read_text(encoding="utf-8")
    assert wrong in text
    with pytest.raises(KnownError, match=r"figures\.refused") as refused:
        load_exams(text.replace(wrong, right, 1).encode())
    assert code in str(refused.value.values["problems"])


@pytest.mark.parametrize(
    ("code", "value", "problem"),
    [
        ("haemoglobin", 1.9, "out_of_range"),
        ("haemoglobin", 2, None),
        ("haemoglobin", 25, None),
        ("haemoglobin", 25.1, "out_of_range"),
        ("haemoglobin", 11.05, "too_many_decimals"),
        ("haemoglobin", "11", "not_a_number"),
        ("haemoglobin", float("nan"), "not_a_number"),
        ("hiv", "nonreactive", None),
        ("hiv", "perhaps", "unknown_choice"),
        ("ultrasound_report", " ", "bad_text"),
        ("ultrasound_report", "Feto único", None),
    ],
)
def test_results_are_checked_before_they_are_kept(
    code: str, value: str | float, problem: str | None, exams: ExamService, nurse: Session, pregnancy: Pregnancy
) -> None:
    new = NewResult(code, value, TODAY)
    if problem is None:
        assert exams.record(nurse, pregnancy.id, new).value == value
        return
    with pytest.raises(InputError) as refused:
        exams.record(nurse, pregnancy.id, new)
    assert refused.value.problems[0].code == f"prenatal.result_{problem}"
    assert exams.results(nurse, pregnancy.id) == ()


def test_a_request_waits_is_overdue_after_its_day_and_is_answered_by_its_result(
    exams: ExamService, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    asked = exams.request(nurse, pregnancy.id, "haemoglobin", date(2026, 3, 3))
    open_ended = exams.request(nurse, pregnancy.id, "hiv")
    fake_clock.advance(DAY)
    assert {one.status for one in exams.requests(nurse, pregnancy.id)} == {RequestStatus.PENDING}
    fake_clock.advance(DAY)
    by_id = {one.id: one.status for one in exams.requests(nurse, pregnancy.id)}
    assert by_id == {asked.id: RequestStatus.OVERDUE, open_ended.id: RequestStatus.PENDING}
    result = exams.record(nurse, pregnancy.id, NewResult("haemoglobin", 10.9, date(2026, 3, 3), asked.id))
    assert {one.id: one.status for one in exams.requests(nurse, pregnancy.id)}[asked.id] is RequestStatus.DONE
    exams.correct(nurse, result.id, None, "Era de outra")
    assert {one.id: one.status for one in exams.requests(nurse, pregnancy.id)}[asked.id] is RequestStatus.OVERDUE
    exams.withdraw(nurse, asked.id, "Pedido em dobro")
    assert [one.id for one in exams.requests(nurse, pregnancy.id)] == [open_ended.id]
    with pytest.raises(KnownError, match=r"prenatal\.other_exam"):
        exams.record(nurse, pregnancy.id, NewResult("haemoglobin", 11, TODAY, open_ended.id))
    with pytest.raises(KnownError, match=r"prenatal\.due_in_past"):
        exams.request(nurse, pregnancy.id, "hiv", date(2026, 3, 3))
    with pytest.raises(KnownError, match=r"prenatal\.unknown_exam"):
        exams.request(nurse, pregnancy.id, "aura")


def test_a_result_is_read_in_the_week_when_it_was_taken_and_corrected_with_a_reason(
    exams: ExamService, nurse: Session, pregnancy: Pregnancy
) -> None:
    wrong = exams.record(nurse, pregnancy.id, NewResult("haemoglobin", 10.6, date(2026, 1, 5)))
    assert wrong.age is not None
    assert (wrong.age.weeks, wrong.unit) == (12, "g/dL")
    assert gravest(wrong.readings) is Level.ATTENTION
    right = exams.correct(nurse, wrong.id, 10.6, "Dia trocado", date(2026, 1, 12))
    assert gravest(right.readings) is Level.USUAL
    old, new = exams.results(nurse, pregnancy.id)
    assert (old.superseded_by, old.is_current, new.reason, new.is_current) == (right.id, False, "Dia trocado", True)


def test_a_trend_joins_results_and_observations_by_gestational_week(
    exams: ExamService, pregnancies: PregnancyService, nurse: Session, pregnancy: Pregnancy
) -> None:
    exams.record(nurse, pregnancy.id, NewResult("systolic_mmhg", 110, date(2026, 1, 5)))
    (wrong,) = pregnancies.record(nurse, pregnancy.id, [NewObservation("systolic_mmhg", 190)])
    pregnancies.correct(nurse, wrong.id, 120, "Digitado com engano")
    points = exams.trend(nurse, pregnancy.id, "systolic_mmhg")
    assert [(one.age.weeks if one.age else None, one.value) for one in points] == [(12, 110.0), (20, 120.0)]


def test_results_that_came_back_together_are_kept_together_or_not_at_all(
    exams: ExamService, drafts: DraftService, nurse: Session, pregnancy: Pregnancy
) -> None:
    drafts.keep(nurse, DRAFT, pregnancy.id, {"day": "02/03/2026"})
    news = [NewResult("haemoglobin", 11.2, TODAY), NewResult("glucose_fasting", 2000, TODAY)]
    with pytest.raises(InputError) as refused:
        exams.record_all(nurse, pregnancy.id, news)
    assert [one.field for one in refused.value.problems] == ["glucose_fasting"]
    assert exams.results(nurse, pregnancy.id) == ()
    assert drafts.get(nurse, DRAFT, pregnancy.id) is not None
    exams.record_all(
        nurse, pregnancy.id, [NewResult("haemoglobin", 11.2, TODAY), NewResult("hiv", "nonreactive", TODAY)]
    )
    assert {one.code for one in exams.results(nurse, pregnancy.id)} == {"haemoglobin", "hiv"}
    assert drafts.get(nurse, DRAFT, pregnancy.id) is None
