"""What may wait, for how long, and how much of it may be on its way at once."""

from dataclasses import dataclass
from typing import Final

from app.router.datagram import LAST_PRIORITY

PRIORITIES: Final = LAST_PRIORITY + 1
FIRST_DISCARDABLE: Final = 4
"""Table 18: in an emergency the network may discard from 9 down to, at worst, 4."""
FIRST_IDLE: Final = 6
"""Priorities from here on travel only when nothing else does."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds, counted in datagrams; seconds. No figure of the source but the priorities: sizes are this program's.

    `keep_seconds`: how long each priority from 4 on is worth sending after it arose (its period of table 20, half a
    second for a waveform that arrives every 30 ms).
    """

    most_receivers: int = 1_024
    per_receiver: int = 4_096
    """Of 4 to 9 that wait for one receiver; beyond it the lowest priority loses its oldest."""
    keep_seconds: tuple[float, ...] = (0.5, 15.0, 300.0, 3_600.0, 3_600.0, 3_600.0)
    alarms_bound: int = 400_000
    """Of 0 to 3 that wait or are on their way, to everybody: some 100 MB at worst. From half of it on the node alarms;
    at it nothing of 4 to 9 is kept any more, and 0 to 3 still are."""
    per_frame: int = 64
    critical_on_the_way: int = 1_024
    """Of priority 0, at one receiver that has not confirmed them; the rest waits here, where its order can be kept."""
    alarms_on_the_way: int = 256
    """The same, for 1 to 3."""
    receivers_per_turn: int = 64
    silent_seconds: float = 0.25
    """A receiver that leaves frames unconfirmed for so long no longer takes room from the others."""
    takes_nothing_seconds: float = 60.0
    """A receiver for which something of 0 to 3 waits, and that has confirmed none of it for so long, counts as gone
    whatever else it says: as long as a screen of class B may be silent (table 13). A choice of this project."""
