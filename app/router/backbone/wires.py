"""The sockets between nodes: two that listen (0 to 3, 4 to 9), and two of each node to every other it speaks to.

What a node says it says over connections that it made itself, so each direction is its own: who listens is proved by
the key that is dialled, who speaks by the key that was admitted. Nothing waits: what does not fit into a small buffer
is dropped and counted; of 0 to 3 it is sent again by whoever it is of.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import zmq
from zmq.utils.monitor import recv_monitor_message

from app.kernel.errors import KnownError
from app.router.backbone.wire import LARGEST_FRAME
from app.router.links.admitted import DOMAIN, AdmittedKeys, Doorkeeper
from app.router.links.hub import HubAddress
from app.router.links.refusals import Refusals
from app.router.links.sockets import next_frame
from app.ward.node.keys import KeyPair

_NOW: Final = int(zmq.NOBLOCK)
_READS: Final = 256
_FAILED: Final = zmq.Event.HANDSHAKE_FAILED_NO_DETAIL | zmq.Event.HANDSHAKE_FAILED_PROTOCOL
_EXPEDITED: Final = 0xB8
_HIGH_WATER: Final = 16
_BUFFER_BYTES: Final = 8_192
"""Small: what waits in a buffer of a slow link is late, and the next alarm behind it; there are other routes."""


@dataclass(frozen=True, slots=True)
class NodeAddress:
    """Where a node listens; as text `host:alarms:bulk`."""

    host: str
    alarms_port: int
    bulk_port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.alarms_port}:{self.bulk_port}"


def read_address(text: str) -> NodeAddress:
    """What `str` made. KnownError router_links.address for anything else."""
    host, *ports = text.rsplit(":", 2)
    numbers = [int(port) for port in ports if port.isascii() and port.isdecimal()]
    # Nothing but what a host is written with: the rest of ZeroMQ's addresses has meanings of its own.
    plain = bool(host) and all(sign.isascii() and (sign.isalnum() or sign in ".-_[]:%") for sign in host)
    if not plain or len(numbers) != 2 or not all(0 < port < 65_536 for port in numbers):
        raise KnownError("router_links.address", address=text[:60])
    return NodeAddress(host, *numbers)


@dataclass(slots=True)
class _Wire:
    """Both connections to one node."""

    address: NodeAddress
    public: str
    alarms: "zmq.Socket[bytes]"
    bulk: "zmq.Socket[bytes]"


class Wires:
    """Everything of one node that is a socket. `keys`: public key → node. One thread."""

    def __init__(
        self, own: KeyPair, keys: AdmittedKeys, address: HubAddress, took: Callable[[str, bytes], None]
    ) -> None:
        self._own, self._keys, self._took = own, keys, took
        self.refusals = Refusals()
        self.dropped = 0
        """Frames that did not fit into a buffer."""
        self.bytes_to: dict[str, int] = {}
        """Since the beginning, by neighbour."""
        self._wires: dict[str, _Wire] = {}
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._doorkeeper = Doorkeeper(self._context, keys, self.refusals)
        self._sources: list[tuple[Any, Callable[[], None]]] = [(self._doorkeeper.socket, self._doorkeeper.answer)]
        alarms, bulk = self._listening(alarms=True), self._listening(alarms=False)
        self.address = HubAddress(
            address.host, _bind(alarms, address.host, address.alarms_port), _bind(bulk, address.host, address.bulk_port)
        )

    def sources(self) -> list[tuple[Any, Callable[[], None]]]:
        """What to poll, and what to call where there is something; they stay the same."""
        return list(self._sources)

    def dial(self, node: str, public: str, address: NodeAddress) -> None:
        """Speak to this node there, by this key of its (Z85), from now on."""
        wire = self._wires.get(node)
        if wire is not None and (wire.public, wire.address) == (public, address):
            return
        self.hang_up(node)
        alarms, bulk = (self._dialled(address.host, port, public) for port in (address.alarms_port, address.bulk_port))
        alarms.set(zmq.TOS, _EXPEDITED)
        self._wires[node] = _Wire(address, public, alarms, bulk)

    def hang_up(self, node: str) -> None:
        """Speak to it no longer."""
        wire = self._wires.pop(node, None)
        if wire is not None:
            wire.alarms.close()
            wire.bulk.close()

    def dialled(self) -> list[str]:
        """To whom this node speaks."""
        return list(self._wires)

    def send(self, node: str, data: bytes, *, alarms: bool) -> bool:
        """Whether it left, as far as this side knows."""
        wire = self._wires.get(node)
        if wire is None:
            return False
        try:
            (wire.alarms if alarms else wire.bulk).send(data, _NOW)
        except zmq.Again:
            self.dropped += 1
            return False
        self.bytes_to[node] = self.bytes_to.get(node, 0) + len(data)
        return True

    def close(self) -> None:
        """End."""
        for socket, _ in self._sources[1:]:
            if socket.type == zmq.ROUTER:
                socket.disable_monitor()
        self._context.destroy(linger=0)

    def _listening(self, *, alarms: bool) -> "zmq.Socket[bytes]":
        socket = self._context.socket(zmq.ROUTER)
        _set_up(socket)
        socket.set(zmq.CURVE_SERVER, True)
        socket.set(zmq.CURVE_PUBLICKEY, self._own.public.encode())
        socket.set(zmq.CURVE_SECRETKEY, self._own.secret.encode())
        socket.set(zmq.ZAP_DOMAIN, DOMAIN.encode())
        socket.set(zmq.ZAP_ENFORCE_DOMAIN, True)
        if alarms:
            socket.set(zmq.TOS, _EXPEDITED)
        monitor = socket.get_monitor_socket(_FAILED)
        self._sources += [(monitor, lambda: self._complaint(monitor)), (socket, lambda: self._read(socket))]
        return socket

    def _dialled(self, host: str, port: int, public: str) -> "zmq.Socket[bytes]":
        socket = self._context.socket(zmq.DEALER)
        _set_up(socket)
        socket.set(zmq.IMMEDIATE, True)
        socket.set(zmq.RECONNECT_IVL, 100)
        socket.set(zmq.RECONNECT_IVL_MAX, 1_000)
        socket.set(zmq.CONNECT_TIMEOUT, 2_000)
        socket.set(zmq.CURVE_SERVERKEY, public.encode())
        socket.set(zmq.CURVE_PUBLICKEY, self._own.public.encode())
        socket.set(zmq.CURVE_SECRETKEY, self._own.secret.encode())
        socket.connect(f"tcp://{host}:{port}")
        return socket

    def _read(self, socket: "zmq.Socket[bytes]") -> None:
        for _ in range(_READS):
            if (frame := next_frame(socket)) is None:
                return
            _, key, data = frame
            # Asked at each frame: a connection outlives the revoking of its key.
            node = self._keys.receiver(key)
            if node is None:
                self.refusals.add(key, "revoked")
            else:
                self._took(node, data)

    def _complaint(self, monitor: "zmq.Socket[bytes]") -> None:
        for _ in range(_READS):
            try:
                told = recv_monitor_message(monitor, zmq.NOBLOCK)
            except zmq.Again:
                return
            self.refusals.add(told["endpoint"].decode(errors="replace"), "handshake")


def _set_up(socket: "zmq.Socket[bytes]") -> None:
    socket.set(zmq.LINGER, 0)
    socket.set(zmq.SNDHWM, _HIGH_WATER)
    socket.set(zmq.RCVHWM, _HIGH_WATER * 4)
    socket.set(zmq.SNDBUF, _BUFFER_BYTES)
    socket.set(zmq.RCVBUF, _BUFFER_BYTES)
    socket.set(zmq.MAXMSGSIZE, LARGEST_FRAME)
    # A connection that says nothing is made anew: after a silence of the network TCP itself may wait for many seconds.
    socket.set(zmq.HEARTBEAT_IVL, 500)
    socket.set(zmq.HEARTBEAT_TIMEOUT, 1_500)
    socket.set(zmq.HANDSHAKE_IVL, 2_000)


def _bind(socket: "zmq.Socket[bytes]", host: str, port: int) -> int:
    if port:
        socket.bind(f"tcp://{host}:{port}")
        return port
    return socket.bind_to_random_port(f"tcp://{host}")
