"""The beds of this station as people see and manage them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from app.ward.alarms.limits import AgeClass

LONGEST_LABEL: Final = 40
LONGEST_IDENTIFIER: Final = 80


class DeviceClass(StrEnum):
    """Table 13 of the source: how much depends on a device; labels: texts `ward_beds.class_<value in lower case>`."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class StepKind(StrEnum):
    """What happened to a stay."""

    ADMITTED = "admitted"
    CORRECTED = "corrected"
    """Admitted in the place of a stay that was a mistake."""
    TRANSFERRED = "transferred"
    DISCHARGED = "discharged"


class EndKind(StrEnum):
    """Why a device is no longer with somebody."""

    TAKEN_OFF = "taken_off"
    TRANSFERRED = "transferred"
    DISCHARGED = "discharged"
    CORRECTED = "corrected"
    """It went on with whoever was meant: the admission was a mistake."""


@dataclass(frozen=True)
class PlacedDevice:
    """A device that is with somebody; `put_on` is the row that says so."""

    put_on: str
    device: str
    device_class: DeviceClass
    life_support: bool
    since: datetime


@dataclass(frozen=True)
class Occupant:
    """Who lies in a bed. `person_id` and `name` are empty where the records know nobody by the identifier;
    `admitted_by` is the name of the account. `in_bed_since`: admitted or transferred into this bed.
    """

    stay: str
    person_id: str
    name: str
    identifier: str
    age: AgeClass
    admitted_at: datetime
    admitted_by: str
    in_bed_since: datetime
    devices: tuple[PlacedDevice, ...] = ()
    corrects: str = ""
    """The stay that was a mistake, where this one corrected it: what was recorded there is of whoever lies here."""


@dataclass(frozen=True)
class BedView:
    """One bed in use; `occupant` None where it is free."""

    bed: str
    ward: str
    label: str
    place: int
    occupant: Occupant | None = None


@dataclass(frozen=True)
class FoundPerson:
    """Whom an identifier belongs to; `bed` is the label of the bed where the person lies already, else empty.

    `age`: the class that the date of birth proposes; both None where the records do not know it.
    """

    person_id: str
    name: str
    bed: str
    birth: date | None = None
    age: AgeClass | None = None
