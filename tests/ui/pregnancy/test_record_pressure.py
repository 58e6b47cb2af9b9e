"""The blood pressure of the risk form: counted after the second reading, at once where it is severe."""

import pytest
from PySide6.QtCore import Qt

from app.clinic.danger_signs.pressure import PressureState
from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.kernel.clock import FakeClock
from app.security.session import Session
from app.station import Station
from tests.ui.clinical import Desk, OpenDesk, words_in
from ui.danger_signs.card import EmergencyCard
from ui.pregnancy.record import PregnancyRecord


@pytest.fixture
def desk(open_desk: OpenDesk, nurse: Session) -> Desk:
    """The nurse's window."""
    return open_desk(nurse)


def _open(desk: Desk, pregnancy: Pregnancy) -> PregnancyRecord:
    desk.go("pregnancy", pregnancy.id)
    desk.settle()
    assert desk.pregnancies.record is not None
    return desk.pregnancies.record


def _type_pressure(desk: Desk, systolic: str, diastolic: str) -> None:
    desk.tab_to("number_systolic_mmhg")
    desk.type(systolic)
    desk.press(Qt.Key.Key_Tab)
    desk.type(diastolic)


def test_a_pressure_of_140_90_is_asked_again_and_earns_nothing(desk: Desk, pregnancy: Pregnancy) -> None:
    record = _open(desk, pregnancy)
    _type_pressure(desk, "140", "90")
    assert "Pressão de 140/90 ou mais: ainda não conta" in words_in(record.risk.form)
    assert "140/90 ainda não conta: falta medir de novo após o repouso." in words_in(record.risk.card)
    desk.press(Qt.Key.Key_Tab)
    assert desk.focused().objectName() == "pressure_repeated"
    desk.press(Qt.Key.Key_Space)
    assert "Pressão de 140/90 ou mais, confirmada: conta" in words_in(record.risk.form)
    reading = record.risk.card.reading()
    assert reading is not None
    assert (reading.total, reading.held_back) == ("1 ponto", "")


def test_a_pressure_that_waits_is_not_saved_and_emptying_it_saves_without(
    desk: Desk, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    record = _open(desk, pregnancy)
    desk.tab_to("number_weight_kg")
    desk.type("82")
    _type_pressure(desk, "146", "92")
    record.risk.save()
    assert desk.focused().objectName() == "number_systolic_mmhg"
    assert station.assessments.list(nurse, pregnancy.id) == ()
    for side in ("number_systolic_mmhg", "number_diastolic_mmhg"):
        desk.tab_to(side)
        desk.press(Qt.Key.Key_End)
        desk.press(Qt.Key.Key_Backspace, 3)
    record.risk.save()
    desk.settle()
    (stored,) = station.assessments.list(nurse, pregnancy.id)
    assert (stored.form.systolic_mmhg, stored.form.weight_kg) == (None, 82)


def test_a_severe_pressure_counts_at_once_and_one_press_notes_it_and_opens_the_emergency_card(
    desk: Desk, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    record = _open(desk, pregnancy)
    _type_pressure(desk, "165", "112")
    reading = record.risk.card.reading()
    assert reading is not None
    assert (reading.class_code, reading.total) == ("ARCE", "11 pontos")
    assert reading.held_back.startswith("Pressão muito alta: emergência.")
    desk.press(Qt.Key.Key_Tab)
    assert desk.focused().objectName() == "pressure_severe"
    desk.press(Qt.Key.Key_Space)
    desk.settle()
    card = record.pages.currentWidget()
    assert isinstance(card, EmergencyCard)
    assert card.case.situation.pressure.course.state is PressureState.EMERGENCY
    desk.settle()
    assert station.assessments.propose(nurse, pregnancy.id).form.systolic_mmhg == 165
    assert record.risk.form.has_recorded_pressure


def test_a_first_high_reading_of_the_visit_is_told_by_form_and_card_and_does_not_count(
    desk: Desk, station: Station, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    visit = station.danger_signs.encounter_of_today(nurse, pregnancy.person_id)
    both = (NewObservation("systolic_mmhg", 146), NewObservation("diastolic_mmhg", 92))
    station.danger_signs.measure(nurse, pregnancy.person_id, visit, both)
    record = _open(desk, pregnancy)
    waits = "146/92 às 08:00: espera a segunda medida a partir de 08:10"
    assert waits in words_in(record.risk.form)
    assert f"{waits}. Ainda não conta." in words_in(record.risk.card)
    assert record.risk.form.answers.form().systolic_mmhg is None
    fake_clock.advance(600)
    station.danger_signs.measure(nurse, pregnancy.person_id, visit, both)
    record.read_again()
    desk.settle()
    reading = record.risk.card.reading()
    assert reading is not None
    assert (reading.total, reading.held_back) == ("11 pontos", "")
    assert waits not in words_in(record.risk.form)
    assert "já anotado na ficha; confira" in words_in(record.risk.form)


def test_a_high_reading_left_waiting_on_another_day_says_so_and_counts_nothing(
    desk: Desk, station: Station, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    both = (NewObservation("systolic_mmhg", 146), NewObservation("diastolic_mmhg", 92))
    station.pregnancies.record(nurse, pregnancy.id, both)
    fake_clock.advance(2 * 86_400)
    record = _open(desk, pregnancy)
    assert "146/92 em 02/03/2026, sem segunda medida: não se sabe se era alta" in words_in(record.risk.form)
    assert record.risk.form.answers.form().systolic_mmhg is None
    assert "Ir para a segunda medida" not in words_in(record.risk.form)
