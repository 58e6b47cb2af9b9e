"""A slow link for `bench router`: everything between node and receivers goes through one process, as fast as it may.

One bucket for each direction, first in first out over all connections, as a router's buffer is; each packet of at most
1,448 bytes costs its TCP and IP headers besides.
"""

import selectors
import socket
import time
from collections import deque
from multiprocessing.connection import Connection as Pipe
from typing import Any, Final

_PACKET: Final = 1_448
_HEADERS: Final = 52
_BUFFER_PACKETS: Final = 256
"""What the link holds before it stops taking more."""
_ASK_SECONDS: Final = 0.05


class _Direction:
    """One direction of the link, `bits` a second."""

    def __init__(self, bits: float) -> None:
        self._bits = bits
        self._free_at = 0.0
        self._packets: deque[tuple[float, socket.socket, bytes]] = deque()

    def has_room(self) -> bool:
        return len(self._packets) < _BUFFER_PACKETS

    def take(self, packet: bytes, towards: socket.socket, now: float) -> None:
        self._free_at = max(self._free_at, now) + (len(packet) + _HEADERS) * 8 / self._bits
        self._packets.append((self._free_at, towards, packet))

    def next_at(self) -> float:
        return self._packets[0][0] if self._packets else float("inf")

    def deliver(self, now: float) -> None:
        while self._packets and self._packets[0][0] <= now:
            _, towards, packet = self._packets.popleft()
            if towards.fileno() >= 0:
                towards.sendall(packet)


class SlowLink:
    """Listens on as many ports as `towards` names, and connects each that comes in to its own."""

    def __init__(self, towards: list[int], bits: float) -> None:
        self._selector = selectors.DefaultSelector()
        self._down, self._up = _Direction(bits), _Direction(bits)
        self._others: dict[socket.socket, tuple[socket.socket, _Direction]] = {}
        self.ports = [self._listen(port) for port in towards]

    def turn(self) -> None:
        """Take what comes, deliver what is due."""
        now = time.monotonic()
        due = min(self._down.next_at(), self._up.next_at())
        # A packet that cannot be taken stays where it is; asking for it again and again would eat the processor.
        full = not (self._down.has_room() and self._up.has_room())
        wait = max(0.0, min(due - now, _ASK_SECONDS))
        if full:
            time.sleep(wait)
        for key, _ in () if full else self._selector.select(wait):
            if key.data is not None:
                self._accept(key.fileobj, key.data)  # type: ignore[arg-type]  # only sockets are registered
            else:
                self._take(key.fileobj)  # type: ignore[arg-type]  # only sockets are registered
        now = time.monotonic()
        self._down.deliver(now)
        self._up.deliver(now)

    def close(self) -> None:
        """Hang up everywhere."""
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]  # only sockets are registered
        self._selector.close()

    def _listen(self, towards: int) -> int:
        listening = socket.create_server(("127.0.0.1", 0), backlog=512)
        self._selector.register(listening, selectors.EVENT_READ, towards)
        return int(listening.getsockname()[1])

    def _accept(self, listening: socket.socket, towards: int) -> None:
        receiver, _ = listening.accept()
        node = socket.create_connection(("127.0.0.1", towards))
        for one, other, direction in ((receiver, node, self._up), (node, receiver, self._down)):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._others[one] = other, direction
            self._selector.register(one, selectors.EVENT_READ, None)

    def _take(self, one: socket.socket) -> None:
        other, direction = self._others[one]
        try:
            packet = one.recv(_PACKET)
        except OSError:
            packet = b""
        if packet:
            direction.take(packet, other, time.monotonic())
            return
        for each in (one, other):
            if self._others.pop(each, None) is not None:
                self._selector.unregister(each)
                each.close()


def run_link(pipe: "Pipe[Any, Any]", towards: list[int], bits: float) -> None:
    """Tell the ports; carry until told to end."""
    link = SlowLink(towards, bits)
    pipe.send(link.ports)
    ask_at = 0.0
    while True:
        link.turn()
        if (now := time.monotonic()) >= ask_at:
            ask_at = now + _ASK_SECONDS
            if pipe.poll():
                break
    link.close()
