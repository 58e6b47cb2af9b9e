"""«Quem espera»: who waits and how urgently, driven by keys, and nothing that was done wrong is erased."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.reception.model import ArrivalState, Colour
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.board.conftest import Come
from tests.ui.clinical import Desk, OpenDesk, words_in
from tests.ui.conftest import settle
from ui.board.board_view import BoardView
from ui.board.deeds import Deed
from ui.reception.screen import BOARD, FINDER

S = ArrivalState


def board_of(desk: Desk) -> BoardView:
    return desk.reception.board


def names(desk: Desk) -> list[str]:
    return [row.name for row in board_of(desk).model.rows()]


def test_where_nobody_waits_the_desk_begins_with_the_search(desk: Desk) -> None:
    assert desk.reception.parts.current() == FINDER
    assert desk.focused() is desk.reception.finder.search
    desk.press(Qt.Key.Key_F2)
    desk.settle()
    assert "Ninguém espera" in words_in(desk)
    desk.press(Qt.Key.Key_F3)
    assert desk.focused() is desk.reception.finder.search


def test_where_somebody_waits_the_desk_begins_with_the_board(
    come: Come, open_desk: OpenDesk, nurse: Session, fake_clock: FakeClock
) -> None:
    come("Ana Sintética Prado", reason="Curativo")
    fake_clock.advance(23 * 60)
    desk = open_desk(nurse)
    assert desk.reception.parts.current() == BOARD
    (row,) = board_of(desk).model.rows()
    assert (row.name, row.waited, row.standing, row.reason) == (
        "Ana Sintética Prado",
        "23 min",
        "Aguarda escuta",
        "Curativo",
    )
    assert desk.focused() is board_of(desk).list


def test_the_most_urgent_stand_first_and_who_is_being_attended_to_last(
    come: Come, open_desk: OpenDesk, nurse: Session, station: Station, fake_clock: FakeClock
) -> None:
    for name, colour in (("Azul", Colour.BLUE), ("Verde", Colour.GREEN), ("Nova", None), ("Rubra", Colour.RED)):
        last = come(f"{name} Sintética Prado", colour)
        fake_clock.advance(60)
    station.reception.attend(nurse, last.id)
    desk = open_desk(nurse)
    assert [name.split()[0] for name in names(desk)] == ["Nova", "Verde", "Azul", "Rubra"]
    assert "3" in board_of(desk).head.number.text()


def test_enter_opens_arrow_keys_follow_and_esc_goes_back(come: Come, open_desk: OpenDesk, nurse: Session) -> None:
    come("Ana Sintética Prado", Colour.RED, "Falta de ar")
    come("Bia Sintética Costa", Colour.GREEN, "Tosse")
    desk = open_desk(nurse)
    desk.press(Qt.Key.Key_Return)
    desk.settle()
    board = board_of(desk)
    assert board.panel is not None
    assert "Falta de ar" in words_in(board.side)
    assert desk.focused() is board.panel.buttons[Deed.CALL]
    board.list.setFocus()
    desk.press(Qt.Key.Key_Down)
    desk.settle()
    assert "Tosse" in words_in(board.side)
    assert desk.reception.step_back()
    assert board.side.isHidden()
    assert desk.focused() is board.list
    assert board.list.current() is not None
    assert board.list.current().name == "Bia Sintética Costa"  # type: ignore[union-attr]


def test_what_another_station_does_appears_by_itself_and_the_cursor_stays(
    come: Come, open_desk: OpenDesk, nurse: Session, qtbot: QtBot
) -> None:
    come("Ana Sintética Prado", Colour.GREEN)
    come("Bia Sintética Costa", Colour.BLUE)
    desk = open_desk(nurse)
    desk.press(Qt.Key.Key_Down)
    come("Cida Sintética Lima", Colour.RED)
    board_of(desk).feed._timer.timeout.emit()
    qtbot.waitUntil(lambda: len(names(desk)) == 3)
    current = board_of(desk).list.current()
    assert current is not None
    assert (names(desk)[0], current.name) == ("Cida Sintética Lima", "Bia Sintética Costa")


def test_an_open_panel_follows_what_somebody_else_did(
    come: Come, open_desk: OpenDesk, nurse: Session, station: Station
) -> None:
    one = come("Ana Sintética Prado", Colour.GREEN).id
    desk = open_desk(nurse)
    desk.press(Qt.Key.Key_Return)
    desk.settle()
    station.reception.call(nurse, one, "Sala 9")
    board_of(desk).feed.read_now()
    desk.settle()
    assert "Chamada: Sala 9" in words_in(board_of(desk).side)


def test_a_board_that_cannot_be_read_says_so_and_keeps_what_was_read(
    come: Come, open_desk: OpenDesk, nurse: Session, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    come("Ana Sintética Prado", Colour.GREEN)
    desk = open_desk(nurse)
    board = board_of(desk)
    whole = type(station.reception).board

    def broken(*_: object) -> object:
        raise KnownError("reception.not_found", arrival_id="x")

    monkeypatch.setattr(type(station.reception), "board", broken)
    board.feed.read_now()
    desk.settle()
    assert board.banner.isVisible()
    assert names(desk) == ["Ana Sintética Prado"]
    monkeypatch.setattr(type(station.reception), "board", whole)
    board.feed.read_now()
    desk.settle()
    assert not board.banner.isVisible()


def test_a_board_that_cannot_be_read_at_first_offers_to_try_again(
    open_desk: OpenDesk, nurse: Session, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> object:
        raise KnownError("reception.not_found", arrival_id="x")

    monkeypatch.setattr(type(station.reception), "board", broken)
    desk = open_desk(nurse)
    assert "Tentar de novo" in words_in(desk.reception)


def test_the_keys_of_the_board_are_listed_behind_f1(desk: Desk) -> None:
    keys = dict(desk.reception.keys_here())
    assert {"F2", "F3", "F4", "F11", "C", "E", "A"} <= keys.keys()
    assert keys["C"] == "Chamar"


def test_the_board_is_named_in_order_and_large_enough(
    come: Come, open_desk: OpenDesk, nurse: Session, light: QApplication
) -> None:
    come("Ana Sintética Prado", Colour.GREEN, "Tosse")
    desk = open_desk(nurse)
    desk.press(Qt.Key.Key_Return)
    desk.settle()
    settle()
    assert complaints(board_of(desk)) == []
