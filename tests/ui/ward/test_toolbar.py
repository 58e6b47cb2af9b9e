"""The row over the wall: what is offered, a screen in the wall's place, and the way back."""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit

from app.security.roles import Action, Role
from app.ward.service import Hearing
from tests.ui.ward.desk import Desk
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.ward import toolbar
from ui.ward.toolbar import WardEntry
from ui.widgets.layouts import column


class _Screen(PlaceWidget):
    """A screen with one inner step, that notes what it is told."""

    can_print = True

    def __init__(self, back: Callable[[], None]) -> None:
        super().__init__()
        self.back, self.told, self.inner = back, list[str](), True
        self.line = QLineEdit()
        column(self).addWidget(self.line)

    def arrive(self, subject: str | None) -> None:
        self.told.append("arrive")

    def leave(self) -> None:
        self.told.append("leave")

    def step_back(self) -> bool:
        inner, self.inner = self.inner, False
        return inner

    def print_current(self) -> None:
        self.told.append("print")

    def first_focus(self) -> QLineEdit:
        return self.line


@pytest.fixture
def screens(monkeypatch: pytest.MonkeyPatch) -> list[_Screen]:
    """An entry whose module is made here; every screen that it built."""
    built: list[_Screen] = []

    def build(_context: UiContext, back: Callable[[], None]) -> PlaceWidget:
        built.append(_Screen(back))
        return built[-1]

    module: Any = ModuleType("ui.ward.made_here")
    module.build = build
    module.__spec__ = toolbar.__spec__
    monkeypatch.setitem(sys.modules, "ui.ward.made_here", module)
    entries = (
        WardEntry("beds", "bed", Action.MANAGE_BEDS, "ui.ward.made_here"),
        WardEntry("fatigue", "bell-off", Action.VIEW_WARD, "ui.ward.not_written.page"),
    )
    monkeypatch.setattr(toolbar, "ENTRIES", entries)
    return built


def test_only_what_is_written_and_allowed_is_offered(desk: Desk, screens: list[_Screen]) -> None:
    assert list(desk.ready(Role.NURSE).toolbar.buttons) == ["beds"]
    assert list(desk.page(Role.STUDENT).toolbar.buttons) == []


def test_a_screen_takes_the_walls_place_and_escape_comes_back(desk: Desk, screens: list[_Screen]) -> None:
    page = desk.ready()
    page.toolbar.buttons["beds"].click()
    (screen,) = screens
    assert page.states.currentWidget() is screen and not page.wall.isVisible()
    assert page.toolbar.buttons["beds"].isChecked() and page.first_focus() is screen.line
    page.look()
    assert page.states.currentWidget() is screen
    printable = [page.can_print]
    page.print_current()
    assert page.step_back() and page.states.currentWidget() is screen, "its own step comes first"
    assert page.step_back() and page.wall.isVisible()
    assert screen.told == ["arrive", "print", "leave"]
    assert [*printable, page.can_print] == [True, False]
    assert not page.toolbar.buttons["beds"].isChecked() and not page.toolbar.back.isVisible()
    assert not page.step_back()


def test_the_button_and_the_screen_itself_come_back_too(desk: Desk, screens: list[_Screen]) -> None:
    page = desk.ready()
    page.toolbar.buttons["beds"].click()
    page.toolbar.back.click()
    assert page.wall.isVisible()
    page.toolbar.buttons["beds"].click()
    screens[-1].back()
    assert page.wall.isVisible() and len(screens) == 2


def test_a_bed_that_is_asked_for_from_elsewhere_is_shown_over_whatever_was_open(
    desk: Desk, screens: list[_Screen]
) -> None:
    page = desk.ready()
    page.toolbar.buttons["beds"].click()
    page.arrive("b2")
    assert page.wall.isVisible() and page.panel.title.text() == "Leito 02"


def test_a_ward_without_beds_begins_with_entering_them(desk: Desk, screens: list[_Screen]) -> None:
    desk.beds_in = False
    page = desk.page()
    desk.qtbot.waitUntil(lambda: desk.ward.hearing() is Hearing.NO_BEDS)
    page.look()
    assert page.empty.action is not None and page.first_focus() is page.empty.action
    page.empty.action.click()
    assert page.states.currentWidget() is screens[0]
    student = desk.page(Role.STUDENT)
    student.look()
    assert student.empty.action is None
