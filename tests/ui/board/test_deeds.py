"""What is done about an arrival: by letters, each at its time, and what was wrong is taken back, never erased."""

from PySide6.QtCore import Qt

from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.reception.model import ArrivalState, Colour, Hearing, Outcome
from app.kernel.clock import FakeClock
from app.security.session import Session
from app.station import Station
from tests.ui.board.conftest import Come
from tests.ui.clinical import PASSWORD, Desk, OpenDesk, words_in
from ui.board.board_view import BoardView
from ui.board.deeds import Deed
from ui.board.sheets import CallSheet, CloseSheet, WhySheet
from ui.reception.screen import BOARD

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
    board_of(desk).open(one)
    desk.settle()
    desk.type("a")
    desk.settle()
    assert state(station, nurse, one) is S.ATTENDING
    desk.type("f")
    submit(desk)
    assert state(station, nurse, one) is S.CLOSED
    assert names(desk) == []
    assert board_of(desk).side.isHidden()
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


def test_of_two_who_act_at_once_the_second_is_told_and_sees_the_board_as_it_is(
    come: Come, open_desk: OpenDesk, nurse: Session, station: Station
) -> None:
    one = come("Ana Sintética Prado", Colour.GREEN).id
    desk = open_desk(nurse)
    station.reception.attend(nurse, one)
    desk.type("c")
    submit(desk)
    sheet = desk.window().findChild(CallSheet)
    assert isinstance(sheet, CallSheet)
    assert "outra pessoa da equipe mudou a situação" in words_in(sheet)
    sheet.leave()
    desk.type("a")
    desk.settle()
    assert "Isto não é mais possível" in words_in(desk.reception)
    board_of(desk).feed.read_now()
    desk.settle()
    assert board_of(desk).model.rows()[0].standing == "Em atendimento"


def test_somebody_who_has_gone_shows_when_and_how_it_ended(
    come: Come, open_desk: OpenDesk, nurse: Session, station: Station, fake_clock: FakeClock
) -> None:
    one = come("Ana Sintética Prado", Colour.GREEN).id
    fake_clock.advance(12 * 60)
    station.reception.close(nurse, one, Outcome.REFERRED)
    desk = open_desk(nurse)
    board = board_of(desk)
    desk.press(Qt.Key.Key_F2)
    board.choose(gone=True)
    desk.settle()
    (row,) = board.model.rows()
    assert (row.standing, row.waited) == ("Encerrada às 08:12", "12 min")
    board.open(one)
    desk.settle()
    assert "Encerrada: Encaminhada" in words_in(board.side)
