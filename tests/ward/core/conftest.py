"""A ward without a thread: messages go in, what it publishes and logs is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from app.router.tables.model import Tables
from app.router.tables.reading import default_tables
from app.ward.alarms.model import BedState, Change
from app.ward.beds.directory import BedDevice, WardBed
from app.ward.core import History, WardCore
from app.ward.feed.items import Alarms, FeedItem, Layout
from app.ward.infrastructure.model import InfrastructureDevice
from app.ward.signals import DeviceOrder, Numeric, Observation, Source, WaveBlock


def occupied(number: int, stay: str = "stay-1", device: str = "") -> WardBed:
    name = device or f"monitor-{number}"
    return WardBed(f"b{number}", f"Leito {number:02d}", stay, "M.S.", devices=(BedDevice(name),))


@dataclass
class Ward:
    """The beds may be changed by the test; `arrange` then tells the core."""

    fixed: list[WardBed] = field(default_factory=lambda: [occupied(1), occupied(2), WardBed("b3", "Leito 03")])
    published: list[FeedItem] = field(default_factory=list)
    logged: list[Change] = field(default_factory=list)
    history: History = lambda _bed: ()
    plant: list[InfrastructureDevice] = field(default_factory=list)
    in_force: Tables = field(default_factory=default_tables)
    orders: list[tuple[str, DeviceOrder]] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)
    """Devices to which an order finds its way."""

    def __post_init__(self) -> None:
        self.core = WardCore(self, self.published.append, self.logged.extend, self.history, 0.0, self.tell)

    def tell(self, device: str, order: DeviceOrder) -> bool:
        """The way to the devices."""
        if device not in self.reached:
            return False
        self.orders.append((device, order))
        return True

    def beds(self) -> Sequence[WardBed]:
        return self.fixed

    def infrastructure(self) -> Sequence[InfrastructureDevice]:
        return self.plant

    def tables(self) -> Tables:
        return self.in_force

    def numbers(self, at: float, device: str = "monitor-1", **values: float | None) -> None:
        """A device sends numbers."""
        numerics = tuple(Numeric(vital, value) for vital, value in values.items())
        self.core.take(Observation(Source(device, simulated=True), at, numerics))

    def wave(self, at: float, device: str = "monitor-1") -> None:
        """A device sends a second of ECG."""
        block = WaveBlock("ecg_ii", 250, at - 1, np.zeros(250, np.float32))
        self.core.take(Observation(Source(device), at, waves=(block,)))

    def state(self, bed: str = "b1") -> BedState:
        """What a screen knows of a bed's alarms by now."""
        told = [item.state for item in self.published if isinstance(item, Alarms) and item.state.bed == bed]
        return told[-1]

    def layout(self) -> Layout:
        """What a screen knows of the beds by now."""
        return [item for item in self.published if isinstance(item, Layout)][-1]

    def conditions(self, bed: str = "b1") -> set[str]:
        """The codes of all alarms that are there."""
        return {alarm.code for alarm in self.state(bed).alarms if alarm.is_there}


@pytest.fixture
def ward() -> Ward:
    return Ward()
