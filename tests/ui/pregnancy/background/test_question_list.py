"""The rows of the history are made as they are needed: first a screenful, the rest at rest, all for whoever looks."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.prenatal.history_service import Answer, Answered
from ui.pregnancy.background.answers import BackgroundAnswers, BackgroundRead, asked
from ui.pregnancy.background.question_list import QuestionList

LAST = asked()[-1].code


@pytest.fixture
def questions(qtbot: QtBot, light: QApplication) -> QuestionList:
    """The list in a window, its first rows made."""
    made = QuestionList("America/Fortaleza", lambda _source: "")
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    made.begin()
    return made


def test_a_screenful_is_made_at_once_and_the_rest_while_nobody_waits(questions: QuestionList, qtbot: QtBot) -> None:
    assert 0 < len(questions.rows()) < len(asked())
    questions.go_on()
    qtbot.waitUntil(lambda: questions.is_built)
    assert [one.code for one in questions.rows()] == [one.code for one in asked()]


def test_a_row_that_is_made_later_shows_its_answer(questions: QuestionList) -> None:
    held = {LAST: Answered("1", LAST, Answer.YES, date(2026, 3, 2), "Ana Sintética", from_before=False)}
    questions.show_state(BackgroundAnswers(held), BackgroundRead(held, {}, None), may_answer=True)
    row = questions.row(LAST)
    assert row is not None
    assert row.chips.value() is Answer.YES


@pytest.mark.parametrize("look", [lambda one: one.row(LAST), lambda one: one.filter("xyzw")])
def test_whoever_looks_for_a_question_finds_every_row_made(
    questions: QuestionList, look: Callable[[QuestionList], object]
) -> None:
    look(questions)
    assert questions.is_built


def test_the_groups_count_questions_whose_rows_are_not_made_yet(questions: QuestionList) -> None:
    questions.show_state(BackgroundAnswers(), BackgroundRead({}, {}, None), may_answer=True)
    last = questions.groups[-1]
    assert last.count.text() == f"0 de {len(last.codes)}"
