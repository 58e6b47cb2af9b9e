"""Who is connected to the node: for each receiver one connection for 0 to 3, one for 4 to 9."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

import zmq

from app.router.links.events import Arrived, Event, HandedBack, Left
from app.router.links.frames import Kind, Reason, frame
from app.router.queues.scheduler import Scheduler

_NOW: Final = int(zmq.NOBLOCK)
_NOW_AND_MORE: Final = int(zmq.NOBLOCK | zmq.SNDMORE)
_MOST_KNOWN: Final = 20_000
"""Numbers of messages that one receiver was sent and may still show or answer."""

_MOST_ENDED: Final = 1_024


class Outcome(Enum):
    """What became of a frame that was to leave."""

    LEFT = auto()
    BUSY = auto()
    GONE = auto()


@dataclass(slots=True)
class Connection:
    """One connection that said HELLO. `next_in`, `next_out`: the sequence that the next frame has to have."""

    receiver: str
    key: str
    alarms: bool
    route: bytes
    heard_at: float
    next_in: int = 2
    next_out: int = 1
    taken: int = 0
    beaten_at: int = 0
    """`next_out` when it was last looked at whether it needs a sign of life."""


@dataclass(slots=True)
class Peer:
    """One receiver's connections; `known`: number of each message of 0 to 3 sent to it → whether it showed it."""

    receiver: str
    alarms: Connection | None = None
    bulk: Connection | None = None
    left_at: float | None = None
    known: "OrderedDict[int, bool]" = field(default_factory=OrderedDict)

    def was_sent(self, numbers: tuple[int, ...]) -> None:
        """It may show them from now on."""
        for number in numbers:
            self.known.setdefault(number, False)
        while len(self.known) > _MOST_KNOWN:
            self.known.popitem(last=False)


class Connections:
    """All of them, and what can be sent over them. Tells `tell` who arrived and who left."""

    def __init__(
        self,
        sockets: "tuple[zmq.Socket[bytes], zmq.Socket[bytes]]",
        scheduler: Scheduler,
        tell: Callable[[Event], None],
        incarnation: bytes,
    ) -> None:
        self._bulk, self._alarms = sockets
        self._scheduler, self._tell, self._incarnation = scheduler, tell, incarnation
        self._routes: dict[tuple[bool, bytes], Connection] = {}
        self._ended: OrderedDict[tuple[bool, bytes], None] = OrderedDict()
        self.peers: dict[str, Peer] = {}

    def find(self, alarms: bool, route: bytes) -> Connection | None:
        """The connection behind a route of one of the two sockets."""
        return self._routes.get((alarms, route))

    def was_ended(self, alarms: bool, route: bytes) -> bool:
        """Whether this side ended that connection lately: what was on its way then is nobody's fault."""
        return (alarms, route) in self._ended

    def all(self) -> list[Connection]:
        """Those that are open."""
        return list(self._routes.values())

    def welcome(self, alarms: bool, route: bytes, key: str, receiver: str, now: float) -> bool:
        """A receiver has connected; whatever it had of this kind before is ended. False: there are too many."""
        if not self._scheduler.join(receiver):
            self.refuse(alarms, route, Reason.TOO_MANY)
            return False
        # Whoever connects for 4 to 9 alone is given as long as one that has left.
        peer = self.peers.setdefault(receiver, Peer(receiver, left_at=now))
        old = peer.alarms if alarms else peer.bulk
        if old is not None:
            self._forget(old)
            if old.route != route:
                self.refuse(alarms, old.route, Reason.REPLACED)
        fresh = self._routes[alarms, route] = Connection(receiver, key, alarms, route, now)
        if alarms:
            peer.alarms, peer.left_at = fresh, None
        else:
            peer.bulk = fresh
        self._scheduler.opened(receiver, alarms=alarms)
        if self.say(fresh, Kind.WELCOME, now, self._incarnation) and alarms:
            self._tell(Arrived(receiver, now))
        return True

    def send(self, connection: Connection, kind: Kind, content: bytes) -> Outcome:
        """One frame; a connection that is found to be gone is left for the caller to `end`."""
        socket = self._alarms if connection.alarms else self._bulk
        try:
            socket.send(connection.route, _NOW_AND_MORE)
            socket.send(frame(kind, connection.next_out, content), _NOW)
        except zmq.Again:
            return Outcome.BUSY
        except zmq.ZMQError as problem:
            if problem.errno != zmq.EHOSTUNREACH:
                raise
            return Outcome.GONE
        connection.next_out += 1
        return Outcome.LEFT

    def say(self, connection: Connection, kind: Kind, now: float, content: bytes = b"") -> bool:
        """One frame that is no data; a connection that is gone is ended. Whether it left."""
        outcome = self.send(connection, kind, content)
        if outcome is Outcome.GONE:
            self.end(connection, now)
        return outcome is Outcome.LEFT

    def refuse(self, alarms: bool, route: bytes, reason: Reason) -> None:
        """Tell a route that nothing more of it is wanted, and why; whether it hears that is its own affair."""
        socket = self._alarms if alarms else self._bulk
        try:
            socket.send(route, _NOW_AND_MORE)
            socket.send(frame(Kind.REFUSED, 0, bytes([reason])), _NOW)
        except zmq.ZMQError as problem:
            if problem.errno not in {zmq.EAGAIN, zmq.EHOSTUNREACH}:
                raise

    def end(
        self, connection: Connection, now: float, *, orderly: bool = False, takes_nothing: bool = False
    ) -> None:  # fmt: skip
        """It is no more. What flew of 0 to 3 waits again; without that connection its receiver has left."""
        if self._routes.get((connection.alarms, connection.route)) is not connection:
            return
        self._forget(connection)
        peer = self.peers[connection.receiver]
        self._scheduler.closed(connection.receiver, alarms=connection.alarms)
        if not connection.alarms:
            peer.bulk = None
            return
        peer.alarms, peer.left_at = None, now
        self._tell(Left(connection.receiver, now, orderly, takes_nothing))
        if orderly or takes_nothing:
            self.hand_back(peer, now)

    def _forget(self, connection: Connection) -> None:
        del self._routes[connection.alarms, connection.route]
        self._ended[connection.alarms, connection.route] = None
        if len(self._ended) > _MOST_ENDED:
            self._ended.popitem(last=False)

    def hand_back(self, peer: Peer, now: float) -> None:
        """It does not come back: what it never confirmed is for somebody else, and nothing more is kept for it."""
        if peer.bulk is not None:
            self.end(peer.bulk, now)
        del self.peers[peer.receiver]
        self._tell(HandedBack(peer.receiver, now, tuple(self._scheduler.leave(peer.receiver))))
