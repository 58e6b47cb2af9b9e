"""The network on the screens of a clinic: nothing cut, nothing unnamed, everything in the order of reading."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.errors import KnownError
from app.security.roles import Role
from app.station import Station
from tests.central.serving import Served
from tests.ui.accessibility import complaints
from tests.ui.administration.office import OpenSection, settled, words_in
from tests.ui.conftest import settle
from tests.ui.network.conftest import CNES, OpenNetwork, look_again
from ui.network.section import NetworkSection
from ui.texts import choose_language
from ui.theme import apply_theme

ROOMS = {90: QSize(1158, 660), 100: QSize(1158, 660), 150: QSize(1276, 600)}
"""What 1366 × 768 leaves to a place at each text size; at 150 % the rail may be folded."""


@pytest.mark.parametrize("scale", list(ROOMS))
@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_the_page_is_whole_in_every_size_and_language(
    joined: Station,
    open_network: OpenNetwork,
    qtbot: QtBot,
    light: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    scale: int,
) -> None:
    joined.sync.run_round()
    choose_language(language)
    apply_theme(light, "light", scale)

    def suspended() -> None:
        raise KnownError("sync.suspended")

    monkeypatch.setattr(joined.sync, "_open_line", suspended)
    screen = open_network(Role.NURSE)
    screen.resize(ROOMS[scale])
    for failing in (False, True):
        if failing:
            screen.full.run()
            settled(qtbot)
            look_again(screen, qtbot)
        for part in ("standing", "refused", "parked", "stick"):
            screen.full.open_part(part)
            if part == "stick":
                screen.full.stick.use(tmp_path)
            settled(qtbot)
            settle()
            assert complaints(screen) == [], part
            assert "[" not in words_in(screen)
    assert screen.minimumSizeHint().width() <= ROOMS[scale].width()


@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_joining_is_whole_in_every_size_and_language(
    open_section: OpenSection, central: Served, qtbot: QtBot, light: QApplication, language: str, scale: int
) -> None:
    choose_language(language)
    apply_theme(light, "dark", scale)
    page = open_section(Role.ADMINISTRATOR, "network")
    page.resize(ROOMS[scale])
    section = page.page
    assert isinstance(section, NetworkSection)
    assert section.form is not None
    settle()
    assert complaints(page) == []
    section.form.address.set_value(central.address)
    section.form.code.set_value(central.code(CNES))
    section.form.submit()
    settled(qtbot)
    settle()
    assert section.form.check.isVisible()
    assert complaints(page) == []
    section.form.check.same.setChecked(True)
    section.form.submit()
    settled(qtbot)
    settle()
    assert complaints(page) == []
    assert "[" not in words_in(section)
