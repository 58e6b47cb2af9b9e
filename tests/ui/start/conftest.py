"""The start on a real station, made cheaply."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.kernel.folders import StationFolders
from app.security.account_model import NewAccount
from app.security.roles import Role
from app.settings import StationProfile, StationRole
from tests.ui.conftest import settle
from ui.bridge import operations_under_way
from ui.commands.composing import StationPorts
from ui.start.application import Running
from ui.start.flow import StartFlow

PASSPHRASE = "quatro palavras bem juntas"
PASSWORD = "tres-barcos-azuis"


asks_for_agreement = StartFlow._to_accept
"""As the program does it; every other test signs in somebody who accepted long ago."""


@pytest.fixture(autouse=True)
def _agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StartFlow, "_to_accept", lambda _flow, _session: None)


class CheapPorts(StationPorts):
    """Real ports with a clock that stands still and hashing that costs nothing."""

    def __init__(self, home: Path, ports: bootstrap.Ports) -> None:
        super().__init__(StationFolders(home))
        self._made = ports


@pytest.fixture
def ports(home: Path, cheap_ports: bootstrap.Ports) -> CheapPorts:
    """The ports of an empty folder."""
    return CheapPorts(home, cheap_ports)


@pytest.fixture
def made(ports: CheapPorts, cheap_ports: bootstrap.Ports) -> str:
    """Make a station with a passphrase and an administrator `helena`; gives the recovery code."""
    first = bootstrap.FirstStart(
        profile=StationProfile(StationRole.PRIMARY_CARE, "UBS Sintética", "0000000", "2408102", "Natal"),
        administrator=NewAccount("helena", "Helena Sintética", Role.ADMINISTRATOR, PASSWORD),
        passphrase=PASSPHRASE,
    )
    created = bootstrap.create_station(ports.folders, first, cheap_ports)
    created.station.close()
    return created.recovery_code


@pytest.fixture
def run(qtbot: QtBot, light: QApplication, ports: CheapPorts) -> Iterator[Callable[[], Running]]:
    """Start the program on `ports`, up to the page that waits for a person."""
    started: list[Running] = []

    def begin() -> Running:
        running = Running([], ports)
        started.append(running)
        qtbot.addWidget(running.window)
        running.window.resize(1366, 768)
        running.show()
        running.window.activateWindow()
        qtbot.waitUntil(lambda: running.flow is not None)
        finish(qtbot)
        return running

    yield begin
    for running in started:
        running.window.close()
        running.end()


def finish(qtbot: QtBot) -> None:
    """Wait for every operation and let the pages come to rest."""
    qtbot.waitUntil(lambda: operations_under_way() == 0, timeout=10_000)
    settle()
