"""The lock: after idleness or Ctrl+L, nothing of the record shows; PIN or password opens it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.kernel.clock import FakeClock
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints, focusables
from tests.ui.shell.conftest import PASSWORD, Holder, finish, screen
from ui.shell.demo_band import DemoBand
from ui.shell.lock import LockScreen
from ui.shell.palette import Palette
from ui.shell.shortcuts import covers
from ui.shell.window import Shell
from ui.theme import apply_theme
from ui.widgets.clipboard import copy_technical, forget_copied
from ui.widgets.confirm_sheet import ask
from ui.widgets.labels import Text

OpenShell = Callable[[Session], Shell]


def _locked(shell: Shell) -> LockScreen:
    lock = shell._lock_screen
    assert lock is not None
    return lock


def _try(shell: Shell, secret: str, qtbot: QtBot) -> None:
    lock = _locked(shell)
    lock.secret.line.setText(secret)
    QTest.keyClick(lock.secret.line, Qt.Key.Key_Return)
    finish(qtbot)


def test_idleness_locks_and_a_touch_puts_it_off(
    open_shell: OpenShell, administrator: Session, fake_clock: FakeClock, qtbot: QtBot
) -> None:
    shell = open_shell(administrator)
    assert shell._watch is not None
    minutes = shell.profile.lock_after_minutes
    fake_clock.advance(minutes * 60 - 1)
    handle = shell.window().windowHandle()
    QTest.keyClick(handle, Qt.Key.Key_A)
    fake_clock.advance(minutes * 60 - 1)
    shell._watch.look()
    assert shell._lock_screen is None
    fake_clock.advance(2)
    shell._watch.look()
    finish(qtbot)
    assert _locked(shell).isVisible()


def test_the_locked_screen_hides_the_record_and_keeps_the_keyboard(
    open_shell: OpenShell, administrator: Session, qtbot: QtBot
) -> None:
    shell = open_shell(administrator)
    shell.lock()
    finish(qtbot)
    lock = _locked(shell)
    assert lock.geometry() == shell.rect()
    assert lock.grab().toImage().pixelColor(5, 300).alpha() == 255
    for _ in range(6):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert lock.isAncestorOf(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    focused = _locked(shell).secret.line
    QTest.keyClick(focused, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(focused, Qt.Key.Key_Escape)
    assert "back" not in screen(shell).noted
    assert shell.findChild(Palette) is None
    assert screen(shell).noted[-2:] == ["leave", "locked"]


def test_what_a_place_shows_of_itself_while_locked_stands_beside_the_form(
    open_shell: OpenShell, administrator: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = open_shell(administrator)
    beside = Text("Alarmes sem nomes")
    monkeypatch.setattr(screen(shell), "locked", lambda: beside)
    shell.lock()
    finish(qtbot)
    lock = _locked(shell)
    assert beside.isVisible() and lock.isAncestorOf(beside)
    secret = lock.secret.mapTo(lock, lock.secret.rect().topRight())
    assert secret.x() < beside.mapTo(lock, beside.rect().topLeft()).x()
    assert not beside.visibleRegion().isEmpty()
    _try(shell, PASSWORD, qtbot)
    assert screen(shell).noted[-1] == "unlocked"


def test_the_password_opens_and_a_wrong_one_does_not(
    open_shell: OpenShell, administrator: Session, qtbot: QtBot
) -> None:
    shell = open_shell(administrator)
    shell.lock()
    finish(qtbot)
    _try(shell, "falsch-falsch", qtbot)
    lock = _locked(shell)
    assert lock.banner.isVisible()
    assert lock.secret.value() == ""
    _try(shell, PASSWORD, qtbot)
    assert shell._lock_screen is None
    shell.lock()
    assert shell._lock_screen is not None


def test_a_pin_opens_until_it_was_wrong_three_times(
    open_shell: OpenShell, administrator: Session, station: Station, qtbot: QtBot
) -> None:
    station.accounts.set_pin(administrator, PASSWORD, "7391")
    shell = open_shell(administrator)
    shell.lock()
    _try(shell, "7391", qtbot)
    assert shell._lock_screen is None
    shell.lock()
    for _ in range(3):
        _try(shell, "1739", qtbot)
    _try(shell, "7391", qtbot)
    assert "três vezes" in _locked(shell).banner.title.text()


def test_somebody_else_may_sign_in_from_the_locked_screen(
    open_shell: OpenShell, administrator: Session, holder: Holder, qtbot: QtBot
) -> None:
    shell = open_shell(administrator)
    shell.lock()
    finish(qtbot)
    other = focusables(_locked(shell))[-1]
    QTest.keyClick(other, Qt.Key.Key_Space)
    finish(qtbot)
    assert holder.noted == ["sign in"]


def test_no_key_reaches_what_lies_behind_the_lock(open_shell: OpenShell, nurse: Session, qtbot: QtBot) -> None:
    shell = open_shell(nurse)
    shell.lock()
    finish(qtbot)
    QTest.keyClick(_locked(shell).secret.line, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert screen(shell).key == "reception"
    shell.navigate("pregnancy", "p1")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert _locked(shell).isAncestorOf(focused)


def test_a_question_over_the_window_does_not_stay_above_the_lock(
    open_shell: OpenShell, administrator: Session, qtbot: QtBot
) -> None:
    shell = open_shell(administrator)
    ask(shell, "Suspender a conta de Ana Sintética?", "Suspender", list)
    shell.ask_pin()
    QTest.keyClick(screen(shell).field, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    finish(qtbot)
    assert covers(shell) == [_locked(shell)]


def test_a_dialog_of_the_system_is_closed_by_the_lock(
    open_shell: OpenShell, administrator: Session, qtbot: QtBot
) -> None:
    shell = open_shell(administrator)
    dialog = QFileDialog(shell, "Salvar a ficha")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.open()
    assert QApplication.activeModalWidget() is dialog
    shell.lock()
    finish(qtbot)
    assert not dialog.isVisible()
    assert _locked(shell).isVisible()


@pytest.mark.parametrize("scale", [100, 150])
def test_the_locked_screen_can_be_read_and_reached(
    open_shell: OpenShell, administrator: Session, light: QApplication, qtbot: QtBot, scale: int
) -> None:
    apply_theme(light, "dark", scale)
    shell = open_shell(administrator)
    shell.lock()
    finish(qtbot)
    assert complaints(_locked(shell)) == []


def test_the_locked_screen_of_a_demonstration_says_that_the_data_are_synthetic(
    open_shell: OpenShell, nurse: Session
) -> None:
    shell = open_shell(nurse)
    shell.lock()
    bands = [one for one in shell.findChildren(DemoBand) if one.isVisible()]
    assert any(isinstance(one.parent(), LockScreen) for one in bands)


@pytest.mark.parametrize("leaves", [Shell.lock, Shell.change_user])
def test_what_was_copied_here_is_not_left_to_whoever_comes(
    open_shell: OpenShell, nurse: Session, monkeypatch: pytest.MonkeyPatch, leaves: Callable[[Shell], None]
) -> None:
    # Whose it is knows the desktop; the tests have none.
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda _clipboard: True)
    shell, clipboard = open_shell(nurse), QApplication.clipboard()
    screen(shell).field.setText("Joana Inventada")
    screen(shell).field.selectAll()
    screen(shell).field.copy()
    assert clipboard.text() == "Joana Inventada"
    leaves(shell)
    assert clipboard.text() == ""


def test_what_another_program_copied_and_what_names_nobody_stay_in_the_clipboard(
    open_shell: OpenShell, nurse: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell, clipboard = open_shell(nurse), QApplication.clipboard()
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda _clipboard: False)
    clipboard.setText("de outro programa")
    shell.lock()
    assert clipboard.text() == "de outro programa"
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda _clipboard: True)
    copy_technical("ValueError-window-12")
    forget_copied()
    assert clipboard.text() == "ValueError-window-12"
    clipboard.setText("Joana Inventada")
    forget_copied()
    assert clipboard.text() == ""
