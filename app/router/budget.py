"""What rate the ward needs from its slowest link (section 7.15), beside what the link gives. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

GRAPHIC_PER_SECOND: Final = 31.25
"""Datagrams a second of one curve of 250 Hz and 8 bits."""
BITS_PER_DATAGRAM: Final = 471.11
"""53 bytes on the wire and one in ten sent again: 53 × 8 / 0.9, as the source rounds it."""
TIGHT: Final = 1.25
"""A link that gives less than so many times what is needed is told about before it is too small (a choice)."""


class Verdict(StrEnum):
    """How a link stands to what is needed; labels: texts `router.budget_<value>`."""

    ENOUGH = "enough"
    TIGHT = "tight"
    ONLY_ALARMS = "only_alarms"
    TOO_SMALL = "too_small"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Budget:
    """Bits a second: `needed` for all, `emergency` for 0 to 3 alone; `given` None where it was not measured."""

    needed: float
    emergency: float
    given: float | None

    @property
    def verdict(self) -> Verdict:
        """What is told to a person."""
        if self.given is None:
            return Verdict.UNKNOWN
        if self.given < self.emergency:
            return Verdict.TOO_SMALL
        if self.given < self.needed:
            return Verdict.ONLY_ALARMS
        return Verdict.TIGHT if self.given < TIGHT * self.needed else Verdict.ENOUGH


def needed_rate(caregivers: int, beds: int, graphic: float, other: float) -> float:
    """Formula 4: `graphic` and `other` signals of each bed (of several the mean), all to each caregiver."""
    return caregivers * beds * (GRAPHIC_PER_SECOND * graphic + other) * BITS_PER_DATAGRAM


def emergency_rate(caregivers: int, beds: int, urgent: int) -> float:
    """Formula 5: the `urgent` signals of priority 0 to 3 of each bed alone."""
    return caregivers * beds * urgent * BITS_PER_DATAGRAM


def budget(caregivers: int, beds: int, graphic: float, other: float, urgent: int, given: float | None = None) -> Budget:
    """What a ward of this size needs; ValueError for a count below 0."""
    if min(caregivers, beds, graphic, other, urgent) < 0:
        raise ValueError("a ward has no negative number of anything")
    return Budget(needed_rate(caregivers, beds, graphic, other), emergency_rate(caregivers, beds, urgent), given)
