"""Exams, vaccines and charts of one pregnancy, in every state that tells something."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from PySide6.QtWidgets import QWidget

from app.clinic.people.model import NewPerson, Sex
from app.clinic.pregnancies.model import NewObservation, PregnancyFilter, PregnancyOrder
from app.clinic.prenatal.exams_service import NewResult
from app.clinic.prenatal.pregnancy_test import FlowEvent
from app.clinic.prenatal.pregnancy_test_service import Decision, SerumTest, Suspicion, UrineTest
from app.clinic.prenatal.series import Chart
from app.clinic.prenatal.vaccines_service import NewDose
from app.security.roles import Role
from app.security.session import Session
from ui.commands.screenshots.stage import Stage
from ui.pregnancy.charts.section import FIGURES, ChartsSection
from ui.pregnancy.exams.correct_sheet import CorrectResult
from ui.pregnancy.exams.result_form import ResultForm
from ui.pregnancy.exams.section import VACCINES, ExamsSection
from ui.pregnancy.pregnancy_test.flow import PregnancyTestFlow
from ui.pregnancy.pregnancy_test.questions import SerumQuestion
from ui.pregnancy.record import PregnancyRecord
from ui.pregnancy.screen import Pregnancies
from ui.pregnancy.vaccines.dose_sheet import DoseSheet
from ui.widgets.buttons import Button

_WEEK = timedelta(weeks=1)


def exams(stage: Stage) -> None:
    """The list, one exam with its trend, correcting it, asking for a set, writing results down."""
    section = _exams(stage)
    stage.shoot("exams")
    section.open_exam("fetal_heart_rate")
    stage.shoot("exam-one")
    fix = next(one for one in section.findChildren(Button) if one.objectName().startswith("correct_"))
    fix.click()
    stage.shoot("exam-correct")
    for sheet in stage.window.findChildren(CorrectResult):
        sheet.leave()
    section.close_page()
    section.open_results()
    form = section.pages.currentWidget()
    assert isinstance(form, ResultForm)
    form.add("haemoglobin").set_text("10,4")
    form.add("ultrasound_report")
    stage.shoot("exam-results")
    form.keeper.drop()
    section.close_page()
    section.open_request()
    stage.shoot("exam-request")
    section.step_back()


def exams_empty(stage: Stage) -> None:
    """Before the first exam was asked for."""
    session = stage.session(Role.NURSE)
    woman = stage.station.people.register(session, _somebody("Iara Inventada Bezerra"))
    begun = stage.station.pregnancies.open(session, woman.id, date(2026, 9, 1))
    _open(stage, begun.id, "exams")
    stage.shoot("exams-empty")
    _open(stage, begun.id, "charts")
    stage.shoot("charts-empty")


def vaccines(stage: Stage) -> None:
    """The vaccines with their doses, and a dose being written down."""
    section = _exams(stage)
    section.open_detail(VACCINES)
    stage.shoot("vaccines")
    section.vaccines.cards[0].record_button.click()
    stage.shoot("vaccine-dose")
    for sheet in stage.window.findChildren(DoseSheet):
        sheet.leave()


def charts(stage: Stage) -> None:
    """Every chart, the same values as a table, and what is missing where nobody told the weight before."""
    section = _record(stage, "charts").section
    assert isinstance(section, ChartsSection)
    stage.settle()
    stage.shoot("charts")
    section.open_detail(Chart.FETAL_HEART_RATE)
    stage.shoot("charts-below")
    section.switch.set_value(FIGURES)
    section.switch.changed.emit(FIGURES)
    stage.shoot("charts-table")


def _somebody(name: str) -> NewPerson:
    return NewPerson(
        full_name=name,
        birth_date=date(1999, 5, 20),
        sex=Sex.FEMALE,
        mother_name="Ivone Inventada Moreira",
        no_document_reason="Pessoa inventada para demonstração",
        municipality_code="2408102",
        municipality_name="Natal",
        synthetic=True,
    )


def pregnancy_test(stage: Stage) -> None:
    """At the desk: the suspicion, a negative strip, the blood test as it is typed, and its end."""
    session = stage.session(Role.NURSE)
    woman = stage.station.people.register(session, _somebody("Tainá Inventada Moreira"))
    tests = stage.station.pregnancy_tests
    _begin_test(stage, woman.id)
    stage.shoot("pregnancy-test-suspicion")
    for step in (Suspicion(9), UrineTest(positive=False)):
        stage.clock_moves(120)
        tests.record(session, woman.id, step)
    _begin_test(stage, woman.id)
    stage.shoot("pregnancy-test-negative")
    stage.clock_moves(60)
    tests.record(session, woman.id, Decision(FlowEvent.STILL_SUSPECTED_SERUM))
    flow = _begin_test(stage, woman.id)
    assert isinstance(flow.question, SerumQuestion)
    flow.question.number.line.setText("18")
    stage.shoot("pregnancy-test-blood")
    stage.clock_moves(60)
    tests.record(session, woman.id, SerumTest(214))
    _begin_test(stage, woman.id)
    stage.shoot("pregnancy-test-confirmed")


def _begin_test(stage: Stage, person_id: str) -> PregnancyTestFlow:
    place = stage.enter(Role.NURSE, "reception", person_id).current()
    assert isinstance(place, QWidget)
    stage.settle()
    button = place.findChild(Button, "begin_pregnancy_test")
    assert isinstance(button, Button)
    button.click()
    stage.settle()
    flow = place.findChild(PregnancyTestFlow)
    assert isinstance(flow, PregnancyTestFlow)
    return flow


def _exams(stage: Stage) -> ExamsSection:
    section = _record(stage, "exams").section
    assert isinstance(section, ExamsSection)
    stage.settle()
    return section


def _record(stage: Stage, tab: str) -> PregnancyRecord:
    session = stage.session(Role.NURSE)
    rows = stage.station.pregnancies.list(session, PregnancyFilter(order=PregnancyOrder.DUE_DATE), 0, 400).rows
    row = next(one for one in rows if one.gestational_age is not None and one.gestational_age.weeks == 31)
    assert row.lmp is not None
    _measure(stage, session, row.pregnancy_id, row.lmp)
    return _open(stage, row.pregnancy_id, tab)


def _open(stage: Stage, pregnancy_id: str, tab: str) -> PregnancyRecord:
    place = stage.enter(Role.NURSE, "pregnancy").current()
    assert isinstance(place, Pregnancies)
    place.open(f"{pregnancy_id}/{tab}")
    stage.until(lambda: place.record is not None, "the record")
    assert place.record is not None
    stage.settle()
    return place.record


def _measure(stage: Stage, session: Session, pregnancy_id: str, lmp: date) -> None:
    """What the first trimesters brought, once for every walk."""
    station = stage.station
    observed = station.pregnancies.observations(session, pregnancy_id)
    known = {one.code: one.value for one in observed if one.is_current}
    weights = [float(str(one.value)) for one in observed if one.is_current and one.code == "weight_kg"]
    body = {"weight_before_kg": round(weights[-1] - 1.3, 1) if weights else 61.5, "height_cm": 161}
    missing = [NewObservation(code, value) for code, value in body.items() if code not in known]
    if missing:
        station.pregnancies.record(session, pregnancy_id, missing)
    if any(one.code == "rh_factor" for one in station.exams.results(session, pregnancy_id)):
        return
    station.exams.record_all(session, pregnancy_id, _results(lmp))
    station.exams.request_all(session, pregnancy_id, ("syphilis", "hiv", "hbsag"), None)
    for new in (
        NewDose("dt", None),
        NewDose("hepatitis_b", lmp + 13 * _WEEK, "HB2207", "UBS"),
        NewDose("influenza", lmp + 18 * _WEEK, "FLU88", "UBS"),
    ):
        station.vaccines.record(session, pregnancy_id, new)


def _results(lmp: date) -> list[NewResult]:
    def at(code: str, value: str | float, week: float) -> NewResult:
        return NewResult(code, value, lmp + timedelta(days=round(7 * week)))

    return [
        at("haemoglobin", 12.1, 9),
        at("haemoglobin", 10.9, 20),
        at("haemoglobin", 10.4, 28.4),
        at("glucose_fasting", 88, 9),
        at("glucose_75g_0h", 90, 25),
        at("glucose_75g_1h", 184, 25),
        at("glucose_75g_2h", 149, 25),
        at("blood_group", "o", 9),
        at("rh_factor", "positive", 9),
        at("syphilis", "nonreactive", 9),
        at("hiv", "nonreactive", 9),
        at("toxoplasmosis_igg", "nonreactive", 9),
        at("toxoplasmosis_igm", "nonreactive", 9),
        at("urine_culture", "negative", 9),
        *(at("fundal_height_cm", round(week - 0.6), week) for week in (20, 24, 28, 30)),
        *(
            at("fetal_heart_rate", beats, week)
            for beats, week in ((148, 14), (152, 20), (139, 24), (164, 28), (144, 30))
        ),
        *(at("systolic_mmhg", value, week) for value, week in ((112, 9), (108, 16), (116, 24), (132, 28))),
        *(at("diastolic_mmhg", value, week) for value, week in ((70, 9), (68, 16), (76, 24), (92, 28))),
    ]


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("exams", exams),
    ("exams and charts empty", exams_empty),
    ("vaccines", vaccines),
    ("charts", charts),
    ("pregnancy test", pregnancy_test),
)
