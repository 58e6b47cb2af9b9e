"""At which bed a device that nobody has placed probably stands: what it says of itself, beside the beds."""

import re
from collections.abc import Sequence

from app.ward.beds.model import BedView
from app.ward.service import UnplacedDevice


def says_this_bed(device: UnplacedDevice, bed: BedView) -> bool:
    """It names the bed by its label, by the label's number alone, or names whoever lies there.

    A number counts only alone: "ICU^07" and "Leito 07" mean the same, "3-07" may be another ward's.
    """
    lies = bed.occupant
    if lies is not None and device.patient and device.patient in (lies.identifier, lies.person_id):
        return True
    said, label = _plain(device.bed), _plain(bed.label)
    if not said:
        return False
    return said == label or (_numbers(said) == _numbers(label) and len(_numbers(said)) == 1)


def suggested_first(devices: Sequence[UnplacedDevice], bed: BedView) -> list[UnplacedDevice]:
    """Those that say this bed first, then as they stood (whoever spoke last first)."""
    return sorted(devices, key=lambda one: not says_this_bed(one, bed))


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


def _numbers(words: str) -> list[int]:
    return [int(one) for one in re.findall(r"\d+", words)]
