"""The emergency card: what to do now, each step noted, corrected with a reason, going on only when all was done."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from app.clinic.pregnancies.model import Pregnancy
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.clinical import words_in
from tests.ui.conftest import Show, settle
from tests.ui.danger_signs.conftest import Finish
from ui.danger_signs.card import EmergencyCard
from ui.danger_signs.case import EmergencyCase
from ui.papers.preview import PaperPreview
from ui.shell.context import UiContext
from ui.texts import choose_language
from ui.theme import apply_theme

Visit = Callable[[], EmergencyCase]


@pytest.fixture
def card(
    station: Station, nurse: Session, pregnancy: Pregnancy, context: UiContext, visit: Visit, show: Show, finish: Finish
) -> EmergencyCard:
    """The card of a woman who bleeds."""
    encounter = visit().situation.encounter_id
    station.danger_signs.record(nurse, pregnancy.person_id, encounter, {"vaginal_bleeding": True})
    made = EmergencyCard(context, visit())
    show(made)
    finish()
    return made


def test_it_says_what_to_do_and_everything_that_is_asked_on_the_phone(card: EmergencyCard) -> None:
    words = words_in(card)
    for expected in (
        "Pare a ficha: é uma emergência",
        "Sangramento vaginal",
        "Chame o SAMU: 192",
        "Encaminhe agora para a maternidade ou o hospital de referência",
        "UBS Sintética, Natal · CNES 0000000",
        "Maria Sintética da Silva, 36 anos",
        "21 semanas e 5 dias",
        "Não medida",
        "Registrado às 08:00 por Ana Sintética",
    ):
        assert expected in words, expected
    assert complaints(card) == []


def test_the_focus_that_a_record_gives_the_card_is_at_the_next_thing_to_do(card: EmergencyCard) -> None:
    card.setFocus()
    assert card.steps.buttons["call_samu"].hasFocus()


def test_each_step_is_noted_at_once_and_the_focus_goes_to_the_next(card: EmergencyCard, finish: Finish) -> None:
    told: list[EmergencyCase] = []
    card.changed.connect(told.append)
    assert card.first_focus() is card.steps.buttons["call_samu"]
    card.steps.buttons["call_samu"].click()
    finish()
    assert list(card.steps.buttons) == ["refer_now"]
    assert card.steps.buttons["refer_now"].hasFocus()
    assert list(told[-1].situation.done) == ["call_samu"]
    assert "Feito · 08:00 · Ana Sintética" in words_in(card)


def test_going_on_waits_for_every_step_and_asks_why(card: EmergencyCard, finish: Finish) -> None:
    closed: list[bool] = []
    card.closed.connect(lambda: closed.append(True))
    card.open_going_on()
    assert card.go_on_form.isHidden()
    assert not card.go_on_button.isEnabled()
    for code in ("call_samu", "refer_now"):
        card.steps.buttons[code].click()
        finish()
    card.go_on_button.click()
    card.go_on_form.do.click()
    assert "Escreva por que segue" in words_in(card)
    card.go_on_form.reason.setText("O SAMU está a caminho")
    card.go_on_form.do.click()
    finish()
    assert closed == [True]
    assert card.case.situation.may_go_on
    assert "O SAMU está a caminho" in card.recorded.text()


def test_a_mistake_is_struck_out_with_a_reason_and_the_sign_is_asked_again(
    card: EmergencyCard, finish: Finish, visit: Visit
) -> None:
    card.correct_button.click()
    card.correct_form.do.click()
    assert "Escreva o motivo" in words_in(card)
    card.correct_form.reason.setText("Marcado na pessoa errada")
    card.correct_form.do.click()
    finish()
    situation = visit().situation
    assert situation.found == ()
    assert not situation.may_go_on
    assert "vaginal_bleeding" in [sign.code for sign in situation.signs.judgement.not_asked]
    assert "Marcado na pessoa errada" in card.struck.text()


def test_one_of_several_findings_is_chosen_before_it_is_struck_out(
    card: EmergencyCard, finish: Finish, station: Station, nurse: Session, visit: Visit
) -> None:
    situation = visit().situation
    station.danger_signs.record(nurse, situation.person_id, situation.encounter_id, {"fever": True})
    card.show_case(visit())
    card.correct_button.click()
    card.correct_form.reason.setText("Temperatura era normal")
    card.correct_form.do.click()
    assert "Marque o que foi engano" in words_in(card)
    (fever,) = (tick for tick, one in card.correct_form.ticks if one.sign.code == "fever")
    fever.click()
    card.correct_form.do.click()
    finish()
    assert [one.sign.code for one in card.case.situation.found] == ["vaginal_bleeding"]
    assert card.correct_form.isHidden()


def test_the_pressure_can_be_noted_without_leaving_the_card(card: EmergencyCard, finish: Finish) -> None:
    card.reading.systolic.set_value(150)
    card.reading.diastolic.set_value(150)
    card.reading.submit()
    finish()
    assert "deveria ser menor que" in words_in(card)
    card.reading.diastolic.set_value(95)
    card.reading.submit()
    finish()
    assert "150/95 mmHg às 08:00" in words_in(card)
    assert card.reading.isHidden()


def test_escape_leaves_the_paper_then_a_form_then_the_card(card: EmergencyCard) -> None:
    closed: list[bool] = []
    card.closed.connect(lambda: closed.append(True))
    card.correct_button.click()
    card.print_current()
    assert card.findChild(PaperPreview) is not None
    card.step_back()
    assert card.pages.currentIndex() == 0
    card.step_back()
    assert card.correct_form.isHidden()
    assert closed == []
    card.step_back()
    assert closed == [True]


@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_the_card_has_room_at_150_per_cent(
    card: EmergencyCard, context: UiContext, show: Show, light: QApplication, language: str, visit: Visit
) -> None:
    choose_language(language)
    apply_theme(light, "light", 150)
    large = EmergencyCard(context, visit())
    show(large)
    large.resize(1158, 688)
    large.open_correction()
    settle()
    assert complaints(large) == []
