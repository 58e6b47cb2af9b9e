"""A real node and the page that follows it, for the tests of the ward's place."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pytestqt.qtbot import QtBot

from app.kernel.clock import SystemClock
from app.kernel.folders import StationFolders
from app.security.roles import Action, Role, allowed
from app.security.session import Session, Status
from app.ward.alarms.model import Change
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


class NoSpeaker:
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
