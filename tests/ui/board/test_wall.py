"""The board on the wall: readable from five metres, and only what everybody in the waiting room may read."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.clinic.reception.model import Colour
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.session import Session
from app.station import Station
from tests.ui.board.conftest import Come
from tests.ui.clinical import Desk, OpenDesk
from ui.board.public_name import public_name
from ui.board.wall import WallBoard
from ui.board.wall_painter import WallLine, WallPage, paint_wall
from ui.theme import apply_theme


@pytest.mark.parametrize(
    ("style", "shown"),
    [("first_and_initials", "Maria S. C."), ("first_name", "Maria"), ("initials", "M. S. C.")],
)
def test_the_profile_decides_how_much_of_a_name_is_public(style: str, shown: str) -> None:
    assert public_name("Maria da Silva Costa", style) == shown


@pytest.mark.parametrize("style", ["first_and_initials", "first_name", "initials"])
def test_no_style_shows_a_whole_surname(style: str) -> None:
    assert "Costa" not in public_name("Maria Costa", style)
    assert public_name("Sol", style)


def open_wall(desk: Desk) -> WallBoard:
    QTest.keyClick(desk.focused(), Qt.Key.Key_F11)
    desk.settle()
    wall = desk.reception.walls.wall
    assert wall is not None
    return wall


def test_the_wall_shows_who_is_called_to_which_room_and_who_waits(
    come: Come, open_desk: OpenDesk, nurse: Session, station: Station, fake_clock: FakeClock
) -> None:
    first = come("Ana Sintética Prado", Colour.GREEN, "Aborto em 2019")
    come("Bia Sintética Costa", Colour.RED, "HIV")
    attended = come("Cida Sintética Lima", Colour.BLUE)
    station.reception.attend(nurse, attended.id)
    fake_clock.advance(65 * 60)
    station.reception.call(nurse, first.id, "Sala 2")
    page = open_wall(open_desk(nurse)).page
    assert page.called == (WallLine("Ana S. P.", Colour.GREEN, "1 h 05", "Sala 2"),)
    assert page.waiting == (WallLine("Bia S. C.", Colour.RED, "1 h 05", ""),)
    everything = repr(page)
    for private in ("HIV", "Aborto", "Prado", "Cida", "gestante", "529"):
        assert private not in everything
    assert page.spoken() == "Chamando Ana S. P. Sala 2. 1 pessoa espera"


def test_two_who_read_the_same_are_told_apart_by_the_hour_they_came(
    come: Come, open_desk: OpenDesk, nurse: Session, fake_clock: FakeClock
) -> None:
    come("Ana Sintética Prado", Colour.GREEN)
    fake_clock.advance(300)
    come("Ana Soares Pinto", Colour.GREEN)
    page = open_wall(open_desk(nurse)).page
    assert [line.name for line in page.waiting] == ["Ana S. P. · 08:00", "Ana S. P. · 08:05"]


def test_minutes_pass_on_the_wall_by_themselves(
    come: Come, open_desk: OpenDesk, nurse: Session, fake_clock: FakeClock
) -> None:
    come("Ana Sintética Prado", Colour.GREEN)
    wall = open_wall(open_desk(nurse))
    before = wall.page
    wall._clock.timeout.emit()
    assert wall.page is before
    fake_clock.advance(60)
    wall._clock.timeout.emit()
    assert (wall.page.waiting[0].waited, wall.page.time) == ("1 min", "08:01")


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F11])
def test_esc_and_f11_leave_the_wall_and_the_desk_goes_on(
    come: Come, open_desk: OpenDesk, nurse: Session, key: Qt.Key
) -> None:
    come("Ana Sintética Prado", Colour.GREEN)
    desk = open_desk(nurse)
    wall = open_wall(desk)
    assert wall.isFullScreen()
    QTest.keyClick(wall, key)
    desk.settle()
    assert desk.reception.walls.wall is None
    assert desk.isVisible()


def test_a_wall_without_news_says_since_when(
    come: Come, open_desk: OpenDesk, nurse: Session, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    come("Ana Sintética Prado", Colour.GREEN)
    desk = open_desk(nurse)
    wall = open_wall(desk)

    def broken(*_: object) -> object:
        raise KnownError("store.busy")

    monkeypatch.setattr(type(station.reception), "board", broken)
    wall.feed.read_now()
    desk.settle()
    assert "desde 08:00" in wall.page.stale
    assert len(wall.page.waiting) == 1


def test_the_wall_closes_when_nobody_is_signed_in_any_more(
    come: Come, open_desk: OpenDesk, nurse: Session, station: Station
) -> None:
    come("Ana Sintética Prado", Colour.GREEN)
    desk = open_desk(nurse)
    wall = open_wall(desk)
    station.sign_in.sign_out(nurse)
    desk.reception.board.feed.stop()
    wall.feed.read_now()
    desk.settle()
    assert desk.reception.walls.wall is None


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (1080, 1920)])
def test_a_called_name_is_large_whatever_the_screen(light: QApplication, theme: str, width: int, height: int) -> None:
    apply_theme(light, theme)
    waiting = tuple(WallLine(f"Ana S. {number}", Colour.GREEN, "5 min", "") for number in range(200))
    page = WallPage("UBS", True, "08:00", (WallLine("Ana S. P.", Colour.RED, "5 min", "Sala 2"),), waiting)
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    paint_wall(painter, QRect(0, 0, width, height), page)
    painter.end()
    ink = [y for y in range(int(height * 0.15), int(height * 0.265)) if _differs(picture, y)]
    # Capital letters of at least a twentieth of the height: 25 mm on a screen of 50 cm, read from five metres.
    assert max(ink) - min(ink) >= height * 0.05


def _differs(picture: QImage, y: int) -> bool:
    return len({picture.pixel(x, y) for x in range(picture.width() // 4)}) > 1


def test_waiting_minutes_never_run_backwards(
    come: Come, open_desk: OpenDesk, nurse: Session, fake_clock: FakeClock
) -> None:
    come("Ana Sintética Prado", Colour.GREEN)
    wall = open_wall(open_desk(nurse))
    fake_clock.set_wall(fake_clock.now() - timedelta(hours=1))
    wall._clock.timeout.emit()
    assert wall.page.waiting[0].waited == "0 min"
