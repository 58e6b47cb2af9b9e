"""What receivers send to the node: each frame is checked before anything is done with it, and refused with a reason.

A peer is admitted, not trusted: it may flood, stall, lie about who it is, and confirm what it was never sent. Whatever
it does costs itself alone; it is counted and logged.
"""

from collections.abc import Callable
from typing import Final

from app.router.links.admitted import AdmittedKeys
from app.router.links.connections import Connection, Connections
from app.router.links.events import Answered, Event, Received, Requested, Shown
from app.router.links.frames import (
    LONGEST_REQUEST,
    BadFrame,
    Kind,
    Reason,
    opened,
    read_answer,
    read_shown,
    read_taken,
)
from app.router.links.refusals import Refusals
from app.router.queues.scheduler import Scheduler

_FRAMES_PER_SECOND: Final = 4_000.0
"""Several times what a receiver sends that confirms after every look at its sockets."""
_FRAMES_AT_ONCE: Final = 8_000.0
_BANNED_SECONDS: Final = 30.0
_LONGEST_HELLO: Final = 64


class _Allowance:
    """How many frames one key may still send, and until when it may send none at all."""

    __slots__ = ("at", "banned_until", "left")

    def __init__(self, now: float) -> None:
        self.left, self.at, self.banned_until = _FRAMES_AT_ONCE, now, 0.0

    def spend(self, now: float) -> bool:
        self.left = min(_FRAMES_AT_ONCE, self.left + (now - self.at) * _FRAMES_PER_SECOND) - 1.0
        self.at = now
        return self.left >= 0.0


class Incoming:
    """Takes one frame after the other."""

    def __init__(
        self,
        connections: Connections,
        scheduler: Scheduler,
        keys: AdmittedKeys,
        refusals: Refusals,
        tell: Callable[[Event], None],
    ) -> None:
        self._connections, self._scheduler, self._keys = connections, scheduler, keys
        self._refusals, self._tell = refusals, tell
        self._allowances: dict[str, _Allowance] = {}
        self._handlers: dict[int, Callable[[Connection, int, bytes, float], None]] = {
            Kind.TAKEN: self._taken,
            Kind.SHOWN: self._shown,
            Kind.ANSWER: self._answer,
            Kind.REQUEST: self._request,
            Kind.ALIVE: self._alive,
            Kind.LEAVE: self._leave,
        }

    def take(self, alarms: bool, route: bytes, key: str, data: bytes, now: float) -> None:
        """One frame that came over `route` from whoever proved to hold `key`."""
        receiver = self._keys.receiver(key)
        if receiver is None:
            self._revoked(alarms, route, key, now)
            return
        connection = self._connections.find(alarms, route)
        if not self._may_send(key, receiver, now):
            return
        try:
            kind, sequence, content = opened(data)
            if kind == Kind.HELLO:
                self._hello(alarms, route, key, receiver, sequence, content, now)
            elif connection is None:
                self._connections.refuse(alarms, route, Reason.HELLO_FIRST)
                if not self._connections.was_ended(alarms, route):
                    raise BadFrame("hello_first")
            else:
                if (connection.key, connection.receiver) != (key, receiver):
                    raise BadFrame("identity")
                self._of_a_connection(connection, kind, sequence, content, now)
        except BadFrame as bad:
            self._refusals.add(receiver, bad.reason)

    def forget_revoked(self) -> None:
        """Once in a while: keys that are admitted no more need no account."""
        self._allowances = {key: one for key, one in self._allowances.items() if self._keys.receiver(key)}

    def _of_a_connection(self, connection: Connection, kind: int, sequence: int, content: bytes, now: float) -> None:
        if sequence != connection.next_in:
            raise BadFrame("sequence")
        connection.next_in += 1
        connection.heard_at = now
        handler = self._handlers.get(kind)
        if handler is None:
            raise BadFrame("kind")
        handler(connection, sequence, content, now)

    def _revoked(self, alarms: bool, route: bytes, key: str, now: float) -> None:
        """Its key was taken back while it was connected."""
        connection = self._connections.find(alarms, route)
        self._refusals.add(connection.receiver if connection else key, "revoked")
        if connection is not None:
            self._connections.end(connection, now)
        self._connections.refuse(alarms, route, Reason.NOT_ADMITTED)

    def _may_send(self, key: str, receiver: str, now: float) -> bool:
        allowance = self._allowances.get(key)
        if allowance is None:
            allowance = self._allowances[key] = _Allowance(now)
        if now < allowance.banned_until:
            self._refusals.add(receiver, "flood")
            return False
        if allowance.spend(now):
            return True
        allowance.banned_until, allowance.left = now + _BANNED_SECONDS, _FRAMES_AT_ONCE
        self._refusals.add(receiver, "flood")
        peer = self._connections.peers.get(receiver)
        for one in (peer.alarms, peer.bulk) if peer else ():
            if one is not None:
                self._connections.end(one, now)
                self._connections.refuse(one.alarms, one.route, Reason.FLOOD)
        return False

    def _hello(
        self, alarms: bool, route: bytes, key: str, receiver: str, sequence: int, content: bytes, now: float
    ) -> None:
        # A name that a peer chose for itself could be another's; those that this side gives begin with NUL.
        if len(route) != 5 or route[0] != 0:
            raise BadFrame("identity")
        if sequence != 1 or len(content) > _LONGEST_HELLO:
            raise BadFrame("hello")
        if not self._connections.welcome(alarms, route, key, receiver, now):
            raise BadFrame("too_many")

    def _taken(self, connection: Connection, _sequence: int, content: bytes, now: float) -> None:
        through = read_taken(content)
        if through >= connection.next_out:
            raise BadFrame("never_sent")
        if through < connection.taken:
            raise BadFrame("taken")
        connection.taken = through
        messages = self._scheduler.taken(connection.receiver, through, now, alarms=connection.alarms)
        if messages:
            self._tell(Received(connection.receiver, now, tuple([one.number for one in messages])))

    def _shown(self, connection: Connection, _sequence: int, content: bytes, now: float) -> None:
        known = self._connections.peers[connection.receiver].known
        numbers = read_shown(content)
        fresh = tuple(dict.fromkeys(number for number in numbers if known.get(number) is False))
        known.update(dict.fromkeys(fresh, True))
        if fresh:
            self._tell(Shown(connection.receiver, now, fresh))
        if not all(number in known for number in numbers):
            raise BadFrame("never_sent")

    def _answer(self, connection: Connection, sequence: int, content: bytes, now: float) -> None:
        response, number = read_answer(content)
        shown = self._connections.peers[connection.receiver].known.get(number)
        if shown is None:
            raise BadFrame("never_sent")
        if not shown:
            raise BadFrame("not_shown")
        self._tell(Answered(connection.receiver, now, response, number, sequence))

    def _request(self, connection: Connection, sequence: int, content: bytes, now: float) -> None:
        if not connection.alarms or not 0 < len(content) <= LONGEST_REQUEST:
            raise BadFrame("request")
        self._tell(Requested(connection.receiver, now, content, sequence))

    def _alive(self, _connection: Connection, _sequence: int, content: bytes, _now: float) -> None:
        if content:
            raise BadFrame("alive")

    def _leave(self, connection: Connection, _sequence: int, _content: bytes, now: float) -> None:
        self._connections.end(connection, now, orderly=True)
