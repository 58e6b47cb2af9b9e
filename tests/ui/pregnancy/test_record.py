"""One record: answers, doubts, drafts, saving, correcting, repeating, and what a student may do."""

import re
import time

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.clinic.pregnancies.model import Pregnancy
from app.clinic.risk.forms import ReferralForm
from app.clinic.risk.loader import load_rule_base
from app.kernel.clock import FakeClock
from app.security.session import Session
from app.station import Station
from tests.ui.clinical import PASSWORD, Desk, OpenDesk, words_in
from ui.pregnancy.card_reading import Certainty
from ui.pregnancy.factor_form import FactorForm
from ui.pregnancy.history_panel import HistoryPanel
from ui.pregnancy.record import PregnancyRecord
from ui.widgets.buttons import Button


@pytest.fixture
def desk(open_desk: OpenDesk, nurse: Session) -> Desk:
    """The nurse's window."""
    return open_desk(nurse)


def _open(desk: Desk, pregnancy: Pregnancy) -> PregnancyRecord:
    desk.go("pregnancy", pregnancy.id)
    desk.settle()
    assert desk.pregnancies.record is not None
    return desk.pregnancies.record


def _certainty(record: PregnancyRecord) -> Certainty | None:
    reading = record.risk.card.reading()
    return None if reading is None else reading.certainty


def _press(desk: Desk, name: str) -> None:
    button = desk.findChild(Button, name)
    assert button is not None
    button.setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.settle()


def test_age_and_gestational_age_are_known_before_the_first_answer(desk: Desk, pregnancy: Pregnancy) -> None:
    record = _open(desk, pregnancy)
    assert record.head.age.figure.text() == "21s5d"
    assert record.head.age.accessibleName() == "idade gestacional 21 semanas e 5 dias"
    assert "36 anos" in words_in(record.risk.form)
    assert "pela data de nascimento" in words_in(record.risk.form)
    assert _certainty(record) is Certainty.NOTHING


def test_an_unlikely_weight_counts_only_after_the_confirming_press(desk: Desk, pregnancy: Pregnancy) -> None:
    record = _open(desk, pregnancy)
    desk.tab_to("number_weight_kg")
    desk.type("36")
    assert "36 kg: é isso mesmo?" in words_in(record.risk.form)
    assert _certainty(record) is Certainty.NOTHING
    record.risk.save()
    assert desk.focused().objectName() == "number_weight_kg"
    desk.press(Qt.Key.Key_Tab)
    desk.press(Qt.Key.Key_Space)
    reading = record.risk.card.reading()
    assert reading is not None
    assert (reading.class_code, reading.total) == ("ARSE", "6 pontos")


def test_conditions_are_answered_by_letters_and_the_arrow_goes_on(desk: Desk, pregnancy: Pregnancy) -> None:
    record = _open(desk, pregnancy)
    desk.press(Qt.Key.Key_Tab)
    record.risk.form.search.setFocus()
    desk.type("diabetes")
    desk.press(Qt.Key.Key_Return)
    assert desk.focused().objectName() == "condition_diabetes"
    desk.type("n")
    assert record.risk.form.answers.conditions == {"diabetes": False}
    desk.type("?")
    assert record.risk.form.answers.conditions == {}
    desk.type("s")
    assert record.risk.form.answers.conditions == {"diabetes": True}
    assert _certainty(record) is Certainty.CERTAIN
    assert desk.pregnancies.step_back()
    desk.press(Qt.Key.Key_Down)
    assert desk.focused().objectName() == "condition_cardiopathy"


def test_a_missing_answer_on_the_card_leads_to_its_question(desk: Desk, pregnancy: Pregnancy) -> None:
    record = _open(desk, pregnancy)
    desk.tab_to("condition_asthma")
    desk.type("s")
    record.risk.show_history()
    record.risk.card.jump.emit("hypertension")
    assert record.risk.form.isVisible()
    assert desk.focused().objectName() == "condition_hypertension"


def test_none_in_this_section_answers_only_what_is_open(desk: Desk, pregnancy: Pregnancy) -> None:
    record = _open(desk, pregnancy)
    desk.tab_to("condition_asthma")
    desk.type("s")
    _press(desk, "none_clinical")
    answers = record.risk.form.answers.conditions
    assert answers.pop("asthma") is True
    assert not any(answers.values())
    assert len(answers) == 21


def test_a_new_line_in_the_rule_file_appears_in_the_form_by_itself(
    station: Station, desk: Desk, pregnancy: Pregnancy, qtbot: QtBot
) -> None:
    line = (
        '  - {code: new_one, points: 10, section: intercurrences, source: project, pt_BR: "Nova condição", en: "New"}\n'
    )
    form = FactorForm(
        load_rule_base(station.rules.text.rstrip() + "\n" + line), _open(desk, pregnancy).view.proposed.form, {}
    )
    qtbot.addWidget(form)
    form.reveal("new_one")
    assert form.search.value() == ""
    assert any(one.code == "new_one" for panel in form.panels for one in panel.rows)


def test_the_card_follows_a_keystroke_within_a_frame(desk: Desk, pregnancy: Pregnancy) -> None:
    record = _open(desk, pregnancy)
    desk.tab_to("number_weight_kg")
    desk.type("82")
    times = []
    for answer in (True, False) * 10:
        start = time.perf_counter()
        record.risk.form.answer("asthma", answer)
        times.append(time.perf_counter() - start)
    # The best of twenty says what the program needs; the others also say what else the machine is doing.
    assert min(times) < 0.016


def test_what_was_answered_is_offered_again_after_the_program_died(
    open_desk: OpenDesk, desk: Desk, nurse: Session, station: Station, pregnancy: Pregnancy, qtbot: QtBot
) -> None:
    _open(desk, pregnancy)
    desk.tab_to("number_weight_kg")
    desk.type("82,")
    qtbot.waitUntil(lambda: station.drafts.get(nurse, "assessment", pregnancy.id) is not None)
    desk.settle()

    another = open_desk(nurse)
    record = _open(another, pregnancy)
    assert record.risk.form.answers.numbers["weight_kg"] == "82,"
    assert "Ainda não foram salvas" in words_in(record)
    assert another.pregnancies.keeps_draft()


def test_a_student_may_try_but_not_save_and_is_told_why(
    open_desk: OpenDesk, station: Station, pregnancy: Pregnancy
) -> None:
    student = open_desk(station.sign_in.sign_in("student", PASSWORD))
    record = _open(student, pregnancy)
    student.tab_to("number_weight_kg")
    student.type("82")
    reading = record.risk.card.reading()
    assert reading is not None
    assert reading.class_code == "ARSE"
    assert not record.risk.card.save_button.isEnabled()
    assert "Estudantes podem experimentar" in words_in(record.risk.card)
    assert not record.risk.card.print_button.isVisible()
    record.risk.save()
    student.settle()
    assert record.risk.history.findChildren(Button, "correct_classification") == []


def test_a_correction_asks_why_and_leaves_the_wrong_one_struck_out(
    desk: Desk, station: Station, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    record = _open(desk, pregnancy)
    desk.tab_to("number_weight_kg")
    desk.type("92")
    record.risk.save()
    desk.settle()
    fake_clock.advance(60)
    record.risk.show_history()
    _open_trace(record.risk.history)
    _press(desk, "correct_classification")
    record.risk.form.reveal("weight_kg")
    desk.press(Qt.Key.Key_End)
    desk.press(Qt.Key.Key_Backspace, 2)
    desk.type("62")
    record.risk.save()
    assert "Diga por que a classificação muda" in words_in(record.risk.card)
    assert desk.focused() is record.risk.reason
    desk.type("peso digitado errado")
    record.risk.save()
    desk.settle()
    newest, wrong = station.assessments.list(nurse, pregnancy.id)
    assert (newest.assessment.total, newest.reason) == (1, "peso digitado errado")
    assert wrong.superseded_by == newest.id
    record.risk.show_history()
    assert "peso digitado errado" in words_in(record.risk.history)
    assert record.risk.history.isVisible()


def test_a_stored_classification_can_be_repeated_from_the_history(desk: Desk, pregnancy: Pregnancy) -> None:
    record = _open(desk, pregnancy)
    desk.tab_to("number_weight_kg")
    desk.type("92")
    record.risk.save()
    desk.settle()
    record.risk.show_history()
    _open_trace(record.risk.history)
    _press(desk, "replay")
    assert "o mesmo resultado (6 pontos)" in words_in(record.risk.history)


def test_after_saving_the_button_rests_until_an_answer_differs(desk: Desk, pregnancy: Pregnancy) -> None:
    record = _open(desk, pregnancy)
    desk.tab_to("condition_asthma")
    desk.type("s")
    record.risk.save()
    desk.settle()
    assert not record.risk.card.save_button.isEnabled()
    record.risk.form.reveal("asthma")
    desk.type("n")
    assert record.risk.card.save_button.isEnabled()


def test_what_is_in_force_stays_told_apart_from_what_is_being_answered(
    desk: Desk, station: Station, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    station.assessments.save(nurse, pregnancy.id, ReferralForm(conditions=frozenset({"diabetes"})))
    fake_clock.advance(60)
    record = _open(desk, pregnancy)
    in_force = record.head.in_force.words
    before = "Classificação em vigor: Alto risco, com encaminhamento · 10 pontos · 02/03/2026 · Ana Sintética"
    assert in_force.text() == before
    record.go_to("classification")
    record.risk.form.search.setFocus()
    desk.tab_to("condition_asthma")
    desk.type("s")
    assert (in_force.text(), in_force.isVisible()) == (before, True)
    assert record.risk.card.overline.text().startswith("Nova classificação — ")
    record.risk.save()
    desk.settle()
    assert "· 14 pontos ·" in in_force.text()
    assert re.match(r"Classificação salva às \d\d:\d\d — ", record.risk.card.overline.text())
    record.risk.form.reveal("asthma")
    desk.type("n")
    assert record.risk.card.overline.text().startswith("Nova classificação — ")
    assert "· 14 pontos ·" in in_force.text()


def test_the_classification_in_force_leads_to_the_history(
    desk: Desk, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    record = _open(desk, pregnancy)
    assert record.head.in_force.words.text() == "Ainda sem classificação"
    assert not record.head.in_force.button.isVisible()
    station.assessments.save(nurse, pregnancy.id, ReferralForm(conditions=frozenset({"diabetes"})))
    record = _open(desk, pregnancy)
    _press(desk, "open_history")
    assert record.risk.history.isVisible()


def test_a_correction_is_called_so_until_it_is_left(
    desk: Desk, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    station.assessments.save(nurse, pregnancy.id, ReferralForm(conditions=frozenset({"diabetes"})))
    record = _open(desk, pregnancy)
    record.risk._begin_correction(record.risk._stored[0])
    assert record.risk.card.overline.text().startswith("Correção — ")
    record.risk._leave_correction()
    assert "Correção" not in record.risk.card.overline.text()


def _open_trace(history: HistoryPanel) -> None:
    see = next(one for one in history.findChildren(Button) if one.text() == "Ver")
    see.click()
