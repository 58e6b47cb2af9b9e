"""All flashing of the ward runs from one phase clock (IEC 60601-1-8): high 2 Hz, medium 0.5 Hz, low is steady."""

import math
from typing import Final

from app.ward.alarms.signs import Light

FLASH_LOOK_MS: Final = 50
"""How often a flashing line looks at the clock: the fastest flash turns every quarter of a second."""

FLASHES_PER_SECOND: Final[dict[Light, float]] = {Light.FAST: 2.0, Light.SLOW: 0.5}
"""Each is lit for half of its period; within 1.4–2.8 Hz and 0.4–0.8 Hz (spec: alarms-and-devices, first table)."""


def lit(light: Light, now: float) -> bool:
    """Whether a sign with this light is lit at a monotonic second; a steady one always is."""
    rate = FLASHES_PER_SECOND.get(light)
    return rate is None or (now * rate) % 1.0 < 0.5


def next_turn(light: Light, now: float) -> float:
    """The monotonic second at which a sign with this light is lit or goes out next; infinity for a steady one."""
    rate = FLASHES_PER_SECOND.get(light)
    return math.inf if rate is None else (math.floor(now * rate * 2) + 1) / (rate * 2)
