"""A real station with one account per role, and a section opened by any of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.kernel.folders import StationFolders
from app.security.account_model import NewAccount
from app.security.roles import Role
from app.security.session import Session
from app.settings import StationProfile, StationRole
from app.station import Station
from ui.administration.inline_form import InlineForm
from ui.administration.page import AdministrationPage
from ui.bridge import operations_under_way
from ui.shell.context import UiContext
from ui.widgets.badges import Badge
from ui.widgets.dropdown import Dropdown
from ui.widgets.text_fields import LongTextField, PasswordField, TextField

ROOM = QSize(1158, 660)
"""What a screen of 1366 × 768 leaves to a place of a demo station."""
PASSWORD = "tres-barcos-azuis"
NAMES = {
    Role.ADMINISTRATOR: "Sofia Sintética",
    Role.COORDINATOR: "Clara Sintética",
    Role.NURSE: "Ana Sintética",
    Role.DOCTOR: "Davi Sintético",
    Role.STUDENT: "Rui Sintético",
}
"""Nobody of these exists."""


@pytest.fixture
def station(home: Path, cheap_ports: bootstrap.Ports, request: pytest.FixtureRequest) -> Iterator[Station]:
    """An open station, of the role that the test's module names; administrator, coordinator, nurse, doctor and student
    all use PASSWORD.
    """
    role = getattr(request.module, "STATION_ROLE", StationRole.PRIMARY_CARE)
    first = bootstrap.FirstStart(
        profile=StationProfile(role, "UBS Sintética", "0000000", "2408102", "Natal"),
        administrator=NewAccount("administrator", NAMES[Role.ADMINISTRATOR], Role.ADMINISTRATOR, PASSWORD),
    )
    made = bootstrap.create_station(StationFolders(home), first, cheap_ports).station
    administrator = made.sign_in.sign_in("administrator", PASSWORD)
    coordinator = made.accounts.ask_for_account(_new(Role.COORDINATOR))
    made.accounts.authorise(administrator, coordinator.id)
    boss = made.sign_in.sign_in("coordinator", PASSWORD)
    for role in (Role.NURSE, Role.DOCTOR, Role.STUDENT):
        made.accounts.authorise(boss, made.accounts.ask_for_account(_new(role)).id)
    yield made
    made.close()


def _new(role: Role) -> NewAccount:
    return NewAccount(role.value, NAMES[role], role, PASSWORD)


SignIn = Callable[[Role], Session]
OpenSection = Callable[[Role, str], AdministrationPage]


@pytest.fixture
def sign_in(station: Station) -> SignIn:
    """A session of the account with this role."""
    return lambda role: station.sign_in.sign_in(role.value, PASSWORD)


@pytest.fixture
def open_section(station: Station, sign_in: SignIn, qtbot: QtBot, light: QApplication) -> OpenSection:
    """The administration as somebody of a role sees it, at one of its sections, with everything read."""

    def opened(role: Role, section: str) -> AdministrationPage:
        page = AdministrationPage(UiContext(station, sign_in(role), _nowhere, _unheard))
        qtbot.addWidget(page)
        page.resize(ROOM)
        page.show()
        page.activateWindow()
        qtbot.waitExposed(page)
        page.arrive(section)
        settled(qtbot)
        return page

    return opened


def settled(qtbot: QtBot) -> None:
    """Wait until every operation has brought its answer."""
    qtbot.waitUntil(lambda: operations_under_way() == 0, timeout=10_000)
    QApplication.processEvents()


def words_in(widget: QWidget) -> str:
    """Everything that can be read in a widget now."""
    labels = [one.text() for one in widget.findChildren(QLabel) if one.isVisible()]
    buttons = [one.text() for one in widget.findChildren(QAbstractButton) if one.isVisible()]
    badges = [one.words for one in widget.findChildren(Badge) if one.isVisible()]
    return "\n".join([*labels, *buttons, *badges])


def press(widget: QWidget, words: str) -> None:
    """Press the visible button with these words (or this spoken name)."""
    for button in widget.findChildren(QAbstractButton):
        if button.isVisible() and words in (button.text(), button.accessibleName()):
            button.click()
            return
    raise AssertionError(f"no button {words!r} among: {words_in(widget)}")


def fill(form: InlineForm, **values: str) -> None:
    """Type into the fields of a form."""
    for name, value in values.items():
        control = form.fields[name].control
        if isinstance(control, PasswordField):
            control.line.setText(value)
        else:
            assert isinstance(control, TextField | LongTextField | Dropdown)
            control.set_value(value)


def _nowhere(_place: str, _subject: str | None) -> None:
    return None


def _unheard(_tone: str, _words: str) -> None:
    return None
