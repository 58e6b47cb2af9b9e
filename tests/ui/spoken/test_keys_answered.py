"""What a key has changed where the keyboard stands is heard, where Qt's tree or the reader tells nothing of it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from tests.ui.conftest import Show
from tests.ui.spoken.hearing import Hearing
from ui.pregnancy.condition_row import ConditionRow
from ui.pregnancy.form_tools import FormTools
from ui.pregnancy.words import ages_spoken
from ui.spoken.announcer import say_at_once, sentence
from ui.spoken.rate import Utterance
from ui.texts import choose_language
from ui.widgets.choices import ChoiceChips
from ui.widgets.dropdown import Dropdown
from ui.widgets.layouts import column


@pytest.fixture(autouse=True)
def _on_a_bus(heard: Hearing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.spoken.announcer._ON_A_BUS", (QGuiApplication.platformName(),))


def test_what_an_arrow_or_a_letter_chose_in_a_list_is_said_each_time(show: Show, heard: Hearing) -> None:
    reasons = Dropdown([(0, "Hipertensão"), (1, "Diabetes")], name="Motivo")
    show(reasons)
    reasons.setFocus()
    said = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(reasons, key)
        said += heard.hear()
    assert said == [("Diabetes.", True), ("Hipertensão.", True), ("Diabetes.", True)]


def test_a_list_that_is_filled_elsewhere_says_nothing(show: Show, heard: Hearing) -> None:
    page = QWidget()
    layout = column(page)
    here, there = Dropdown([(0, "Sim")]), Dropdown([(0, "Um"), (1, "Dois")])
    layout.addWidget(here)
    layout.addWidget(there)
    show(page)
    here.setFocus()
    there.set_value(1)
    assert heard.hear() == []


def test_a_digit_and_delete_say_what_they_switched_and_an_arrow_leaves_it_to_the_focus(
    show: Show, heard: Hearing
) -> None:
    chips = ChoiceChips([(1, "Alto risco geral"), (2, "Infectologia")], name="Ambulatório")
    show(chips)
    first, second = chips.findChildren(QAbstractButton)
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_1)
    assert heard.hear() == [("Alto risco geral, escolhido.", True)]
    QTest.keyClick(first, Qt.Key.Key_Delete)
    assert heard.hear() == [("Alto risco geral, não está mais escolhido.", True)]
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert second.hasFocus()
    assert heard.hear() == []


def test_the_way_into_the_conditions_says_by_which_letters_they_are_answered(show: Show) -> None:
    tools = FormTools([])
    show(tools)
    said = QAccessible.queryAccessibleInterface(tools.search).text(QAccessible.Text.Description)
    assert "S sim · N não · ? não perguntado" in said


def test_a_condition_says_its_name_and_answer_and_neither_twice(show: Show) -> None:
    line = ConditionRow("diabetes", "Diabetes")
    show(line)
    asked = QAccessible.queryAccessibleInterface(line)
    assert asked.text(QAccessible.Text.Name) == "Diabetes: Não perguntado"
    assert asked.text(QAccessible.Text.Description).strip() == ""


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("pt_BR", "26 anos · IG 31s5d · Outra causa", "26 anos · idade gestacional 31 semanas e 5 dias · Outra causa"),
        ("en", "26 years · GA 31w5d", "26 years · gestational age 31 weeks and 5 days"),
        ("pt_BR", "SIG 31s5d", "SIG idade gestacional 31 semanas e 5 dias"),
    ],
)
def test_an_age_is_named_once(language: str, written: str, said: str) -> None:
    choose_language(language)
    try:
        assert ages_spoken(written) == said
    finally:
        choose_language("pt_BR")


def test_what_an_answer_brought_about_is_said_again_however_soon(show: Show, heard: Hearing) -> None:
    page = QWidget()
    show(page)
    for _ in range(2):
        say_at_once(page, "risk", "Risco habitual, 4 pontos")
        assert heard.hear(1.5) == [("Risco habitual, 4 pontos.", True)]


def test_an_unfinished_sentence_ends_with_one_point() -> None:
    assert sentence(Utterance(("Salvando…", "Salva às 09:30"), urgent=False)) == "Salvando. Salva às 09:30."
