"""What `bench router` is compared with: a plain loop over pyzmq, encrypted, a frame for each datagram and receiver."""

import struct
import time
from multiprocessing.connection import Connection as Pipe
from typing import Any, Final

import zmq

from app.commands.bench_router_load import SECOND
from app.commands.bench_router_sides import BREATH_SECONDS, Entry, NodePlan, NodeTold, ReceiversTold
from app.router.links.admitted import AdmittedKeys, Doorkeeper
from app.router.links.client import NodeAddress
from app.router.links.hub import HubAddress
from app.router.links.refusals import Refusals
from app.router.queues.limits import FIRST_DISCARDABLE
from app.ward.node.keys import KeyPair

_NUMBER: Final = struct.Struct(">I")
_ASK_SECONDS: Final = 0.05
_READS: Final = 256


class _BareNode:
    """One socket for everything, first in first out."""

    def __init__(self, plan: NodePlan) -> None:
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._doorkeeper = Doorkeeper(self.context, AdmittedKeys(plan.admitted), Refusals())
        self._socket = self.context.socket(zmq.ROUTER)
        self._socket.set(zmq.ROUTER_MANDATORY, True)
        self._socket.set(zmq.CURVE_SERVER, True)
        self._socket.set(zmq.CURVE_PUBLICKEY, plan.own.public.encode())
        self._socket.set(zmq.CURVE_SECRETKEY, plan.own.secret.encode())
        self._socket.set(zmq.ZAP_DOMAIN, b"router")
        self.port = self._socket.bind_to_random_port("tcp://127.0.0.1")
        self.entry = Entry(self.context, plan.receivers)
        self._poller = zmq.Poller()
        for one in (self._doorkeeper.socket, self._socket, self.entry.socket):
            self._poller.register(one, zmq.POLLIN)
        self.routes: dict[str, bytes] = {}
        self.told = NodeTold()
        self._made: dict[int, float] = {}

    def turn(self) -> None:
        self._poller.poll(20)
        self._doorkeeper.answer()
        self._read()
        for message, names in self.entry.read():
            self.told.offered += len(names)
            if message.priority < FIRST_DISCARDABLE:
                self._made[message.number] = message.generated_at
            for name in names:
                self._send(self.routes[name], message.datagrams)

    def _send(self, route: bytes, data: bytes) -> None:
        try:
            self._socket.send(route, zmq.SNDMORE | zmq.NOBLOCK)
            self._socket.send(data, zmq.NOBLOCK)
        except zmq.Again:
            self.told.discarded[data[0]] += 1

    def _read(self) -> None:
        for _ in range(_READS):
            try:
                route, data = self._socket.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            if len(data) == _NUMBER.size:
                self.told.ack_seconds.append(time.monotonic() - self._made[_NUMBER.unpack(data)[0]])
            else:
                self.routes[data.decode()] = route


def run_bare_node(pipe: "Pipe[Any, Any]", plan: NodePlan) -> None:
    """As `run_node`, without any of it."""
    node = _BareNode(plan)
    pipe.send((HubAddress("127.0.0.1", node.port, node.port), node.entry.port))
    began, cpu, ask_at = time.monotonic(), time.process_time(), 0.0
    while True:
        node.turn()
        time.sleep(BREATH_SECONDS)
        if (now := time.monotonic()) < ask_at:
            continue
        ask_at = now + _ASK_SECONDS
        if not pipe.poll():
            continue
        match pipe.recv():
            case "reachable":
                pipe.send(len(node.routes))
            case "go":
                began, cpu = time.monotonic(), time.process_time()
            case "stop":
                node.told.cpu_seconds, node.told.wall_seconds = time.process_time() - cpu, time.monotonic() - began
            case "idle":
                # It knows nothing of what is on its way: a moment for that.
                time.sleep(1.0)
                pipe.send(True)
            case _:
                break
    pipe.send(node.told)
    node.context.destroy(linger=0)


def run_bare_receivers(pipe: "Pipe[Any, Any]", where: NodeAddress, pairs: dict[str, KeyPair]) -> None:
    """As `run_receivers`: every alarm is told to be shown as soon as it came."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    poller, told = zmq.Poller(), ReceiversTold()
    for name, pair in pairs.items():
        socket = context.socket(zmq.DEALER)
        socket.set(zmq.CURVE_SERVERKEY, where.public.encode())
        socket.set(zmq.CURVE_PUBLICKEY, pair.public.encode())
        socket.set(zmq.CURVE_SECRETKEY, pair.secret.encode())
        socket.connect(f"tcp://{where.host}:{where.alarms_port}")
        socket.send(name.encode())
        poller.register(socket, zmq.POLLIN)
    began = 0.0, 0.0
    while not pipe.poll():
        if not sum(told.received):
            began = time.monotonic(), time.process_time()
        for socket, _ in poller.poll(20):
            _take(socket, told)
        time.sleep(BREATH_SECONDS)
    pipe.recv()
    told.cpu_core = (time.process_time() - began[1]) / (time.monotonic() - began[0])
    pipe.send(told)
    context.destroy(linger=0)


def _take(socket: "zmq.Socket[bytes]", told: ReceiversTold) -> None:
    for _ in range(_READS):
        try:
            data = socket.recv(zmq.NOBLOCK)
        except zmq.Again:
            return
        told.received[data[0]] += 1
        if data[0] < FIRST_DISCARDABLE:
            if data[0] == 0:
                told.critical_seconds.append(time.monotonic() - SECOND.unpack_from(data, 35)[0])
            socket.send(data[30:34])
