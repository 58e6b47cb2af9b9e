"""How much of 4 to 9 may be on its way at once: to one receiver (credits), and to all of them (the budget).

Both grow by steps and shrink by a factor, led by the time between a frame and its confirmation: what is on its way
stands in some buffer before the next alarm. Times in seconds of the monotonic clock, sizes in datagrams.
"""

from collections import deque
from typing import Final

TARGET_SECONDS: Final = 0.008
"""More of a round trip than this, beyond the quickest of the last seconds, means that something waits on the link."""
_CUT: Final = 0.7
_STEP: Final = 1 / 16
_LEAST: Final = 12
_FIRST: Final = 16
_MOST: Final = 8_192
_TRICKLE: Final = 4
_FLOOR_SECONDS: Final = 0.006
"""What the link is known to drain within this is always allowed: receivers that are slow to answer then cannot make
the whole flow die away."""
_OF_THEM: Final = 3
"""The trip that counts is that of the receiver at the end of the quickest third: what stands in the link all of them
show, what their own processors take differs; and one that confirms what it cannot have yet is not believed."""
_STARVED: Final = 0.5
_EXCUSED_SECONDS: Final = 5.0
_LONGEST_EXCUSE: Final = 0.15
_LOOK_SECONDS: Final = 0.02
_REMEMBERED_SECONDS: Final = 10.0
_DRAIN_SECONDS: Final = 0.25


class Budget:
    """Datagrams on their way to everybody, each frame for two more than it holds, alarms included. `limit` follows what
    the quickest third of the receivers show, so that one of them, slow or hostile, does not slow the others."""

    def __init__(self) -> None:
        self.limit: float = _FIRST
        self.on_the_way = 0
        self.alarms = 0
        """Of these, what belongs to 0 to 3: they ask for no room, but take it."""
        self._busiest = 0
        self._trips: dict[str, float] = {}
        self._look_at = 0.0
        self._starting = True
        self._excused = 0.0, 0.0
        self._quickest: deque[tuple[float, float]] = deque()
        self._drained, self._drain_at = 0, 0.0
        self._drains: deque[float] = deque([0.0] * 4, 4)

    def room(self) -> int:
        """How many more may leave now: what the alarms leave, and a little at any rate, for its round trips to be
        known."""
        return max(int(self.limit) - self.on_the_way, _TRICKLE - (self.on_the_way - self.alarms))

    def idle(self) -> bool:
        """Whether there is room for what travels only then."""
        return self.on_the_way * 2 <= self.limit

    def sent(self, count: int) -> None:
        """Datagrams left."""
        self.on_the_way += count
        self._busiest = max(self._busiest, self.on_the_way)

    def gone(self, count: int) -> None:
        """They count no more: their receiver fell silent, or its link ended."""
        self.on_the_way -= count

    def alarms_sent(self, count: int) -> None:
        """Of 0 to 3 left; negative: arrived, or count no more."""
        self.alarms += count
        self.sent(count)

    def confirmed(self, receiver: str, count: int, seconds: float, now: float) -> None:
        """They arrived; `seconds`: since the last of them was sent."""
        self.on_the_way -= count
        self._drained += count
        self._trips[receiver] = min(seconds, self._trips.get(receiver, seconds))
        if now >= self._look_at:
            self._look(now)

    def _look(self, now: float) -> None:
        """Once in a round trip: more, or less."""
        trips = sorted(self._trips.values())
        trip = trips[(len(trips) - 1) // _OF_THEM]
        self._trips.clear()
        self._measure(trip, now)
        busy, self._busiest = self._busiest * 2 >= self.limit, self.on_the_way
        if trip > self._allowed(now):
            self._starting = False
            best = max(self._drains)
            if busy and self._drains[-1] < best * _STARVED:
                # Less on its way only made less arrive: it is the receivers that take their time, and not the link.
                self._excused = now + _EXCUSED_SECONDS, min(trip * 1.5, _LONGEST_EXCUSE)
                self.limit = max(self.limit, best * min(trip, _LONGEST_EXCUSE))
            else:
                self.limit = max(self.limit * _CUT, _LEAST, _FLOOR_SECONDS * best)
        elif busy:
            self._starting = self._starting and trip < TARGET_SECONDS / 2 + self._quickest[0][0]
            self.limit = self.limit * 2 if self._starting else self.limit + max(2.0, self.limit * _STEP)
        self.limit = min(self.limit, _MOST)
        # What was sent before a cut says nothing about it: wait until that is through.
        self._look_at = now + max(_LOOK_SECONDS, trip)

    def _allowed(self, now: float) -> float:
        until, excused = self._excused
        return max(TARGET_SECONDS + min(self._quickest[0][0], 0.1), excused if now < until else 0.0)

    def _measure(self, trip: float, now: float) -> None:
        if now - self._drain_at >= _DRAIN_SECONDS:
            self._drains.append(self._drained / (now - self._drain_at) if self._drain_at else 0.0)
            self._drained, self._drain_at = 0, now
        quickest = self._quickest
        while quickest and quickest[-1][0] >= trip:
            quickest.pop()
        quickest.append((trip, now))
        while now - quickest[0][1] > _REMEMBERED_SECONDS:
            quickest.popleft()


class Credits:
    """Datagrams on their way to one receiver; it may have a slower link of its own than the others."""

    __slots__ = ("_cut_at", "limit", "on_the_way")

    _TARGET: Final = 0.05
    _LEAST: Final = 16
    _MOST: Final = 2_048

    def __init__(self) -> None:
        self.limit: float = 64
        self.on_the_way = 0
        self._cut_at = 0.0

    def room(self) -> int:
        """How many more may leave now."""
        return int(self.limit) - self.on_the_way

    def confirmed(self, count: int, seconds: float, now: float) -> None:
        """They arrived; `seconds`: since the last of them was sent."""
        busy = self.on_the_way * 2 >= self.limit
        self.on_the_way -= count
        if seconds > self._TARGET:
            if now - seconds > self._cut_at:
                self._cut_at = now
                self.limit = max(self._LEAST, self.limit * _CUT)
        elif busy:
            self.limit = min(self._MOST, self.limit + count)
