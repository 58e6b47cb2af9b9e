"""The place of the ward: the wall, the bed beside it, and what people do to alarms, on a real node."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.kernel.clock import SystemClock
from app.kernel.folders import StationFolders
from app.security.roles import Action, Role, allowed
from app.security.session import Session, Status
from app.ward.alarms.model import Change
from app.ward.alarms.words import Presence
from app.ward.beds.directory import BedDevice, FixedBeds, WardBed
from app.ward.inputs import Deliver, Refuse
from app.ward.node.keys import write_link
from app.ward.node.node import WardNode
from app.ward.service import WardService
from app.ward.signals import DeviceAlert, Numeric, Observation, Phase, Source
from app.ward.sound.bursts import Sound
from ui.shell.context import UiContext
from ui.ward.page import WardPage

CLOCK = SystemClock()
BEDS = FixedBeds(
    (
        WardBed("b1", "Leito 01", "stay", "M.S.", devices=(BedDevice("m1"),)),
        WardBed("b2", "Leito 02", "stay-2", "J.A.", devices=(BedDevice("m2"),)),
        WardBed("b3", "Leito 03"),
    )
)


class Monitor:
    """A device that says what a test tells it."""

    name = "test"
    deliver: Deliver

    def start(self, deliver: Deliver, refuse: Refuse) -> None:
        self.deliver = deliver

    def stop(self) -> None:
        pass

    def numbers(self, device: str = "m1") -> None:
        numerics = (Numeric("heart_rate", 82.0), Numeric("spo2", 97.0))
        self.deliver(Observation(Source(device, simulated=True), CLOCK.monotonic(), numerics))

    def asystole(self) -> None:
        alert = DeviceAlert(
            *(Source("m1"), CLOCK.monotonic(), "alert-1", "MDC_EVT_ECG_ASYSTOLE", "ASYSTOLE", Phase.START),
            state="active",
            priority="PH",
        )
        self.deliver(alert)


class _NoSpeaker:
    """A machine without a loudspeaker."""

    def open(self) -> bool:
        return False

    def play(self, sound: Sound) -> None:
        pass

    def taken(self) -> int:
        return 0

    def close(self) -> None:
        pass


@dataclass
class _Station:
    ward: WardService


@dataclass
class _Context:
    """Of a context only what the place asks for."""

    station: _Station
    session: Session

    def may(self, action: Action) -> bool:
        return allowed(self.session.role, action)


def session_of(role: Role) -> Session:
    return Session("id", "Ana Fictícia", "ana", role, Status.ACTIVE, "pt_BR", CLOCK.now())


class Desk:
    """A node, and the page that follows it."""

    def __init__(self, home: Path, qtbot: QtBot) -> None:
        self.home, self.qtbot = StationFolders(home), qtbot
        self.monitor, self.logged = Monitor(), list[Change]()
        self.node = WardNode(BEDS, (self.monitor,), self.logged.extend, CLOCK)
        self.ward = WardService(self.home, CLOCK)

    def start(self) -> None:
        write_link(self.home.home, self.node.start())

    def page(self, role: Role = Role.NURSE) -> WardPage:
        page = WardPage(cast(UiContext, _Context(_Station(self.ward), session_of(role))))
        self.qtbot.addWidget(page)
        page.resize(1366, 700)
        page.show()
        page.arrive(None)
        return page

    def ready(self, role: Role = Role.NURSE) -> WardPage:
        self.start()
        page = self.page(role)
        self.qtbot.waitUntil(lambda: len(self.ward.picture.beds) == 3)
        page.look()
        page.wall.tick()
        return page

    def stop(self) -> None:
        self.ward.stop()
        self.node.stop()


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(tmp_path, qtbot)
    yield made
    made.stop()


def button(page: WardPage, words: str) -> QPushButton:
    return next(one for one in page.bed.findChildren(QPushButton) if one.text() == words and one.isVisible())


def words(page: WardPage) -> list[str]:
    return [one.text() for one in page.bed.findChildren(QPushButton) if one.isVisible()]


def test_without_a_node_the_page_says_what_to_do_first(desk: Desk) -> None:
    page = desk.page()
    page.look()
    assert page.states.currentIndex() == 0
    page.leave()


def test_a_bed_opens_by_keyboard_and_closes_by_escape(desk: Desk) -> None:
    page = desk.ready()
    desk.monitor.numbers("m2")
    page.wall.setFocus()
    QTest.keyClick(page.wall, Qt.Key.Key_Right)
    QTest.keyClick(page.wall, Qt.Key.Key_Return)
    assert page.panel.isVisible() and page.panel.title.text() == "Leito 02"
    assert page.step_back() and not page.panel.isVisible()
    assert not page.step_back()
    page.leave()


def test_an_alarm_is_acknowledged_in_the_panel_and_stays_shown(desk: Desk) -> None:
    page = desk.ready()
    desk.monitor.asystole()
    desk.qtbot.waitUntil(lambda: bool(desk.ward.picture.beds[0].alarms))
    page.open_bed("b1")
    button(page, "Reconhecer").click()
    desk.qtbot.waitUntil(lambda: desk.ward.picture.beds[0].alarms[0].alarm.presence is Presence.ACKNOWLEDGED)
    page.look()
    desk.qtbot.waitUntil(lambda: "Reconhecer" not in words(page))
    assert desk.logged[-1].who == "Ana Fictícia"
    page.leave()


def test_the_sound_of_a_bed_is_paused_and_taken_up_again(desk: Desk) -> None:
    page = desk.ready()
    page.open_bed("b1")
    button(page, "Pausar o som por 2 min").click()
    desk.qtbot.waitUntil(lambda: desk.ward.picture.beds[0].silence.audio_until is not None)
    page.look()
    assert page.bed.pause.text().startswith("Som pausado 2:00")
    desk.qtbot.waitUntil(lambda: "Retomar agora" in words(page))
    button(page, "Retomar agora").click()
    desk.qtbot.waitUntil(lambda: desk.ward.picture.beds[0].silence.audio_until is None)
    page.leave()


def test_a_student_looks_and_is_offered_nothing_to_do(desk: Desk) -> None:
    page = desk.ready(Role.STUDENT)
    desk.monitor.asystole()
    desk.qtbot.waitUntil(lambda: bool(desk.ward.picture.beds[0].alarms))
    page.open_bed("b1")
    assert words(page) == []
    page.leave()


def test_a_node_that_falls_silent_is_said_over_the_wall(desk: Desk) -> None:
    page = desk.ready()
    assert not page.silence.isVisible()
    desk.node.stop()
    desk.qtbot.waitUntil(desk.ward.is_silent)
    page.look()
    assert page.silence.isVisible()
    page.leave()


def test_a_station_without_a_loudspeaker_says_so_over_the_wall_until_it_is_seen(desk: Desk) -> None:
    desk.node.stop()
    desk.node = WardNode(BEDS, (desk.monitor,), desk.logged.extend, CLOCK, speaker=_NoSpeaker())
    page = desk.ready()
    desk.qtbot.waitUntil(lambda: bool(desk.ward.picture.station_alarms))
    page.look()
    assert page.station.isVisible() and page.station.title.text().startswith("***")
    page.station.findChildren(QPushButton)[0].click()
    desk.qtbot.waitUntil(lambda: not desk.ward.picture.station_alarms[0].alarm.is_unseen)
    page.look()
    assert not page.station.isVisible()
    page.leave()
