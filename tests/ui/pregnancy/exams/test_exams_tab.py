"""The tab of the exams: empty, asked for, overdue, out of the usual; asking and writing down by keyboard."""

import time
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.clinic.pregnancies.model import Pregnancy
from app.clinic.prenatal.exams_service import NewResult
from app.clinic.prenatal.outcomes import NewOutcome, OutcomeKind
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.session import Session
from app.station import Station
from tests.ui.clinical import LMP, PASSWORD, Desk, OpenDesk, words_in
from ui.corrections.strike_out import StrikeOutForm
from ui.pregnancy.exams.correct_sheet import CorrectResult
from ui.pregnancy.exams.exam_detail import ExamDetail
from ui.pregnancy.exams.exam_table import result_cell
from ui.pregnancy.exams.reading import ExamRow, Group
from ui.pregnancy.exams.request_form import RequestForm
from ui.pregnancy.exams.section import ExamsSection
from ui.widgets.buttons import Button

TODAY = LMP + timedelta(days=21 * 7 + 5)


@pytest.fixture
def desk(open_desk: OpenDesk, nurse: Session) -> Desk:
    """The nurse's window."""
    return open_desk(nurse)


def opened(desk: Desk, pregnancy: Pregnancy, detail: str = "") -> ExamsSection:
    desk.go("pregnancy", f"{pregnancy.id}/exams/{detail}")
    desk.settle()
    record = desk.pregnancies.record
    assert record is not None
    section = record.section
    assert isinstance(section, ExamsSection)
    return section


def lines(section: ExamsSection) -> list[tuple[Group, str, str]]:
    model = section.table.model_of_groups
    rows = [model.row_at(line) for line in range(model.rowCount())]
    return [(one.group, one.exam.code, result_cell(one)) for one in rows if isinstance(one, ExamRow)]


def page(section: ExamsSection) -> object:
    return section.pages.currentWidget()


def test_an_empty_tab_offers_the_exams_of_the_trimester(desk: Desk, pregnancy: Pregnancy) -> None:
    section = opened(desk, pregnancy)
    assert section.states.state == "empty"
    assert "Pedir os do 2º trimestre" in words_in(section)


def test_a_set_is_asked_for_by_keyboard_and_then_waits(
    desk: Desk, pregnancy: Pregnancy, station: Station, nurse: Session
) -> None:
    section = opened(desk, pregnancy)
    section.open_request()
    form = page(section)
    assert isinstance(form, RequestForm)
    assert form.chosen() == ("glucose_75g_0h", "glucose_75g_1h", "glucose_75g_2h")
    desk.tab_to("ask_glucose_75g_1h")
    desk.press(Qt.Key.Key_Space)
    desk.tab_to("due_on")
    desk.type((TODAY + timedelta(days=10)).strftime("%d/%m/%Y"))
    assert form.ask_button.text() == "Pedir 2 exames"
    form.ask_button.setFocus()
    desk.press(Qt.Key.Key_Return)
    desk.settle()
    asked = station.exams.requests(nurse, pregnancy.id)
    assert {one.code for one in asked} == {"glucose_75g_0h", "glucose_75g_2h"}
    assert [group for group, _, _ in lines(section)] == [Group.PENDING, Group.PENDING]
    assert ("success", "2 exames pedidos.") in desk.said


def test_nothing_is_asked_for_when_nothing_is_ticked_and_a_past_day_is_refused(
    desk: Desk, pregnancy: Pregnancy
) -> None:
    section = opened(desk, pregnancy)
    section.open_request()
    form = page(section)
    assert isinstance(form, RequestForm)
    form.due.setText((TODAY - timedelta(days=1)).strftime("%d/%m/%Y"))
    form.ask()
    assert form.due_field.error
    form.due.clear()
    for box in form.boxes.values():
        box.setChecked(False)
    form.ask()
    assert "Marque pelo menos um exame" in words_in(form)


def test_what_is_overdue_stands_first_then_what_waits_then_what_stands_out(
    desk: Desk, pregnancy: Pregnancy, station: Station, nurse: Session, fake_clock: FakeClock
) -> None:
    station.exams.request(nurse, pregnancy.id, "hiv", TODAY + timedelta(days=2))
    station.exams.request(nurse, pregnancy.id, "syphilis")
    station.exams.record(nurse, pregnancy.id, NewResult("haemoglobin", 10.2, TODAY))
    station.exams.record(nurse, pregnancy.id, NewResult("rh_factor", "positive", TODAY))
    fake_clock.advance(3 * 24 * 3600)
    fresh = station.sign_in.sign_in("nurse", PASSWORD)
    desk.context.__dict__["session"] = fresh
    found = lines(opened(desk, pregnancy))
    assert [(group, code) for group, code, _ in found] == [
        (Group.OVERDUE, "hiv"),
        (Group.PENDING, "syphilis"),
        (Group.NOTABLE, "haemoglobin"),
        (Group.USUAL, "rh_factor"),
    ]
    assert [words for _, _, words in found][2:] == ["10,2 g/dL · Anemia", "Positivo"]


def test_one_exam_shows_value_reference_trend_and_history_and_is_corrected_with_a_reason(
    desk: Desk, pregnancy: Pregnancy, station: Station, nurse: Session, qtbot: QtBot
) -> None:
    station.exams.record(nurse, pregnancy.id, NewResult("haemoglobin", 12.0, LMP + timedelta(weeks=9)))
    station.exams.record(nurse, pregnancy.id, NewResult("haemoglobin", 10.9, TODAY))
    section = opened(desk, pregnancy, "haemoglobin")
    detail = page(section)
    assert isinstance(detail, ExamDetail)
    said = words_in(detail)
    assert "10,9 g/dL" in said
    assert "≥ 10,5 g/dL: Sem anemia" in said
    latest = station.exams.results(nurse, pregnancy.id)[-1]
    button = detail.findChild(Button, f"correct_{latest.id}")
    assert button is not None
    button.click()
    sheet = desk.findChild(CorrectResult)
    assert isinstance(sheet, CorrectResult)
    sheet.line.set_text("10,1")
    sheet.submit()
    assert sheet.reason_field.error
    sheet.reason.set_value("Erro de digitação")
    sheet.submit()
    desk.settle()
    detail = page(section)
    assert isinstance(detail, ExamDetail)
    said = words_in(detail)
    assert "10,1 g/dL" in said
    assert "Erro de digitação" in said
    assert [one.value for one in station.exams.results(nurse, pregnancy.id) if one.is_current] == [12.0, 10.1]


def test_a_request_is_withdrawn_with_a_reason(
    desk: Desk, pregnancy: Pregnancy, station: Station, nurse: Session
) -> None:
    station.exams.request(nurse, pregnancy.id, "hiv")
    section = opened(desk, pregnancy, "hiv")
    detail = page(section)
    assert isinstance(detail, ExamDetail)
    next(one for one in detail.findChildren(Button) if one.text() == "Retirar o pedido").click()
    sheet = desk.findChild(StrikeOutForm)
    assert isinstance(sheet, StrikeOutForm)
    sheet.reason.set_value("Anotado duas vezes")
    sheet.submit()
    desk.settle()
    assert station.exams.requests(nurse, pregnancy.id) == ()


def test_only_the_newest_results_are_built_at_once(
    desk: Desk, pregnancy: Pregnancy, station: Station, nurse: Session
) -> None:
    days = [TODAY - timedelta(days=number) for number in range(40)]
    station.exams.record_all(nurse, pregnancy.id, [NewResult("systolic_mmhg", 110, day) for day in days])
    detail = page(opened(desk, pregnancy, "systolic_mmhg"))
    assert isinstance(detail, ExamDetail)
    assert detail._lines.count() == 8
    assert detail.more.text() == "Mostrar mais 32"
    detail.more.click()
    assert detail._lines.count() == 40


def test_a_student_sees_the_results_and_may_write_nothing_down(
    open_desk: OpenDesk, pregnancy: Pregnancy, station: Station, nurse: Session
) -> None:
    station.exams.record(nurse, pregnancy.id, NewResult("haemoglobin", 12.0, TODAY))
    station.exams.request(nurse, pregnancy.id, "hiv")
    desk = open_desk(station.sign_in.sign_in("student", PASSWORD))
    section = opened(desk, pregnancy)
    assert {code for _, code, _ in lines(section)} == {"haemoglobin", "hiv"}
    assert "Pedir exames" not in words_in(section)
    section.open_exam("haemoglobin")
    said = words_in(section)
    assert "12,0 g/dL" in said
    assert "Corrigir" not in said
    assert "Anotar" not in said


def test_enter_opens_an_exam_and_escape_comes_back_to_its_line(
    desk: Desk, pregnancy: Pregnancy, station: Station, nurse: Session
) -> None:
    station.exams.record(nurse, pregnancy.id, NewResult("haemoglobin", 12.0, TODAY))
    section = opened(desk, pregnancy)
    section.table.setFocus()
    desk.press(Qt.Key.Key_Down, 2)
    desk.press(Qt.Key.Key_Return)
    assert isinstance(page(section), ExamDetail)
    assert desk.pregnancies.step_back()
    assert page(section) is section.pages.widget(0)
    assert section.table.hasFocus()


def test_a_failed_reading_says_so_and_offers_another_try(
    desk: Desk, pregnancy: Pregnancy, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> object:

        raise KnownError("store.missing", path="x")

    section = opened(desk, pregnancy)
    monkeypatch.setattr(type(station.exams), "results", fail)
    section.refresh()
    desk.settle()
    assert section.states.state == "wrong"
    monkeypatch.undo()
    next(one for one in section.findChildren(Button) if one.text() == "Tentar de novo" and one.isVisible()).click()
    desk.settle()
    assert section.states.state == "empty"


def test_forty_visits_and_two_hundred_results_are_read_within_a_tenth_of_a_second(
    pregnancy: Pregnancy, station: Station, nurse: Session
) -> None:

    codes = ("haemoglobin", "glucose_fasting", "fundal_height_cm", "fetal_heart_rate", "systolic_mmhg")
    news = [
        NewResult(code, 110 if code == "systolic_mmhg" else 20, date.fromordinal(TODAY.toordinal() - day))
        for day in range(40)
        for code in codes
    ]
    news = [one if one.code != "fetal_heart_rate" else NewResult(one.code, 140, one.taken_on) for one in news]
    station.exams.record_all(nurse, pregnancy.id, news)
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        station.exams.requests(nurse, pregnancy.id)
        assert len(station.exams.results(nurse, pregnancy.id)) == 200
        times.append(time.perf_counter() - begun)
    assert min(times) < 0.1


def test_after_the_pregnancy_ended_its_exams_are_read_and_no_longer_changed(
    desk: Desk, pregnancy: Pregnancy, station: Station, nurse: Session
) -> None:
    station.exams.record(nurse, pregnancy.id, NewResult("haemoglobin", 12.0, TODAY))
    station.outcomes.record(nurse, pregnancy.id, NewOutcome(OutcomeKind.BIRTH, TODAY))
    section = opened(desk, pregnancy)
    assert "Pedir exames" not in words_in(section)
    section.open_exam("haemoglobin")
    assert "Corrigir" not in words_in(section)
