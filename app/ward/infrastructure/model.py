"""Equipment of the building that the ward depends on: which, what it is, and how grave its failure is. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from app.kernel.errors import KnownError
from app.ward.alarms.words import Priority

MOST_INFRASTRUCTURE: Final = 200
LONGEST_NAME: Final = 40
LONGEST_DEVICE: Final = 80


class InfrastructureKind(StrEnum):
    """What it is; labels: texts `ward_infrastructure.kind_<value>`."""

    GENERATOR = "generator"
    GAS = "gas"
    BOILER = "boiler"
    PUMP = "pump"
    OTHER = "other"


@dataclass(frozen=True)
class InfrastructureDevice:
    """One piece of equipment; `device` is its own identifier, `label` the name that people give it.

    `risk`: how grave its failure is for the patients, and so the priority of its alarms (table 13: 0 to 2).
    """

    device: str
    label: str
    kind: InfrastructureKind
    risk: Priority = Priority.HIGH


def checked(one: InfrastructureDevice) -> InfrastructureDevice:
    """With its texts tidied. KnownError ward.device_missing, .infrastructure_label_missing, .bed_text_too_long."""
    device, label = one.device.strip(), " ".join(one.label.split())
    if not device:
        raise KnownError("ward.device_missing")
    if not label:
        raise KnownError("ward.infrastructure_label_missing")
    for text, longest in ((device, LONGEST_DEVICE), (label, LONGEST_NAME)):
        if len(text) > longest:
            raise KnownError("ward.bed_text_too_long", most=longest)
    return InfrastructureDevice(device, label, one.kind, one.risk)


def to_json(devices: Sequence[InfrastructureDevice]) -> list[dict[str, Any]]:
    """As it is kept."""
    return [
        {"device": one.device, "label": one.label, "kind": one.kind.value, "risk": int(one.risk)} for one in devices
    ]


def from_json(stored: object) -> tuple[InfrastructureDevice, ...]:
    """What `to_json` made; an entry that is none of its is left out, so that the others are watched all the same."""
    found = [_read(one) for one in stored] if isinstance(stored, Sequence) and not isinstance(stored, str) else []
    return tuple(one for one in found if one is not None)


def _read(stored: object) -> InfrastructureDevice | None:
    if not isinstance(stored, Mapping):
        return None
    try:
        kind, risk = InfrastructureKind(stored["kind"]), Priority(stored["risk"])
        return checked(InfrastructureDevice(str(stored["device"]), str(stored["label"]), kind, risk))
    except (KeyError, ValueError, KnownError):
        return None
