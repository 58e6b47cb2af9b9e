"""Who the simulated devices say they are, and when: marked as simulated in every identifier that a person may see."""

from dataclasses import dataclass, field
from typing import Final

from app.ward.signals import Source

SERIES: Final = {"monitor": "00", "pump": "01", "ventilator": "02", "bedside": "03", "room": "04", "plant": "05"}
_MADE_UP: Final = "02504C53"
"""Begins each device identifier: an EUI-64 whose "locally administered" bit says that no manufacturer gave it."""


@dataclass
class Timebase:
    """Turns seconds since the ward began into those of the receiving node's monotonic clock."""

    origin: float = 0.0

    def at(self, seconds: float) -> float:
        """The node's monotonic second."""
        return self.origin + seconds


@dataclass(frozen=True)
class Bed:
    """A bed that does not exist, with the patient who does not exist."""

    number: int
    seed: int
    name: str = field(init=False)
    patient: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", f"SIM-{self.number:02d}")
        # Fourteen characters, as the datagram has them: eleven of the document, three of its origin.
        object.__setattr__(self, "patient", f"SIM{self.number:08d}SIM")

    def source(self, kind: str) -> Source:
        """What a device at this bed writes into its messages; the room and the plant have no patient."""
        patient = "" if kind == "room" else self.patient
        return Source(device_identifier(self.seed, kind, self.number), self.name, patient, simulated=True)


def device_identifier(seed: int, kind: str, number: int) -> str:
    """Sixteen hexadecimal digits."""
    return f"{_MADE_UP}{seed & 0xFFF:03X}{SERIES[kind]}{number & 0xFFF:03X}"


def is_simulated(device: str) -> bool:
    """Whether an identifier is one that no device has."""
    return device.startswith(_MADE_UP)


def plant_source(seed: int, number: int) -> Source:
    """A device of the building: it belongs to no bed."""
    return Source(device_identifier(seed, "plant", number), simulated=True)
