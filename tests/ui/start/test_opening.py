"""Opening an existing station: silently, by a person, or with a designed page that says why not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.accessibility import complaints
from tests.ui.start.conftest import PASSPHRASE, PASSWORD, CheapPorts, finish
from ui.shell.window import Shell
from ui.start.application import Running
from ui.start.ask_account import AskAccountPage
from ui.start.first_window import FirstPage
from ui.start.language_line import LanguageLine
from ui.start.preferences import FILE_NAME, Preferences
from ui.start.sign_in import SignInPage
from ui.start.unlock import UnlockPage
from ui.start.wizard.page import WizardPage

Run = Callable[[], Running]


def _unlock_by_passphrase(running: Running, qtbot: QtBot) -> SignInPage:
    page = running.window.centralWidget()
    assert isinstance(page, UnlockPage)
    page.passphrase.line.setText(PASSPHRASE)
    page.open.click()
    finish(qtbot)
    signing = running.window.centralWidget()
    assert isinstance(signing, SignInPage)
    return signing


def test_the_first_window_is_painted_before_anything_heavy_is_asked(
    qtbot: QtBot, light: QApplication, ports: CheapPorts
) -> None:
    running, painted = Running([], ports), list[bool]()
    qtbot.addWidget(running.window)
    running.show(lambda: painted.append(True))
    assert isinstance(running.window.centralWidget(), FirstPage)
    qtbot.waitUntil(lambda: painted == [True])
    assert running.flow is None


def test_an_empty_folder_begins_with_the_wizard(run: Run) -> None:
    assert isinstance(run().window.centralWidget(), WizardPage)


@pytest.mark.usefixtures("made")
def test_a_passphrase_opens_the_station(run: Run, qtbot: QtBot) -> None:
    running = run()
    page = running.window.centralWidget()
    assert isinstance(page, UnlockPage)
    page.passphrase.line.setText("not the passphrase")
    page.open.click()
    finish(qtbot)
    assert page.banner.isVisible()
    assert "frase de acesso não confere" in page.banner.title.text()
    assert running.window.focusWidget() is page.passphrase.line
    assert page.passphrase.line.selectedText()
    _unlock_by_passphrase(running, qtbot)


def test_the_recovery_code_opens_the_station(made: str, run: Run, qtbot: QtBot) -> None:
    running = run()
    page = running.window.centralWidget()
    assert isinstance(page, UnlockPage)
    page.means._chips[1].click()
    page.code.setText("wrong")
    page.open.click()
    finish(qtbot)
    assert page.banner.isVisible()
    assert running.window.focusWidget() is page.code
    assert page.code.selectedText() == "wrong"
    # Typed over what is selected, and Enter: nobody is led to the backups.
    QTest.keyClicks(page.code, made.lower())
    QTest.keyClick(page.code, Qt.Key.Key_Return)
    finish(qtbot)
    assert isinstance(running.window.centralWidget(), SignInPage)


@pytest.mark.usefixtures("made")
def test_a_second_enter_while_the_password_is_checked_leads_nowhere_else(run: Run, qtbot: QtBot) -> None:
    running = run()
    page = _unlock_by_passphrase(running, qtbot)
    page.login.setText("helena")
    page.password.line.setText("falsch")
    page.enter.setFocus()
    QTest.keyClick(page.enter, Qt.Key.Key_Return)
    focused = running.window.focusWidget()
    assert focused is page.password.line
    QTest.keyClick(focused, Qt.Key.Key_Return)
    finish(qtbot)
    assert running.window.centralWidget() is page
    assert running.window.focusWidget() is page.password.line
    assert page.banner.title.text() == "O usuário ou a senha não confere."


@pytest.mark.usefixtures("made")
def test_an_account_that_is_refused_is_corrected_where_it_is_wrong(run: Run, qtbot: QtBot) -> None:
    running = run()
    _unlock_by_passphrase(running, qtbot)._ask()
    page = running.window.centralWidget()
    assert isinstance(page, AskAccountPage)
    page.account.name.setText("Helena Sintética")
    page.account.login.setText("helena")
    page.account.password.line.setText(PASSWORD)
    page.account.repeated.line.setText(PASSWORD)
    page.send.setFocus()
    QTest.keyClick(page.send, Qt.Key.Key_Return)
    assert running.window.focusWidget() is page.register
    finish(qtbot)
    assert page.account.fields["login"].error
    assert running.window.focusWidget() is page.account.login
    assert page.account.login.selectedText() == "helena"


@pytest.mark.usefixtures("made")
def test_the_other_language_is_one_quiet_press_away_at_the_sign_in(run: Run, qtbot: QtBot) -> None:
    running = run()
    page = _unlock_by_passphrase(running, qtbot)
    finish(qtbot)
    assert complaints(page) == []
    (line,) = page.findChildren(LanguageLine)
    assert list(line.buttons) == ["en"]
    line.buttons["en"].click()
    finish(qtbot)
    again = running.window.centralWidget()
    assert isinstance(again, SignInPage)
    assert again.enter.text() == "Sign in"
    assert Preferences.load(running.ports.folders.home).language == "en"


@pytest.mark.usefixtures("made")
def test_signing_in_needs_both_and_says_the_same_for_login_and_password(run: Run, qtbot: QtBot) -> None:
    running = run()
    page = _unlock_by_passphrase(running, qtbot)
    page.login.setText("helena")
    page.enter.click()
    assert page.banner.title.text() == "Digite o usuário e a senha."
    page.password.line.setText("falsch")
    page.enter.click()
    finish(qtbot)
    assert page.banner.title.text() == "O usuário ou a senha não confere."
    assert page.password.value() == ""
    page.password.line.setText(PASSWORD)
    page.enter.click()
    finish(qtbot)
    assert isinstance(running.window.centralWidget(), Shell)


@pytest.mark.usefixtures("made")
def test_an_account_is_asked_for_and_waits(run: Run, qtbot: QtBot) -> None:
    running = run()
    _unlock_by_passphrase(running, qtbot)._ask()
    page = running.window.centralWidget()
    assert isinstance(page, AskAccountPage)
    finish(qtbot)
    assert complaints(page) == []
    page.account.name.setText("Ana Sintética")
    page.account.login.setText("ana")
    page.account.password.line.setText(PASSWORD)
    page.send.click()
    assert page.account.fields["repeated"].error
    page.account.repeated.line.setText(PASSWORD)
    page.send.click()
    finish(qtbot)
    assert page.banner.title.text() == "Pedido enviado."
    page.back.click()
    finish(qtbot)
    signing = running.window.centralWidget()
    assert isinstance(signing, SignInPage)
    signing.login.setText("ana")
    signing.password.line.setText(PASSWORD)
    signing.enter.click()
    finish(qtbot)
    shell = running.window.centralWidget()
    assert isinstance(shell, Shell)
    assert shell.places == ()
    assert complaints(shell) == []


def test_the_window_remembers_its_looks_and_nothing_else(tmp_path: Path) -> None:
    Preferences(theme="dark", scale=125, language="en", path=tmp_path / FILE_NAME).save()
    kept = Preferences.load(tmp_path)
    assert (kept.theme, kept.scale, kept.language) == ("dark", 125, "en")
    (tmp_path / FILE_NAME).write_text('{"theme": 7, "scale": "x", "unknown": 1}', encoding="utf-8")
    assert Preferences.load(tmp_path).theme == "light"
    (tmp_path / FILE_NAME).write_text("not json", encoding="utf-8")
    assert Preferences.load(tmp_path).scale == 100
