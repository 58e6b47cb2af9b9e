"""The receiver's window at a real router (a process of its own) over a real store and a ward's node."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.demo.playing_node import PlayingNode
from app.kernel.actor import PROGRAM
from app.router.delivery.model import Standing
from app.router.links.pairing import Paired
from app.router.words import Response
from app.settings import read_profile, write_profile
from app.store.store import Store
from app.store.tables import confidentiality
from app.ward.signals import Phase
from tests.commands.test_router import OWN, PASSWORD, home, router, set_up, store, wait_started, ward
from tests.router.node.played import PlayedWard
from tests.ui.conftest import settle
from tests.ui.receiver.conftest import Desktop
from ui.receiver.desk import Desk
from ui.receiver.entry import SignInPage
from ui.receiver.parts import AGREEMENT

__all__ = ["home", "store", "ward"]
"""Fixtures of the router's own test."""


class AtRouter(Desktop):
    """The window of the receiver that the router lets in."""

    def enter(self, paired: Paired) -> Desk:
        """Open it and sign in."""
        self.window.begin(paired)
        self.window.show()
        self._bot.waitExposed(self.window)
        self.until(lambda: self.window.receiver is not None and self.window.receiver.state.connected)
        self.until(lambda: isinstance(self.window.centralWidget(), SignInPage))
        page = self.window.centralWidget()
        assert isinstance(page, SignInPage)
        page.login.setText("ana")
        page.password.line.setText(PASSWORD)
        self.until(page.enter.isEnabled)
        page.try_entering()
        self.until(lambda: isinstance(self.window.centralWidget(), Desk))
        return self.desk


def _steps(desk: Desk) -> list[str]:
    found = desk.parts.history.steps
    return [one.step for one in found.steps] if found is not None else []


@pytest.mark.usefixtures("light")
def test_an_alarm_of_the_ward_is_seen_accepted_and_attended_from_the_window(
    home: Path, store: Store, ward: PlayedWard, tmp_path: Path, qtbot: QtBot, node: PlayingNode, qapp: QApplication
) -> None:
    address = set_up(store)
    with store.write(PROGRAM) as writing:
        # In a demonstration nobody is asked for the agreement.
        write_profile(writing, replace(read_profile(writing.connection), demo=False))
    desktop = AtRouter(tmp_path / "receiver", node, qtbot)
    try:
        with router(home) as first:
            wait_started(first)
            desk = desktop.enter(Paired("r-ana", OWN, address))
            desktop.until(lambda: desk.parts.bed.count() > 0)
            ward.device.asystole()
            desktop.until(desk.answers.buttons[Response.ACCEPTED].isEnabled)
            row = desk.alarms.rows()[0]
            assert (row.note.label, row.note.code, row.asks) == ("Leito 01", "asystole", True)
            desktop.window.activateWindow()
            QTest.keyClick(desk.alarms, Qt.Key.Key_A)
            desktop.until(lambda: desk.alarms.rows()[0].mine)
            desktop.until(lambda: desk.alarms.rows()[0].standing is Standing.ACCEPTED)
            desk.parts.open("history")
            desktop.until(lambda: {"shown", "accepted"} <= set(_steps(desk)))
            desktop.until(lambda: desk.answers.press(Response.PRESENT))
            desktop.until(lambda: desk.alarms.rows()[0].standing is Standing.PRESENT)
            # All of that while the agreement of confidentiality still waited.
            assert not desk.agreement.isHidden()
            desk.parts.open(AGREEMENT)
            desk.parts.agreement.accept.click()
            desktop.until(desk.agreement.isHidden)
            with store.read() as connection:
                assert [row.version for row in connection.execute(select(confidentiality))] == ["1"]
        desktop.until(lambda: desk.link.property("tone") == "error")
        assert all(one.old for one in desk.alarms.rows())
        with router(home) as second:
            wait_started(second)
            # Nobody has to sign in again, and what is told anew is the present again.
            desktop.until(lambda: any(not one.old for one in desk.alarms.rows()))
            ward.device.asystole(phase=Phase.END)
            desktop.window.end()
    finally:
        desktop.window.end()
        settle()
