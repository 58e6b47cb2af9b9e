"""All flashing of the ward runs from one phase clock (IEC 60601-1-8): high 2 Hz, medium 0.5 Hz, low is steady."""

from typing import Final

from app.ward.alarms.words import Priority

FLASHES_PER_SECOND: Final[dict[Priority, float]] = {Priority.HIGH: 2.0, Priority.MEDIUM: 0.5}
"""Each is lit for half of its period; within 1.4–2.8 Hz and 0.4–0.8 Hz (spec: alarms-and-devices, first table)."""


def lit(priority: Priority, now: float, flashes: bool = True) -> bool:
    """Whether the sign of this priority is lit at a monotonic second; what does not flash always is."""
    rate = FLASHES_PER_SECOND.get(priority)
    return not flashes or rate is None or (now * rate) % 1.0 < 0.5
