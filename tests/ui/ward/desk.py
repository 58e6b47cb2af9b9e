"""A real node and the page that follows it, for the tests of the ward's place."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from pytestqt.qtbot import QtBot

from app.kernel.clock import Clock, SystemClock
from app.kernel.folders import StationFolders
from app.security.roles import Action, Role, allowed
from app.security.session import Session, Status
from app.settings import StationProfile, StationRole
from app.ward.alarms.model import Change
from app.ward.beds.directory import BedDevice, FixedBeds, WardBed
from app.ward.inputs import Deliver, Refuse
from app.ward.layouts.model import KnownLayouts
from app.ward.layouts.service import LayoutService
from app.ward.node.keys import write_link
from app.ward.node.node import WardNode
from app.ward.service import WardService
from app.ward.signals import (
    DeviceAlert,
    DeviceOrder,
    LimitsOrder,
    Numeric,
    Observation,
    OrderStep,
    Phase,
    SettingAnswer,
    Source,
)
from app.ward.sound.bursts import Sound
from tests.ui.alarms.fakes import FakeRouter
from tests.ui.ward.kept import KeptRecordings
from ui.shell.context import UiContext, WindowSide
from ui.ward.page import WardPage

CLOCK = SystemClock()
PROFILE = StationProfile(StationRole.WARD, "Hospital Fictício", "1234567", "2304400", "Fortaleza")
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

    def __init__(self) -> None:
        self.connected: set[str] = set()
        self.orders: list[LimitsOrder] = []

    def tell(self, device: str, order: DeviceOrder) -> bool:
        """Takes an order where the test says that the device is connected."""
        if device in self.connected and isinstance(order, LimitsOrder):
            self.orders.append(order)
        return device in self.connected

    def says(self, step: OrderStep, reason: str = "") -> None:
        """The first monitor answers the last order."""
        source = Source("m1", simulated=True)
        self.deliver(SettingAnswer(source, CLOCK.monotonic(), self.orders[-1].change, step, reason))

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


class _NoLayouts(LayoutService):
    """A station where nobody has arranged anything; a test that does gives the desk a real service."""

    def __init__(self) -> None:
        pass

    def known(self) -> KnownLayouts:
        return KnownLayouts()


@dataclass
class _Station:
    ward: WardService
    recordings: KeptRecordings
    clock: Clock = CLOCK
    profile: StationProfile = PROFILE
    layouts: LayoutService = field(default_factory=_NoLayouts)
    router: FakeRouter = field(default_factory=FakeRouter)


@dataclass
class _Context:
    """Of a context only what the place asks for."""

    station: _Station
    session: Session
    said: list[tuple[str, str]] = field(default_factory=list)
    window: WindowSide = field(default_factory=WindowSide)

    def message(self, tone: str, words: str) -> None:
        self.said.append((tone, words))

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
        self.beds_in = True
        self.ward = WardService(self.home, CLOCK, beds_in=lambda: self.beds_in)
        self.layouts: LayoutService = _NoLayouts()
        self.window = WindowSide()
        self.recordings = KeptRecordings()
        self.router = FakeRouter()

    def start(self) -> None:
        write_link(self.home.home, self.node.start())

    def page(self, role: Role = Role.NURSE) -> WardPage:
        station = _Station(self.ward, self.recordings, layouts=self.layouts, router=self.router)
        page = WardPage(cast(UiContext, _Context(station, session_of(role), window=self.window)))
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
