"""What the ward must know of its beds: the port behind which a store, or a test, stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.router.tables.model import Tables
from app.router.tables.reading import default_tables
from app.ward.alarms.limits import AgeClass, VitalLimits
from app.ward.infrastructure.model import InfrastructureDevice


@dataclass(frozen=True)
class BedDevice:
    """A device that was assigned to a bed; `life_support`: whoever lies there depends on it (class A, table 13).
    `waited_for`: its silence alarms, as that of every device of class A; what others say is taken all the same.
    """

    device: str
    life_support: bool = False
    waited_for: bool = True


@dataclass(frozen=True)
class WardBed:
    """One bed as it stands. `stay` identifies who lies there now, empty where it is free; `person` is how much of the
    name a screen may show. `limits` are those that were set for this stay, over the defaults of its age class.
    """

    bed: str
    label: str
    stay: str = ""
    person: str = ""
    age: AgeClass = AgeClass.ADULT
    devices: tuple[BedDevice, ...] = ()
    limits: Mapping[str, VitalLimits] = field(default_factory=dict)
    corrects: str = ""
    """The stay that was a mistake, and that this one took the place of."""


class BedDirectory(Protocol):
    """Asked when the ward starts and whenever something of it was changed."""

    def beds(self) -> Sequence[WardBed]:
        """All beds in the order of the ward; no device stands at two of them."""
        ...

    def infrastructure(self) -> Sequence[InfrastructureDevice]:
        """What the ward has of class C; none of these stands at a bed."""
        ...

    def tables(self) -> Tables:
        """The router's tables in force, of which the ward follows the thirteenth."""
        ...


@dataclass(frozen=True)
class FixedBeds:
    """A directory that never changes: for a simulated ward and for tests."""

    fixed: tuple[WardBed, ...]
    plant: tuple[InfrastructureDevice, ...] = ()

    def beds(self) -> Sequence[WardBed]:
        """As they were given."""
        return self.fixed

    def infrastructure(self) -> Sequence[InfrastructureDevice]:
        """As it was given."""
        return self.plant

    def tables(self) -> Tables:
        """As the program brings them."""
        return default_tables()
