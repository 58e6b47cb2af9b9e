"""The table of visits, recording one after the danger signs, and the second reading of a high pressure."""

from datetime import date

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.clinic.danger_signs.pressure import PressureState
from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.prenatal.schedules import Professional
from app.clinic.prenatal.visits_service import NewVisit
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import unnamed
from tests.ui.clinical import PASSWORD, Desk, OpenDesk, words_in
from tests.ui.pregnancy.opened import OpenedRecord
from ui.corrections.strike_out import StrikeOutForm
from ui.pregnancy.record import PregnancyRecord
from ui.pregnancy.visits.schedule_sheet import ScheduleSheet
from ui.pregnancy.visits.section import VisitsSection

TODAY = date(2026, 3, 2)
EARLIER = NewVisit(
    date(2026, 2, 3),
    Professional.DOCTOR,
    "Orientada",
    vitals=(
        NewObservation("weight_kg", 66.5),
        NewObservation("systolic_mmhg", 110),
        NewObservation("diastolic_mmhg", 70),
    ),
    found={"fundal_height_cm": 17},
)


def _section(record: PregnancyRecord) -> VisitsSection:
    assert isinstance(record.section, VisitsSection)
    return record.section


def _line(section: VisitsSection, number: int) -> str:
    model = section.table.lines
    words = [str(model.data(model.index(number, at)) or "") for at in range(model.columnCount())]
    return " | ".join(words)


def _answer_none(desk: Desk, section: VisitsSection) -> None:
    assert section.danger is not None
    section.danger.question.asking.none_button.click()
    desk.settle()


def test_without_a_visit_the_first_is_due_and_one_key_records_it(opened_record: OpenedRecord) -> None:
    desk, record = opened_record("visits")
    section = _section(record)
    assert section.next.when.text() == "02/03/2026 · é hoje"
    section.next.button.setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.settle()
    assert section.form is not None
    assert desk.pregnancies.step_back()
    assert section.form is None


def test_every_measure_of_a_visit_stands_in_its_column(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    station.visits.record(nurse, pregnancy.id, EARLIER)
    _, record = opened_record("visits")
    lines = [_line(_section(record), at) for at in range(_section(record).table.lines.rowCount())]
    assert "03/02/2026 | 17s6d | 66,5 | 110/70 | 17 |  |  | Medicina | Orientada" in lines


def test_a_visit_of_today_waits_for_the_danger_signs_and_keeps_all_that_was_measured(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    desk, record = opened_record("visits")
    section = _section(record)
    section.open_form()
    desk.settle()
    assert section.form is not None
    numbers = section.form.measures.numbers
    for code, value in (("weight_kg", 68.4), ("systolic_mmhg", 112), ("diastolic_mmhg", 70)):
        numbers[code].set_value(value)
    section.form.save()
    assert "Pergunte primeiro os sinais de perigo." in words_in(section)
    assert station.visits.list(nurse, pregnancy.id) == ()
    _answer_none(desk, section)
    section.form.complaints.set_value("Azia")
    section.form.save()
    desk.settle()
    (visit,) = station.visits.list(nurse, pregnancy.id)
    assert (visit.day, visit.professional, visit.complaints) == (TODAY, Professional.NURSE, "Azia")
    measured = {one.code: one.value for one in station.visits.measured(nurse, pregnancy.id)[TODAY]}
    assert measured == {"weight_kg": 68.4, "systolic_mmhg": 112, "diastolic_mmhg": 70}
    assert section.pages.currentWidget() is section.states
    assert station.drafts.get(nurse, "visit", pregnancy.id) is None


def test_what_is_impossible_is_told_below_its_field_and_what_is_unusual_is_confirmed(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    desk, record = opened_record("visits")
    section = _section(record)
    section.open_form()
    desk.settle()
    _answer_none(desk, section)
    assert section.form is not None
    weight = section.form.measures.numbers["weight_kg"]
    weight.set_value(900)
    section.form.save()
    assert section.form.measures.fields["weight_kg"].error == "Esperado de 25 a 300 kg"
    weight.set_value(180)
    section.form.save()
    desk.settle()
    assert station.visits.list(nurse, pregnancy.id) == ()
    section.form.banner._act()
    desk.settle()
    assert len(station.visits.list(nurse, pregnancy.id)) == 1


def test_a_high_pressure_asks_for_the_second_reading_after_saving(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy, qtbot: QtBot
) -> None:
    desk, record = opened_record("visits")
    section = _section(record)
    section.open_form()
    desk.settle()
    _answer_none(desk, section)
    assert section.form is not None
    section.form.measures.numbers["systolic_mmhg"].set_value(150)
    section.form.measures.numbers["diastolic_mmhg"].set_value(95)
    assert "Pressão alta" in section.form.measures.pressure_words.text()
    section.form.save()
    qtbot.waitUntil(lambda: record.entries[record.tabs.current()].key == "summary")
    desk.settle()
    encounter = station.danger_signs.encounter_of_today(nurse, pregnancy.person_id)
    course = station.danger_signs.pressure(nurse, pregnancy.person_id, encounter).course
    assert course.state is PressureState.SECOND_DUE
    assert "repetir depois do repouso" in words_in(record.section)


def test_a_half_written_visit_comes_back(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    desk, record = opened_record("visits")
    section = _section(record)
    section.open_form()
    desk.settle()
    assert section.form is not None
    section.form.note.set_value("Retornar com exames")
    section.form.measures.numbers["weight_kg"].set_value(70)
    assert desk.pregnancies.step_back()
    desk.settle()
    section.open_form()
    desk.settle()
    assert section.form is not None
    assert section.form.note.value() == "Retornar com exames"
    assert section.form.measures.numbers["weight_kg"].value() == 70


def test_a_wrong_visit_is_corrected_or_struck_out_and_stays_readable(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    visit = station.visits.record(nurse, pregnancy.id, EARLIER)
    desk, record = opened_record("visits")
    section = _section(record)
    section.open_form(visit)
    assert section.form is not None
    section.form.who.set_value(Professional.NURSE)
    section.form.save()
    assert section.form.fields["reason"].error
    section.form.reason.set_value("Foi com outro profissional")
    section.form.save()
    desk.settle()
    right = next(one for one in station.visits.list(nurse, pregnancy.id) if one.is_current)
    assert right.professional is Professional.NURSE
    section.open_detail(right.id)
    strike = next(
        one for one in section.beside.panel.findChildren(type(section.next.schedule)) if "Riscar" in one.text()
    )
    strike.click()
    sheet = section.window().findChild(StrikeOutForm)
    assert isinstance(sheet, StrikeOutForm)


def test_a_student_sees_the_visits_and_records_none(
    open_desk: OpenDesk, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    station.visits.record(nurse, pregnancy.id, EARLIER)
    desk = open_desk(station.sign_in.sign_in(Role.STUDENT.value, PASSWORD))
    desk.go("pregnancy", f"{pregnancy.id}/visits")
    desk.settle()
    assert desk.pregnancies.record is not None
    section = _section(desk.pregnancies.record)
    assert not section.next.button.isVisible()
    assert not section.next.schedule.isVisible()
    section.open_form()
    assert section.form is None


def test_a_coordinator_chooses_the_schedule_of_the_unit(
    open_desk: OpenDesk, station: Station, pregnancy: Pregnancy
) -> None:
    session = station.sign_in.sign_in(Role.COORDINATOR.value, PASSWORD)
    desk = open_desk(session)
    desk.go("pregnancy", f"{pregnancy.id}/visits")
    desk.settle()
    assert desk.pregnancies.record is not None
    section = _section(desk.pregnancies.record)
    section.choose_schedule()
    sheet = section.window().findChild(ScheduleSheet)
    assert isinstance(sheet, ScheduleSheet)
    sheet.choice.set_value("who")
    sheet.submit()
    desk.settle()
    assert station.visits.schedule(session).code == "who"


def test_everything_in_the_form_has_a_name(opened_record: OpenedRecord) -> None:
    desk, record = opened_record("visits")
    _section(record).open_form()
    desk.settle()
    assert unnamed(record) == []
