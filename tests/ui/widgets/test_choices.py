"""Chips, three-state answers, boxes, tabs: all by keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.accessibility import complaints, focusables
from tests.ui.conftest import Show
from ui.theme import apply_theme
from ui.widgets.choices import ChoiceChips
from ui.widgets.field import Field
from ui.widgets.layouts import column
from ui.widgets.tabs import Tabs
from ui.widgets.toggles import CheckBox, Switch

STATUS: list[tuple[object, str]] = [("single", "Solteira"), ("married", "Casada"), ("widowed", "Viúva")]


def test_tab_stops_once_and_arrow_keys_move_the_answer(show: Show, qtbot: QtBot) -> None:
    page = QWidget()
    chips = ChoiceChips(STATUS, name="Situação familiar")
    column(page).addWidget(chips)
    show(page)
    heard: list[object] = []
    chips.changed.connect(heard.append)
    (first,) = focusables(page)
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert chips.value() == "married"
    (now,) = focusables(page)
    QTest.keyClick(now, Qt.Key.Key_Right)
    QTest.keyClick(focusables(page)[0], Qt.Key.Key_Right)
    assert heard == ["married", "widowed", "single"]


def test_a_digit_chooses_and_delete_takes_back(show: Show, qtbot: QtBot) -> None:
    page = QWidget()
    chips = ChoiceChips(STATUS, name="Situação familiar")
    column(page).addWidget(chips)
    show(page)
    QTest.keyClick(focusables(page)[0], Qt.Key.Key_3)
    assert chips.value() == "widowed"
    QTest.keyClick(focusables(page)[0], Qt.Key.Key_Delete)
    assert chips.value() is None


def test_a_second_press_takes_an_optional_answer_back(qtbot: QtBot) -> None:
    chips = ChoiceChips(STATUS, name="Situação familiar")
    qtbot.addWidget(chips)
    chips._chips[1].click()
    assert chips.value() == "married"
    chips._chips[1].click()
    assert chips.value() is None


def test_an_answer_that_is_needed_stays_when_pressed_again(qtbot: QtBot) -> None:
    chips = ChoiceChips(STATUS, name="Situação familiar", optional=False)
    qtbot.addWidget(chips)
    chips._chips[1].click()
    chips._chips[1].click()
    assert chips.value() == "married"


def test_choosing_from_the_program_tells_nobody(qtbot: QtBot) -> None:
    chips = ChoiceChips(STATUS)
    qtbot.addWidget(chips)
    heard: list[object] = []
    chips.changed.connect(heard.append)
    chips.set_value("widowed")
    assert chips.value() == "widowed"
    assert heard == []


def test_a_box_is_switched_by_space(show: Show, qtbot: QtBot) -> None:
    page = QWidget()
    box, switch = CheckBox("Aceita e-mail"), Switch("Tema escuro")
    layout = column(page)
    layout.addWidget(box)
    layout.addWidget(switch)
    show(page)
    heard: list[object] = []
    for one in (box, switch):
        one.changed.connect(heard.append)
        QTest.keyClick(one, Qt.Key.Key_Space)
    assert heard == [True, True]
    assert box.isChecked()


def test_tabs_are_one_stop_and_arrow_keys_change_the_part(show: Show, qtbot: QtBot) -> None:
    tabs = Tabs()
    for words in ("Resumo", "Consultas", "Exames"):
        tabs.add(words, QWidget())
    show(tabs)
    (stop,) = focusables(tabs)
    QTest.keyClick(stop, Qt.Key.Key_Left)
    assert tabs.current() == 2


@pytest.mark.parametrize("scale", [100, 150])
def test_every_choice_is_named_reachable_and_large_enough(show: Show, light: QApplication, scale: int) -> None:
    apply_theme(light, "dark", scale)
    page = QWidget()
    layout = column(page, gap=4)
    layout.addWidget(Field("Situação", ChoiceChips(STATUS)))
    layout.addWidget(CheckBox("Aceita e-mail", checked=True))
    layout.addWidget(Switch("Tema escuro"))
    layout.addStretch(1)
    assert complaints(show(page)) == []


def test_tabs_that_do_not_fit_stand_in_a_menu_and_the_chosen_one_never_does(show: Show, qtbot: QtBot) -> None:
    tabs = Tabs()
    for words in ("Resumo", "Consultas", "Exames e vacinas", "Gráficos", "Papéis"):
        tabs.add(words, QWidget())
    show(tabs)
    assert not tabs._bar.more.isVisible()
    tabs.resize(300, 200)
    qtbot.waitUntil(tabs._bar.more.isVisible)
    assert tabs._tabs[0].isVisible()
    assert not tabs._tabs[4].isVisible()
    tabs.choose(4)
    assert tabs._tabs[4].isVisible()
    assert tabs._bar.height() < 2 * tabs._tabs[0].height()
