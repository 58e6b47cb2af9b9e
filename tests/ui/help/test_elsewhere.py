"""The help where there is no shell: on the pages of the start, and beside the receiver's window."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.accessibility import complaints
from ui.help.alone import help_window
from ui.help.panel import HelpPanel
from ui.start.frame import StartFrame
from ui.theme import apply_theme
from ui.widgets.text_fields import TextField


def test_f1_opens_the_help_beside_a_page_of_the_start_and_gives_the_field_back(
    qtbot: QtBot, light: QApplication
) -> None:
    page = StartFrame()
    field = TextField(name="Usuário")
    page.body.addWidget(field)
    qtbot.addWidget(page)
    page.resize(1366, 768)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_F1)
    assert page.help_beside is not None and page.help_beside.shown == "sign-in" and page.help_beside.search.hasFocus()
    assert complaints(page.help_beside) == []
    QTest.keyClick(page.help_beside.search, Qt.Key.Key_Escape)
    assert page.help_beside.isHidden() and field.hasFocus()


def test_at_the_largest_text_the_help_of_a_page_of_the_start_takes_the_room_of_the_name(
    qtbot: QtBot, light: QApplication
) -> None:
    apply_theme(light, "light", 200)
    page = StartFrame()
    qtbot.addWidget(page)
    page.resize(1366, 768)
    page.show()
    page.turn_help()
    assert page.help_beside is not None
    qtbot.waitUntil(lambda: page.scroll_area.width() >= page.width() // 2)
    assert page.help_beside.geometry().right() < page.width()
    page.turn_help()
    assert page.help_beside.isHidden()


def test_the_help_of_the_receiver_is_a_window_of_its_own(qtbot: QtBot, light: QApplication) -> None:
    receiver = QWidget()
    qtbot.addWidget(receiver)
    receiver.show()
    first = help_window(receiver, "receiver")
    assert isinstance(first, HelpPanel) and first.isWindow() and first.shown == "receiver"
    QTest.keyClick(first.search, Qt.Key.Key_Escape)
    assert first.isHidden()
    assert help_window(receiver, "receiver") is first and first.isVisible()
