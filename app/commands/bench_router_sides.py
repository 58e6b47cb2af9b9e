"""The two sides of `bench router`, each a process of its own: the node with its hub, and many receivers."""

import struct
import time
from array import array
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from typing import Any, Final

import zmq

from app.commands.bench_router_load import SECOND, bed_of
from app.kernel.clock import SystemClock
from app.router.datagram import LAYOUT, SIZE
from app.router.links.admitted import AdmittedKeys
from app.router.links.client import Delivered, NodeAddress, ReceiverLink
from app.router.links.events import Event, Shown
from app.router.links.hub import Hub
from app.router.messages import Message
from app.router.queues.limits import FIRST_DISCARDABLE
from app.router.words import DataClass
from app.ward.node.keys import KeyPair

BREATH_SECONDS: Final = 0.001
"""Between two looks of a receiver at its sockets, and two turns of the bare loop; the hub has its own."""
_FRAMES_PER_TURN: Final = 64
_ASK_EVERY: Final = 0.05
_NUMBER: Final = struct.Struct(">I")


@dataclass(frozen=True)
class NodePlan:
    """`receivers` of each bed, by its place."""

    own: KeyPair
    admitted: dict[str, str]
    receivers: list[list[str]]


@dataclass
class NodeTold:
    """What the node measured. `ack_seconds`: from the making of an alarm until it was known to be shown."""

    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    offered: int = 0
    discarded: list[int] = field(default_factory=lambda: [0] * 10)
    waiting: list[int] = field(default_factory=lambda: [0] * 10)
    """At the end, after everybody had time to take it."""
    refused: int = 0
    ack_seconds: "array[float]" = field(default_factory=lambda: array("d"))


@dataclass
class ReceiversTold:
    """What the receivers measured; `critical_seconds`: one way, of each alarm of priority 0."""

    received: list[int] = field(default_factory=lambda: [0] * 10)
    twice: int = 0
    cpu_core: float = 0.0
    """Of all receivers together, from the first delivery on."""
    critical_seconds: "array[float]" = field(default_factory=lambda: array("d"))


class Entry:
    """Where the load comes in: frames of whole datagrams, as messages with their receivers."""

    def __init__(self, context: "zmq.Context[zmq.Socket[bytes]]", receivers: list[list[str]]) -> None:
        self.socket = context.socket(zmq.PULL)
        self.socket.set(zmq.RCVHWM, 0)
        self.port = self.socket.bind_to_random_port("tcp://127.0.0.1")
        self._beds = {bed_of(place): (f"L{place}", names) for place, names in enumerate(receivers)}

    def read(self) -> list[tuple[Message, list[str]]]:
        """What waits, some of it."""
        found = []
        for _ in range(_FRAMES_PER_TURN):
            try:
                data = self.socket.recv(zmq.NOBLOCK)
            except zmq.Again:
                break
            for at in range(0, len(data), SIZE):
                one = data[at : at + SIZE]
                bed, names = self._beds[one[1:15]]
                made, number = SECOND.unpack_from(one, 35)[0], _NUMBER.unpack_from(one, 30)[0]
                found.append((Message(number, one[0], bed, DataClass.BIOMEDICAL, one, made), names))
        return found


def run_node(pipe: "Pipe[Any, Any]", plan: NodePlan) -> None:
    """Tell the ports; then answer `reachable`, `go` (begin to measure), `idle`, and `end` (what was measured)."""
    keys = AdmittedKeys(plan.admitted)
    hub, told = Hub(plan.own, keys, SystemClock()), NodeTold()
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    entry = Entry(context, plan.receivers)
    made: dict[int, float] = {}

    def read() -> None:
        for message, names in entry.read():
            told.offered += len(names)
            hub.offer(message, names)
            if message.priority < FIRST_DISCARDABLE:
                made[message.number] = message.generated_at

    hub.watch(entry.socket, read)
    pipe.send((hub.address, entry.port))
    began, cpu = time.monotonic(), time.process_time()
    ask_at = 0.0
    while True:
        _note(hub.turn(20), made, told)
        if (now := time.monotonic()) < ask_at:
            continue
        ask_at = now + _ASK_EVERY
        if not pipe.poll():
            continue
        match pipe.recv():
            case "reachable":
                pipe.send(len(hub.reachable()))
            case "go":
                began, cpu = time.monotonic(), time.process_time()
            case "stop":
                told.cpu_seconds, told.wall_seconds = time.process_time() - cpu, time.monotonic() - began
            case "idle":
                told.waiting = hub.scheduler.all_waiting()
                pipe.send(not any(told.waiting) and not hub.scheduler.alarms_waiting)
            case _:
                break
    told.discarded = hub.scheduler.discards()
    told.refused = hub.refusals.total.total()
    pipe.send(told)
    hub.close()
    context.destroy(linger=0)


def _note(events: list[Event], made: dict[int, float], told: NodeTold) -> None:
    for event in events:
        if isinstance(event, Shown):
            told.ack_seconds.extend([event.at - made[number] for number in event.numbers])


def run_receivers(pipe: "Pipe[Any, Any]", where: NodeAddress, pairs: dict[str, KeyPair]) -> None:
    """Be all these receivers until told to end; what they measured. What comes of 0 to 3 is shown at once."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    context.set(zmq.MAX_SOCKETS, 16_384)
    links = {name: ReceiverLink(where, pair, SystemClock(), context) for name, pair in pairs.items()}
    seen: dict[str, set[int]] = {name: set() for name in links}
    told = ReceiversTold()
    poller, read_all_at = zmq.Poller(), 0.0
    watched: dict[Any, str] = {}
    began = 0.0, 0.0
    while not pipe.poll():
        ready = dict(poller.poll(20))
        if not sum(told.received):
            began = time.monotonic(), time.process_time()
        now = time.monotonic()
        all_of_them = now >= read_all_at
        if all_of_them:
            # Each looks after its connections; where one was made anew there is another socket to wait for.
            read_all_at = now + _ASK_EVERY
        names = links if all_of_them else {watched[socket]: None for socket in ready}
        for name in names:
            _read(links[name], seen[name], told)
        if all_of_them:
            current = {socket: name for name, link in links.items() for socket in link.sockets()}
            for socket in watched.keys() - current.keys():
                poller.unregister(socket)
            for socket in current.keys() - watched.keys():
                poller.register(socket, zmq.POLLIN)
            watched = current
        time.sleep(BREATH_SECONDS)
    pipe.recv()
    told.cpu_core = (time.process_time() - began[1]) / (time.monotonic() - began[0])
    pipe.send(told)
    for link in links.values():
        link.close(orderly=False)
    context.destroy(linger=0)


def _read(link: ReceiverLink, seen: set[int], told: ReceiversTold) -> None:
    shown: list[int] = []
    for one in link.read():
        if not isinstance(one, Delivered):
            continue
        told.received[one.priority] += len(one.datagrams) // SIZE
        if one.priority >= FIRST_DISCARDABLE:
            continue
        for parts in LAYOUT.iter_unpack(one.datagrams):
            told.twice += parts[3] in seen
            seen.add(parts[3])
            shown.append(parts[3])
            if one.priority == 0:
                told.critical_seconds.append(one.at - SECOND.unpack(parts[5])[0])
    if shown:
        link.shown(shown)
