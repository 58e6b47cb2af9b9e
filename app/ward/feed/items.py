"""The items of the feed. Each stands for itself: one that was lost is made good by the next of its kind.

Alarms come as the whole state of a bed, never as a difference, and are repeated though nothing changed.
"""

from dataclasses import dataclass

from app.ward.alarms.limits import AgeClass
from app.ward.alarms.model import BedState
from app.ward.signals import DeviceReport, Numeric, WaveBlock


@dataclass(frozen=True)
class BedLine:
    """One bed of the ward in its order; `person` as far as whoever looks may see the name. `occupied`: somebody lies
    there; `device`: one is assigned; `age`: whose limits are the usual ones; `stay`: who lies there, for the recording;
    `corrects`: the stay that was a mistake, and whose recording belongs to this one.
    """

    bed: str
    label: str
    person: str = ""
    occupied: bool = False
    device: str = ""
    age: AgeClass = AgeClass.ADULT
    stay: str = ""
    corrects: str = ""


@dataclass(frozen=True)
class Layout:
    """All beds of the ward."""

    beds: tuple[BedLine, ...]


@dataclass(frozen=True)
class Waves:
    """New samples of one bed."""

    bed: str
    blocks: tuple[WaveBlock, ...]
    simulated: bool = False


@dataclass(frozen=True)
class Numbers:
    """New numbers of one bed, received at a monotonic second."""

    bed: str
    at: float
    numerics: tuple[Numeric, ...]
    simulated: bool = False


@dataclass(frozen=True)
class Alarms:
    """How the alarms of one bed stand."""

    state: BedState


@dataclass(frozen=True)
class Reported:
    """What is no vital sign; `bed` is empty where it belongs to none."""

    bed: str
    report: DeviceReport


@dataclass(frozen=True)
class Sought:
    """Equipment of class A that the ward follows (device, name of its bed), and which of it is missing; for the routers
    of other stations, which may hear it (table 13)."""

    followed: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]


FeedItem = Layout | Waves | Numbers | Alarms | Reported | Sought
