"""Layouts on the wall: chosen, arranged, saved, given up."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest

from app.security.roles import Role
from tests.ui.conftest import settle
from tests.ui.ward.desk import Desk, session_of
from tests.ui.ward.layouts.walls import CTRL, TURNED, bar_of, finish, order, page_of
from ui.theme.theme import current_theme


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
