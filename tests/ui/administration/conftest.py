"""A real station with one account per role, and a section opened by any of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.kernel.clock import FakeClock
from app.kernel.folders import StationFolders
from app.kernel.ids import SeededIds
from app.security.account_model import NewAccount
from app.security.keys.passphrase import PassphraseCost
from app.security.passwords import Passwords
from app.security.roles import Role
from app.security.session import Session
from app.settings import StationProfile, StationRole
from app.station import Station
from ui.administration.page import AdministrationPage
from ui.bridge import operations_under_way
from ui.shell.context import UiContext
from ui.texts import choose_language

PASSWORD = "tres-barcos-azuis"
NAMES = {
    Role.ADMINISTRATOR: "Sofia Sintética",
    Role.COORDINATOR: "Clara Sintética",
    Role.NURSE: "Ana Sintética",
    Role.DOCTOR: "Davi Sintético",
    Role.STUDENT: "Rui Sintético",
}
"""Nobody of these exists."""


def cheap_ports(clock: FakeClock) -> bootstrap.Ports:
    """The ports of a test: a clock that stands still and password hashing that costs next to nothing."""
    return bootstrap.Ports(
        clock=clock,
        ids=SeededIds(clock, seed=7),
        passphrase_cost=PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1),
        passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
        background=False,
    )


@pytest.fixture(autouse=True)
def _portuguese() -> Iterator[None]:
    choose_language("pt_BR")
    yield
    choose_language("pt_BR")


@pytest.fixture
def station(tmp_path: Path, fake_clock: FakeClock) -> Iterator[Station]:
    """An open station whose administrator and coordinator, nurse, doctor and student all use PASSWORD."""
    first = bootstrap.FirstStart(
        profile=StationProfile(StationRole.PRIMARY_CARE, "UBS Sintética", "0000000", "2408102", "Natal"),
        administrator=NewAccount("administrator", NAMES[Role.ADMINISTRATOR], Role.ADMINISTRATOR, PASSWORD),
    )
    made = bootstrap.create_station(StationFolders(tmp_path / "home"), first, cheap_ports(fake_clock)).station
    administrator = made.sign_in.sign_in("administrator", PASSWORD)
    coordinator = made.accounts.create(administrator, _new(Role.COORDINATOR))
    made.accounts.authorise(administrator, coordinator.id)
    boss = made.sign_in.sign_in("coordinator", PASSWORD)
    for role in (Role.NURSE, Role.DOCTOR, Role.STUDENT):
        made.accounts.authorise(boss, made.accounts.create(boss, _new(role)).id)
    yield made
    made.close()


def _new(role: Role) -> NewAccount:
    return NewAccount(role.value, NAMES[role], role, PASSWORD)


SignIn = Callable[[Role], Session]
OpenSection = Callable[..., AdministrationPage]


@pytest.fixture
def sign_in(station: Station) -> SignIn:
    """A session of the account with this role."""
    return lambda role: station.sign_in.sign_in(role.value, PASSWORD)


@pytest.fixture
def said() -> list[tuple[str, str]]:
    """What places said at the foot of the window."""
    return []


@pytest.fixture
def open_section(
    station: Station, sign_in: SignIn, qtbot: QtBot, said: list[tuple[str, str]]
) -> Callable[[Role, str], AdministrationPage]:
    """The administration as somebody of a role sees it, at one of its sections, with everything read."""

    def opened(role: Role, section: str) -> AdministrationPage:
        def go(_place: str, _subject: str | None) -> None:
            return None

        def say(tone: str, words: str) -> None:
            said.append((tone, words))

        page = AdministrationPage(UiContext(station, sign_in(role), go, say))
        qtbot.addWidget(page)
        page.resize(1158, 700)
        page.show()
        page.arrive(section)
        settled(qtbot)
        return page

    return opened


def settled(qtbot: QtBot) -> None:
    """Wait until every operation has brought its answer."""
    qtbot.waitUntil(lambda: operations_under_way() == 0, timeout=10_000)


def words_in(widget: QWidget) -> str:
    """Everything that can be read in a widget now."""
    from PySide6.QtWidgets import QAbstractButton, QLabel

    labels = [one.text() for one in widget.findChildren(QLabel) if one.isVisible()]
    buttons = [one.text() for one in widget.findChildren(QAbstractButton) if one.isVisible()]
    return "\n".join([*labels, *buttons])
