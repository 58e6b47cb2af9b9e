"""The demo as a reference hospital: asked for by an option, entered with one Enter, opened at its desk."""

import argparse
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.demo.unit import PRECEPTOR_LOGIN
from app.kernel.folders import StationFolders
from app.security.roles import Role
from ui.bridge import operations_under_way
from ui.commands import demo
from ui.commands.demo_parts import HOSPITAL, UBS
from ui.commands.demo_sign_in import DemoAccounts
from ui.commands.demo_window import DemoPorts, DemoRunning
from ui.referral_desk.screen import ReferralDesk
from ui.shell.window import Shell
from ui.start.sign_in import SignInPage


def _parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    demo.add_parser(parser.add_subparsers())
    return parser.parse_args(["demo", *words])


def test_without_the_option_the_demo_is_a_primary_care_unit() -> None:
    assert _parsed().part == UBS
    assert _parsed("--as", "hospital").part == HOSPITAL


def test_the_hospital_of_the_demo_is_entered_with_one_enter_at_its_desk(
    home: Path, qtbot: QtBot, light: QApplication
) -> None:
    running = DemoRunning(["plantao"], DemoPorts(StationFolders(home), part=HOSPITAL))
    qtbot.addWidget(running.window)
    running.show()
    qtbot.waitUntil(lambda: isinstance(running.window.centralWidget(), SignInPage), timeout=120_000)
    running.window.activateWindow()
    page = running.window.centralWidget()
    assert isinstance(page, SignInPage)
    accounts = page.findChild(DemoAccounts)
    assert isinstance(accounts, DemoAccounts)
    assert PRECEPTOR_LOGIN in accounts.buttons
    QTest.keyClick(page.enter, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(running.window.centralWidget(), Shell), timeout=10_000)
    qtbot.waitUntil(lambda: operations_under_way() == 0)
    shell = running.window.centralWidget()
    assert isinstance(shell, Shell)
    assert shell.context.session.role is Role.DOCTOR
    assert isinstance(shell.current(), ReferralDesk)
    running.window.close()
    running.end()
