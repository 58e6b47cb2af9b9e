"""Conditions put together on screen: what is said is what is asked, and nothing unfinished is left out unseen."""

from datetime import date

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.kernel.errors import KnownError
from app.reminders.criteria import Condition, fields
from tests.ui.accessibility import complaints
from tests.ui.conftest import Show, settle
from ui.reminders.criteria.controls import Between, SomeOf
from ui.reminders.criteria.days import Days
from ui.reminders.criteria.editor import CriteriaEditor
from ui.reminders.criteria.places import Places
from ui.reminders.criteria.words import condition_words
from ui.texts import choose_language
from ui.theme import apply_theme

TODAY = date(2026, 3, 2)
EVERY_KIND = (
    Condition("risk_class", values=("ARSE", "ARCE")),
    Condition("gestational_week", least=28, most=32),
    Condition("pregnant", yes=True),
    Condition("municipality", values=("2408102",)),
    Condition("age", least=15, most=19),
    Condition("visit_days_late", least=1, most=30),
    Condition("interested_in_surgery", yes=False),
    Condition("surgery_date", least=0, most=7),
    Condition("treatment_phase", values=("waiting",)),
)


@pytest.fixture
def editor(show: Show) -> CriteriaEditor:
    """An empty editor on the screen."""
    made = CriteriaEditor(today=TODAY)
    show(made)
    return made


def test_what_is_shown_is_what_is_asked(editor: CriteriaEditor) -> None:
    assert {one.field for one in EVERY_KIND} == set(fields())
    editor.set_conditions(EVERY_KIND)
    assert editor.conditions() == EVERY_KIND
    assert editor.offered() == ()


def test_no_condition_is_everybody_and_said_so(editor: CriteriaEditor) -> None:
    assert editor.conditions() == ()
    assert editor.check()
    assert not editor.add_button.isHidden()


@pytest.mark.parametrize(("least", "most"), [(0, 7), (-30, 0), (3, 10), (-10, -3), (-2, 5), (0, 0)])
def test_days_come_back_as_they_were_whatever_way_they_are_said(editor: CriteriaEditor, least: int, most: int) -> None:
    one = Condition("surgery_date", least=least, most=most)
    editor.set_conditions([one])
    assert editor.conditions() == (one,)
    editor.show_draft(editor.draft())
    assert editor.conditions() == (one,)


def test_surgery_in_the_next_week_is_one_choice_away_and_said_with_its_dates(
    editor: CriteriaEditor, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(editor.changed):
        editor.add("surgery_date")
    assert editor.conditions() == (Condition("surgery_date", least=0, most=7),)
    assert condition_words(editor.conditions()[0], TODAY) == (
        "Data da cirurgia: nos próximos 7 dias (de 02/03/2026 a 09/03/2026)"
    )


def test_an_unfinished_condition_is_never_left_out_in_silence(editor: CriteriaEditor) -> None:
    editor.set_conditions([Condition("pregnant", yes=True)])
    editor.add("gestational_week")
    assert not editor.is_finished()
    with pytest.raises(KnownError) as refused:
        editor.conditions()
    assert refused.value.code == "criteria.bad"


def test_an_error_stands_under_its_field_and_names_value_and_range(editor: CriteriaEditor) -> None:
    line = editor.add("gestational_week")
    assert isinstance(line.control, Between)
    line.control.least.line.setText("28")
    line.control.most.line.setText("60")
    assert not editor.check()
    assert "60" in line.field.error
    assert "0" in line.field.error
    assert "44" in line.field.error
    assert line.control.least.line.hasFocus()
    line.control.most.line.setText("32")
    assert line.field.error == ""


def test_numbers_the_wrong_way_round_are_refused(editor: CriteriaEditor) -> None:
    line = editor.add("age")
    assert isinstance(line.control, Between)
    line.control.least.line.setText("30")
    line.control.most.line.setText("20")
    assert not editor.check()
    assert "30" in line.field.error


def test_a_class_is_ticked_by_its_name(editor: CriteriaEditor) -> None:
    line = editor.add("risk_class")
    assert isinstance(line.control, SomeOf)
    assert not editor.check()
    QTest.keyClick(line.control.boxes["ARCE"], Qt.Key.Key_Space)
    assert editor.conditions() == (Condition("risk_class", values=("ARCE",)),)
    assert line.field.error == ""


def test_a_municipality_is_found_by_typing_and_enter_takes_it(editor: CriteriaEditor) -> None:
    line = editor.add("municipality")
    assert isinstance(line.control, Places)
    line.control.typed.setText("natal")
    assert editor.conditions() == (Condition("municipality", values=("2408102",)),)
    QTest.keyClick(line.control.typed, Qt.Key.Key_Return)
    assert line.control.typed.text() == ""
    assert list(line.control.chips) == ["2408102"]
    line.control.typed.setText("Atlantis")
    assert not editor.check()
    assert "Atlantis" in line.field.error
    line.control.typed.clear()
    line.control.chips["2408102"].click()
    assert not editor.is_finished()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_condition_is_added_and_taken_away_by_the_keyboard_alone(editor: CriteriaEditor, qtbot: QtBot) -> None:
    editor.add_button.setFocus()
    QTest.keyClick(editor.add_button, Qt.Key.Key_Return)
    menu = editor.findChild(QMenu)
    assert menu is not None
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    settle()
    assert [one.code for one in editor.rows] == ["risk_class"]
    assert isinstance(editor.rows[0].control, SomeOf)
    assert editor.window().focusWidget() is editor.rows[0].control.boxes["RH"]
    editor.rows[0].remove_button.setFocus()
    with qtbot.waitSignal(editor.changed):
        QTest.keyClick(editor.rows[0].remove_button, Qt.Key.Key_Space)
    assert editor.rows == []
    assert editor.window().focusWidget() is editor.add_button


def test_a_draft_keeps_what_is_not_finished(editor: CriteriaEditor) -> None:
    line = editor.add("surgery_date")
    assert isinstance(line.control, Days)
    line.control.way.set_value("ahead")
    line.control.first.line.setText("abc")
    kept = editor.draft()
    other = CriteriaEditor(today=TODAY)
    other.show_draft(kept)
    assert other.draft() == kept
    assert not other.check()
    assert "abc" in other.rows[0].field.error


@pytest.mark.parametrize("scale", [90, 100, 150])
@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_every_kind_of_condition_is_whole_in_every_size_and_language(
    show: Show, light: QApplication, language: str, scale: int
) -> None:
    choose_language(language)
    apply_theme(light, "light", scale)
    made = CriteriaEditor(today=TODAY)
    made.set_conditions(EVERY_KIND)
    show(made)
    made.resize(QSize(720, 1400))
    settle()
    assert made.minimumSizeHint().width() <= 720
    assert complaints(made) == []
    made.check()
    settle()
    assert complaints(made) == []
