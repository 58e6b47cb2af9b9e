"""The first day of a unit with the keyboard alone: from an empty folder to a coordinator who can let others in."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.security.roles import Role
from app.security.session import Status
from tests.ui.start.conftest import PASSPHRASE, PASSWORD, CheapPorts, finish
from ui.shell.window import Shell
from ui.start.application import Running
from ui.start.sign_in import SignInPage
from ui.start.wizard.page import WizardPage
from ui.start.wizard.recovery_step import RecoveryStep

_MOST_TABS = 120
_PLACE_KEYS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)


class Hands:
    """Somebody at the keyboard, who has no mouse."""

    def __init__(self, running: Running, qtbot: QtBot) -> None:
        self.running, self._bot = running, qtbot

    @property
    def page(self) -> QWidget:
        """What the window shows."""
        page = self.running.window.centralWidget()
        assert page is not None
        return page

    def type(self, text: str) -> None:
        """Type where the focus is."""
        for letter in text:
            if letter.isascii():
                QTest.keyClicks(self._focused(), letter)
                continue
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):  # QTest ends the program over an accent
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(self._focused(), event)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is, and wait for what comes of it."""
        if modifier is not Qt.KeyboardModifier.NoModifier:
            # The screenless platform does not bring the window back to the front after a list of suggestions.
            self.running.window.activateWindow()
            self._bot.waitUntil(self.running.window.isActiveWindow)
        # A list of suggestions takes the keys while it is open.
        QTest.keyClick(QApplication.activePopupWidget() or self._focused(), key, modifier)
        finish(self._bot)

    def enter(self) -> None:
        """Go on."""
        self.press(Qt.Key.Key_Return)

    def tab_to(self, name: str) -> None:
        """Press Tab until the focus is at what a screen reader calls by this name."""
        passed = []
        for _ in range(_MOST_TABS):
            passed.append(self._focused().accessibleName())
            if passed[-1] == name:
                return
            QTest.keyClick(self._focused(), Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never reaches {name!r}: {list(dict.fromkeys(passed))}")

    def answer(self, name: str, text: str) -> None:
        """Go to a field and type into it."""
        self.tab_to(name)
        self.type(text)

    def sign_in(self, login: str) -> Shell:
        """Login, Enter, password, Enter."""
        assert isinstance(self.page, SignInPage)
        self.type(login)
        self.enter()
        self.type(PASSWORD)
        self.enter()
        assert isinstance(self.page, Shell)
        return self.page

    def _focused(self) -> QWidget:
        candidates: tuple[QWidget | None, ...] = (QApplication.focusWidget(), self.running.window.focusWidget())
        return next((one for one in candidates if one is not None), self.page)


def _make_the_station(hands: Hands) -> None:
    wizard = hands.page
    assert isinstance(wizard, WizardPage)
    hands.enter()
    hands.enter()
    hands.type("UBS Sintética")
    hands.answer("CNES", "1234567")
    hands.answer("Município", "Natal (RN)")
    hands.press(Qt.Key.Key_Down)
    hands.enter()
    hands.enter()
    hands.type("Sofia Sintética")
    hands.answer("Usuário", "sofia")
    hands.answer("Senha", PASSWORD)
    hands.answer("A senha outra vez", PASSWORD)
    hands.enter()
    hands.answer("Frase de acesso", PASSPHRASE)
    hands.answer("A frase outra vez", PASSPHRASE)
    hands.enter()
    step = wizard.steps[wizard.now]
    assert isinstance(step, RecoveryStep)
    hands.type(step.groups[step.asked])
    hands.enter()
    hands.enter()  # no network for now
    hands.enter()


def _ask_for_an_account(hands: Hands, name: str, login: str, role: Qt.Key) -> None:
    hands.tab_to("Pedir uma conta")
    hands.enter()
    hands.type(name)
    hands.answer("Usuário", login)
    hands.answer("Senha", PASSWORD)
    hands.answer("A senha outra vez", PASSWORD)
    hands.tab_to("Enfermagem")
    hands.press(role)
    hands.tab_to("Enviar o pedido")
    hands.enter()
    hands.enter()


def _authorise(hands: Hands, name: str, places_before: int) -> None:
    hands.press(_PLACE_KEYS[places_before], Qt.KeyboardModifier.AltModifier)
    hands.tab_to("Minha conta")
    hands.press(Qt.Key.Key_Down)
    hands.enter()
    hands.tab_to(f"Autorizar {name}")
    hands.enter()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_from_an_empty_folder_to_an_authorised_coordinator_with_the_keyboard_alone(
    run: Callable[[], Running], qtbot: QtBot, ports: CheapPorts
) -> None:
    hands = Hands(run(), qtbot)
    _make_the_station(hands)
    assert ports.has_store()
    _ask_for_an_account(hands, "Clara Sintética", "clara", Qt.Key.Key_4)
    hands.sign_in("sofia")
    _authorise(hands, "Clara Sintética", 0)
    station = hands.running.flow.station if hands.running.flow else None
    assert station is not None
    clara = station.sign_in.sign_in("clara", PASSWORD)
    assert (clara.role, clara.status) == (Role.COORDINATOR, Status.ACTIVE)
