"""A demo-like unit and a demo-like hospital, each made once, and a keyboard at their sign-in page."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.demo.cohort import CohortWoman, make_cohort
from app.demo.hospital import make_demo_hospital
from app.demo.station import make_demo_station
from app.demo.unit import DEMO_LOGINS, DEMO_PASSWORD, DEMO_PROFILE, HOSPITAL_PROFILE
from app.kernel.folders import StationFolders
from app.security.roles import Role
from app.station import Station
from tests.ui.keyboard_tasks.keyboard import Keyboard
from ui.commands.screenshots.start_scenes import ports_of
from ui.commands.screenshots.walk import demo_ports
from ui.shell.window import Shell
from ui.start.flow import StartFlow
from ui.start.main_window import MainWindow
from ui.start.preferences import Preferences
from ui.texts import choose_language

_EVERY = 5
"""One woman in five: every kind of course is still among them."""
_TABLE = Path(__file__).parents[3] / "docs" / "accessibility.md"
_LINE = re.compile(r"^\| `(\w+)` \|[^|]*\| (\d+) \| (\d+) \|", re.MULTILINE)
Fits = Callable[[str, Keyboard], None]


def _few(seed: int) -> tuple[CohortWoman, ...]:
    return make_cohort(seed)[::_EVERY]


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
        station = make_demo_hospital(
            StationFolders(tmp_path_factory.mktemp("hospital")), demo_ports(), HOSPITAL_PROFILE
        )
    yield station
    station.close()


class Desk:
    """A window at the sign-in page, and the keyboard before it."""

    def __init__(self, station: Station, qtbot: QtBot) -> None:
        self.window = MainWindow(Preferences())
        self.flow = StartFlow(self.window, ports_of(station))
        self.flow.station = station
        self.window.resize(1366, 768)
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        self.flow.sign_in()
        qtbot.waitExposed(self.window)
        self.keys = Keyboard(self.window, qtbot)
        self.keys.settle()

    def sign_in(self, role: Role) -> Keyboard:
        """Login, password and Enter; the counting begins anew behind it."""
        keys = self.keys
        keys.begin()
        keys.write(DEMO_LOGINS[role])
        keys.press("Tab")
        keys.write(DEMO_PASSWORD)
        keys.press("Return")
        keys.until(lambda: isinstance(self.window.centralWidget(), Shell))
        self.signed_in = keys.pressed
        keys.begin()
        return keys

    @property
    def shell(self) -> Shell:
        """The window of whoever has signed in."""
        shell = self.window.centralWidget()
        assert isinstance(shell, Shell)
        return shell

    def end(self) -> None:
        """Put everything away; the station stays for the next."""
        self.window.before_close = None
        self.window.close()
        self.keys.settle()
        self.flow.station = None


@pytest.fixture
def at_clinic(clinic: Station, qtbot: QtBot, light: QApplication) -> Iterator[Desk]:
    """Before the unit's window."""
    desk = Desk(clinic, qtbot)
    yield desk
    desk.end()


@pytest.fixture
def at_hospital(hospital: Station, qtbot: QtBot, light: QApplication) -> Iterator[Desk]:
    """Before the hospital's window."""
    desk = Desk(hospital, qtbot)
    yield desk
    desk.end()


@pytest.fixture
def fits() -> Fits:
    """Whether a task took as many keys as docs/accessibility.md says of it."""
    table = {name: int(keys) for name, keys, _typed in _LINE.findall(_TABLE.read_text(encoding="utf-8"))}

    def check(task: str, keys: Keyboard) -> None:
        print(f"| `{task}` | {keys.pressed} | {keys.typed} |")
        assert keys.pressed == table[task], (
            f"{task} takes {keys.pressed} keys, docs/accessibility.md says {table[task]}"
        )

    return check
