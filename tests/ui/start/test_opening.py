"""Opening an existing station: silently, by a person, or with a designed page that says why not."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.kernel.errors import KnownError
from tests.conftest import ExpectedLogs
from tests.ui.accessibility import complaints
from tests.ui.start.conftest import PASSPHRASE, PASSWORD, CheapPorts, finish
from ui.shell.window import Shell
from ui.start.application import Running
from ui.start.ask_account import AskAccountPage
from ui.start.first_window import FirstPage
from ui.start.language_line import LanguageLine
from ui.start.ports import BackupChoice
from ui.start.preferences import FILE_NAME, Preferences
from ui.start.restoring import RestorePage
from ui.start.sign_in import SignInPage
from ui.start.trouble import TroublePage, ways_out
from ui.start.unlock import UnlockPage
from ui.start.wizard.page import WizardPage
from ui.texts import choose_language
from ui.texts.catalog import area_texts
from ui.theme import apply_theme

Run = Callable[[], Running]
OPENING_ERRORS = [
    *(f"store.{name}" for name in area_texts("error_store")),
    *(f"keys.{name}" for name in area_texts("error_keys")),
]
VALUES = {
    **dict.fromkeys(("path", "copy", "folder", "name", "kind", "other"), "plantao.db"),
    **dict.fromkeys(("store", "program", "group", "symbols", "expected", "least", "seconds", "version"), 3),
}


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


@pytest.mark.parametrize("code", OPENING_ERRORS)
def test_every_error_at_opening_has_words_and_ways_out(code: str) -> None:
    ways = ways_out(KnownError(code))
    assert ways[-2:] == ("show_folder", "quit")
    assert len(ways) >= 3


@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("language", ["pt_BR", "en"])
@pytest.mark.parametrize("code", ["store.wrong_key", "store.damaged", "store.newer_than_program", "keys.file_damaged"])
def test_a_trouble_page_can_be_read_and_left(
    run: Run, qtbot: QtBot, light: QApplication, code: str, language: str, scale: int
) -> None:
    running = run()
    choose_language(language)
    apply_theme(light, "dark", scale)
    assert running.flow is not None
    running.flow.trouble(KnownError(code, **VALUES))
    finish(qtbot)
    page = running.window.centralWidget()
    assert isinstance(page, TroublePage)
    assert complaints(page) == []


def test_our_own_mistake_at_opening_is_no_dead_end(run: Run, qtbot: QtBot, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("ui.errors", "our mistake ZeroDivisionError")
    running = run()
    assert running.flow is not None
    running.flow.trouble(ZeroDivisionError())
    page = running.window.centralWidget()
    assert isinstance(page, TroublePage)
    assert list(page.buttons) == ["try_again", "show_folder", "quit"]


@pytest.mark.usefixtures("made")
def test_a_file_that_is_no_store_is_left_alone_and_can_be_tried_again(
    run: Run, qtbot: QtBot, ports: CheapPorts
) -> None:
    kept = ports.folders.store.read_bytes()
    ports.folders.store.write_bytes(b"not a store" * 500)
    running = run()
    page = running.window.centralWidget()
    assert isinstance(page, UnlockPage)
    page.passphrase.line.setText(PASSPHRASE)
    page.open.click()
    finish(qtbot)
    assert page.banner.isVisible()
    assert ports.folders.store.read_bytes() == b"not a store" * 500
    ports.folders.store.write_bytes(kept)
    page.open.click()
    finish(qtbot)
    assert isinstance(running.window.centralWidget(), SignInPage)


def test_a_backup_is_chosen_and_restored(
    run: Run, qtbot: QtBot, ports: CheapPorts, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Path, str]] = []

    def restore(backup: Path, secret: str) -> None:
        asked.append((backup, secret))
        raise KnownError("keys.wrong_passphrase")

    choice = BackupChoice(Path("backup.db"), datetime(2026, 3, 1, tzinfo=UTC), people=3)
    monkeypatch.setattr(ports, "backups", lambda: [choice])
    monkeypatch.setattr(ports, "restore", restore)
    running = run()
    assert running.flow is not None
    running.flow.restore_backup()
    finish(qtbot)
    page = running.window.centralWidget()
    assert isinstance(page, RestorePage)
    page.secret.line.setText(PASSPHRASE)
    page.go.click()
    finish(qtbot)
    assert asked == [(Path("backup.db"), PASSPHRASE)]
    assert page.banner.isVisible()
    assert page.go.isEnabled()
    assert complaints(page) == []


def test_a_real_backup_brings_the_station_back_and_a_wrong_secret_changes_nothing(
    made: str, run: Run, qtbot: QtBot, ports: CheapPorts, cheap_ports: bootstrap.Ports
) -> None:
    station = bootstrap.open_station(ports.folders, ports.key_from_recovery_code(made), cheap_ports)
    station.backups.create(station.sign_in.sign_in("helena", PASSWORD))
    station.close()
    ports.folders.store.write_bytes(b"not a store" * 500)
    running = run()
    assert running.flow is not None
    running.flow.restore_backup()
    finish(qtbot)
    page = running.window.centralWidget()
    assert isinstance(page, RestorePage)
    page.secret.setFocus()
    QTest.keyClicks(page.secret.line, "not the passphrase")
    QTest.keyClick(page.secret.line, Qt.Key.Key_Return)
    finish(qtbot)
    assert page.banner.isVisible()
    assert running.window.focusWidget() is page.secret.line
    assert ports.folders.store.read_bytes() == b"not a store" * 500
    QTest.keyClicks(page.secret.line, PASSPHRASE)
    QTest.keyClick(page.secret.line, Qt.Key.Key_Return)
    finish(qtbot)
    signing = running.window.centralWidget()
    assert isinstance(signing, SignInPage)
    QTest.keyClicks(signing.login, "helena")
    QTest.keyClick(signing.login, Qt.Key.Key_Return)
    QTest.keyClicks(signing.password.line, PASSWORD)
    QTest.keyClick(signing.password.line, Qt.Key.Key_Return)
    finish(qtbot)
    assert isinstance(running.window.centralWidget(), Shell)


def test_without_backups_the_page_says_where_to_put_one(
    run: Run, qtbot: QtBot, ports: CheapPorts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports, "backups", list)
    running = run()
    assert running.flow is not None
    running.flow.restore_backup()
    finish(qtbot)
    page = running.window.centralWidget()
    assert isinstance(page, RestorePage)
    assert page.banner.isVisible()
    assert not page.go.isEnabled()


def test_the_window_remembers_its_looks_and_nothing_else(tmp_path: Path) -> None:
    Preferences(theme="dark", scale=125, language="en", path=tmp_path / FILE_NAME).save()
    kept = Preferences.load(tmp_path)
    assert (kept.theme, kept.scale, kept.language) == ("dark", 125, "en")
    (tmp_path / FILE_NAME).write_text('{"theme": 7, "scale": "x", "unknown": 1}', encoding="utf-8")
    assert Preferences.load(tmp_path).theme == "light"
    (tmp_path / FILE_NAME).write_text("not json", encoding="utf-8")
    assert Preferences.load(tmp_path).scale == 100
