"""A station with accounts, a real server over TLS beside it, and the network's page and section opened on them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from app.central.database import open_database
from app.central.tables import unit
from app.kernel.actor import PROGRAM
from app.security.roles import Role
from app.station import Station
from app.sync.joining import in_groups
from tests.central.serving import Served, served
from tests.ui.administration.office import ROOM, SignIn, open_section, settled, sign_in, station
from ui.network.screen import NetworkScreen
from ui.shell.context import UiContext

__all__ = ["open_section", "sign_in", "station"]
CNES = "0000000"
"""The unit of the station of the tests."""
Went = list[tuple[str, str | None]]
OpenNetwork = Callable[[Role], NetworkScreen]


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Served]:
    """A server that knows the station's unit and another one."""
    engine = open_database(f"sqlite:///{tmp_path / 'central.db'}")
    with engine.begin() as connection:
        for cnes, name in ((CNES, "UBS Sintética"), ("2222222", "UBS Outra Sintética")):
            connection.execute(insert(unit).values(cnes=cnes, name=name, kind="primary_care"))
    with served(engine, tmp_path / "server") as one:
        yield one
    engine.dispose()


@pytest.fixture
def joined(station: Station, central: Served) -> Station:
    """The station, in the network."""
    station.enrolling.enrol(PROGRAM, central.address, central.code(CNES), central.certificate.fingerprint)
    return station


@pytest.fixture
def went() -> Went:
    """Where the page sent somebody, and what it said at the foot of the window."""
    return []


@pytest.fixture
def open_network(station: Station, sign_in: SignIn, went: Went, qtbot: QtBot, light: QApplication) -> OpenNetwork:
    """The page as somebody of a role sees it, read."""

    def opened(role: Role) -> NetworkScreen:
        def go(place: str, subject: str | None) -> None:
            went.append((place, subject))

        context = UiContext(station, sign_in(role), go, lambda tone, words: went.append((tone, words)))
        screen = NetworkScreen(context)
        qtbot.addWidget(screen)
        screen.resize(ROOM)
        screen.show()
        screen.activateWindow()
        qtbot.waitExposed(screen)
        screen.arrive(None)
        # The test says when it is looked again.
        screen.timer.stop()
        settled(qtbot)
        return screen

    return opened


def three_lines(central: Served, code: str) -> str:
    """What the server's command prints."""
    fingerprint = " ".join(in_groups(central.certificate.fingerprint))
    return f"code         {code}\naddress      {central.address}\nfingerprint  {fingerprint}\n"


def look_again(screen: NetworkScreen, qtbot: QtBot) -> None:
    """As the timer does."""
    screen.look()
    settled(qtbot)
