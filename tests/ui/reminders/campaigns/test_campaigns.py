"""The campaigns in a list, one in full with its messages, and called back while in flight."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kernel.clock import FakeClock
from app.security.roles import Action, Role
from tests.ui.administration.office import settled, words_in
from tests.ui.conftest import settle
from tests.ui.reminders.campaigns.doing import campaigns_of, make
from tests.ui.reminders.campaigns.world import OpenPage, World
from ui.shell.context import UiContext
from ui.widgets.confirm_sheet import ConfirmSheet


def test_without_a_campaign_the_page_says_what_to_do_first(world: World, open_page: OpenPage) -> None:
    page = campaigns_of(open_page("campaigns"))
    assert page.states.state == "empty"
    assert "Nova campanha" in words_in(page)


def test_who_may_only_look_is_offered_nothing_to_change(
    world: World, open_page: OpenPage, fake_clock: FakeClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.be_ready()
    monkeypatch.setattr(UiContext, "may", lambda _context, action: action is Action.VIEW_MESSAGES)
    campaign = make(world, fake_clock)
    page = campaigns_of(open_page(f"campaigns/{campaign}", Role.NURSE))
    settled(qtbot)
    words = words_in(page)
    assert "Convite" in words
    assert "Nova campanha" not in words
    assert "Cancelar o envio" not in words
    page.open_subject("new")
    assert page.wizard is None


def test_a_campaign_in_flight_is_called_back_and_says_how_many_first(
    world: World, open_page: OpenPage, fake_clock: FakeClock, qtbot: QtBot
) -> None:
    world.be_ready()
    campaign = make(world, fake_clock)
    page = open_page(f"campaigns/{campaign}")
    found = campaigns_of(page)
    settled(qtbot)
    assert found.pages.currentWidget() is found.detail
    found.detail.cancel_button.click()
    sheet = page.window().findChild(ConfirmSheet)
    assert sheet is not None
    assert "3 mensagens" in words_in(sheet)
    assert "Nenhuma saiu ainda" in words_in(sheet)
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    settle()
    coordinator = world.sign_in(Role.COORDINATOR)
    assert not world.station.reminders.campaigns.list(coordinator)[0].cancelled
    found.detail.cancel_button.click()
    sheet = page.window().findChildren(ConfirmSheet)[-1]
    sheet.yes.click()
    settled(qtbot)
    assert world.station.reminders.campaigns.list(coordinator)[0].cancelled
    assert "3 mensagens não serão enviadas" in found.banner.title.text()
    assert found.detail.cancel_button.isHidden()


def test_the_messages_of_a_campaign_are_narrowed_and_one_opens_with_its_history(
    world: World, open_page: OpenPage, fake_clock: FakeClock, qtbot: QtBot
) -> None:
    world.be_ready()
    page = open_page(f"campaigns/{make(world, fake_clock)}")
    detail = campaigns_of(page).detail
    settled(qtbot)
    assert detail.table.lines.rowCount() == 3
    detail.group.set_value("sent")
    detail.read()
    settled(qtbot)
    assert detail.states.state == "empty"
    detail.group.set_value("all")
    detail.read()
    settled(qtbot)
    detail.table.selectRow(0)
    QTest.keyClick(detail.table, Qt.Key.Key_Return)
    settled(qtbot)
    assert not detail.beside.panel.isHidden()
    assert "Nenhuma ainda." in words_in(detail.beside.panel)
    assert page.step_back()
    assert detail.beside.panel.isHidden()
