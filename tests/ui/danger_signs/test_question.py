"""Danger signs are asked first: none in one press, some by keyboard alone, and one of them stops the form."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.clinic.pregnancies.model import Pregnancy
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.clinical import PASSWORD, words_in
from tests.ui.conftest import Show, settle
from tests.ui.danger_signs.conftest import Ask, Finish
from ui.danger_signs.case import EmergencyCase
from ui.danger_signs.question import DangerSignsQuestion
from ui.shell.context import UiContext
from ui.texts import choose_language
from ui.theme import apply_theme


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_none_is_one_press_and_the_question_becomes_one_line(ask: Ask, finish: Finish) -> None:
    question = ask()
    told: list[str] = []
    question.cleared.connect(lambda: told.append("cleared"))
    before = question.may_go_on
    assert "Cianose central" in words_in(question)
    question.asking.none_button.click()
    finish()
    assert question.may_go_on
    assert (before, told) == (False, ["cleared"])
    assert "Nenhum sinal de perigo" in words_in(question)
    assert "08:00 · Ana Sintética" in words_in(question)
    assert complaints(question) == []


def test_a_sign_is_ticked_and_recorded_by_keyboard_alone(ask: Ask, finish: Finish, pregnancy: Pregnancy) -> None:
    question = ask()
    told: list[EmergencyCase] = []
    question.emergency.connect(told.append)
    question.asking.some_button.setFocus()
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    QTest.keyClick(focused(), Qt.Key.Key_Down)
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    assert question.asking.record.text() == "Registrar 1 sinal"
    settle()
    assert complaints(question) == []
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    finish()
    assert not question.may_go_on
    (case,) = told
    assert [one.sign.code for one in case.situation.found] == ["vaginal_bleeding"]
    assert len(case.situation.signs.judgement.not_asked) == 12
    assert "Sangramento vaginal" in question.answered.what.text()


def test_enter_records_nothing_while_nothing_is_ticked(ask: Ask, finish: Finish) -> None:
    question = ask()
    question.asking.open_list()
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    finish()
    assert question.case is not None
    assert question.case.situation.signs.rows == ()


def test_arrow_keys_reach_every_sign(ask: Ask) -> None:
    question = ask()
    question.asking.open_list()
    seen = {focused().accessibleName()}
    for key in ([Qt.Key.Key_Down] * 4 + [Qt.Key.Key_Up] * 4 + [Qt.Key.Key_Right]) * 4:
        QTest.keyClick(focused(), key)
        seen.add(focused().accessibleName())
    assert len(seen) == 13


def test_an_obstetric_emergency_beside_the_list_stops_too_and_names_its_source(ask: Ask, finish: Finish) -> None:
    question = ask()
    question.asking.open_list()
    question.asking.more.click()
    assert "CAB 32" in words_in(question)
    (tile,) = (one for one in question.asking.emergencies.tiles if one.code == "ruptured_membranes")
    tile.click()
    question.asking.record.click()
    finish()
    assert question.case is not None
    assert question.case.situation.stops


def test_the_other_emergencies_scroll_into_sight_when_they_are_opened(ask: Ask) -> None:
    question = ask()
    question.resize(500, 400)
    settle()
    question.asking.open_list()
    question.asking.more.click()
    settle()
    first = question.asking.emergencies.tiles[0]
    assert focused() is first
    assert first.visibleRegion().boundingRect().height() == first.height()


def test_escape_leaves_the_list_then_a_question_asked_again(ask: Ask, finish: Finish) -> None:
    question = ask()
    question.asking.open_list()
    assert question.step_back()
    assert not question.asking.is_open()
    assert not question.step_back()
    question.asking.none_button.click()
    finish()
    question.answered.again.click()
    assert not question.asking.isHidden()
    assert question.step_back()
    assert question.asking.isHidden()


def test_the_same_emergency_is_told_once_and_again_when_asked_for(ask: Ask, finish: Finish) -> None:
    question = ask()
    told: list[EmergencyCase] = []
    question.emergency.connect(told.append)
    question.asking.open_list()
    question.asking.signs.tiles[0].click()
    question.asking.submit()
    finish()
    question.refresh()
    finish()
    assert len(told) == 1
    question.answered.see.click()
    assert len(told) == 2


def test_a_student_sees_that_nobody_asked_and_may_not_answer(
    station: Station, pregnancy: Pregnancy, show: Show, finish: Finish
) -> None:
    student = replace(station.sign_in.sign_in("student", PASSWORD), must_change_password=False)
    assert student.role is Role.STUDENT
    context = UiContext(station, student, lambda _place, _subject: None, lambda _tone, _words: None)
    question = DangerSignsQuestion(context, pregnancy.person_id, pregnancy.id)
    show(question)
    finish()
    assert not question.may_go_on
    assert question.asking.isHidden()
    assert "Ainda não perguntado" in words_in(question)


def test_what_cannot_be_read_is_said_with_a_way_to_try_again(context: UiContext, show: Show, finish: Finish) -> None:
    question = DangerSignsQuestion(context, "nobody", None)
    show(question)
    finish()
    assert "Não deu para ler os sinais de perigo" in words_in(question)
    assert "Tentar de novo" in words_in(question)
    assert not question.may_go_on


@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_the_open_list_has_room_at_150_per_cent(
    ask: Ask, finish: Finish, light: QApplication, language: str, nurse: Session
) -> None:
    choose_language(language)
    apply_theme(light, "light", 150)
    question = ask()
    question.asking.open_list()
    question.asking.more.click()
    finish()
    assert complaints(question) == []
