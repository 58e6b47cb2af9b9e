"""Somebody who has no mouse: keys alone, counted, at the window as the desktop hands them over."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.bridge import operations_under_way
from ui.widgets.text_fields import SearchField


class Keyboard:
    """`pressed`: keys since `begin`; a chord such as Ctrl+S is one. `typed`: how many of them were letters of words."""

    def __init__(self, window: QWidget, qtbot: QtBot) -> None:
        self._window, self._bot = window, qtbot
        self.pressed = 0
        self.typed = 0

    def begin(self) -> None:
        """Count from here."""
        self.pressed = self.typed = 0

    def press(self, *keys: str) -> None:
        """Keys one after the other, each after the window has come to rest: "Tab", "Ctrl+S", "Return"."""
        for key in keys:
            combined = QKeySequence(key)[0]  # type: ignore[index]  # the stubs do not know that a sequence has parts
            self._send(combined.key(), combined.keyboardModifiers())
            self.settle()

    def write(self, words: str) -> None:
        """Letters, as fast as they come."""
        for letter in words:
            self._send(letter, Qt.KeyboardModifier.NoModifier)
        self.typed += len(words)
        focus = QApplication.focusWidget()
        if isinstance(focus, SearchField):
            self._bot.waitUntil(lambda: not focus.is_typing())
        self.settle()

    def until(self, condition: Callable[[], object]) -> None:
        """Wait until something is so; nobody presses anything meanwhile."""
        self._bot.waitUntil(lambda: bool(condition()))
        self.settle()

    def at(self) -> str:
        """What a reader would say of where the keyboard stands."""
        focus = QApplication.focusWidget()
        return "" if focus is None else focus.accessibleName()

    def settle(self) -> None:
        """Until nothing is under way."""
        for _ in range(3):
            QApplication.processEvents()
        self._bot.waitUntil(lambda: operations_under_way() == 0)
        for _ in range(3):
            QApplication.processEvents()

    def _send(self, key: "Qt.Key | str", modifiers: Qt.KeyboardModifier) -> None:
        self.pressed += 1
        # None where no window has the keyboard; the stubs do not know that.
        focused: QWindow | None = QGuiApplication.focusWindow()
        handle = focused if focused is not None else self._window.windowHandle()
        assert handle is not None
        QTest.keyClick(handle, key, modifiers)  # type: ignore[arg-type]  # a key or a letter: Qt has one for each
