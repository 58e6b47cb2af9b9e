"""The node's side of all links: two sockets, one thread, a plain poller.

One `turn` reads a bounded amount, then sends: 0 to 3 to everybody, then of 4 to 9 what credits and budget allow.
Nothing here waits for a receiver; no socket's buffer is relied upon (its high-water mark knows no priorities).
"""

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import zmq
from zmq.utils.monitor import recv_monitor_message

from app.kernel.clock import Clock
from app.router.links.admitted import DOMAIN, AdmittedKeys, Doorkeeper
from app.router.links.connections import Connections, Outcome, Peer
from app.router.links.events import Event, MemoryNear, Sent
from app.router.links.frames import Kind, Reason, reply_parts
from app.router.links.incoming import Incoming
from app.router.links.refusals import Refusals
from app.router.links.sockets import next_frame, set_up
from app.router.messages import Message
from app.router.queues.limits import FIRST_DISCARDABLE
from app.router.queues.receiver import Batch
from app.router.queues.scheduler import Scheduler
from app.ward.node.keys import KeyPair

_READS_PER_TURN: Final = 256
_BREATH_SECONDS: Final = 0.001
"""Between two turns where nothing is left to do: what comes meanwhile is read at once, and travels together."""
_GATHER_SECONDS: Final = 0.005
"""What comes of 4 to 9 within this travels together; a frame costs as much as a hundred datagrams in it."""
_GATHER_MS: Final = int(_GATHER_SECONDS * 1_000)
_LOOK_AFTER_SECONDS: Final = 0.1
_BEAT_SECONDS: Final = 0.7
SILENT_SECONDS: Final = 3.0
"""A receiver says something every second; silent for so long, it is not reachable."""
RETURN_SECONDS: Final = 3.0
"""How long what waits for a receiver is kept for it once it is not reachable."""
_TIDY_SECONDS: Final = 10.0
_FAILED: Final = zmq.Event.HANDSHAKE_FAILED_NO_DETAIL | zmq.Event.HANDSHAKE_FAILED_PROTOCOL
"""Also what comes after the greeting and cannot be deciphered; a key that is not admitted is the doorkeeper's."""
_EXPEDITED: Final = 0xB8
"""The network's class of service for alarms (DSCP EF), where it knows any."""


@dataclass(frozen=True, slots=True)
class HubAddress:
    """Where receivers find the node; port 0: the system chooses, and `Hub.address` tells which."""

    host: str = "127.0.0.1"
    alarms_port: int = 0
    bulk_port: int = 0


class Hub:
    """Carries messages to receivers, and tells of what they answer. One thread calls everything but `keys`."""

    node = ""
    """What this node is called among others."""

    def __init__(
        self,
        own: KeyPair,
        keys: AdmittedKeys,
        clock: Clock,
        address: HubAddress | None = None,
        scheduler: Scheduler | None = None,
    ) -> None:
        self._clock, self._keys, wanted = clock, keys, address or HubAddress()
        self.refusals = Refusals()
        self.scheduler = scheduler or Scheduler()
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._poller = zmq.Poller()
        self._readers: dict[Any, Callable[[], None]] = {}
        self._events: list[Event] = []
        self._doorkeeper = Doorkeeper(self._context, keys, self.refusals)
        self.watch(self._doorkeeper.socket, self._doorkeeper.answer)
        self._alarms, self._bulk = self._socket(own, alarms=True), self._socket(own, alarms=False)
        self.address = HubAddress(
            wanted.host,
            _bind(self._alarms, wanted.host, wanted.alarms_port),
            _bind(self._bulk, wanted.host, wanted.bulk_port),
        )
        sockets = (self._bulk, self._alarms)
        self._connections = Connections(sockets, self.scheduler, self._events.append, os.urandom(8))
        self._incoming = Incoming(self._connections, self.scheduler, keys, self.refusals, self._events.append)
        self._look_after_at = self._beat_at = self._tidy_at = clock.monotonic()
        self._bulk_at = 0.0
        self._more = False
        self._memory_near = False

    def watch(self, source: Any, read: Callable[[], None]) -> None:
        """Have `read` called in each turn in which `source` (a socket, a file descriptor) has something; it takes a
        bounded amount and never waits."""
        self._readers[source] = read
        self._poller.register(source, zmq.POLLIN)

    def unwatch(self, source: Any) -> None:
        """It is not asked any more; before it is closed."""
        if self._readers.pop(source, None) is not None:
            self._poller.unregister(source)

    def offer(self, message: Message, receivers: Iterable[str]) -> list[str]:
        """Have a message carried to several receivers; those that are not reachable, for which the next is due."""
        if message.priority < FIRST_DISCARDABLE:
            # The next turn does not wait for anything before it sends this.
            self._more = True
        return self.scheduler.offer(message, receivers, self._clock.monotonic())

    def reply(self, receiver: str, to_sequence: int, content: bytes) -> bool:
        """Tell a receiver what became of its answer or request; False where it is not reachable."""
        peer = self._connections.peers.get(receiver)
        if peer is None or peer.alarms is None:
            return False
        now = self._clock.monotonic()
        connection = peer.alarms
        return all(
            self._connections.say(connection, kind, now, part) for kind, part in reply_parts(to_sequence, content)
        )

    def reachable_here(self) -> set[str]:
        """Receivers that are connected to this node itself for alarms."""
        return Hub.reachable(self)

    def reachable(self) -> set[str]:
        """Receivers that are connected for alarms."""
        return {name for name, peer in self._connections.peers.items() if peer.alarms is not None}

    def discards(self) -> list[int]:
        """Datagrams that were discarded since the start, by priority; of 0 to 3 none."""
        return self.scheduler.discards()

    def turn(self, wait_ms: int) -> list[Event]:
        """Wait until something comes, `wait_ms` at most, take it, send what may be sent; what happened."""
        if self._more:
            wait_ms = 0
        else:
            time.sleep(_BREATH_SECONDS)
            wait_ms = min(wait_ms, _GATHER_MS) if self.scheduler.has_bulk() else wait_ms
        for source, _ in self._poller.poll(wait_ms):
            # One that was read before it may have ended this one.
            if (read := self._readers.get(source)) is not None:
                read()
        now = self._clock.monotonic()
        self._more = False
        self._flush(now)
        if now >= self._look_after_at:
            self._look_after_at = now + _LOOK_AFTER_SECONDS
            self._look_after(now)
        events = list(self._events)
        self._events.clear()
        return events

    def close(self) -> None:
        """Say goodbye and end."""
        now = self._clock.monotonic()
        for one in self._connections.all():
            self._connections.say(one, Kind.BYE, now)
        for socket in (self._alarms, self._bulk):
            socket.disable_monitor()
        # The goodbyes are given a moment to leave.
        self._context.destroy(linger=200)

    # ---- out

    def _flush(self, now: float) -> None:
        for batch in self.scheduler.alarms():
            if self._send(batch, now):
                numbers = tuple([one.number for one in batch.messages])
                self._connections.peers[batch.receiver].was_sent(numbers)
                self._events.append(Sent(batch.receiver, now, numbers))
        if now < self._bulk_at:
            return
        self._more = not self.scheduler.one_turn_is_enough()
        if not self._more:
            self._bulk_at = now + _GATHER_SECONDS
        for batch in self.scheduler.bulk():
            self._send(batch, now)

    def _send(self, batch: Batch, now: float) -> bool:
        peer = self._connections.peers[batch.receiver]
        connection = peer.alarms if batch.priority < FIRST_DISCARDABLE else peer.bulk
        if connection is None:
            self.scheduler.put_back(batch)
            return False
        outcome = self._connections.send(connection, Kind.DATA, batch.content())
        if outcome is Outcome.LEFT:
            self.scheduler.sent(batch, connection.next_out - 1, now)
            return True
        self.scheduler.put_back(batch)
        if outcome is Outcome.GONE:
            self._connections.end(connection, now)
        return False

    # ---- in

    def _read(self, socket: "zmq.Socket[bytes]", alarms: bool) -> None:
        now = self._clock.monotonic()
        for _ in range(_READS_PER_TURN):
            if (frame := next_frame(socket)) is None:
                return
            self._incoming.take(alarms, *frame, now)

    def _complaint(self, monitor: "zmq.Socket[bytes]") -> None:
        """A connection failed: no key, another node's key, traffic that was altered or replayed."""
        for _ in range(_READS_PER_TURN):
            try:
                told = recv_monitor_message(monitor, zmq.NOBLOCK)
            except zmq.Again:
                return
            self.refusals.add(told["endpoint"].decode(errors="replace"), "handshake")

    # ---- now and then

    def _look_after(self, now: float) -> None:
        for name in self.scheduler.sweep(now):
            self._takes_nothing(self._connections.peers[name], now)
        for one in self._connections.all():
            if now - one.heard_at > SILENT_SECONDS or self._keys.receiver(one.key) != one.receiver:
                self._connections.end(one, now)
            elif now >= self._beat_at:
                # Whoever was told something since the last time needs no sign that this side lives.
                if one.next_out == one.beaten_at:
                    self._connections.say(one, Kind.BEAT, now)
                one.beaten_at = one.next_out
        if now >= self._beat_at:
            self._beat_at = now + _BEAT_SECONDS
        for peer in [*self._connections.peers.values()]:
            self._give_up(peer, now)
        near = self.scheduler.memory_is_near()
        if near != self._memory_near:
            self._memory_near = near
            self._events.append(MemoryNear(now, near))
        if now >= self._tidy_at:
            self._tidy_at = now + _TIDY_SECONDS
            self.scheduler.tidy()
            self._incoming.forget_revoked()

    def _takes_nothing(self, peer: Peer, now: float) -> None:
        """Its connections end, and what waits for it is for somebody else at once; it may come again."""
        self.refusals.add(peer.receiver, "takes_nothing")
        for one in (peer.bulk, peer.alarms):
            if one is not None:
                self._connections.refuse(one.alarms, one.route, Reason.TAKES_NOTHING)
                self._connections.end(one, now, takes_nothing=True)

    def _give_up(self, peer: Peer, now: float) -> None:
        if peer.alarms is None and peer.left_at is not None and now - peer.left_at > RETURN_SECONDS:
            self._connections.hand_back(peer, now)

    # ---- sockets

    def _socket(self, own: KeyPair, *, alarms: bool) -> "zmq.Socket[bytes]":
        socket = self._context.socket(zmq.ROUTER)
        set_up(socket)
        socket.set(zmq.ROUTER_MANDATORY, True)
        socket.set(zmq.CURVE_SERVER, True)
        socket.set(zmq.CURVE_PUBLICKEY, own.public.encode())
        socket.set(zmq.CURVE_SECRETKEY, own.secret.encode())
        socket.set(zmq.ZAP_DOMAIN, DOMAIN.encode())
        socket.set(zmq.ZAP_ENFORCE_DOMAIN, True)
        if alarms:
            socket.set(zmq.TOS, _EXPEDITED)
        monitor = socket.get_monitor_socket(_FAILED)
        self.watch(monitor, lambda: self._complaint(monitor))
        self.watch(socket, lambda: self._read(socket, alarms))
        return socket


def _bind(socket: "zmq.Socket[bytes]", host: str, port: int) -> int:
    if port:
        socket.bind(f"tcp://{host}:{port}")
        return port
    return socket.bind_to_random_port(f"tcp://{host}")
