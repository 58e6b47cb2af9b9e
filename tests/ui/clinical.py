"""A real station on a real encrypted store with one account per role, and a window that holds the clinical places."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.clinic.people.model import NewPerson, PersonRecord, Sex
from app.clinic.pregnancies.model import Pregnancy
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
from ui.bridge import operations_under_way
from ui.pregnancy.screen import Pregnancies
from ui.reception.screen import Reception
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.texts import choose_language

PASSWORD = "tres-barcos-azuis"
NAMES = {
    Role.ADMINISTRATOR: "Sofia Sintética",
    Role.COORDINATOR: "Clara Sintética",
    Role.NURSE: "Ana Sintética",
    Role.STUDENT: "Rui Sintético",
}
"""Nobody of these exists."""

WOMAN = NewPerson(
    full_name="Maria Sintética da Silva",
    birth_date=date(1989, 5, 5),
    sex=Sex.FEMALE,
    mother_name="Joana Sintética da Silva",
    cpf="52998224725",
    phone="84999991234",
    municipality_code="2408102",
    municipality_name="Natal",
    synthetic=True,
)
LMP = date(2025, 10, 1)


@pytest.fixture(autouse=True)
def _portuguese() -> Iterator[None]:
    choose_language("pt_BR")
    yield
    choose_language("pt_BR")


@pytest.fixture
def station(tmp_path: Path, fake_clock: FakeClock) -> Iterator[Station]:
    """An open station with an administrator, a coordinator, a nurse and a student."""
    ports = bootstrap.Ports(
        clock=fake_clock,
        ids=SeededIds(fake_clock, seed=7),
        passphrase_cost=PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1),
        passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
        background=False,
    )
    first = bootstrap.FirstStart(
        profile=StationProfile(StationRole.PRIMARY_CARE, "UBS Sintética", "0000000", "2408102", "Natal", demo=True),
        administrator=_new(Role.ADMINISTRATOR),
    )
    made = bootstrap.create_station(StationFolders(tmp_path / "home"), first, ports).station
    administrator = made.sign_in.sign_in("administrator", PASSWORD)
    made.accounts.authorise(administrator, made.accounts.ask_for_account(_new(Role.COORDINATOR)).id)
    coordinator = made.sign_in.sign_in("coordinator", PASSWORD)
    for role in (Role.NURSE, Role.STUDENT):
        made.accounts.authorise(coordinator, made.accounts.ask_for_account(_new(role)).id)
    yield made
    made.close()


@pytest.fixture
def nurse(station: Station) -> Session:
    """A nurse at the desk."""
    return station.sign_in.sign_in("nurse", PASSWORD)


@pytest.fixture
def woman(station: Station, nurse: Session) -> PersonRecord:
    """Somebody registered."""
    return station.people.register(nurse, WOMAN)


@pytest.fixture
def pregnancy(station: Station, nurse: Session, woman: PersonRecord) -> Pregnancy:
    """Her pregnancy, 21 weeks and 5 days on the day of the tests."""
    return station.pregnancies.open(nurse, woman.id, LMP)


class Desk(QWidget):
    """A window with both places, driven by the keyboard alone."""

    def __init__(self, station: Station, session: Session, qtbot: QtBot) -> None:
        super().__init__()
        self.said: list[tuple[str, str]] = []
        self._bot = qtbot
        self._stack = QStackedWidget(self)
        context = UiContext(station, session, self.go, lambda tone, words: self.said.append((tone, words)))
        self.context = context
        self.reception = Reception(context)
        self.pregnancies = Pregnancies(context)
        self._places: dict[str, PlaceWidget] = {"reception": self.reception, "pregnancy": self.pregnancies}
        for place in self._places.values():
            self._stack.addWidget(place)
        self.resize(1158, 688)
        self._stack.resize(self.size())

    def go(self, place: str, subject: str | None) -> None:
        """What the shell does."""
        widget = self._places[place]
        self._stack.setCurrentWidget(widget)
        widget.arrive(subject)
        first = widget.first_focus()
        if first is not None:
            first.setFocus()

    def settle(self) -> None:
        """Wait until everything asked has been answered."""
        self._bot.waitUntil(lambda: operations_under_way() == 0, timeout=10_000)

    def type(self, text: str) -> None:
        """Type where the focus is."""
        for letter in text:
            if letter.isascii():
                QTest.keyClicks(self.focused(), letter)
            else:  # QTest ends the program over a letter with an accent
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                    QApplication.sendEvent(self.focused(), event)

    def press(self, key: Qt.Key, times: int = 1) -> None:
        """Press a key where the focus is."""
        for _ in range(times):
            QTest.keyClick(self.focused(), key)

    def tab_to(self, name: str) -> None:
        """Press Tab until the focus is at the widget with this object name."""
        for _ in range(150):
            if self.focused().objectName() == name:
                return
            QTest.keyClick(self.focused(), Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never reaches {name}; it stopped at {self.focused().objectName()!r}")

    def focused(self) -> QWidget:
        """Where the keyboard is."""
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget


OpenDesk = Callable[[Session], Desk]


@pytest.fixture
def open_desk(station: Station, qtbot: QtBot) -> OpenDesk:
    """A window for a session, on screen and with the focus."""

    def opened(session: Session) -> Desk:
        desk = Desk(station, session, qtbot)
        qtbot.addWidget(desk, before_close_func=lambda one: _leave(one, qtbot))
        desk.show()
        desk.activateWindow()
        qtbot.waitUntil(desk.isActiveWindow)
        desk.go("reception", None)
        desk.settle()
        return desk

    return opened


def _leave(widget: QWidget, qtbot: QtBot) -> None:
    if isinstance(widget, Desk):
        widget.reception.leave()
        widget.pregnancies.leave()
        qtbot.waitUntil(lambda: operations_under_way() == 0, timeout=10_000)


def words_in(widget: QWidget) -> str:
    """Everything that can be read in a widget now."""
    labels = [one.text() for one in widget.findChildren(QLabel) if one.isVisible()]
    buttons = [one.text() or one.accessibleName() for one in widget.findChildren(QAbstractButton) if one.isVisible()]
    return "\n".join([*labels, *buttons])


def _new(role: Role) -> NewAccount:
    return NewAccount(role.value, NAMES[role], role, PASSWORD)
