"""A practice's unit and hospital, each made once, and somebody who walks a tour there."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.demo.cohort import CohortWoman, make_cohort
from app.demo.hospital import make_demo_hospital
from app.demo.station import make_demo_station
from app.demo.unit import DEMO_LOGINS, DEMO_PASSWORD, DEMO_PROFILE, HOSPITAL_PROFILE
from app.kernel.clock import FakeClock
from app.kernel.folders import StationFolders
from app.security.roles import Role
from app.station import Station
from tests.ui.conftest import PATIENCE
from tests.ui.keyboard_tasks.keyboard import Keyboard
from ui.commands.screenshots.start_scenes import ports_of
from ui.commands.screenshots.walk import demo_ports
from ui.practice.mode import begin_practice, end_practice
from ui.shell.places import PlaceWidget
from ui.shell.window import Shell
from ui.start.flow import StartFlow
from ui.start.main_window import MainWindow
from ui.start.preferences import Preferences
from ui.texts import choose_language
from ui.tour.guide import TourGuide
from ui.tour.kept import begin_anew, kept
from ui.tour.pointing import control
from ui.tour.tours import Step, Tour, tour_named

EVERY = 5
"""One woman in five: every kind of course is still among them."""


def _few(seed: int) -> tuple[CohortWoman, ...]:
    return make_cohort(seed)[::EVERY]


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    """The primary-care unit."""
    choose_language("pt_BR")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.demo.fill.make_cohort", _few)
        station = make_demo_station(StationFolders(tmp_path_factory.mktemp("clinic")), demo_ports(), DEMO_PROFILE)
    yield station
    station.close()


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    """The reference hospital."""
    choose_language("pt_BR")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.demo.fill.make_cohort", _few)
        folders = StationFolders(tmp_path_factory.mktemp("hospital"))
        station = make_demo_hospital(folders, demo_ports(), HOSPITAL_PROFILE)
    yield station
    station.close()


@pytest.fixture
def practice() -> Iterator[None]:
    """This process is a practice, and no tour was ever begun in it."""
    begin_practice()
    begin_anew()
    yield
    begin_anew()
    end_practice()


class _Watched(Keyboard):
    """Keys that look around whenever the window has come to rest."""

    def __init__(self, window: QWidget, qtbot: QtBot, look: Callable[[], object]) -> None:
        super().__init__(window, qtbot)
        self._look = look

    def settle(self) -> None:
        super().settle()
        self._look()


class Walker:
    """A window of a station, and somebody who does what the tour says."""

    def __init__(self, station: Station, qtbot: QtBot) -> None:
        self.station, self._bot = station, qtbot
        self._open = True
        self.step: Step | None = None
        """What is being done."""
        self.seen: set[str] = set()
        """Text keys of the controls of a step that were on show while it was done."""
        self.window = MainWindow(Preferences())
        self.flow = StartFlow(self.window, ports_of(station))
        self.flow.station = station
        self.window.resize(1366, 768)
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitExposed(self.window)
        self.keys = _Watched(self.window, qtbot, self.see)

    def enter(self, role: Role, place: str | None = None) -> Shell:
        """Sign in as the demo account of a role."""
        self.time_goes_on()
        session = self.station.sign_in.sign_in(DEMO_LOGINS[role], DEMO_PASSWORD)
        self.flow.rebuild(session, place, None)
        self.settle()
        return self.shell

    def begin(self, name: str) -> TourGuide:
        """Sign in for a tour that was chosen before."""
        kept().running = name
        self.enter(self.tour(name).roles[0])
        return self.guide

    @staticmethod
    def tour(name: str) -> Tour:
        found = tour_named(name)
        assert found is not None
        return found

    @property
    def shell(self) -> Shell:
        shell = self.window.centralWidget()
        assert isinstance(shell, Shell)
        return shell

    @property
    def place(self) -> PlaceWidget:
        place = self.shell.current()
        assert place is not None
        return place

    @property
    def guide(self) -> TourGuide:
        guide = self.shell.watches.tour.guide
        assert guide is not None
        return guide

    def settle(self) -> None:
        """Until nothing is under way."""
        self.keys.settle()

    def see(self) -> None:
        """Note which controls of the step are on show."""
        if self._open and self.step is not None:
            self.seen |= {key for key in self.step.point_at if control(self.window, key) is not None}

    def time_goes_on(self) -> None:
        """A second of the station's own clock."""
        clock = self.station.clock
        assert isinstance(clock, FakeClock)
        clock.advance(1)

    def shows(self, key: str) -> bool:
        """Whether something with these words is on show."""
        return control(self.window, key) is not None

    def until(self, condition: Callable[[], object]) -> None:
        """Wait until something is so."""
        self.keys.until(condition)

    def find(self, key: str) -> QWidget:
        """What bears the words of this text key; waits for it."""
        self._bot.waitUntil(lambda: control(self.window, key) is not None, timeout=PATIENCE)
        self.see()
        found = control(self.window, key)
        assert found is not None, key
        return found

    def press(self, key: str) -> None:
        """Press the button with the words of this text key."""
        self._bot.waitUntil(lambda: self.find(key).isEnabled())
        button = self.find(key)
        assert isinstance(button, QAbstractButton), key
        button.click()
        self.settle()

    def at(self, key: str) -> None:
        """The keyboard goes to what bears these words."""
        self.find(key).setFocus()
        self.settle()

    def end(self) -> None:
        """Put everything away; the station stays for the next."""
        self._open = False
        self.window.before_close = None
        self.window.close()
        self.settle()
        self.flow.station = None


@pytest.fixture
def at_clinic(clinic: Station, qtbot: QtBot, light: QApplication, practice: None) -> Iterator[Walker]:
    """Before the unit's window."""
    walker = Walker(clinic, qtbot)
    yield walker
    walker.end()


@pytest.fixture
def at_hospital(hospital: Station, qtbot: QtBot, light: QApplication, practice: None) -> Iterator[Walker]:
    """Before the hospital's window."""
    walker = Walker(hospital, qtbot)
    yield walker
    walker.end()


@pytest.fixture
def kept_folder(tmp_path: Path) -> Path:
    """Where positions of tours are kept."""
    return tmp_path / "kept"
