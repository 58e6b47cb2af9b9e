"""A shell of a real station, with two small places of the test's own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.kernel.folders import StationFolders
from app.security.account_model import NewAccount
from app.security.roles import Action, Role
from app.security.session import Session, Status
from app.settings import StationProfile, StationRole
from app.station import Station
from tests.ui.conftest import SCREEN, settle
from ui.bridge import operations_under_way
from ui.shell import window as shell_window
from ui.shell.context import UiContext
from ui.shell.places import Place, PlaceWidget
from ui.shell.window import Shell
from ui.start.preferences import Preferences
from ui.widgets.layouts import column
from ui.widgets.text_fields import TextField

PASSWORD = "tres-barcos-azuis"
LONG_NAME = "Unidade Básica de Saúde Sintética da Cidade da Esperança"


class Screen(PlaceWidget):
    """A place that notes what happens to it."""

    can_print = True

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.noted: list[str] = []
        self.field = TextField(name=f"Campo de {key}")
        layout = column(self, margin=4)
        layout.addWidget(self.field)
        layout.addStretch(1)

    def arrive(self, subject: str | None) -> None:
        self.noted.append(f"arrive {subject}")

    def leave(self) -> None:
        self.noted.append("leave")

    def locked(self) -> QWidget | None:
        self.noted.append("locked")
        return None

    def unlocked(self) -> None:
        self.noted.append("unlocked")

    def step_back(self) -> bool:
        self.noted.append("back")
        return True

    def print_current(self) -> None:
        self.noted.append("print")

    def first_focus(self) -> QWidget:
        return self.field

    def keeps_draft(self) -> bool:
        return bool(self.field.value())


def _builder(key: str) -> Callable[[UiContext], PlaceWidget]:
    return lambda _context: Screen(key)


PLACES = (
    Place("reception", "reception", (Action.FIND_PERSON,), _builder("reception")),
    Place("pregnancy", "pregnancy", (Action.VIEW_PREGNANCIES,), _builder("pregnancy")),
    Place("administration", "settings", (Action.VIEW_ACCOUNTS,), _builder("administration")),
)


@dataclass
class Holder:
    """What the flow of the start is to the shell; notes what it was asked."""

    window: QMainWindow
    preferences: Preferences = field(default_factory=Preferences)
    noted: list[object] = field(default_factory=list)

    def use_language(self, language: str) -> None:
        self.noted.append(("language", language))

    def use_look(self, *, theme: str | None = None, scale: int | None = None) -> None:
        self.noted.append(("look", theme, scale))

    def dress(self, *, own_theme: bool) -> None:
        if own_theme:
            self.noted.append("own theme")

    def sign_in(self) -> None:
        self.noted.append("sign in")

    def rebuild(self, session: Session, place: str | None, subject: str | None) -> None:
        self.noted.append(("rebuild", session.status, session.language, place, subject))

    def quit(self) -> None:
        self.noted.append("quit")


@pytest.fixture
def station(home: Path, cheap_ports: bootstrap.Ports) -> Iterator[Station]:
    """An open demonstration station whose first account is the administrator `helena`."""
    first = bootstrap.FirstStart(
        profile=StationProfile(
            StationRole.PRIMARY_CARE,
            LONG_NAME,
            "0000000",
            "2408102",
            "Natal",
            demo=True,
        ),
        administrator=NewAccount("helena", "Helena Sintética", Role.ADMINISTRATOR, PASSWORD),
        passphrase="quatro palavras bem juntas",
    )
    made = bootstrap.create_station(StationFolders(home), first, cheap_ports).station
    yield made
    made.close()


@pytest.fixture
def administrator(station: Station) -> Session:
    """The administrator, signed in."""
    return station.sign_in.sign_in("helena", PASSWORD)


@pytest.fixture
def nurse(administrator: Session) -> Session:
    """A nurse without an account of her own: a session as only tests make them."""
    return replace(administrator, name="Ana Sintética", login="ana", role=Role.NURSE, status=Status.ACTIVE, guard=None)


@pytest.fixture
def holder(qtbot: QtBot, light: QApplication, monkeypatch: pytest.MonkeyPatch) -> Holder:
    """A window for shells, with the places of the test."""
    monkeypatch.setattr(
        shell_window, "places_for", lambda session: tuple(one for one in PLACES if one.open_to(session))
    )
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(*SCREEN)
    return Holder(window)


@pytest.fixture
def open_shell(qtbot: QtBot, station: Station, holder: Holder) -> Callable[[Session], Shell]:
    """Open the shell of a session."""

    def opened(session: Session) -> Shell:
        shell = Shell(station, session, holder)
        holder.window.setCentralWidget(shell)
        holder.window.show()
        holder.window.activateWindow()
        qtbot.waitExposed(holder.window)
        shell.begin()
        finish(qtbot)
        return shell

    return opened


def finish(qtbot: QtBot) -> None:
    """Wait for every operation and let the window come to rest."""
    qtbot.waitUntil(lambda: operations_under_way() == 0, timeout=10_000)
    settle()


def screen(shell: Shell) -> Screen:
    """The place on screen."""
    place = shell.current()
    assert isinstance(place, Screen)
    return place
