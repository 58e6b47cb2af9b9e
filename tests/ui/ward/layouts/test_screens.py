"""Two screens or one, the whole screen and a locked one: every bed is seen, and no name by whoever passes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.security.roles import Role
from tests.ui.accessibility import complaints, focusables
from tests.ui.conftest import settle
from tests.ui.seen import everything_seen
from tests.ui.ward.desk import Desk, session_of
from tests.ui.ward.layouts.walls import SPLIT, bar_of, finish, order, page_of, second_of, two_screens
from ui.shell.context import WindowSide
from ui.texts import LANGUAGES, choose_language
from ui.theme import apply_theme
from ui.ward.layouts import controls
from ui.ward.layouts.arrangeable import ArrangeableWall
from ui.ward.wall.looks import WallLooks


def test_two_screens_show_each_bed_once_and_one_screen_shows_them_all(
    arranged: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    arranged.layouts.keep(session_of(Role.NURSE), SPLIT, default=True)
    page = page_of(arranged)
    assert second_of(page) is None and order(page.wall) == ["b2", "b3", "b1"]
    screens = two_screens(page, monkeypatch)
    page.layouts.apply()
    settle()
    second = second_of(page)
    assert second is not None
    assert (order(page.wall), order(second.wall)) == (["b2"], ["b3", "b1"])
    screens.pop()
    page.layouts.apply()
    assert second_of(page) is None and order(page.wall) == ["b2", "b3", "b1"]


def test_closing_the_second_screen_brings_its_beds_back(arranged: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    arranged.layouts.keep(session_of(Role.NURSE), SPLIT, default=True)
    page = page_of(arranged)
    two_screens(page, monkeypatch)
    page.layouts.apply()
    second = second_of(page)
    assert second is not None
    assert not second.window().testAttribute(Qt.WidgetAttribute.WA_QuitOnClose), (
        "the program ends with its first window"
    )
    second.window().close()
    settle()
    assert second_of(page) is None and order(page.wall) == ["b2", "b3", "b1"]
    page.layouts.choose("Duas")
    assert second_of(page) is not None, "who chooses the layout again gets its second screen again"


def test_a_bed_goes_to_the_other_screen_and_a_bed_of_it_opens_beside_the_wall(
    arranged: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(arranged)
    page.layouts.begin()
    page.layouts.use_screens(2)
    assert "uma só tela" in bar_of(page).how.text()
    page.layouts.undo()
    two_screens(page, monkeypatch)
    page.layouts.use_screens(2)
    assert "uma só tela" not in bar_of(page).how.text()
    page.wall.choose("b2")
    bar_of(page).other.click()
    second = second_of(page)
    assert second is not None and order(second.wall) == ["b2"] and order(page.wall) == ["b1", "b3"]
    page.layouts.cancel()
    assert second_of(page) is None
    arranged.layouts.keep(session_of(Role.NURSE), SPLIT)
    page.layouts.load()
    finish(arranged)
    page.layouts.choose("Duas")
    second = second_of(page)
    assert second is not None
    second.wall.tick()
    QTest.mouseDClick(second.wall, Qt.MouseButton.LeftButton, pos=second.wall.sector_rect("b3").center())
    assert page.panel.isVisible() and page.panel.title.text() == "Leito 03", "beside the wall of the first screen"


def _written_by(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that a wall measures for its room before it is painted."""
    written, measured = list[str](), WallLooks.elided

    def noted(looks: WallLooks, size: str, weight: str, text: str, width: int) -> str:
        written.append(text)
        return measured(looks, size, weight, text, width)

    monkeypatch.setattr(WallLooks, "elided", noted)
    return written


def _painted(written: list[str], *walls: ArrangeableWall) -> set[str]:
    """What these walls write when all of them is painted anew."""
    written.clear()
    for wall in walls:
        wall.tick()
        wall._rebuild()
        wall.tick()
    return set(written)


def test_no_name_shows_on_a_locked_screen_and_alarms_do(arranged: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    arranged.layouts.keep(session_of(Role.NURSE), SPLIT, default=True)
    page = page_of(arranged)
    two_screens(page, monkeypatch)
    page.layouts.apply()
    arranged.monitor.asystole()
    arranged.qtbot.waitUntil(lambda: bool(arranged.ward.picture.beds[0].alarms))
    written = _written_by(monkeypatch)
    second = second_of(page)
    assert second is not None
    names = {"J.A.", "M.S."}
    assert names <= _painted(written, page.wall, second.wall), "the names of both screens"
    page.leave()
    board = page.locked()
    assert board is not None
    arranged.qtbot.addWidget(board)
    board.resize(1366, 700)
    board.show()
    painted = _painted(written, board.wall, second.wall)
    assert "" in painted and not names & painted, "the sectors stand there without"
    assert not any(name in everything_seen() for name in names)
    assert "Leito 01" in board.strip.words and board.strip.counts[0] == 1
    assert focusables(board) == [], "nobody acts on an alarm without saying who they are"
    assert page.layouts.second is not None
    assert [bed.person for wall in (page.layouts.picture, page.layouts._second_picture) for bed in wall.beds] == [
        ""
    ] * 3
    page.unlocked()
    assert [bed.person for bed in page.layouts.picture.beds] == ["J.A."]


def test_what_is_watched_goes_on_after_the_lock(arranged: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(arranged)
    page.leave()
    board = page.locked()
    assert board is not None
    arranged.qtbot.addWidget(board)
    page.unlocked()
    monkeypatch.setattr(arranged.ward, "is_silent", lambda: True)
    arranged.qtbot.waitUntil(page.silence.isVisible)


def test_the_row_over_the_wall_can_be_read_and_reached(arranged: Desk, light: QApplication) -> None:
    arranged.layouts.keep(session_of(Role.NURSE), SPLIT, default=True)
    found = []
    arranged.start()
    for language in LANGUAGES:
        for scale in (100, 150):
            choose_language(language)
            apply_theme(light, "dark", scale)
            page = arranged.page()
            arranged.qtbot.waitUntil(lambda: len(arranged.ward.picture.beds) == 3)
            finish(arranged)
            page.look()
            page.wall.tick()
            for arranging in (False, True):
                if arranging:
                    page.layouts.begin()
                settle()
                found += [f"{language} {scale} {arranging}: {one}" for one in complaints(page)]
            page.leave()
            page.close()
    assert found == []


def test_day_and_night_are_asked_of_the_window_for_the_ward_alone(arranged: Desk, light: QApplication) -> None:
    asked: list[str] = []
    arranged.window = WindowSide(use_theme=asked.append)
    page = page_of(arranged)
    page.controls.theme.click()
    apply_theme(light, "dark")
    page.controls.theme.click()
    assert asked == ["dark", "light"]


def test_the_whole_screen_begins_and_ends_with_a_key(arranged: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    # Clock and state of the data ask the services of a whole station; the central station's tests have one.
    monkeypatch.setattr(controls, "BareSigns", lambda _station: QWidget())
    asked: list[bool] = []
    arranged.window = WindowSide(show_bare=asked.append)
    page = page_of(arranged)
    page.activateWindow()
    for _ in range(2):
        QTest.keyClick(page.wall, Qt.Key.Key_F11)
    assert asked == [True, False]


def test_whoever_comes_back_to_the_ward_finds_the_window_as_it_is(
    arranged: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(controls, "BareSigns", lambda _station: QWidget())
    bare = [False]
    arranged.window = WindowSide(show_bare=bare.append, is_bare=lambda: bare[-1])
    page = page_of(arranged)
    page.controls.whole_screen.click()
    assert page.controls.whole_screen.accessibleName() == "Sair da tela cheia (F11)"
    page.leave()
    bare.append(False)
    page.arrive(None)
    assert page.controls.whole_screen.accessibleName() == "Tela cheia (F11)"
