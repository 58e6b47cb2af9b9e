"""Writing results down: their meaning at once, refusals at the field, drafts, and the age by ultrasound."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from app.clinic.pregnancies.model import Pregnancy
from app.clinic.prenatal.estimates import Method
from app.clinic.prenatal.exams_service import DRAFT
from app.security.session import Session
from app.station import Station
from tests.ui.clinical import LMP, Desk, OpenDesk, words_in
from ui.pregnancy.exams.exam_table import result_cell
from ui.pregnancy.exams.reading import ExamRow, Group
from ui.pregnancy.exams.result_form import ResultForm
from ui.pregnancy.exams.section import ExamsSection
from ui.widgets.badges import Badge

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


def test_results_that_wait_are_written_down_in_one_form_with_their_meaning_at_once(
    desk: Desk, pregnancy: Pregnancy, station: Station, nurse: Session
) -> None:
    asked = station.exams.request_all(nurse, pregnancy.id, ("haemoglobin", "hiv"))
    section = opened(desk, pregnancy)
    section.open_results()
    form = page(section)
    assert isinstance(form, ResultForm)
    desk.type("7,9")
    assert "Anemia grave: emergência" in [one.words for one in form.findChildren(Badge) if one.isVisible()]
    assert "≥ 10,5 g/dL: Sem anemia · Organização Mundial da Saúde" in words_in(form)
    form.save_button.setFocus()
    desk.press(Qt.Key.Key_Return)
    desk.settle()
    (result,) = station.exams.results(nurse, pregnancy.id)
    assert (result.value, result.request_id, result.taken_on) == (7.9, asked[0].id, TODAY)
    assert [code for _, code, _ in lines(section)] == ["hiv", "haemoglobin"]
    assert ("success", "1 resultado salvo.") in desk.said


def test_a_mistyped_result_is_refused_at_its_field_with_the_range(
    desk: Desk, pregnancy: Pregnancy, station: Station, nurse: Session
) -> None:
    section = opened(desk, pregnancy)
    section.open_results("haemoglobin")
    form = page(section)
    assert isinstance(form, ResultForm)
    form.lines[0].set_text("105")
    form.save()
    assert "2" in form.lines[0].field.error
    assert "25" in form.lines[0].field.error
    form.lines[0].set_text("10,5")
    form.day.setText((TODAY + timedelta(days=1)).strftime("%d/%m/%Y"))
    form.save()
    assert form.day_field.error
    assert station.exams.results(nurse, pregnancy.id) == ()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_another_exam_is_added_by_typing_its_name(desk: Desk, pregnancy: Pregnancy) -> None:
    section = opened(desk, pregnancy)
    section.open_results()
    form = page(section)
    assert isinstance(form, ResultForm)
    desk.tab_to("other_exam")
    desk.type("urocultura")
    desk.press(Qt.Key.Key_Return)
    desk.settle()
    assert [one.exam.code for one in form.lines] == ["urine_culture"]
    form.lines[0].removed.emit()
    assert form.lines == []


def test_half_typed_results_come_back_after_the_form_was_left(
    desk: Desk, pregnancy: Pregnancy, station: Station, nurse: Session
) -> None:
    station.exams.request(nurse, pregnancy.id, "haemoglobin")
    section = opened(desk, pregnancy)
    section.open_results()
    desk.type("11,4")
    assert section.unsaved()
    assert section.step_back()
    desk.settle()
    assert station.drafts.get(nurse, DRAFT, pregnancy.id) is not None
    section.open_results()
    desk.settle()
    form = page(section)
    assert isinstance(form, ResultForm)
    assert form.lines[0].text() == "11,4"
    form.save()
    desk.settle()
    assert station.drafts.get(nurse, DRAFT, pregnancy.id) is None


def test_an_ultrasound_adds_an_estimate_and_says_that_the_date_in_use_stays(
    desk: Desk, pregnancy: Pregnancy, station: Station, nurse: Session
) -> None:
    section = opened(desk, pregnancy)
    section.open_results("ultrasound_report")
    form = page(section)
    assert isinstance(form, ResultForm)
    form.lines[0].set_text("Feto único, cefálico")
    form.scan.days.line.setText("3")
    form.save()
    assert "semanas" in words_in(form.scan)
    form.scan.weeks.line.setText("22")
    form.save()
    desk.settle()
    dating = station.dating.dating(nurse, pregnancy.id)
    assert [one.method for one in dating.estimates] == [Method.EXACT, Method.ULTRASOUND]
    assert dating.in_use is not None
    assert dating.in_use.estimate.method is Method.EXACT
    assert "a data em uso não mudou" in desk.said[-1][1]


def test_a_result_brought_back_from_a_draft_answers_its_request(
    desk: Desk, pregnancy: Pregnancy, station: Station, nurse: Session
) -> None:
    older = station.exams.request(nurse, pregnancy.id, "haemoglobin")
    station.exams.request(nurse, pregnancy.id, "haemoglobin")
    section = opened(desk, pregnancy)
    section.open_results()
    desk.type("11,4")
    section.step_back()
    section.open_results("hiv")
    desk.settle()
    form = page(section)
    assert isinstance(form, ResultForm)
    assert [one.exam.code for one in form.lines] == ["hiv", "haemoglobin"]
    form.save()
    desk.settle()
    (result,) = station.exams.results(nurse, pregnancy.id)
    assert result.request_id == older.id
