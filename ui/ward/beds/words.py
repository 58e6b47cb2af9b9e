"""Beds, people and signs of life in words. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final

from app.ward.beds.model import BedView, Occupant, PlacedDevice
from app.ward.service import DeviceSign
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.ward.numbers import age_text

Signs = Mapping[str, DeviceSign] | None
"""Device → its last sign of life; None where the ward does not answer."""

LOST: Final = "lost"
LEFT: Final = "left"
UNHEARD: Final = "unheard"
HEARD: Final = "heard"
UNKNOWN: Final = "unknown"
_WORST_FIRST: Final = (LOST, LEFT, UNHEARD, UNKNOWN, HEARD)


def who_words(one: Occupant) -> str:
    """The name to call by; of somebody whom the records do not know, the code of the bracelet."""
    return one.name or tr("ward_beds.only_code", code=one.identifier)


def bed_words(bed: BedView) -> str:
    """Who lies there, or that it is free."""
    return who_words(bed.occupant) if bed.occupant is not None else tr("ward_beds.free")


def since_words(bed: BedView, zone: str) -> str:
    """Since when somebody lies in this bed."""
    return show_instant(bed.occupant.in_bed_since, zone) if bed.occupant is not None else ""


def class_words(device: PlacedDevice) -> str:
    """The class of table 13, and whether the patient depends on it."""
    said = tr(f"ward_beds.class_{device.device_class.value.lower()}")
    return f"{said} · {tr('ward_beds.life_support')}" if device.life_support else said


def devices_words(devices: Sequence[PlacedDevice]) -> str:
    """ "monitor-3 (A), bomba-1 (A)"; what is life support is said."""
    short = tr("ward_beds.life_support_short")
    marks = [f"{one.device} ({one.device_class.value}{f', {short}' if one.life_support else ''})" for one in devices]
    return ", ".join(marks)


def state_of(device: str, signs: Signs) -> str:
    """How a device stands: heard, lost without a word, switched off with one, or not heard yet."""
    if signs is None or device not in signs:
        return UNKNOWN
    one = signs[device]
    if one.gone:
        return LOST
    if one.left:
        return LEFT
    return UNHEARD if one.heard_before is None else HEARD


def sign_words(device: str, signs: Signs) -> str:
    """The last sign of life: "ouvido há 2 s", "sumiu sem aviso há 3 min", "desligado com aviso há 1 min"."""
    state = state_of(device, signs)
    one = signs.get(device) if signs is not None else None
    if one is None or one.heard_before is None:
        return tr(f"ward_beds.sign_{state}")
    return tr(f"ward_beds.sign_{state}_ago", age=age_text(one.heard_before))


def bed_sign_words(bed: BedView, signs: Signs) -> str:
    """The worst sign among the devices of a bed; empty where there is none."""
    devices = bed.occupant.devices if bed.occupant is not None else ()
    if not devices:
        return tr("ward_beds.no_device") if bed.occupant is not None else ""
    worst = min(devices, key=lambda one: _WORST_FIRST.index(state_of(one.device, signs)))
    said = sign_words(worst.device, signs)
    return f"{worst.device}: {said}" if len(devices) > 1 else said


def still_on(devices: Sequence[PlacedDevice], signs: Signs) -> list[str]:
    """Life support that has not announced its switch-off: it counts as on, heard or not."""
    return [one.device for one in devices if one.life_support and state_of(one.device, signs) != LEFT]
