"""The ward is dark whatever the rest of the window is, and remembers another choice of its own."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.start.conftest import CheapPorts
from ui.start.flow import StartFlow
from ui.start.main_window import MainWindow
from ui.start.preferences import FILE_NAME, Preferences
from ui.theme import apply_theme
from ui.theme.theme import current_theme


@pytest.fixture
def flow(qtbot: QtBot, light: QApplication, ports: CheapPorts, tmp_path: Path) -> StartFlow:
    window = MainWindow(Preferences(path=tmp_path / FILE_NAME))
    qtbot.addWidget(window)
    return StartFlow(window, ports)


def test_the_ward_is_dark_and_other_places_stay_light(flow: StartFlow) -> None:
    assert current_theme().name == "light"
    flow.dress(own_theme=True)
    assert current_theme().name == "dark"
    flow.dress(own_theme=False)
    assert current_theme().name == "light"


def test_day_and_night_are_remembered_for_each(flow: StartFlow, tmp_path: Path) -> None:
    flow.dress(own_theme=True)
    flow.use_look(theme="light")
    flow.dress(own_theme=False)
    flow.use_look(theme="dark")
    kept = Preferences.load(tmp_path)
    assert (kept.theme, kept.ward_theme) == ("dark", "light")
    flow.dress(own_theme=True)
    assert current_theme().name == "light"


def test_the_size_of_the_text_stays_from_place_to_place(flow: StartFlow, light: QApplication) -> None:
    apply_theme(light, "light", 150)
    flow.dress(own_theme=True)
    assert (current_theme().name, current_theme().scale) == ("dark", 150)
    flow.use_look(scale=110)
    assert (current_theme().name, current_theme().scale) == ("dark", 110)
