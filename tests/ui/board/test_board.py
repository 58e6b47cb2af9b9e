"""«Quem espera»: who waits and how urgently, driven by keys, and nothing that was done wrong is erased."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.reception.model import ArrivalState, Colour, Hearing, Outcome
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.board.conftest import Come
from tests.ui.clinical import PASSWORD, Desk, OpenDesk, words_in
from tests.ui.conftest import settle
from ui.board.board_view import BoardView
from ui.board.deeds import Deed
from ui.board.sheets import CallSheet, CloseSheet, WhySheet
from ui.reception.screen import BOARD, FINDER

S = ArrivalState


def board_of(desk: Desk) -> BoardView:
    return desk.reception.board


def names(desk: Desk) -> list[str]:
    return [row.name for row in board_of(desk).model.rows()]


def state(station: Station, nurse: Session, arrival_id: str) -> ArrivalState:
    return station.reception.get(nurse, arrival_id).arrival.state


def submit(desk: Desk) -> None:
    """Enter in a small question."""
    desk.press(Qt.Key.Key_Return)
    desk.settle()


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


def test_everything_is_done_by_letters(come: Come, open_desk: OpenDesk, nurse: Session, station: Station) -> None:
    one = come("Ana Sintética Prado", Colour.GREEN).id
    desk = open_desk(nurse)
    desk.type("c")
    assert isinstance(desk.window().findChild(CallSheet), CallSheet)
    desk.type("Sala 2")
    submit(desk)
    assert state(station, nurse, one) is S.CALLED
    assert board_of(desk).model.rows()[0].standing == "Chamada: Sala 2"
    desk.type("n")
    desk.settle()
    assert state(station, nurse, one) is S.WAITING
    assert board_of(desk).model.rows()[0].standing == "Não respondeu"
    desk.type("a")
    desk.settle()
    assert state(station, nurse, one) is S.ATTENDING
    desk.type("f")
    submit(desk)
    assert state(station, nurse, one) is S.CLOSED
    assert names(desk) == []
    assert ("success", "Ana Sintética Prado: atendimento encerrado.") in desk.said


def test_a_letter_that_makes_no_sense_does_nothing(
    come: Come, open_desk: OpenDesk, nurse: Session, station: Station
) -> None:
    one = come("Ana Sintética Prado").id
    desk = open_desk(nurse)
    desk.type("nrzq")
    desk.settle()
    assert state(station, nurse, one) is S.WAITING
    assert station.reception.get(nurse, one).events == ()


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


def test_a_step_that_was_wrong_is_taken_back_with_its_reason_and_stays_readable(
    come: Come, open_desk: OpenDesk, nurse: Session, station: Station
) -> None:
    one = come("Ana Sintética Prado", Colour.GREEN).id
    station.reception.close(nurse, one, Outcome.RESOLVED)
    desk = open_desk(nurse)
    board = board_of(desk)
    desk.press(Qt.Key.Key_F2)
    board.choose(gone=True)
    desk.settle()
    assert names(desk) == ["Ana Sintética Prado"]
    board.list.enter()
    desk.type("d")
    desk.settle()
    sheet = desk.window().findChild(WhySheet)
    assert isinstance(sheet, WhySheet)
    sheet.submit()
    assert sheet.field.error
    sheet.reason.line.setText("era outra pessoa")
    sheet.submit()
    desk.settle()
    assert state(station, nurse, one) is S.WAITING
    board.choose(gone=False)
    desk.settle()
    board.open(one)
    desk.settle()
    assert "era outra pessoa" in words_in(board.side)


def test_a_wrong_arrival_is_withdrawn_with_a_reason(
    come: Come, open_desk: OpenDesk, nurse: Session, station: Station
) -> None:
    one = come("Ana Sintética Prado").id
    desk = open_desk(nurse)
    board_of(desk).do(Deed.WITHDRAW)
    sheet = desk.window().findChild(WhySheet)
    assert isinstance(sheet, WhySheet)
    sheet.reason.line.setText("homônima")
    sheet.submit()
    desk.settle()
    assert state(station, nurse, one) is S.WITHDRAWN


def test_leaving_unseen_asks_first(come: Come, open_desk: OpenDesk, nurse: Session, station: Station) -> None:
    one = come("Ana Sintética Prado").id
    desk = open_desk(nurse)
    desk.type("x")
    assert state(station, nurse, one) is S.WAITING
    desk.press(Qt.Key.Key_Return)
    desk.settle()
    assert state(station, nurse, one) is S.NO_SHOW


def test_the_second_pressure_is_asked_for_on_the_board_at_its_time(
    station: Station, open_desk: OpenDesk, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    one = station.reception.arrive(nurse, pregnancy.person_id).id
    high = (NewObservation("systolic_mmhg", 150), NewObservation("diastolic_mmhg", 95))
    station.reception.hear(nurse, one, Hearing("Consulta", Colour.GREEN, high))
    desk = open_desk(nurse)
    board = board_of(desk)
    assert board.model.rows()[0].hint == "Medir de novo às 08:10"
    for minutes, hint in ((11, "Medir de novo agora"), (9, "2ª medida atrasada")):
        fake_clock.advance(minutes * 60)
        board.feed.read_now()
        desk.settle()
        assert board.model.rows()[0].hint == hint
    desk.type("m")
    desk.type("12")
    desk.press(Qt.Key.Key_Return)
    assert "entre 50 e 300 mmHg" in words_in(desk)
    desk.type("0")
    desk.press(Qt.Key.Key_Tab)
    desk.type("80")
    submit(desk)
    assert board.model.rows()[0].hint == ""
    assert station.reception.get(nurse, one).observations[0].value in (120, 80)


def test_an_emergency_comes_before_every_other_step(
    station: Station, open_desk: OpenDesk, nurse: Session, pregnancy: Pregnancy
) -> None:
    one = station.reception.arrive(nurse, pregnancy.person_id).id
    station.danger_signs.record(nurse, pregnancy.person_id, one, {"convulsing": True})
    desk = open_desk(nurse)
    board = board_of(desk)
    assert (board.model.rows()[0].hint, board.model.rows()[0].urgent) == ("Sinal de perigo", True)
    desk.type("s")
    desk.settle()
    assert board.cover.card is not None
    assert "192" in words_in(board.cover.card)
    assert desk.reception.step_back()
    assert desk.focused() is board.list
    desk.type("f")
    sheet = desk.window().findChild(CloseSheet)
    assert isinstance(sheet, CloseSheet)
    assert sheet.outcome.value() is Outcome.EMERGENCY


def test_she_arrives_from_her_panel_with_one_key_and_is_seen_on_the_board(
    open_desk: OpenDesk, nurse: Session, station: Station, woman: PersonRecord
) -> None:
    desk = open_desk(nurse)
    desk.go("reception", woman.id)
    desk.settle()
    desk.press(Qt.Key.Key_F4)
    desk.type("tontura")
    submit(desk)
    (row,) = station.reception.board(nurse).rows
    assert (row.arrival.person_id, row.arrival.reason) == (woman.id, "tontura")
    assert desk.reception.parts.current() == BOARD
    desk.settle()
    shown = board_of(desk).shown()
    assert shown is not None
    assert shown.person_id == woman.id
    desk.go("reception", woman.id)
    desk.settle()
    assert "Está na recepção desde 08:00" in words_in(desk.reception)
    desk.press(Qt.Key.Key_F4)
    desk.settle()
    assert desk.reception.parts.current() == BOARD


def test_a_student_sees_the_board_and_changes_nothing(come: Come, open_desk: OpenDesk, station: Station) -> None:
    come("Ana Sintética Prado", Colour.GREEN)
    desk = open_desk(station.sign_in.sign_in("student", PASSWORD))
    desk.press(Qt.Key.Key_Return)
    desk.settle()
    assert set(board_of(desk).panel.buttons) == {Deed.RECORD}  # type: ignore[union-attr]
    desk.type("cafxmd")
    desk.settle()
    assert desk.window().findChild(CallSheet) is None


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
