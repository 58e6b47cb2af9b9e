"""The list of the day: who came, who is expected, whom to call; nobody stands in two parts."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from app.clinic.papers import PaperKind
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.prenatal.calls import CallOutcome, NewCall
from app.clinic.reception.model import Colour, Hearing
from app.kernel.clock import FakeClock
from app.security.session import Session
from app.station import Station
from tests.ui.clinical import PASSWORD, OpenDesk
from tests.ui.papers.filled import context_of, words_of
from ui.papers.day_list import DayList, day_list_paper, read_day_list
from ui.papers.day_list_cover import DayListCover
from ui.papers.paper import PaperSize

_DAY = 86_400.0


@pytest.fixture
def read(station: Station, nurse: Session, qapp: object) -> DayList:
    """Today, before anybody has come."""
    return read_day_list(context_of(station, nurse))()


def _read(station: Station, nurse: Session) -> DayList:
    return read_day_list(context_of(station, nurse))()


def test_an_empty_day_says_so_and_leaves_room_to_write(read: DayList, tmp_path: Path) -> None:
    words = words_of(day_list_paper(read), tmp_path / "day.pdf")
    assert "Chegaram hoje (0)" in words
    assert "Nenhuma consulta prevista" in words
    assert "Ninguém com consulta atrasada" in words


def test_a_woman_is_expected_until_she_comes(
    station: Station, nurse: Session, pregnancy: Pregnancy, tmp_path: Path, qapp: object
) -> None:
    assert [one.pregnancy_id for one in _read(station, nurse).expected] == [pregnancy.id]
    arrival = station.reception.arrive(nurse, pregnancy.person_id)
    station.reception.hear(nurse, arrival.id, Hearing("Consulta de rotina", Colour.GREEN))
    day = _read(station, nurse)
    assert day.expected == ()
    words = words_of(day_list_paper(day), tmp_path / "day.pdf", PaperSize.A5)
    for expected in ("Chegaram hoje (1)", "Verde", "Maria Sintética da Silva", "21s5d", "Consulta de rotina"):
        assert expected in words, expected


def test_a_woman_whose_visit_is_overdue_is_called_until_she_is_reached(
    station: Station, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock, tmp_path: Path, qapp: object
) -> None:
    fake_clock.advance(20 * _DAY)
    day = _read(station, nurse)
    assert [one.pregnancy_id for one in day.to_call] == [pregnancy.id]
    assert day.expected == ()
    words = words_of(day_list_paper(day), tmp_path / "day.pdf")
    assert "(84) 99999-1234" in words
    assert "20 dias" in words
    station.visits.note_call(nurse, pregnancy.id, NewCall(CallOutcome.NO_ANSWER))
    assert _read(station, nurse).to_call == ()


def test_the_list_covers_a_screen_and_gives_it_back(
    station: Station, nurse: Session, pregnancy: Pregnancy, qtbot: QtBot, at_once: None
) -> None:
    pages, closed = QStackedWidget(), []
    qtbot.addWidget(pages)
    pages.addWidget(QWidget())
    cover = DayListCover(context_of(station, nurse), pages, lambda: closed.append(True))
    cover.print_current()
    assert pages.currentWidget() is cover.preview
    assert cover.preview is not None
    assert cover.preview.offer.out.kind is PaperKind.DAY_LIST
    assert cover.step_back()
    assert pages.count() == 1
    assert closed == [True]
    assert not cover.step_back()


def test_a_student_opens_no_list(station: Station, qtbot: QtBot, at_once: None) -> None:
    pages = QStackedWidget()
    qtbot.addWidget(pages)
    student = station.sign_in.sign_in("student", PASSWORD)
    cover = DayListCover(context_of(station, student), pages, lambda: None)
    cover.print_current()
    assert cover.preview is None


def test_ctrl_p_at_the_board_opens_the_list_and_escape_gives_the_board_back(
    open_desk: OpenDesk, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    station.reception.arrive(nurse, pregnancy.person_id)
    desk = open_desk(nurse)
    place = desk.reception
    assert place.can_print
    place.print_current()
    desk.settle()
    preview = place.day.cover.preview
    assert preview is not None
    assert preview.isVisible()
    assert place.step_back()
    assert place.board.isVisible()
    assert place.day.cover.preview is None
