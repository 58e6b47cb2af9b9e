"""Accepting an alarm on a receiver, from its sign-in to done, by keys alone."""

from pytestqt.qtbot import QtBot

from app.demo.playing_node import RIGHT
from app.router.words import Response
from tests.router.receiver.told import note
from tests.ui.keyboard_tasks.conftest import Fits
from tests.ui.keyboard_tasks.keyboard import Keyboard
from tests.ui.receiver.conftest import Desktop, desktop, node
from ui.receiver.desk import Desk
from ui.receiver.entry import SignInPage

__all__ = ["desktop", "node"]


def test_whoever_is_called_accepts_an_alarm_with_one_key(desktop: Desktop, qtbot: QtBot, fits: Fits) -> None:
    desktop.start()
    desktop.until(lambda: desktop.window.receiver is not None and desktop.window.receiver.state.connected)
    desktop.until(lambda: isinstance(desktop.window.centralWidget(), SignInPage))
    keys = Keyboard(desktop.window, qtbot)
    keys.begin()
    keys.write("ana")
    keys.press("Tab")
    keys.write(RIGHT)
    keys.press("Return")
    desktop.until(lambda: isinstance(desktop.window.centralWidget(), Desk))
    keys.begin()
    number = desktop.node.tell(note())
    desktop.until(desktop.desk.answers.buttons[Response.ACCEPTED].isEnabled)
    keys.press("A")
    desktop.until(lambda: desktop.node.answers == [(Response.ACCEPTED, number)])
    fits("accept", keys)
