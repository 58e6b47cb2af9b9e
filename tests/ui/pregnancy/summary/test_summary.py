"""The first tab: danger signs first, the latest measures, what comes next, each a way into its part."""

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.prenatal.estimates import Scan
from app.clinic.prenatal.exams_service import NewResult
from app.clinic.prenatal.schedules import Professional
from app.clinic.prenatal.visits_service import NewVisit
from app.clinic.risk.forms import ReferralForm
from app.kernel.clock import FakeClock
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import unnamed
from tests.ui.clinical import WOMAN, words_in
from tests.ui.pregnancy.opened import OpenedRecord
from ui.corrections.move import MoveSheet
from ui.danger_signs.card import EmergencyCard
from ui.pregnancy.dating.page import DatingPage
from ui.pregnancy.record import PregnancyRecord
from ui.pregnancy.summary.section import SummarySection


def _section(record: PregnancyRecord) -> SummarySection:
    assert isinstance(record.section, SummarySection)
    return record.section


def _key(record: PregnancyRecord) -> str:
    return record.entries[record.tabs.current()].key


def test_whoever_is_classified_is_opened_at_the_summary(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    station.assessments.save(nurse, pregnancy.id, ReferralForm(conditions=frozenset({"hypertension"})))
    _, record = opened_record("")
    assert _key(record) == "summary"


def test_nothing_measured_is_said_and_never_shown_as_a_figure(opened_record: OpenedRecord) -> None:
    _, record = opened_record("summary")
    lines = _section(record).lines
    assert lines["weight"].value.text() == "ainda não medida"
    assert lines["exams"].value.text() == "nenhum aguardando resultado"
    assert not lines["weight"].trend.isVisible()


def test_the_latest_measures_stand_with_their_day_and_trend(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    for day, kilograms in ((date(2026, 1, 5), 64.0), (date(2026, 2, 3), 66.5)):
        vitals = (NewObservation("weight_kg", kilograms),)
        station.visits.record(nurse, pregnancy.id, NewVisit(day, Professional.NURSE, vitals=vitals))
    _, record = opened_record("summary")
    weight = _section(record).lines["weight"]
    assert (weight.value.text(), weight.note.text()) == ("66,5 kg", "03/02/2026 · há 27 dias")
    assert weight.trend.isVisible()


def test_an_overdue_visit_is_told_with_its_days_and_leads_to_the_visits(
    opened_record: OpenedRecord, fake_clock: FakeClock
) -> None:
    desk, record = opened_record("summary")
    fake_clock.advance(10 * 24 * 3600)
    record.read_again()
    desk.settle()
    line = _section(record).lines["visit"]
    assert "atrasada há 10 dias" in line.note.text()
    assert line.sign.isVisible()
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    assert _key(record) == "visits"


def test_a_result_out_of_range_and_a_scan_that_differs_are_alerts(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    station.exams.record(nurse, pregnancy.id, NewResult("haemoglobin", 7.5, date(2026, 2, 20)))
    station.dating.add(nurse, pregnancy.id, Scan(date(2025, 12, 10), 8, 0))
    _, record = opened_record("summary")
    alerts = _section(record).lines["alerts"]
    assert "7,5" in alerts.note.text()
    assert "ultrassom difere 14 dias" in alerts.note.text()


def test_a_missing_gestational_age_leads_to_the_dating(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    known = station.dating.dating(nurse, pregnancy.id).estimates[0]
    station.pregnancies.correct(nurse, known.id, None, "Era de outra")
    desk, record = opened_record("summary")
    line = _section(record).lines["alerts"]
    assert "falta a idade gestacional" in line.note.text()
    line.button.setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.settle()
    assert isinstance(record.pages.currentWidget(), DatingPage)


def test_one_danger_sign_covers_the_record_with_what_to_do_now(opened_record: OpenedRecord) -> None:
    desk, record = opened_record("summary")
    section = _section(record)
    assert section.danger is not None
    section.danger.question.asking.some.emit((("vaginal_bleeding",), ()))
    desk.settle()
    assert isinstance(record.pages.currentWidget(), EmergencyCard)
    assert desk.pregnancies.step_back()
    assert record.pages.currentIndex() == 0


def test_a_pregnancy_opened_for_the_wrong_woman_goes_to_the_right_one_with_a_reason(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy, qtbot: QtBot
) -> None:
    right = station.people.register(nurse, replace(WOMAN, full_name="Rute Sintética Prado", cpf="11144477735"))
    desk, record = opened_record("summary")
    _section(record).not_hers.click()
    sheet = desk.window().findChild(MoveSheet)
    assert sheet is not None
    sheet.choice.search.set_value("rute")
    qtbot.waitUntil(lambda: sheet.choice.model.rowCount() == 1)
    QTest.keyClick(sheet.choice.search, Qt.Key.Key_Return)
    desk.settle()
    assert sheet.destination is not None
    sheet.destination.reason.set_value("Prontuário trocado")
    sheet.submit()
    qtbot.waitUntil(lambda: desk.pregnancies.record is not None and desk.pregnancies.record is not record)
    assert station.pregnancies.get(nurse, pregnancy.id).person_id == right.id
    assert desk.pregnancies.record is not None
    assert desk.pregnancies.record.view.person.id == right.id


def test_the_parts_answer_to_their_keys_and_the_keys_are_listed(opened_record: OpenedRecord) -> None:
    desk, record = opened_record("summary")
    desk.settle()
    assert ("Ctrl+2", "Parte Consultas da gestação aberta") in record.keys_here()
    QTest.keyClick(desk.focused(), Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert _key(record) == record.entries[1].key
    assert desk.pregnancies.keys_here() == record.keys_here()


def test_everything_in_the_summary_has_a_name(opened_record: OpenedRecord) -> None:
    _, record = opened_record("summary")
    assert unnamed(record) == []
    assert "Sinais de perigo agora?" in words_in(record)
