"""What the ward's place says before its sectors are there: never "no bed" while it only was not heard yet."""

import pytest

from app.ward import service
from app.ward.service import Hearing
from tests.ui.ward.desk import Desk
from ui.ward.layouts.board import WallBoard


def test_until_the_ward_is_heard_it_is_waited_for_and_no_bed_is_said_to_be_missing(desk: Desk) -> None:
    page = desk.page()
    page.look()
    assert page.states.currentWidget() is page.empty and page.empty.sentence == "Esperando a enfermaria…"
    assert page.empty.action is None and page.first_focus() is None, "beds are not put in a second time"
    desk.start()
    desk.qtbot.waitUntil(lambda: desk.ward.hearing() is Hearing.HEARD)
    page.look()
    assert page.states.currentWidget() is not page.empty
    page.leave()


def test_a_ward_that_does_not_answer_says_what_to_do(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = desk.page()
    monkeypatch.setattr(service, "OVERDUE_SECONDS", 0.0)
    desk.qtbot.waitUntil(lambda: page.empty.sentence.startswith("A enfermaria não respondeu"))
    desk.start()
    desk.qtbot.waitUntil(lambda: page.states.currentWidget() is not page.empty)
    page.leave()


def test_a_ward_without_beds_says_so_once_that_is_known(desk: Desk) -> None:
    desk.beds_in = False
    page = desk.page()
    desk.qtbot.waitUntil(lambda: page.empty.sentence == "Nenhum leito aqui ainda")
    assert page.locked() is None, "nothing is to be seen beside the lock"
    desk.beds_in = True
    desk.qtbot.waitUntil(lambda: page.empty.sentence == "Esperando a enfermaria…")
    page.leave()


def test_a_screen_that_locks_before_the_ward_is_heard_shows_the_beds_once_it_is(desk: Desk) -> None:
    page = desk.page()
    board = page.locked()
    assert isinstance(board, WallBoard)
    desk.qtbot.addWidget(board)
    assert board.empty.sentence == "Esperando a enfermaria…"
    desk.start()
    desk.qtbot.waitUntil(lambda: board.states.currentWidget() is board.scroll_area)
    page.leave()
