"""What the second witness says, in words that the engine understands; the witness itself: `app/ward/witness/`."""

from dataclasses import dataclass
from enum import StrEnum

from app.ward.alarms.model import Deviation


class Verdict(StrEnum):
    """What the waveform says about a condition."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one condition from one signal.

    `contradicted`: another signal of the same patient (pulses in pressure or pleth) shows otherwise; it is said with
    the alarm and takes nothing from it.
    """

    code: str
    verdict: Verdict
    signal: str
    contradicted: bool = False
    deviation: Deviation | None = None
