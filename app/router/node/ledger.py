"""What happened, on its way to the journal, and the orders that wait until it is written there."""

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, Final

from app.router.delivery.model import Ask, Order, Tell
from app.router.node.sinks import Sinks

PATIENCE_SECONDS: Final = 0.05
"""An alarm waits no longer for a disk than this; that the disk is slow is told (`failed`)."""
SLOW_SECONDS: Final = 2.0
"""A journal that takes longer than this counts as failed."""


class Ledger:
    """Of one loop."""

    def __init__(self, sinks: Sinks) -> None:
        self._sinks = sinks
        self._rows: list[Mapping[str, Any]] = []
        self._token = 0
        self._unwritten: deque[tuple[int, float]] = deque()
        self._orders: deque[tuple[int, float, Order]] = deque()
        self._refused = False

    def note(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """To be written down with the next `write`."""
        self._rows += rows

    def write(self, orders: Iterable[Order], at: float) -> None:
        """Hand over what was noted; these orders follow from it, the most urgent of them first."""
        if self._rows:
            self._token += 1
            self._sinks.write(self._token, self._rows)
            self._unwritten.append((self._token, at))
            self._rows = []
        self._orders.extend((self._token, at, one) for one in sorted(orders, key=_urgency))

    def due(self, at: float) -> Order | None:
        """The next order that may be carried out now."""
        if not self._orders:
            return None
        token, since, order = self._orders[0]
        if token > self._sinks.through() and at - since < PATIENCE_SECONDS:
            return None
        self._orders.popleft()
        return order

    def waits(self, at: float) -> bool:
        """Whether the first order waits for the disk; else it is due, or there is none."""
        return bool(self._orders) and not self.has_due(at)

    def has_due(self, at: float) -> bool:
        """Whether something may be carried out at once."""
        if not self._orders:
            return False
        token, since, _ = self._orders[0]
        return token <= self._sinks.through() or at - since >= PATIENCE_SECONDS

    def refused(self, refused: bool) -> None:
        """The journal's disk takes nothing, or takes it again."""
        self._refused = refused

    def failed(self, at: float) -> bool:
        """Whether what happened cannot be written down, or not in time."""
        while self._unwritten and self._unwritten[0][0] <= self._sinks.through():
            self._unwritten.popleft()
        return self._refused or (bool(self._unwritten) and at - self._unwritten[0][1] > SLOW_SECONDS)


def _urgency(order: Order) -> int:
    """Stable: the orders about one alarm keep their order."""
    return order.priority if isinstance(order, Ask | Tell) else 0
