"""A receiver of the practice brings alarms of the practice's ward, says so, and comes in at no other router."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.demo.playing_node import RIGHT, PlayingNode
from app.demo.routed_ward import PlayedReceiver
from app.kernel.folders import StationFolders
from app.router.links.client import NodeAddress
from app.router.words import Response
from app.settings import StationRole
from tests.conftest import ExpectedLogs
from tests.router.links.linked import linked
from tests.router.receiver.told import note
from tests.ui.conftest import settle
from tests.ui.receiver.conftest import Wanted, node
from ui.commands.practice_receiver import PracticeReceiver
from ui.practice.mode import begin_practice, end_practice, receiver_by
from ui.practice.starting import part_of
from ui.receiver.desk import Desk
from ui.receiver.entry import SignInPage
from ui.shell.user_menu import UserCommands, commands_of
from ui.start.preferences import Preferences
from ui.texts import choose_language, tr

__all__ = ["node"]
"""It plays the practice's router."""
LOGIN = "enfermeira"


class _Opened:
    """The window of the practice's receiver `own`, in a folder of its own."""

    def __init__(self, own: PlayedReceiver, folder: Path, qtbot: QtBot) -> None:
        self._bot = qtbot
        folders = StationFolders(folder / "station")
        self.window = PracticeReceiver(own, folders, Preferences(), Wanted())
        qtbot.addWidget(self.window)
        self.window.start()
        qtbot.waitExposed(self.window)

    def sign_in_page(self) -> SignInPage:
        self._bot.waitUntil(lambda: isinstance(self.window.centralWidget(), SignInPage))
        page = self.window.centralWidget()
        assert isinstance(page, SignInPage)
        return page

    def band(self) -> str:
        band = self.window.menuWidget()
        assert band is not None and band.isVisible()
        return " ".join(one.text() for one in band.findChildren(QLabel))


@pytest.fixture
def opened(node: PlayingNode, tmp_path: Path, qtbot: QtBot, light: QApplication) -> Iterator[_Opened]:
    found = _Opened(PlayedReceiver("ana", LOGIN, node.paired.own, node.paired.node), tmp_path, qtbot)
    yield found
    found.window.end()
    settle()


def test_it_says_on_every_page_that_it_is_a_practice_and_offers_no_other_station(opened: _Opened, qtbot: QtBot) -> None:
    page = opened.sign_in_page()
    assert opened.band() == tr("practice.receiver_band")
    assert opened.window.windowTitle() == tr("practice.receiver_window")
    assert page.again.isHidden() and page.practise.isHidden()
    assert page.login.value() == LOGIN and page.password.value()
    opened.window._language_chosen("en")
    assert opened.band() == tr("practice.receiver_band")
    assert opened.window.windowTitle() == tr("practice.receiver_window")
    choose_language("pt_BR")
    opened.window._pair_again()
    assert opened.window.receiver is not None and not opened.window.findChildren(QLabel, "pairing")


def test_whoever_practises_signs_in_sees_an_alarm_and_accepts_it(
    opened: _Opened, node: PlayingNode, qtbot: QtBot
) -> None:
    page = opened.sign_in_page()
    page.password.line.setText(RIGHT)
    qtbot.waitUntil(page.enter.isEnabled)
    # Nothing is clicked: the keyboard stands where Enter goes on, also while the link was still being made.
    QTest.keyClick(opened.window.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(opened.window.centralWidget(), Desk))
    desk = opened.window.desk
    assert desk is not None and opened.band() == tr("practice.receiver_band")
    number = node.tell(note())
    qtbot.waitUntil(desk.answers.buttons[Response.ACCEPTED].isEnabled)
    desk.answers.press(Response.ACCEPTED)
    qtbot.waitUntil(lambda: node.answers == [(Response.ACCEPTED, number)])


@pytest.mark.parametrize("knows_its_key", [False, True])
def test_at_a_real_router_it_does_not_come_in_though_it_had_its_address(
    knows_its_key: bool,
    node: PlayingNode,
    tmp_path: Path,
    qtbot: QtBot,
    light: QApplication,
    expected_logs: ExpectedLogs,
) -> None:
    refusal = "unknown_key" if knows_its_key else "handshake"
    expected_logs.expect("app.router.links.refusals", refusal)
    with linked() as real:
        where: NodeAddress = real.address()
        if not knows_its_key:
            where = replace(where, public=node.paired.node.public)
        opened = _Opened(PlayedReceiver("ana", LOGIN, node.paired.own, where), tmp_path, qtbot)

        def was_refused() -> bool:
            opened.window.turn()
            return real.hub.refusals.total[refusal] > 0

        real.until(was_refused)
        assert not opened.window.is_connected()
        assert real.hub.reachable() == set() and not real.events
        opened.window.end()
        settle()


def test_the_menu_of_a_practice_with_a_ward_opens_one_and_no_other_menu_does() -> None:
    deeds = ("lock", "change_user", "ask_pin", "ask_password", "show_help", "print_guide", "show_shortcuts")
    nothing_pressed = cast(UserCommands, SimpleNamespace(**dict.fromkeys((*deeds, "show_about", "quit"))))

    def keys() -> list[str]:
        return [key for key, _icon, _deed in commands_of(nothing_pressed)]

    assert "practice.receiver" not in keys() and "practice.start" in keys()
    begin_practice()
    try:
        assert "practice.receiver" not in keys() and "practice.start" not in keys()
        receiver_by(lambda: None)
        assert "practice.receiver" in keys()
    finally:
        end_practice()
    assert "practice.receiver" not in keys()


def test_a_hospital_practises_as_a_hospital_and_a_unit_as_a_unit() -> None:
    assert [part_of(one) for one in (StationRole.PRIMARY_CARE, StationRole.HOSPITAL, StationRole.WARD)] == [
        "ubs",
        "hospital",
        "hospital",
    ]
