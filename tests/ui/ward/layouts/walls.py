"""What the tests of layouts ask of a page and its screens."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QScreen

from app.security.roles import Role
from app.ward.layouts.model import WallLayout, WallScreen
from tests.ui.conftest import settle
from tests.ui.ward.desk import Desk
from ui.bridge import operations_under_way
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
