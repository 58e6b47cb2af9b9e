"""From one node to another: nothing lost, nothing twice, in order within a lane; whatever the routes between do. Pure.

A lane is what must keep its order (a bed's alarms of one priority; what one receiver says). What is missing in one
holds up no other. What is not confirmed is sent again by every route, at once when these are gone and there are others.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from app.router.backbone.model import Envelope, Unit
from app.router.queues.limits import FIRST_DISCARDABLE

WINDOW: Final = 512
"""Units on their way to one node; the rest waits, by priority."""
_AGAIN_SECONDS: Final = 0.25
"""Until the first repetition at the least: more than twice what a critical alarm may take (7.12). Where confirmations
take their time, twice that; and twice as long for each further one."""
_GATHER_SECONDS: Final = 0.02
"""Confirmations, and what receivers say, travel together where nothing more urgent goes anyway."""
_MOST_AGAIN_SECONDS: Final = 1.0
_SHARE: Final = 0.125
_UNITS: Final = 256
_BYTES: Final = 24_576
_LOOK_SECONDS: Final = 0.05
_FORMER_LIVES: Final = 16


@dataclass(slots=True)
class _Flight:
    unit: Unit
    sent_at: float
    tries: int = 0


@dataclass(slots=True)
class _Waiting:
    lane: int
    item: bytes


@dataclass(slots=True)
class _Inward:
    """One lane from the other node: which unit is next, and what came before its turn."""

    next: int = 1
    early: dict[int, bytes] = field(default_factory=dict)


class Lanes:
    """Between this life of a node (`life`: a random number) and another node, both directions."""

    def __init__(self, life: int) -> None:
        self._life, self._other_life = life, 0
        self._former: OrderedDict[int, None] = OrderedDict()
        self._session = 1
        self._next: dict[int, int] = {}
        self._flights: dict[int, deque[_Flight]] = {}
        self._flying = 0
        self._waiting: tuple[deque[_Waiting], ...] = tuple(deque() for _ in range(FIRST_DISCARDABLE))
        self._in: dict[int, _Inward] = {}
        self._of_session = 0
        self._owed: set[int] = set()
        self._greet = self._stopped = False
        self._look_at = self._ask_at = self._trip = 0.0
        self._last_at = self._answer_at = 0.0

    @property
    def waiting(self) -> int:
        """Units that are not confirmed."""
        return self._flying + sum(len(one) for one in self._waiting)

    def offer(self, lane: int, priority: int, item: bytes, at: float) -> None:
        """To be carried; `priority` 0 to 3 says before what else. What is of 3 waits a moment for more of it."""
        if not self._waiting[-1]:
            self._last_at = at + _GATHER_SECONDS
        self._waiting[priority].append(_Waiting(lane, item))

    def greet(self) -> None:
        """There is a way again: ask for the other's life, by which both know what still counts."""
        self._greet = True
        self.hurry()

    def hurry(self) -> None:
        """No route is left of those by which it went: whatever is not confirmed is sent again now."""
        self._look_at = 0.0
        for flights in self._flights.values():
            for one in flights:
                one.sent_at = float("-inf")

    def start_anew(self, keep: Callable[[bytes], bool]) -> None:
        """Give up what is not confirmed, except what `keep` names: that is sent in a new session."""
        unsent = [_Waiting(one.unit.lane, one.unit.item) for flights in self._flights.values() for one in flights]
        self._waiting[-1].extendleft(reversed(unsent))
        for waiting in self._waiting:
            kept = [one for one in waiting if keep(one.item)]
            waiting.clear()
            waiting.extend(kept)
        self._session += 1
        self._next, self._flights, self._flying = {}, {}, 0
        self._greet, self._stopped = True, False

    def due(self, at: float) -> Envelope | None:
        """What is to leave by now; to be asked until there is nothing more."""
        units: list[Unit] = []
        size = 0
        if not self._other_life and self.waiting and at >= self._ask_at:
            self._greet, self._ask_at = True, at + _AGAIN_SECONDS
        if self._other_life and not self._stopped:
            if at >= self._look_at:
                size = self._again(units, at)
                if len(units) < _UNITS and size < _BYTES:
                    self._look_at = at + _LOOK_SECONDS
            if any(self._waiting[:-1]) or at >= self._last_at:
                self._fresh(units, size, at)
        if not (units or self._greet or (self._owed and at >= self._answer_at)):
            return None
        through = {lane: self._in[lane].next - 1 for lane in self._owed}
        self._owed.clear()
        self._greet = False
        return Envelope(self._life, self._other_life, self._session, tuple(units), self._of_session, through)

    def take(self, one: Envelope, at: float) -> tuple[list[bytes], bool]:
        """The items whose turn has come, and whether the other node has begun a new life: nothing more goes there until
        the caller has decided what becomes of what was on its way to the former one (`start_anew`)."""
        if one.life in self._former or one.life == 0:
            return [], False
        is_new = one.life != self._other_life
        began = is_new and self._other_life != 0
        if is_new:
            self._live(one.life)
            self._stopped = began
        if one.session > self._of_session:
            self._of_session = one.session
            self._in = {}
            self._owed.clear()
        if one.to_life != self._life:
            self._greet = True
            return [], began
        if one.of_session == self._session and not began:
            self._confirmed(one.through.items(), at)
        return (self._arrived(one.units, at) if one.session == self._of_session else []), began

    def _live(self, life: int) -> None:
        if self._other_life:
            self._former[self._other_life] = None
        if len(self._former) > _FORMER_LIVES:
            self._former.popitem(last=False)
        self._other_life, self._of_session, self._in = life, 0, {}
        self._owed.clear()
        self._greet = True

    def _again(self, units: list[Unit], at: float) -> int:
        size, wait = 0, max(_AGAIN_SECONDS, 2 * self._trip)
        for flights in self._flights.values():
            for one in flights:
                if at - one.sent_at < min(wait * 2**one.tries, _MOST_AGAIN_SECONDS):
                    continue
                if len(units) >= _UNITS or size >= _BYTES:
                    return size
                one.sent_at = at
                one.tries = min(one.tries + 1, 8)
                units.append(one.unit)
                size += len(one.unit.item)
        return size

    def _fresh(self, units: list[Unit], size: int, at: float) -> None:
        for waiting in self._waiting:
            while waiting and self._flying < WINDOW and len(units) < _UNITS and size < _BYTES:
                one = waiting.popleft()
                sequence = self._next.get(one.lane, 1)
                self._next[one.lane] = sequence + 1
                unit = Unit(one.lane, sequence, one.item)
                self._flights.setdefault(one.lane, deque()).append(_Flight(unit, at))
                self._flying += 1
                units.append(unit)
                size += len(one.item)

    def _confirmed(self, through: Iterable[tuple[int, int]], at: float) -> None:
        for lane, last in through:
            flights = self._flights.get(lane)
            while flights and flights[0].unit.sequence <= last:
                one = flights.popleft()
                self._flying -= 1
                if not one.tries:
                    self._trip += _SHARE * (at - one.sent_at - self._trip)
            if flights is not None and not flights:
                del self._flights[lane]

    def _arrived(self, units: Iterable[Unit], at: float) -> list[bytes]:
        found: list[bytes] = []
        for unit in units:
            lane = self._in.get(unit.lane)
            if lane is None:
                lane = self._in[unit.lane] = _Inward()
            # Also what came before is confirmed again: the other side may not have heard it.
            if not self._owed:
                self._answer_at = at + _GATHER_SECONDS
            self._owed.add(unit.lane)
            if lane.next <= unit.sequence < lane.next + WINDOW:
                lane.early[unit.sequence] = unit.item
            while lane.next in lane.early:
                found.append(lane.early.pop(lane.next))
                lane.next += 1
        return found
