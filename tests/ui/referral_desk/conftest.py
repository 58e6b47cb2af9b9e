"""The synthetic hospital, made once and copied for each test, with its whole window."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.demo.hospital import make_demo_hospital
from app.demo.unit import DEMO_LOGINS, DEMO_PASSWORD
from app.kernel.clock import FakeClock
from app.kernel.folders import StationFolders
from app.kernel.ids import SeededIds
from app.security.keys.passphrase import PassphraseCost
from app.security.passwords import Passwords
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from tests.ui.shell.conftest import Holder
from ui.bridge import operations_under_way
from ui.referral_desk.case_page import CasePage
from ui.referral_desk.screen import ReferralDesk
from ui.shell.window import Shell
from ui.start.main_window import MainWindow
from ui.start.preferences import Preferences


def _ports() -> bootstrap.Ports:
    clock = FakeClock()
    return bootstrap.Ports(
        clock=clock,
        ids=SeededIds(clock, seed=5),
        passphrase_cost=PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1),
        passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
        background=False,
    )


@pytest.fixture(scope="session")
def made_hospital(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a closed station. Copy it."""
    home: Path = tmp_path_factory.mktemp("referrals") / "station"
    make_demo_hospital(StationFolders(home), _ports()).close()
    return home


@pytest.fixture
def hospital(made_hospital: Path, tmp_path: Path) -> Iterator[Station]:
    """A hospital of the test's own."""
    home, ports = tmp_path / "station", _ports()
    shutil.copytree(made_hospital, home)
    folders = StationFolders(home)
    key = bootstrap.unlock_silently(folders, ports).key
    assert key is not None
    station = bootstrap.open_station(folders, key, ports)
    yield station
    station.close()


@dataclass
class Desk:
    """A window at the hospital's desk, driven by the keyboard."""

    window: MainWindow
    shell: Shell
    place: ReferralDesk
    bot: QtBot

    @property
    def page(self) -> CasePage:
        """The case on show."""
        assert self.place.page is not None
        return self.place.page

    def settle(self) -> None:
        """Until everything asked has been answered."""
        self.bot.waitUntil(lambda: operations_under_way() == 0, timeout=10_000)
        for _ in range(4):
            QApplication.processEvents()

    def open(self, referral_id: str) -> CasePage:
        """Open a case."""
        self.place.open(referral_id)
        self.settle()
        return self.page

    def press(self, key: Qt.Key, times: int = 1) -> None:
        """Press a key where the focus is."""
        for _ in range(times):
            QTest.keyClick(self.focused(), key)

    def type(self, text: str) -> None:
        """Type letters without accents where the focus is."""
        QTest.keyClicks(self.focused(), text)

    def focused(self) -> QWidget:
        """Where the keyboard is."""
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def session(self) -> Session:
        """Who looks."""
        return self.shell.context.session


OpenDesk = Callable[..., Desk]


@pytest.fixture
def open_desk(hospital: Station, qtbot: QtBot, light: QApplication) -> Iterator[OpenDesk]:
    """Open the window for a role (or a login) at the desk."""
    desks: list[Desk] = []

    def opened(who: Role | str, size: tuple[int, int] = (1366, 768)) -> Desk:
        login = DEMO_LOGINS[who] if isinstance(who, Role) else who
        session = hospital.sign_in.sign_in(login, DEMO_PASSWORD)
        window = MainWindow(Preferences())
        shell = Shell(hospital, session, Holder(window, window.preferences))
        window.show_page(shell)
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        window.activateWindow()
        qtbot.waitExposed(window)
        shell.begin()
        place = shell.current()
        assert isinstance(place, ReferralDesk), "the desk is where a hospital's station opens"
        desk = Desk(window, shell, place, qtbot)
        desks.append(desk)
        desk.settle()
        return desk

    yield opened
    for desk in desks:
        desk.shell.leave()
        desk.settle()


def find(station: Station, session: Session, *, readings: int = 0, assigned: bool = False, **wanted: object) -> str:
    """The first referral that waits with so many readings; `wanted`: attributes of the referral."""
    for one in station.referral_desk.inbox(session):
        done = sum(each is not None for each in (one.first_reading, one.second_reading))
        fits = all(getattr(one.course.referral, name) == value for name, value in wanted.items())
        if done == readings and (one.course.assigned_to is not None) == assigned and fits:
            return one.course.referral.id
    raise LookupError(wanted)
