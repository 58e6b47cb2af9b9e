"""The demo: every screen pictured in both languages, honest about failures, entered with one Enter."""

import argparse
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.demo.cohort import CohortWoman, make_cohort
from app.demo.unit import DEMO_LOGINS
from app.kernel.folders import StationFolders
from app.security.roles import Role
from tests.conftest import ExpectedLogs
from ui.bridge import operations_under_way
from ui.commands import demo
from ui.commands.demo_sign_in import DemoAccounts
from ui.commands.demo_window import DemoPorts, DemoRunning
from ui.commands.screenshots import walk
from ui.commands.screenshots.stage import HEIGHT, WIDTH, Stage, is_blank
from ui.commands.screenshots.start_scenes import first_window
from ui.shell.window import Shell
from ui.start.first_window import FirstPage
from ui.start.sign_in import SignInPage
from ui.texts import tr

EVERY = 5
"""One woman in five: every class of risk is still among them."""

OWN_SIZE = (
    *("printed-page", "emergency-paper", "practice-paper", "export-paper", "who-saw-paper", "consent-paper", "guide-"),
    *("wall-", "receiver-", "phone-"),
)
"""What is no window of the station: papers, second screens, receivers, telephones."""


@pytest.fixture
def few_women(monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit small enough for a test; the whole cohort has tests of its own."""

    def some(seed: int) -> tuple[CohortWoman, ...]:
        return make_cohort(seed)[::EVERY]

    monkeypatch.setattr("app.demo.fill.make_cohort", some)


def _picture(target: Path, language: str | None) -> int:
    return demo.run(argparse.Namespace(screenshots=target, lang=language))


def _only(monkeypatch: pytest.MonkeyPatch, scene: Callable[[Stage], None]) -> None:
    monkeypatch.setattr(walk, "SCENES", (("one", scene),))


def test_every_screen_is_pictured_in_both_languages(
    few_women: None,
    tmp_path: Path,
    qtbot: QtBot,
    light: QApplication,
    capsys: pytest.CaptureFixture[str],
    expected_logs: ExpectedLogs,
) -> None:
    # A telephone is removed while it looks.
    expected_logs.allow("app.router.links.refusals")
    assert _picture(tmp_path, None) == 0
    portuguese, english = (sorted((tmp_path / language).iterdir()) for language in demo.LANGUAGES)
    names = [path.name for path in portuguese]
    assert names == [path.name for path in english]
    assert len(names) > 50
    assert [name[:3] for name in names] == [f"{number:03}" for number in range(1, len(names) + 1)]
    for path in (*portuguese, *english):
        picture = QImage(str(path))
        assert not is_blank(picture), path.name
        own_size = any(one in path.name for one in OWN_SIZE)
        assert own_size or (picture.width(), picture.height()) == (WIDTH, HEIGHT), path.name
    same = [one.name for one, other in zip(portuguese, english, strict=True) if one.read_bytes() == other.read_bytes()]
    assert same == []
    assert str(tmp_path) in capsys.readouterr().out


def test_one_language_is_written_straight_into_the_folder(
    few_women: None, tmp_path: Path, qtbot: QtBot, light: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    _only(monkeypatch, first_window)
    assert _picture(tmp_path / "new" / "folder", "en") == 0
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == ["001-first-window.png"]


def test_a_screen_that_fails_is_told_and_the_exit_status_says_so(
    few_women: None,
    tmp_path: Path,
    qtbot: QtBot,
    light: QApplication,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(stage: Stage) -> None:
        raise LookupError("no such screen")

    _only(monkeypatch, broken)
    assert _picture(tmp_path, "en") == 1
    assert "en one: LookupError: no such screen" in capsys.readouterr().err


def test_a_text_that_is_missing_on_a_picture_fails_the_walk(
    few_women: None,
    tmp_path: Path,
    qtbot: QtBot,
    light: QApplication,
    monkeypatch: pytest.MonkeyPatch,
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.allow("ui.texts", "no text")

    def untranslated(stage: Stage) -> None:
        tr("demo" + ".nobody_wrote_this")
        first_window(stage)

    _only(monkeypatch, untranslated)
    assert _picture(tmp_path, "pt_BR") == 1


def test_nothing_of_the_demo_stays_behind(
    few_women: None, tmp_path: Path, qtbot: QtBot, light: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    _only(monkeypatch, first_window)
    assert _picture(tmp_path / "pictures", "pt_BR") == 0
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_grey_picture_counts_as_blank() -> None:
    picture = QImage(200, 100, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.lightGray)
    assert is_blank(picture)


def test_the_window_of_the_demo_is_entered_with_one_enter_and_says_that_it_is_synthetic(
    few_women: None, home: Path, qtbot: QtBot, light: QApplication
) -> None:
    running = DemoRunning(["plantao"], DemoPorts(StationFolders(home)))
    qtbot.addWidget(running.window)
    running.show()
    qtbot.waitUntil(lambda: isinstance(running.window.centralWidget(), SignInPage), timeout=30_000)
    running.window.activateWindow()
    page = running.window.centralWidget()
    assert isinstance(page, SignInPage)
    accounts = page.findChild(DemoAccounts)
    assert isinstance(accounts, DemoAccounts)
    assert set(DEMO_LOGINS.values()) < set(accounts.buttons)
    QTest.keyClick(page.enter, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(running.window.centralWidget(), Shell), timeout=10_000)
    qtbot.waitUntil(lambda: operations_under_way() == 0)
    shell = running.window.centralWidget()
    assert isinstance(shell, Shell)
    assert shell.context.session.role is Role.NURSE
    assert shell.profile.demo
    running.window.close()
    running.end()


def test_the_first_page_of_the_demo_shows_how_far_the_unit_is(
    few_women: None, home: Path, qtbot: QtBot, light: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[int, int]] = []
    show = FirstPage.show_progress

    def note(page: FirstPage, done: int, every: int) -> None:
        show(page, done, every)
        assert page.progress is not None
        shown.append((page.progress.value(), page.progress.maximum()))

    monkeypatch.setattr(FirstPage, "show_progress", note)
    running = DemoRunning(["plantao"], DemoPorts(StationFolders(home)))
    qtbot.addWidget(running.window)
    running.show()
    qtbot.waitUntil(lambda: isinstance(running.window.centralWidget(), SignInPage), timeout=30_000)
    assert shown == sorted(set(shown))
    assert shown[-1] == (100, 100)
    running.window.close()
    running.end()


def test_another_account_of_the_demo_is_one_press_away(
    few_women: None, home: Path, qtbot: QtBot, light: QApplication
) -> None:
    running = DemoRunning(["plantao"], DemoPorts(StationFolders(home)))
    qtbot.addWidget(running.window)
    running.show()
    qtbot.waitUntil(lambda: isinstance(running.window.centralWidget(), SignInPage), timeout=30_000)
    page = running.window.centralWidget()
    assert isinstance(page, SignInPage)
    accounts = page.findChild(DemoAccounts)
    assert isinstance(accounts, DemoAccounts)
    accounts.buttons[DEMO_LOGINS[Role.COORDINATOR]].click()
    assert page.login.value() == DEMO_LOGINS[Role.COORDINATOR]
    running.window.close()
    running.end()
