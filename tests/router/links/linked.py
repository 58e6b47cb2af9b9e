"""A hub and receivers on real sockets, turned by hand until something has happened."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import zmq

from app.kernel.clock import SystemClock
from app.router.datagram import Datagram, pack
from app.router.links.admitted import AdmittedKeys, fresh_pair
from app.router.links.client import FromNode, NodeAddress, ReceiverLink
from app.router.links.events import Event
from app.router.links.hub import Hub
from app.router.messages import Message
from app.router.queues.limits import Limits
from app.router.queues.scheduler import Scheduler
from app.router.words import DataClass
from app.ward.node.keys import KeyPair

_PATIENCE_SECONDS = 20.0
E_ = TypeVar("E_", bound=Event)


class MovableClock(SystemClock):
    """The machine's clock, which can be put forward."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead


@dataclass
class Linked:
    """`events` of the hub, `heard` of each receiver, since the beginning."""

    limits: Limits = field(default_factory=Limits)
    clock: MovableClock = field(default_factory=MovableClock)
    keys: AdmittedKeys = field(default_factory=AdmittedKeys)
    node: KeyPair = field(default_factory=fresh_pair)
    events: list[Event] = field(default_factory=list)
    pairs: dict[str, KeyPair] = field(default_factory=dict)
    links: dict[str, ReceiverLink] = field(default_factory=dict)
    heard: dict[str, list[FromNode]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.hub = Hub(self.node, self.keys, self.clock, scheduler=Scheduler(self.limits))

    def address(self) -> NodeAddress:
        where = self.hub.address
        return NodeAddress(where.host, where.alarms_port, where.bulk_port, self.node.public)

    def admit(self, name: str) -> KeyPair:
        self.pairs[name] = fresh_pair()
        self.keys.admit(self.pairs[name].public, name)
        return self.pairs[name]

    def join(self, *names: str) -> None:
        """Each a receiver with both connections."""
        for name in names:
            self.add(name, self.admit(name))
        self.until(lambda: all(self.has_both(name) for name in names))

    def add(self, name: str, pair: KeyPair) -> ReceiverLink:
        self.links[name] = ReceiverLink(self.address(), pair, SystemClock())
        self.heard.setdefault(name, [])
        return self.links[name]

    def has_both(self, name: str) -> bool:
        return self.links[name]._alarms.is_open and self.links[name]._bulk.is_open

    def turn(self) -> None:
        self.events += self.hub.turn(2)
        for name, link in self.links.items():
            self.heard[name] += link.read()

    def until(self, condition: Callable[[], bool]) -> None:
        """Turn everything until this holds; fails where it never does."""
        ends = time.monotonic() + _PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < ends, (self.events[-5:], self.hub.refusals.total)
            self.turn()

    def all(self, kind: type[E_]) -> list[E_]:
        return [one for one in self.events if isinstance(one, kind)]

    def numbers(self, name: str) -> list[int]:
        """Of the messages that a receiver has been delivered, in their order."""
        from app.router.links.client import Delivered

        return [number for one in self.heard[name] if isinstance(one, Delivered) for number in one.numbers()]

    def close(self) -> None:
        for link in self.links.values():
            link.close(orderly=False)
        self.hub.close()


@contextmanager
def linked(limits: Limits | None = None) -> Iterator[Linked]:
    one = Linked(limits or Limits())
    try:
        yield one
    finally:
        one.close()


def message(number: int, priority: int = 0, bed: str = "L1", at: float | None = None) -> Message:
    """One datagram of a synthetic patient."""
    packed = pack(Datagram(priority, "52998224725", "CPF", number, 1, b"sintetic"))
    arose = time.monotonic() if at is None else at
    return Message(number, priority, bed, DataClass.ALARM_0, packed, arose)


def refused(one: Linked, reason: str) -> int:
    return one.hub.refusals.total[reason]


def raw_dealer(one: Linked, pair: KeyPair, *, alarms: bool = True, name: bytes = b"") -> "zmq.Socket[bytes]":
    """A socket with an admitted key in the hands of somebody who writes what he likes; its context ends with it."""
    socket = zmq.Context().socket(zmq.DEALER)
    socket.set(zmq.LINGER, 0)
    if name:
        socket.set(zmq.ROUTING_ID, name)
    socket.set(zmq.CURVE_SERVERKEY, one.node.public.encode())
    socket.set(zmq.CURVE_PUBLICKEY, pair.public.encode())
    socket.set(zmq.CURVE_SECRETKEY, pair.secret.encode())
    where = one.hub.address
    socket.connect(f"tcp://{where.host}:{where.alarms_port if alarms else where.bulk_port}")
    return socket
