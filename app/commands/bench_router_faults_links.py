"""The links between the nodes of `bench router_faults`: one process through which everything between two nodes goes.

What a real network does to TCP, done to its streams: a cut link carries nothing and ends nothing (some cuts hang up
instead), a delayed one is late by so much, and of a lossy one each packet of 1,448 bytes that is lost holds up all that
follows it for TCP's least retransmission time of 200 ms, twice that where it is lost again, and so on. Kinder recovery
(fast retransmit) is not emulated.
"""

import random
import selectors
import socket
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from typing import Any, Final

_PACKET: Final = 1_448
_READ: Final = 65_536
_RETRANSMISSION_SECONDS: Final = 0.2
_MOST_WAITING: Final = 65_536
_MOST_WAITING_LOSSY: Final = 4 * _PACKET
"""Bytes of one stream that wait here; beyond, its sender waits. A TCP that loses much has little on its way."""
_BUFFER_BYTES: Final = 4_096
_TURN_SECONDS: Final = 0.02


@dataclass(frozen=True)
class Fault:
    """What is wrong with a link; `hang_up`: a cut that ends the connections and takes no new ones."""

    cut: bool = False
    hang_up: bool = False
    loss: float = 0.0
    delay: float = 0.0


WELL: Final = Fault()


@dataclass(frozen=True)
class Way:
    """Connections from one node to a port of another; `link` is the pair, the smaller name first."""

    link: tuple[str, str]
    sender: str
    towards: int


@dataclass(slots=True, eq=False)
class _Stream:
    """One direction of one connection: what has been read and may not go on yet."""

    link: tuple[str, str]
    source: socket.socket
    target: socket.socket
    pending: deque[tuple[float, bytes]] = field(default_factory=deque)
    size: int = 0
    ready_at: float = 0.0
    is_full: bool = False
    """It is not read from, until some of it went on."""


class Links:
    """All of them; each is well until it is told otherwise."""

    def __init__(self, ways: list[Way], seed: int) -> None:
        self._selector = selectors.DefaultSelector()
        self._dice = random.Random(seed)
        self._faults: dict[tuple[str, str], Fault] = {}
        self._streams: dict[socket.socket, _Stream] = {}
        self.ports = [self._listen(way) for way in ways]

    def set(self, link: tuple[str, str], fault: Fault) -> None:
        """From now on it is like this."""
        self._faults[link] = fault
        if fault.hang_up:
            for stream in [one for one in self._streams.values() if one.link == link]:
                self._end(stream)

    def turn(self) -> None:
        """Carry what may go."""
        for key, _ in self._selector.select(_TURN_SECONDS if not self._is_busy() else 0.002):
            source: socket.socket = key.fileobj  # type: ignore[assignment]  # only sockets are registered
            if key.data is not None:
                self._accept(source, key.data)
            elif (stream := self._streams.get(source)) is not None:
                self._read(stream)
        now = time.monotonic()
        for stream in list(self._streams.values()):
            self._carry(stream, now)

    def close(self) -> None:
        """Hang up everywhere."""
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]  # only sockets are registered
        self._selector.close()

    def _is_busy(self) -> bool:
        return any(one.pending for one in self._streams.values())

    def _listen(self, way: Way) -> int:
        listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
        self._selector.register(listening, selectors.EVENT_READ, way)
        return int(listening.getsockname()[1])

    def _accept(self, listening: socket.socket, way: Way) -> None:
        near, _ = listening.accept()
        far = socket.socket()
        far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
        try:
            if self._fault(way.link).hang_up:
                raise ConnectionRefusedError
            far.connect(("127.0.0.1", way.towards))
        except OSError:
            near.close()
            far.close()
            return
        for one, other in ((near, far), (far, near)):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            one.setblocking(False)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER_BYTES)
            self._streams[one] = _Stream(way.link, one, other)
            self._selector.register(one, selectors.EVENT_READ, None)

    def _fault(self, link: tuple[str, str]) -> Fault:
        return self._faults.get(link, WELL)

    def _read(self, stream: _Stream) -> None:
        fault = self._fault(stream.link)
        if stream.size >= _most(fault):
            stream.is_full = True
            self._selector.unregister(stream.source)
            return
        try:
            data = stream.source.recv(_PACKET if fault.loss else _READ)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._end(stream)
            return
        now = time.monotonic()
        at = max(now + fault.delay, stream.ready_at)
        wait = _RETRANSMISSION_SECONDS
        while fault.loss and self._dice.random() < fault.loss:
            at, wait = at + wait, wait * 2
        stream.ready_at = at
        stream.pending.append((at, data))
        stream.size += len(data)

    def _carry(self, stream: _Stream, now: float) -> None:
        fault = self._fault(stream.link)
        while stream.pending and stream.pending[0][0] <= now and not fault.cut:
            at, data = stream.pending.popleft()
            try:
                sent = stream.target.send(data)
            except BlockingIOError:
                sent = 0
            except OSError:
                self._end(stream)
                return
            stream.size -= sent
            if sent < len(data):
                stream.pending.appendleft((at, data[sent:]))
                break
        if stream.is_full and stream.size < _most(fault):
            stream.is_full = False
            self._selector.register(stream.source, selectors.EVENT_READ, None)

    def _end(self, stream: _Stream) -> None:
        for one in (stream.source, stream.target):
            if self._streams.pop(one, None) is not None:
                with suppress(KeyError):
                    self._selector.unregister(one)
                one.close()


def _most(fault: Fault) -> int:
    return _MOST_WAITING_LOSSY if fault.loss else _MOST_WAITING


def run_links(pipe: "Pipe[Any, Any]", ways: list[Way], seed: int) -> None:
    """Tell the ports; carry, take (link, fault), until told to end."""
    links = Links(ways, seed)
    pipe.send(links.ports)
    while True:
        links.turn()
        if not pipe.poll():
            continue
        told = pipe.recv()
        if told == "end":
            break
        links.set(*told)
    links.close()
