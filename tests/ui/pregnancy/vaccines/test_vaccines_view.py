"""Vaccines in the record: what is due, a dose by keyboard, a correction with its reason, one that is not for her."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.clinic.pregnancies.model import Pregnancy
from app.clinic.prenatal.vaccines import DoseStatus
from app.clinic.prenatal.vaccines_service import NewDose
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.clinical import LMP, PASSWORD, Desk, OpenDesk, words_in
from tests.ui.conftest import SCREEN, settle
from ui.corrections.strike_out import StrikeOutForm
from ui.pregnancy.exams.section import VACCINES, ExamsSection
from ui.pregnancy.vaccines.dose_sheet import DoseSheet, NotForHerSheet
from ui.pregnancy.vaccines.panel import VaccinePanel
from ui.pregnancy.vaccines.vaccine_card import VaccineCard
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.widgets.buttons import Button

TODAY = LMP + timedelta(days=21 * 7 + 5)


@pytest.fixture
def desk(open_desk: OpenDesk, nurse: Session, light: QApplication) -> Desk:
    """The nurse's window."""
    return open_desk(nurse)


def opened(desk: Desk, pregnancy: Pregnancy) -> VaccinePanel:
    desk.go("pregnancy", f"{pregnancy.id}/exams/{VACCINES}")
    desk.settle()
    settle()
    record = desk.pregnancies.record
    assert record is not None
    section = record.section
    assert isinstance(section, ExamsSection)
    return section.vaccines


def card(panel: VaccinePanel, code: str) -> VaccineCard:
    return next(one for one in panel.cards if one.vaccine.code == code)


def statuses(panel: VaccinePanel, code: str) -> list[DoseStatus]:
    return [dose.status for dose in card(panel, code).doses]


def press(holder: object, words: str) -> None:
    assert isinstance(holder, VaccineCard)
    next(one for one in holder.findChildren(Button) if one.text() == words).click()


def test_what_can_be_given_now_stands_at_the_top_and_what_is_too_early_says_from_when(
    desk: Desk, pregnancy: Pregnancy
) -> None:
    panel = opened(desk, pregnancy)
    said = words_in(panel)
    assert panel._now_words.text().startswith("dTpa")
    early = (LMP + timedelta(weeks=28)).strftime("%d/%m/%Y")
    assert f"a partir de {early}" in said
    assert "depois da dose anterior" in said
    assert complaints(panel) == []


def test_a_dose_is_written_down_by_keyboard_with_lot_and_place(
    desk: Desk, pregnancy: Pregnancy, station: Station, nurse: Session
) -> None:
    panel = opened(desk, pregnancy)
    desk.tab_to("record_dtpa")
    desk.press(Qt.Key.Key_Space)
    sheet = desk.findChild(DoseSheet)
    assert isinstance(sheet, DoseSheet)
    assert complaints(sheet) == []
    desk.press(Qt.Key.Key_Tab, 2)
    desk.type("X123")
    desk.press(Qt.Key.Key_Return)
    desk.settle()
    settle()
    (record,) = station.vaccines.card(nurse, pregnancy.id).records
    assert (record.code, record.given_on, record.lot, record.place) == ("dtpa", TODAY, "X123", "UBS Sintética")
    assert statuses(panel, "dtpa") == [DoseStatus.GIVEN]
    assert ("success", "Vacinas atualizadas.") in desk.said


def test_a_dose_of_long_ago_needs_no_day_and_a_day_to_come_is_refused(
    desk: Desk, pregnancy: Pregnancy, station: Station, nurse: Session
) -> None:
    panel = opened(desk, pregnancy)
    press(card(panel, "dt"), "Anotar dose")
    sheet = desk.findChild(DoseSheet)
    assert isinstance(sheet, DoseSheet)
    sheet.day.setText((TODAY + timedelta(days=1)).strftime("%d/%m/%Y"))
    sheet.submit()
    assert sheet.day_field.error
    sheet.long_ago.click()
    sheet.submit()
    desk.settle()
    settle()
    (record,) = station.vaccines.card(nurse, pregnancy.id).records
    assert record.given_on is None
    assert "há tempos, dia não lembrado" in words_in(panel)


def test_a_wrong_dose_is_corrected_and_one_of_another_woman_struck_out(
    desk: Desk, pregnancy: Pregnancy, station: Station, nurse: Session
) -> None:
    station.vaccines.record(nurse, pregnancy.id, NewDose("influenza", TODAY, "A1"))
    panel = opened(desk, pregnancy)
    one = card(panel, "influenza")
    press(one, "Anotações (1)")
    press(one, "Corrigir")
    sheet = desk.findChild(DoseSheet)
    assert isinstance(sheet, DoseSheet)
    sheet.lot.setText("A2")
    sheet.submit()
    assert sheet.reason_field.error
    sheet.reason.set_value("Lote errado")
    sheet.submit()
    desk.settle()
    settle()
    one = card(panel, "influenza")
    assert "lote A2" in words_in(one)
    press(one, "Anotações (1)")
    assert "Lote errado" in words_in(one)
    press(one, "Riscar")
    strike = desk.findChild(StrikeOutForm)
    assert isinstance(strike, StrikeOutForm)
    strike.reason.set_value("É de outra pessoa")
    strike.submit()
    desk.settle()
    settle()
    assert statuses(panel, "influenza") == [DoseStatus.DUE]


def test_a_vaccine_that_is_not_for_her_is_no_longer_asked_for(
    desk: Desk, pregnancy: Pregnancy, station: Station, nurse: Session
) -> None:
    panel = opened(desk, pregnancy)
    press(card(panel, "covid19"), "Não é para ela")
    sheet = desk.findChild(NotForHerSheet)
    assert isinstance(sheet, NotForHerSheet)
    sheet.submit()
    assert sheet.field.error
    sheet.reason.set_value("Ela recusou")
    sheet.submit()
    desk.settle()
    settle()
    assert statuses(panel, "covid19") == [DoseStatus.NOT_APPLICABLE]
    assert "Covid-19" not in panel._now_words.text()


def test_a_student_sees_the_doses_and_writes_nothing(
    open_desk: OpenDesk, pregnancy: Pregnancy, station: Station
) -> None:
    panel = opened(open_desk(station.sign_in.sign_in("student", PASSWORD)), pregnancy)
    said = words_in(panel)
    assert "dTpa" in said
    assert "Anotar dose" not in said


@pytest.mark.parametrize(("language", "scale"), [("pt_BR", 150), ("en", 150)])
def test_the_correction_of_a_dose_stands_whole_on_an_old_screen(
    desk: Desk, pregnancy: Pregnancy, station: Station, nurse: Session, light: QApplication, language: str, scale: int
) -> None:
    choose_language(language)
    apply_theme(light, "light", scale)
    # A sheet lies over the whole window, not over the place alone.
    desk.resize(*SCREEN)
    station.vaccines.record(nurse, pregnancy.id, NewDose("influenza", TODAY, "A1"))
    panel = opened(desk, pregnancy)
    settle()
    one = card(panel, "influenza")
    one._switch()
    one._correct(station.vaccines.card(nurse, pregnancy.id).records[-1])
    settle()
    sheet = desk.findChild(DoseSheet)
    assert isinstance(sheet, DoseSheet)
    assert complaints(sheet) == []
    assert sheet.frame.height() <= desk.height()
    assert sheet.frame.height() >= sheet.frame.sizeHint().height()
