"""Whatever a receiver plays is as noticeable to whoever does not hear it."""

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from app.router.words import Response
from tests.router.receiver.told import note
from tests.ui.receiver.conftest import Desktop
from ui.receiver.entry import LockPage
from ui.texts import tr, tr_count


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """For how many milliseconds the desktop was asked to point at the window; 0: until somebody goes to it."""
    found: list[int] = []

    def alert(_widget: QWidget, milliseconds: int = 0) -> None:
        found.append(milliseconds)

    monkeypatch.setattr(QApplication, "alert", alert)
    return found


def _calls(count: int) -> str:
    return f"{tr_count('receiver.tray_asking', count)} · {tr('receiver.title')}"


def test_the_desktop_points_at_it_until_somebody_comes_and_its_title_counts_what_calls(
    desktop: Desktop, asked: list[int]
) -> None:
    desktop.start()
    desk = desktop.sign_in()
    assert desktop.window.windowTitle() == tr("receiver.title")
    desktop.node.tell(note())
    desktop.until(lambda: desktop.window.windowTitle() == _calls(1))
    assert asked == [0]
    desktop.until(lambda: desk.answers.press(Response.ACCEPTED))
    desktop.until(lambda: desktop.window.windowTitle() == tr("receiver.title"))


def test_put_aside_while_it_is_heard_it_asks_again_and_does_not_hide(desktop: Desktop, asked: list[int]) -> None:
    desktop.start()
    desktop.sign_in()
    desktop.window.tray.is_there = True
    desktop.node.tell(note())
    desktop.until(lambda: desktop.window.windowTitle() == _calls(1))
    asked.clear()
    desktop.window.close()
    assert desktop.window.isMinimized() and not desktop.window.isHidden()
    desktop.until(lambda: asked == [0])


def test_a_lost_link_brings_it_forward_and_is_said_by_its_title(desktop: Desktop, asked: list[int]) -> None:
    desktop.start()
    desktop.sign_in()
    desktop.window.showMinimized()
    desktop.node.stop()
    desktop.until(lambda: not desktop.window.isMinimized())
    assert asked
    assert desktop.window.windowTitle() == f"{tr('receiver.tray_lost')} · {tr('receiver.title')}"
    desktop.node.start()
    desktop.until(lambda: desktop.window.windowTitle() == tr("receiver.title"))


def test_what_calls_flashes_on_a_locked_receiver_too(desktop: Desktop) -> None:
    desktop.start()
    desktop.sign_in()
    desktop.window.lock()
    desktop.node.tell(note())
    desktop.until(lambda: isinstance(desktop.window.centralWidget(), LockPage))
    page = desktop.window.centralWidget()
    assert isinstance(page, LockPage)
    desktop.until(page.asking.isVisible)
    looks = set()

    def both() -> bool:
        looks.add((page.is_lit, page.asking.styleSheet()))
        return len(looks) == 2

    desktop.until(both)
    desktop.until(lambda: page.is_lit)
    desktop.until(lambda: not page.is_lit)
