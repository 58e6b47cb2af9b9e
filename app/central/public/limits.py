"""How often one address or one link may ask: token buckets in memory, as many as fit and no more."""

import ipaddress
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from app.kernel.clock import Clock
from app.reminders.pace import Bucket

MOST_KEPT: Final = 20_000
"""Buckets of one kind; the one that was not asked for longest is forgotten."""
_IPV6_NETWORK: Final = 64


@dataclass(frozen=True)
class Rate:
    """So many at once, then so many a second."""

    burst: float
    per_second: float


PAGES: Final = Rate(60, 1.0)
"""Of one address: a whole clinic, or the customers of a telephone company, may share one."""
LINK: Final = Rate(20, 0.1)
"""Of one link."""
REGISTER: Final = Rate(10, 1 / 60)
"""Requests to be registered, of one address."""
REGISTER_UNIT: Final = Rate(60, 1 / 60)
"""Requests to be registered, with one unit: more than its nurses could look at is refused until they could."""


class Limits:
    """One kind of limit, by whatever key."""

    def __init__(self, rate: Rate, clock: Clock, most: int = MOST_KEPT) -> None:
        self._rate = rate
        self._clock = clock
        self._most = most
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, key: str) -> bool:
        """Whether one more is allowed now."""
        now = self._clock.monotonic()
        with self._lock:
            bucket = self._buckets.pop(key, None) or Bucket(
                self._rate.per_second, self._rate.burst, self._rate.burst, now
            )
            self._buckets[key] = bucket
            while len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
            return bucket.take(now)


def address_key(host: str | None) -> str:
    """One key for each address; of IPv6 for each network of 64 bits, which one household has to itself."""
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return ""
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, _IPV6_NETWORK), strict=False))
