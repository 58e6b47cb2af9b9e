"""The escuta inicial: danger signs first, every value checked at its field, aids with all their parts, nothing lost."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.reception.model import Colour
from app.clinic.reception.service import DRAFT_KIND
from app.security.session import Session
from app.station import Station
from tests.ui.board.conftest import Come
from tests.ui.clinical import Desk, OpenDesk, words_in
from ui.board.correct_sheets import CorrectHearingSheet
from ui.board.hearing import HearingPage

Register = Callable[..., PersonRecord]


def hear(desk: Desk) -> HearingPage:
    """Begin the hearing of whoever the cursor stands on, by its letter."""
    desk.type("e")
    desk.settle()
    page = desk.reception.board.hearing
    assert page is not None
    return page


@pytest.fixture
def mother(station: Station, nurse: Session, pregnancy: Pregnancy) -> str:
    """A pregnant woman who has come: the identifier of her arrival."""
    return station.reception.arrive(nurse, pregnancy.person_id, reason="Consulta").id


def say_no_danger(desk: Desk, page: HearingPage) -> None:
    assert page.danger.question is not None
    page.danger.question.asking.none_button.click()
    desk.settle()


def test_a_hearing_is_filled_in_and_saved_by_keys_alone(
    come: Come, open_desk: OpenDesk, nurse: Session, station: Station
) -> None:
    one = come("Ana Sintética Prado", reason="Tosse").id
    desk = open_desk(nurse)
    page = hear(desk)
    assert desk.focused() is page.reason
    assert page.reason.value() == "Tosse"
    for code, typed in (("systolic_mmhg", "120"), ("diastolic_mmhg", "80"), ("pulse_bpm", "88")):
        desk.tab_to(code)
        desk.type(typed)
    desk.tab_to("colour_red")
    desk.press(Qt.Key.Key_3)
    desk.tab_to("hearing_save")
    desk.press(Qt.Key.Key_Space)
    desk.settle()
    assert desk.reception.board.hearing is None
    record = station.reception.get(nurse, one)
    assert (record.arrival.colour, record.arrival.reason) == (Colour.GREEN, "Tosse")
    assert {row.code: row.value for row in record.observations} == {
        "systolic_mmhg": 120,
        "diastolic_mmhg": 80,
        "pulse_bpm": 88,
    }
    assert desk.focused() is desk.reception.board.list


def test_nothing_is_chosen_for_the_nurse_and_what_is_missing_is_said(
    come: Come, open_desk: OpenDesk, nurse: Session, station: Station
) -> None:
    one = come("Ana Sintética Prado").id
    desk = open_desk(nurse)
    page = hear(desk)
    assert page.colour.value() is None
    page.save()
    desk.settle()
    assert page.reason_field.error == "Escreva por que a pessoa veio."
    assert page.colour_field.error == "Escolha uma das quatro cores."
    assert desk.focused() is page.reason
    assert station.reception.get(nurse, one).arrival.colour is None


def test_a_value_out_of_range_is_refused_and_an_unlikely_one_asks_to_be_confirmed(
    come: Come, open_desk: OpenDesk, nurse: Session, station: Station
) -> None:
    one = come("Ana Sintética Prado", reason="Tosse").id
    desk = open_desk(nurse)
    page = hear(desk)
    page.colour.set_value(Colour.YELLOW)
    desk.tab_to("temperature_celsius")
    desk.type("366")
    page.save()
    assert "entre 30 e 43 °C" in words_in(page)
    assert desk.focused().objectName() == "temperature_celsius"
    page.vitals.take_draft({"temperature_celsius": "36,6", "pulse_bpm": "190"})
    page.save()
    assert "190 /min é raro" in words_in(page)
    assert station.reception.get(nurse, one).observations == ()
    pulse = next(field for field in page.vitals.fields if field.codes == ("pulse_bpm",))
    pulse.confirm.click()  # type: ignore[attr-defined]
    page.save()
    desk.settle()
    assert {row.value for row in station.reception.get(nurse, one).observations} == {36.6, 190}


def test_swapped_sides_of_the_pressure_are_told_at_the_field(
    come: Come, open_desk: OpenDesk, nurse: Session, station: Station
) -> None:
    come("Ana Sintética Prado", reason="Tosse")
    desk = open_desk(nurse)
    page = hear(desk)
    page.colour.set_value(Colour.GREEN)
    page.vitals.take_draft({"systolic_mmhg": "80", "diastolic_mmhg": "110"})
    page.save()
    desk.settle()
    assert "As duas estão trocadas?" in words_in(page)
    assert desk.focused().objectName() == "systolic_mmhg"
    assert page.save_button.isEnabled()


def test_news2_shows_every_part_and_what_is_missing(come: Come, open_desk: OpenDesk, nurse: Session) -> None:
    come("Ana Sintética Prado", reason="Tosse")
    desk = open_desk(nurse)
    page = hear(desk)
    page.vitals.take_draft({"pulse_bpm": "115", "respirations_per_minute": "18", "temperature_celsius": "38,5"})
    page.work_out()
    desk.settle()
    shown = words_in(page.aids)
    for words in ("Faltam 4 itens", "não medido", "115 /min", "111 a 130", "12 a 20", "38,1 a 39", "18 /min"):
        assert words in shown
    assert page.aids.news2.big.text() == "3 a 14"
    page.vitals.take_draft(
        {
            "pulse_bpm": "115",
            "respirations_per_minute": "18",
            "temperature_celsius": "38,5",
            "systolic_mmhg": "120",
            "spo2_percent": "97",
            "oxygen": "air",
            "consciousness": "alert",
        }
    )
    page.work_out()
    desk.settle()
    assert (page.aids.news2.big.text(), page.aids.news2.means.text()) == ("3", "Baixo")
    assert "Todos os itens medidos" in words_in(page.aids)


def test_news2_is_refused_under_sixteen_with_the_reason(
    station: Station, open_desk: OpenDesk, nurse: Session, register: Register
) -> None:
    child = register("Nino Sintético Prado", date(2019, 3, 1))
    station.reception.arrive(nurse, child.id, reason="Febre")
    desk = open_desk(nurse)
    page = hear(desk)
    assert "só vale a partir de 16 anos (idade: 7)" in words_in(page.aids)
    assert not page.aids.news2.isVisible()


def test_in_pregnancy_the_maternal_criteria_stand_in_the_place_of_news2(
    mother: str, open_desk: OpenDesk, nurse: Session
) -> None:
    desk = open_desk(nurse)
    page = hear(desk)
    page.vitals.take_draft({"pulse_bpm": "125", "spo2_percent": "97"})
    page.work_out()
    desk.settle()
    shown = words_in(page.aids)
    assert "O NEWS2 não vale na gravidez" in shown
    assert (page.aids.maternal.big.text(), page.aids.maternal.means.text()) == (
        "1",
        "Presente: avaliar à beira do leito agora",
    )
    for words in ("Pulso acima de 120", "125 /min", "presente", "Saturação abaixo de 95 %", "ausente", "não medido"):
        assert words in shown
    assert "Faltam" in shown


def test_danger_signs_come_first_and_nothing_is_saved_before_they_are_answered(
    mother: str, open_desk: OpenDesk, nurse: Session, station: Station
) -> None:
    desk = open_desk(nurse)
    page = hear(desk)
    assert page.danger.question is not None
    assert desk.focused() is page.danger.question.asking.none_button
    page.colour.set_value(Colour.GREEN)
    page.save()
    assert "Responda primeiro aos sinais de perigo." in words_in(page)
    assert station.reception.get(nurse, mother).arrival.colour is None
    say_no_danger(desk, page)
    page.save()
    desk.settle()
    assert station.reception.get(nurse, mother).arrival.colour is Colour.GREEN


def test_one_danger_sign_stops_the_form_and_shows_what_to_do(
    mother: str, open_desk: OpenDesk, nurse: Session, station: Station
) -> None:
    desk = open_desk(nurse)
    page = hear(desk)
    assert page.danger.question is not None
    page.danger.question.asking.some.emit((("convulsing",), ()))
    desk.settle()
    assert page.danger.card is not None
    assert "192" in words_in(page.danger.card)
    assert not page.reason.isVisible()
    desk.reception.step_back()
    assert desk.reception.board.hearing is page
    assert not page.reason.isVisible()
    assert not page.save_button.isEnabled()
    assert station.reception.board(nurse).rows[0].danger


def test_a_severe_pressure_goes_straight_to_the_emergency_card(
    mother: str, open_desk: OpenDesk, nurse: Session, station: Station
) -> None:
    desk = open_desk(nurse)
    page = hear(desk)
    say_no_danger(desk, page)
    page.vitals.take_draft({"systolic_mmhg": "165", "diastolic_mmhg": "112"})
    page.colour.set_value(Colour.YELLOW)
    page.save()
    desk.settle()
    assert page.danger.card is not None
    assert "165/112" in words_in(page.danger.card)
    assert station.reception.get(nurse, mother).arrival.colour is Colour.YELLOW
    desk.reception.step_back()
    desk.settle()
    assert desk.reception.board.hearing is None


def test_nobody_who_is_no_mother_is_asked_the_danger_signs_of_pregnancy(
    come: Come, open_desk: OpenDesk, nurse: Session
) -> None:
    come("Ana Sintética Prado")
    page = hear(open_desk(nurse))
    assert page.danger.question is None
    assert not page.danger.isVisible()


def test_a_half_typed_hearing_is_kept_and_offered_again(
    come: Come, open_desk: OpenDesk, nurse: Session, station: Station
) -> None:
    one = come("Ana Sintética Prado").id
    desk = open_desk(nurse)
    page = hear(desk)
    desk.type("Tosse seca")
    page.vitals.take_draft({"pulse_bpm": "8"})
    page.colour.set_value(Colour.BLUE)
    desk.reception.step_back()
    desk.settle()
    assert station.drafts.get(nurse, DRAFT_KIND, one) is not None
    page = hear(desk)
    assert "Nada se perdeu" in words_in(page)
    assert (page.reason.value(), page.colour.value(), page.vitals.to_draft()) == (
        "Tosse seca",
        Colour.BLUE,
        {"pulse_bpm": "8"},
    )
    page.vitals.take_draft({"pulse_bpm": "80"})
    page.save()
    desk.settle()
    assert station.drafts.get(nurse, DRAFT_KIND, one) is None


def test_a_wrong_colour_is_corrected_with_a_reason(
    come: Come, open_desk: OpenDesk, nurse: Session, station: Station
) -> None:
    one = come("Ana Sintética Prado", Colour.GREEN, "Tosse").id
    desk = open_desk(nurse)
    desk.type("r")
    desk.settle()
    sheet = desk.window().findChild(CorrectHearingSheet)
    assert isinstance(sheet, CorrectHearingSheet)
    sheet.colour.set_value(Colour.RED)
    sheet.submit()
    assert sheet.why_field.error
    sheet.why.line.setText("apertei a cor errada")
    sheet.submit()
    desk.settle()
    record = station.reception.get(nurse, one)
    assert (record.arrival.colour, record.arrival.reason) == (Colour.RED, "Tosse")
    desk.reception.board.open(one)
    desk.settle()
    assert "apertei a cor errada" in words_in(desk.reception.board.side)
