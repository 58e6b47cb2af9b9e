"""The clock of a display that runs for months: another zone of the unit holds there without a new start."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from ui.texts.formats import show_hour
from ui.ward.layouts.bare_signs import BareSigns


@pytest.mark.usefixtures("light")
def test_the_clock_of_a_display_follows_the_zone_that_an_administrator_chooses(
    qtbot: QtBot, station: Station, nurse: Session
) -> None:
    signs = BareSigns(station)
    qtbot.addWidget(signs)
    assert signs.clock.text() == show_hour(station.clock.now(), "America/Fortaleza")
    station.settings.change(replace(nurse, role=Role.ADMINISTRATOR), time_zone="America/Rio_Branco")
    assert signs.zone_timer.isActive()
    signs.zone_timer.timeout.emit()
    there = show_hour(station.clock.now(), "America/Rio_Branco")
    qtbot.waitUntil(lambda: signs.clock.text() == there)
