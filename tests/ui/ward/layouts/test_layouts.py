"""Layouts on the wall: chosen, arranged, saved; whatever happens every bed stands on a screen that is there."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.security.roles import Role
from app.ward.layouts.model import WallLayout, WallScreen
from tests.ui.accessibility import complaints, focusables
from tests.ui.conftest import settle
from tests.ui.ward.desk import Desk, session_of
from ui.bridge import operations_under_way
from ui.shell.context import WindowSide
from ui.texts import LANGUAGES, choose_language
from ui.theme import apply_theme
from ui.theme.theme import current_theme
from ui.ward.layouts import controls
from ui.ward.layouts.arrange_bar import ArrangeBar
from ui.ward.layouts.arrangeable import ArrangeableWall
from ui.ward.layouts.board import WallBoard
from ui.ward.page import WardPage

CTRL = Qt.KeyboardModifier.ControlModifier
TURNED = WallLayout("Dia", (WallScreen(("b3", "b1")),))
SPLIT = WallLayout("Duas", (WallScreen(("b2",)), WallScreen(("b3", "b1"))))


def order(wall: ArrangeableWall) -> list[str]:
    """The beds in the order of reading."""
    wall.tick()
    rects = {bed: wall.sector_rect(bed) for bed in ("b1", "b2", "b3")}
    shown = {bed: rect for bed, rect in rects.items() if not rect.isEmpty()}
    return sorted(shown, key=lambda bed: (shown[bed].top(), shown[bed].left()))


def finish(desk: Desk) -> None:
    desk.qtbot.waitUntil(lambda: operations_under_way() == 0)
    settle()


def page_of(desk: Desk, role: Role = Role.NURSE) -> WardPage:
    page = desk.ready(role)
    finish(desk)
    return page


def bar_of(page: WardPage) -> ArrangeBar:
    bar = page.findChild(ArrangeBar)
    assert bar is not None
    return bar


def second_of(page: WardPage) -> WallBoard | None:
    """The board of the second screen, where there is one."""
    window = page.layouts.second
    assert window is None or window.isVisible()
    return window.board if window is not None else None


def two_screens(page: WardPage, monkeypatch: pytest.MonkeyPatch) -> list[QScreen]:
    """As if a second screen were plugged in; the offscreen platform has one."""
    screens = [QGuiApplication.primaryScreen()] * 2
    monkeypatch.setattr(page.layouts, "_screens", lambda: screens)
    return screens


def test_a_wall_begins_with_the_default_of_its_station(arranged: Desk) -> None:
    arranged.layouts.keep(session_of(Role.NURSE), TURNED, default=True)
    page = page_of(arranged)
    assert order(page.wall) == ["b3", "b1", "b2"]
    assert "Dia" in page.controls.layout_button.accessibleName()


def test_another_layout_is_chosen_from_the_menu(arranged: Desk) -> None:
    arranged.layouts.keep(session_of(Role.NURSE), TURNED)
    page = page_of(arranged)
    assert order(page.wall) == ["b1", "b2", "b3"]
    menu = page.controls.menu()
    choices = {action.text(): action for action in menu.actions()}
    choices["Dia"].trigger()
    assert order(page.wall) == ["b3", "b1", "b2"]
    assert next(action.text() for action in menu.actions() if action.isChecked()) == "Dia"
    page.leave()


def test_who_may_not_manage_beds_chooses_and_changes_nothing(arranged: Desk) -> None:
    arranged.layouts.keep(session_of(Role.NURSE), TURNED)
    page = page_of(arranged, Role.STUDENT)
    offered = [action.text() for action in page.controls.menu().actions()]
    assert len(offered) == 2 and offered[1] == "Dia"


def test_a_bed_is_moved_by_keyboard_taken_back_and_saved(arranged: Desk) -> None:
    page = page_of(arranged)
    page.layouts.begin()
    assert bar_of(page).isVisible() and page.strip.isVisible()
    page.wall.choose("b1")
    QTest.keyClick(page.wall, Qt.Key.Key_Right, CTRL)
    QTest.keyClick(page.wall, Qt.Key.Key_Right, CTRL)
    assert order(page.wall) == ["b2", "b3", "b1"]
    chosen = page.wall.chosen_bed()
    assert chosen is not None and chosen.bed == "b1"
    bar_of(page).undo.click()
    assert order(page.wall) == ["b2", "b1", "b3"]
    bar_of(page).name.setText("Noite")
    bar_of(page).save.click()
    finish(arranged)
    assert not bar_of(page).isVisible()
    known = arranged.layouts.known()
    assert known.named("Noite").on(["b1", "b2", "b3"]) == (("b2", "b1", "b3"),)
    assert known.default == "Noite", "the first layout is what the wall begins with, unless somebody says otherwise"
    assert page.layouts.layout.name == "Noite" and order(page.wall) == ["b2", "b1", "b3"]


def test_a_bed_is_dragged_onto_the_place_of_another(arranged: Desk) -> None:
    page = page_of(arranged)
    page.layouts.begin()
    wall = page.wall
    begin, end = wall.sector_rect("b3").center(), wall.sector_rect("b1").center()
    QTest.mousePress(wall, Qt.MouseButton.LeftButton, pos=begin)
    QTest.mouseMove(wall, (begin + end) / 2)
    QTest.mouseMove(wall, end)
    settle()
    seen = wall.grab(QRect(end, QSize(1, 1)).adjusted(-20, -10, 20, 10)).toImage()
    colours = {seen.pixelColor(x, y).name() for x in range(seen.width()) for y in range(seen.height())}
    assert current_theme().hex("accent") in colours, "the name of what is dragged is under the mouse"
    QTest.mouseRelease(wall, Qt.MouseButton.LeftButton, pos=end)
    assert order(wall) == ["b3", "b1", "b2"]
    QTest.mousePress(wall, Qt.MouseButton.LeftButton, pos=end)
    QTest.mouseMove(wall, end + QPoint(1, 1))
    QTest.mouseRelease(wall, Qt.MouseButton.LeftButton, pos=end)
    assert order(wall) == ["b3", "b1", "b2"], "a click moves nothing"


def test_escape_gives_up_what_was_arranged(arranged: Desk) -> None:
    page = page_of(arranged)
    page.layouts.begin()
    page.layouts.step("b1", 2)
    page.layouts.use_columns(1)
    assert order(page.wall) == ["b2", "b3", "b1"]
    assert page.step_back()
    assert order(page.wall) == ["b1", "b2", "b3"] and not bar_of(page).isVisible()
    assert arranged.layouts.known().layouts == ()
    assert page.wall.sector_rect("b1").top() == page.wall.sector_rect("b2").top()


def test_opening_a_bed_waits_until_the_wall_is_arranged(arranged: Desk) -> None:
    page = page_of(arranged)
    page.layouts.begin()
    QTest.keyClick(page.wall, Qt.Key.Key_Return)
    QTest.mouseDClick(page.wall, Qt.MouseButton.LeftButton, pos=page.wall.sector_rect("b2").center())
    assert not page.panel.isVisible()
    page.layouts.cancel()
    QTest.keyClick(page.wall, Qt.Key.Key_Return)
    assert page.panel.isVisible()


def test_a_layout_without_a_name_is_refused_and_nothing_is_lost(arranged: Desk) -> None:
    page = page_of(arranged)
    page.layouts.begin()
    page.layouts.step("b1", 1)
    bar_of(page).name.setText("  ")
    bar_of(page).save.click()
    finish(arranged)
    assert page.banner.isVisible() and page.banner.title.text() == "Falta o nome da disposição."
    assert bar_of(page).isVisible() and order(page.wall) == ["b2", "b1", "b3"]


def test_a_removed_layout_leaves_all_beds_in_their_order(arranged: Desk) -> None:
    arranged.layouts.keep(session_of(Role.NURSE), TURNED, default=True)
    page = page_of(arranged)
    page.layouts.remove("Dia")
    finish(arranged)
    assert order(page.wall) == ["b1", "b2", "b3"] and arranged.layouts.known().layouts == ()


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


def test_no_name_shows_on_a_locked_screen_and_alarms_do(arranged: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    arranged.layouts.keep(session_of(Role.NURSE), SPLIT, default=True)
    page = page_of(arranged)
    two_screens(page, monkeypatch)
    page.layouts.apply()
    arranged.monitor.asystole()
    arranged.qtbot.waitUntil(lambda: bool(arranged.ward.picture.beds[0].alarms))
    page.leave()
    board = page.locked()
    assert board is not None
    arranged.qtbot.addWidget(board)
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
