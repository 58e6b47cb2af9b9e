"""The window as a ward's central station: sectors without names, nothing to do until somebody signs in."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.kernel.clock import FakeClock
from app.security.account_model import NewAccount
from app.security.roles import Role
from app.security.session import Session
from app.settings import StationProfile, StationRole
from app.ward.feed.items import BedLine, Layout
from tests.ui.accessibility import complaints, focusables
from tests.ui.start.conftest import PASSWORD, CheapPorts, asks_for_agreement, finish
from ui.shell.window import Shell
from ui.start.agreement import AgreementPage
from ui.start.application import Running
from ui.start.flow import StartFlow
from ui.start.kiosk import KioskFlow
from ui.start.own_password import OwnPasswordPage
from ui.start.sign_in import SignInPage
from ui.texts import LANGUAGES, choose_language
from ui.theme import apply_theme
from ui.theme.theme import current_theme
from ui.ward.layouts.kiosk_page import KioskPage
from ui.ward.page import WardPage
from ui.widgets.labels import Text

Open = Callable[[StationRole], Running]


@pytest.fixture
def kiosk(
    qtbot: QtBot, light: QApplication, ports: CheapPorts, cheap_ports: bootstrap.Ports
) -> Iterator[Callable[[StationRole], Running]]:
    """Open a station of a role with `--kiosk`; its store opens without anybody."""
    started: list[Running] = []

    def opened(role: StationRole) -> Running:
        first = bootstrap.FirstStart(
            profile=StationProfile(role, "Hospital Sintético", "0000000", "2408102", "Natal"),
            administrator=NewAccount("helena", "Helena Sintética", Role.ADMINISTRATOR, PASSWORD),
            key_file=ports.folders.home.parent / "key",
        )
        bootstrap.create_station(ports.folders, first, cheap_ports).station.close()
        running = Running([], ports, kiosk=True)
        started.append(running)
        qtbot.addWidget(running.window)
        running.window.resize(1366, 768)
        running.show()
        qtbot.waitUntil(lambda: running.flow is not None)
        finish(qtbot)
        return running

    yield opened
    for running in started:
        running.window.end()
        running.end()


def page_of(running: Running) -> KioskPage:
    page = running.window.centralWidget()
    assert isinstance(page, KioskPage)
    return page


def with_beds(running: Running) -> KioskPage:
    flow = running.flow
    assert flow is not None and flow.station is not None
    beds = (BedLine("b1", "Leito 01", "M.S.", True, "m1"), BedLine("b2", "Leito 02", "J.A.", True, "m2"))
    flow.station.ward.picture.take(Layout(beds))
    page = page_of(running)
    page.board.look()
    page.layouts.wall.tick()
    return page


def session_of(running: Running, role: Role) -> Session:
    """A session as only tests make them: the station has no other account than the administrator's."""
    flow = running.flow
    assert flow is not None and flow.station is not None
    return replace(flow.station.sign_in.sign_in("helena", PASSWORD), role=role, guard=None)


def enter(running: Running, role: Role, qtbot: QtBot) -> Shell:
    assert running.flow is not None
    running.flow.signed_in(session_of(running, role))
    finish(qtbot)
    shell = running.window.centralWidget()
    assert isinstance(shell, Shell)
    return shell


def closed_by_hand(running: Running) -> bool:
    """Whether the frame's cross closes the window."""
    handle = running.window.windowHandle()
    assert handle is not None
    handle.close()
    return not running.window.isVisible()


def test_a_central_station_shows_beds_without_names_and_lets_nobody_act(kiosk: Open) -> None:
    running = kiosk(StationRole.WARD)
    page = with_beds(running)
    assert running.window.isFullScreen() and current_theme().name == "dark"
    assert [(bed.label, bed.person) for bed in page.layouts.picture.beds] == [("Leito 01", ""), ("Leito 02", "")]
    assert focusables(page) == [page.enter]
    assert page.board.strip.words == "Sem notícias da enfermaria", "what is not heard is not called quiet"
    assert page.board.silence.isVisible()
    assert not closed_by_hand(running)


def test_the_form_stands_beside_the_sectors_and_goes_with_what_was_typed(kiosk: Open, qtbot: QtBot) -> None:
    page = with_beds(kiosk(StationRole.WARD))
    page.enter.click()
    finish(qtbot)
    assert page.side.isVisible() and page.board.isVisible()
    assert page.side.geometry().right() < page.board.geometry().left()
    page.form.login.setText("helena")
    page.form.password.line.setText("meia senha")
    QTest.keyClick(page.form.login, Qt.Key.Key_Escape)
    assert not page.side.isVisible()
    assert (page.form.login.value(), page.form.password.value()) == ("", "")
    page.enter.click()
    page.form.login.setText("helena")
    page._alone.timeout.emit()
    assert not page.side.isVisible() and page.form.login.value() == ""


def test_a_nurse_sees_names_and_ends_it(kiosk: Open, qtbot: QtBot) -> None:
    running = kiosk(StationRole.WARD)
    with_beds(running)
    shell = enter(running, Role.NURSE, qtbot)
    page = shell.current()
    assert isinstance(page, WardPage)
    assert [bed.person for bed in page.layouts.picture.beds] == ["M.S.", "J.A."]
    assert not shell.rail.isVisible() and not shell.bar.isVisible() and page.strip.isVisible()
    shell.lock()
    finish(qtbot)
    assert [bed.person for bed in page_of(running).layouts.picture.beds] == ["", ""], "a lock ends the session"
    shell = enter(running, Role.NURSE, qtbot)
    page = shell.current()
    assert isinstance(page, WardPage)
    page.controls.whole_screen.click()
    finish(qtbot)
    usual = running.window.centralWidget()
    assert isinstance(usual, Shell) and usual.rail.isVisible() and len(usual.places) > 1
    assert not running.window.isFullScreen()
    assert closed_by_hand(running)


def test_what_is_asked_before_the_first_look_stands_beside_the_sectors_which_go_on(
    kiosk: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StartFlow, "_to_accept", asks_for_agreement)
    running = kiosk(StationRole.WARD)
    wall, flow = with_beds(running), running.flow
    wall.enter.click()
    assert flow is not None
    flow.signed_in(session_of(running, Role.NURSE))
    finish(qtbot)
    assert page_of(running) is wall and isinstance(wall.asked, AgreementPage) and wall.asked.accept_button.isVisible()
    assert not wall.side.isVisible() and wall.board.isVisible() and wall.board.strip.isVisible()
    assert wall.asked.geometry().right() < wall.board.geometry().left()
    assert [(bed.label, bed.person) for bed in wall.layouts.picture.beds] == [("Leito 01", ""), ("Leito 02", "")]
    assert complaints(wall) == []
    QTest.keyClick(wall.asked, Qt.Key.Key_F1)
    wall.asked.turn_help()
    assert not wall.asked._brand.isVisible() and not closed_by_hand(running)
    wall.asked.alone.timeout.emit()
    finish(qtbot)
    assert page_of(running) is not wall and page_of(running).asked is None, "nobody is signed in any more"
    flow.signed_in(session_of(running, Role.NURSE))
    asked = page_of(running).asked
    assert isinstance(asked, AgreementPage)
    asked._accepted()
    finish(qtbot)
    assert isinstance(running.window.centralWidget(), Shell)


def test_a_password_of_ones_own_is_chosen_beside_the_sectors_too(kiosk: Open, qtbot: QtBot) -> None:
    running = kiosk(StationRole.WARD)
    enter(running, Role.NURSE, qtbot)
    session = replace(session_of(running, Role.NURSE), must_change_password=True)
    assert running.flow is not None
    running.flow.rebuild(session, None, None)
    wall = with_beds(running)
    assert isinstance(wall.asked, OwnPasswordPage) and wall.asked.new.isVisible()
    assert wall.board.isVisible() and wall.asked.geometry().right() < wall.board.geometry().left()
    assert [bed.person for bed in wall.layouts.picture.beds] == ["", ""]
    wall.asked.leave()
    finish(qtbot)
    assert page_of(running).asked is None


def test_a_student_looks_and_neither_ends_nor_closes_it(kiosk: Open, qtbot: QtBot) -> None:
    running = kiosk(StationRole.WARD)
    with_beds(running)
    shell = enter(running, Role.STUDENT, qtbot)
    page = shell.current()
    assert isinstance(page, WardPage) and not page.controls.whole_screen.isVisible()
    assert isinstance(running.flow, KioskFlow)
    running.flow.end_kiosk()
    shell.quit()
    finish(qtbot)
    assert running.window.centralWidget() is shell and shell.foot.isVisible()
    assert not closed_by_hand(running)
    running.window.end()
    assert not running.window.isVisible(), "the machine goes down all the same"


def test_who_looks_after_the_machine_ends_it_by_signing_in(kiosk: Open, qtbot: QtBot) -> None:
    running = kiosk(StationRole.HOSPITAL)
    page = page_of(running)
    page.enter.click()
    page.form.login.setText("helena")
    page.form.password.line.setText(PASSWORD)
    page.form.enter.click()
    finish(qtbot)
    shell = running.window.centralWidget()
    assert isinstance(shell, Shell) and shell.rail.isVisible() and not running.window.isFullScreen()
    shell.change_user()
    finish(qtbot)
    assert page_of(running).isVisible(), "whoever goes leaves a central station behind"


def test_a_station_without_a_ward_begins_as_always(kiosk: Open) -> None:
    assert isinstance(kiosk(StationRole.PRIMARY_CARE).window.centralWidget(), SignInPage)


def test_the_central_station_can_be_read_and_reached(kiosk: Open, fake_clock: FakeClock, qtbot: QtBot) -> None:
    running = kiosk(StationRole.WARD)
    found = []
    for language in LANGUAGES:
        for scale in (100, 150):
            choose_language(language)
            running.preferences.scale = scale
            apply_theme(running.application, "dark", scale)
            assert running.flow is not None
            running.flow.sign_in()
            page = with_beds(running)
            running.window.showNormal()
            running.window.resize(1366, 768)
            page.enter.click()
            finish(qtbot)
            found += [f"{language} {scale}: {one}" for one in complaints(page)]
            assert all(text.isVisible() for text in page.side.findChildren(Text) if text.text())
    assert found == []
