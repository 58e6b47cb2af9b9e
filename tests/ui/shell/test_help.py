"""F1: the help beside the place, by keyboard, never modal."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.security.session import Session
from tests.ui.accessibility import complaints
from tests.ui.shell.conftest import finish, screen
from ui.help.guide import GuideCover
from ui.help.panel import HelpPanel
from ui.help.topics import topic
from ui.shell.window import Shell
from ui.theme import apply_theme

OpenShell = Callable[[Session], Shell]


def test_f1_opens_the_help_of_the_place_and_closes_it_again(
    open_shell: OpenShell, nurse: Session, qtbot: QtBot
) -> None:
    shell = open_shell(nurse)
    QTest.keyClick(screen(shell).field, Qt.Key.Key_F1)
    panel = _panel(shell)
    assert panel.shown == "reception" and panel.search.hasFocus()
    assert topic("reception").title in panel.view.toPlainText()
    finish(qtbot)
    assert complaints(panel) == []
    QTest.keyClick(panel.search, Qt.Key.Key_F1)
    assert shell.help.isHidden() and screen(shell).field.hasFocus()


def test_the_help_follows_from_place_to_place_until_the_reader_chooses(
    open_shell: OpenShell, nurse: Session, qtbot: QtBot
) -> None:
    shell = open_shell(nurse)
    shell.show_help()
    panel = _panel(shell)
    shell.go("pregnancy")
    qtbot.waitUntil(lambda: panel.shown == "pregnancy")
    panel.open_topic("conflicts")
    shell.go("reception")
    finish(qtbot)
    assert panel.shown == "conflicts" and panel.this_screen.isVisible()
    QTest.keyClick(panel.view, Qt.Key.Key_Backspace)
    assert panel.shown == "pregnancy"
    QTest.keyClick(panel.search, Qt.Key.Key_F1)
    assert panel.shown == "reception"


def test_the_first_topic_found_opens_with_enter_and_esc_leaves_the_help(
    open_shell: OpenShell, nurse: Session, qtbot: QtBot
) -> None:
    shell = open_shell(nurse)
    shell.show_help()
    panel = _panel(shell)
    QTest.keyClicks(panel.search, "alergia")
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert panel.shown == "allergies" and panel.view.hasFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_Escape)
    assert shell.help.isHidden()


def test_the_guide_of_the_role_lies_over_the_window_until_esc(
    open_shell: OpenShell, nurse: Session, qtbot: QtBot
) -> None:
    shell = open_shell(nurse)
    shell.print_guide()
    cover = shell.findChild(GuideCover)
    assert cover is not None and cover.preview.paper.file_name == "guide-nurse"
    finish(qtbot)
    QTest.keyClick(cover.preview, Qt.Key.Key_Escape)
    assert not cover.isVisible()


def test_at_the_largest_text_the_help_stands_over_the_whole_place_until_somebody_goes_on(
    open_shell: OpenShell, nurse: Session, light: QApplication, qtbot: QtBot
) -> None:
    apply_theme(light, "light", 200)
    shell = open_shell(nurse)
    finish(qtbot)
    told: list[bool] = []
    shell.help.covers.connect(told.append)
    shell.show_help()
    panel = _panel(shell)
    assert told == [True]
    assert panel.width() == shell.width() - shell.rail.width()
    assert not shell.help.geometry().intersects(shell.bar.geometry())
    # Behind it nobody would see the keyboard: whoever leaves it there leaves the help.
    screen(shell).field.setFocus()
    assert shell.help.isHidden() and screen(shell).field.hasFocus()
    assert told == [True, False]


def _panel(shell: Shell) -> HelpPanel:
    panel = shell.help.panel
    assert panel is not None and panel.isVisible()
    return panel
