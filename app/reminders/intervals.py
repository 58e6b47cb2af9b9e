"""How sure a share is, and a difference of two shares: intervals that stay honest for small numbers. Pure.

Source: R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of eleven
methods", Statistics in Medicine 17 (1998) 873-890, method 10; the single share by Wilson's score interval (1927).
"""

from dataclasses import dataclass
from math import sqrt
from typing import Final

Z_95: Final = 1.959963984540054
"""The 97.5 % point of the normal distribution: two-sided intervals of 95 %."""


@dataclass(frozen=True)
class Interval:
    """A share, or a difference of shares, between `low` and `high`; of nothing at all the share is 0, from 0 to 1."""

    share: float
    low: float
    high: float


def share_of(some: int, whole: int) -> Interval:
    """Wilson's interval of 95 % for `some` of `whole`."""
    if whole == 0:
        return Interval(0.0, 0.0, 1.0)
    share, squared = some / whole, Z_95**2
    middle = share + squared / (2 * whole)
    spread = Z_95 * sqrt(share * (1 - share) / whole + squared / (4 * whole**2))
    below = 1 + squared / whole
    # Rounding must not carry a bound over the share itself, nor out of 0 to 1.
    return Interval(
        share, min(share, max(0.0, (middle - spread) / below)), max(share, min(1.0, (middle + spread) / below))
    )


def difference(one: Interval, other: Interval) -> Interval:
    """Newcombe's interval of 95 % for the share of one less that of the other."""
    apart = one.share - other.share
    down = sqrt((one.share - one.low) ** 2 + (other.high - other.share) ** 2)
    up = sqrt((one.high - one.share) ** 2 + (other.share - other.low) ** 2)
    return Interval(apart, max(-1.0, apart - down), min(1.0, apart + up))
