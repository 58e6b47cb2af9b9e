"""When the station does not open, and when it comes back from a backup."""

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
from ui.start.ports import BackupChoice
from ui.start.restoring import RestorePage
from ui.start.sign_in import SignInPage
from ui.start.trouble import TroublePage, ways_out
from ui.start.unlock import UnlockPage
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
    **dict.fromkeys(
        ("store", "program", "group", "symbols", "expected", "least", "seconds", "version", "written_by"), 3
    ),
}


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
