"""A file from another station on the command line: shown once to whoever signs in and may take it in."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import main
from app import bootstrap
from app.kernel.clock import FakeClock
from app.security.roles import Role
from app.security.session import Session, Status
from tests.ui.start.conftest import CheapPorts
from ui.start.flow import StartFlow, may_carry
from ui.start.main_window import MainWindow
from ui.start.preferences import Preferences

ANA = Session("a1", "Ana Sintética", "ana", Role.NURSE, Status.ACTIVE, "pt_BR", FakeClock().now())


class Noting(StartFlow):
    """Builds no shell: notes where somebody would have gone."""

    def __init__(self, window: MainWindow, ports: CheapPorts) -> None:
        super().__init__(window, ports)
        self.went: list[tuple[str | None, str | None]] = []

    def rebuild(self, session: Session, place: str | None, subject: str | None) -> None:
        self.went.append((place, subject))


@pytest.fixture
def flow(qtbot: QtBot, light: QApplication, ports: CheapPorts, cheap_ports: bootstrap.Ports) -> Noting:
    window = MainWindow(Preferences.load(ports.folders.home))
    qtbot.addWidget(window)
    return Noting(window, ports)


def test_whoever_may_carry_files_comes_to_the_network_with_it_and_the_next_one_does_not(
    flow: Noting, tmp_path: Path
) -> None:
    flow.bundle = tmp_path / "x.plantao"
    flow.signed_in(ANA)
    flow.signed_in(ANA)
    assert flow.went == [("network", str(tmp_path / "x.plantao")), (None, None)]


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.ACTIVE])
def test_nobody_who_waits_or_is_suspended_opens_it(status: Status) -> None:
    assert may_carry(ANA)
    assert not may_carry(replace(ANA, status=status))


def test_a_role_without_the_right_begins_where_it_always_does(flow: Noting, tmp_path: Path) -> None:
    without = next(role for role in Role if not may_carry(replace(ANA, role=role)))
    flow.bundle = tmp_path / "x.plantao"
    flow.signed_in(replace(ANA, role=without))
    assert flow.went == [(None, None)]


@pytest.mark.parametrize("words", [["frobnicate"], ["missing.plantao"], ["--frobnicate"]])
def test_what_is_neither_command_nor_file_is_refused_with_what_there_is(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main.main(words)
    assert ended.value.code == 2
    assert words[0] in capsys.readouterr().err


def test_the_window_is_told_of_the_file_with_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.commands import station

    opened: list[Path | None] = []

    def show(*_: object, bundle: Path | None, **__: object) -> int:
        opened.append(bundle)
        return 0

    monkeypatch.setattr(station, "open_window", show)
    (tmp_path / "x.plantao").touch()
    monkeypatch.chdir(tmp_path)
    assert main.main(["x.plantao"]) == 0 and main.main([]) == 0
    assert opened == [tmp_path / "x.plantao", None]
