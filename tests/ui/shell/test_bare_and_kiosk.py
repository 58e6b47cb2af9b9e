"""A place alone on the screen, a window that is a central station and nothing else, and a theme for one place."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.security.roles import Action
from app.security.session import Session
from app.settings import StationRole
from app.station import Station
from tests.ui.shell.conftest import PLACES, Holder, Screen, finish, screen
from ui.shell import window as shell_window
from ui.shell.places import Place, at_station
from ui.shell.window import Shell

OpenShell = Callable[[Session], Shell]


def test_a_place_alone_gives_rail_and_bar_back(open_shell: OpenShell, nurse: Session, holder: Holder) -> None:
    shell = open_shell(nurse)
    shell.context.window.show_bare(True)
    assert not shell.rail.isVisible() and not shell.bar.isVisible() and holder.window.isFullScreen()
    shell.context.window.show_bare(False)
    assert shell.rail.isVisible() and shell.bar.isVisible() and not holder.window.isFullScreen()


def test_whoever_goes_to_another_place_leaves_the_whole_screen(open_shell: OpenShell, nurse: Session) -> None:
    shell = open_shell(nurse)
    shell.context.window.show_bare(True)
    shell.navigate("reception", None)
    assert not shell.bar.isVisible()
    shell.navigate("pregnancy", None)
    assert shell.bar.isVisible()


def test_a_lock_keeps_the_whole_screen(open_shell: OpenShell, nurse: Session, holder: Holder) -> None:
    shell = open_shell(nurse)
    shell.context.window.show_bare(True)
    shell.lock()
    assert holder.window.isFullScreen() and not shell.bar.isVisible()


def test_a_place_with_a_theme_of_its_own_says_so_to_the_window(
    open_shell: OpenShell, nurse: Session, holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = replace(PLACES[1], own_theme=True)
    monkeypatch.setattr(shell_window, "places_for", lambda _session: (PLACES[0], own))
    shell = open_shell(nurse)
    assert "own theme" not in holder.noted
    shell.navigate("pregnancy", None)
    assert holder.noted.count("own theme") == 1
    shell.context.window.use_theme("dark")
    assert ("look", "dark", None) in holder.noted


def test_a_kiosk_offers_the_ward_alone_and_locking_it_ends_the_session(
    qtbot: QtBot, station: Station, holder: Holder, nurse: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    ward = Place("ward", "heart-pulse", (Action.VIEW_WARD,), lambda _context: Screen("ward"))
    monkeypatch.setattr(shell_window, "places_for", lambda _session: (*PLACES, ward))
    shell = Shell(station, nurse, holder, end_kiosk=lambda: holder.noted.append("end"))
    holder.window.setCentralWidget(shell)
    holder.window.show()
    shell.begin()
    finish(qtbot)
    assert [place.key for place in shell.places] == ["ward"] and screen(shell).key == "ward"
    assert shell.context.window.end_kiosk is not None
    shell.lock()
    finish(qtbot)
    assert holder.noted[-1] == "sign in" and shell._lock_screen is None


def test_a_station_begins_with_what_it_is_for() -> None:
    ward = Place("ward", "heart-pulse", (Action.VIEW_WARD,), lambda _context: Screen("ward"))
    referrals = Place("referrals", "referral", (Action.VIEW_REFERRALS,), lambda _context: Screen("referrals"))
    everything = (*PLACES, referrals, ward)
    first = {role: at_station(everything, role)[0].key for role in StationRole}
    assert (first[StationRole.WARD], first[StationRole.HOSPITAL]) == ("ward", "referrals")
    assert [place.key for place in at_station(everything, StationRole.PRIMARY_CARE)] == [
        place.key for place in everything
    ]
