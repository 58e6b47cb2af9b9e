"""What holds for the sockets of both sides: small buffers, bounded frames, nothing kept for somebody who is gone."""

from typing import Final

import zmq

from app.router.links.frames import LARGEST_FRAME

_NOW: Final = int(zmq.NOBLOCK)


def set_up(socket: "zmq.Socket[bytes]") -> None:
    """Before it is bound or connected."""
    socket.set(zmq.LINGER, 0)
    socket.set(zmq.IMMEDIATE, True)
    socket.set(zmq.SNDHWM, 512)
    socket.set(zmq.RCVHWM, 512)
    socket.set(zmq.SNDBUF, 65_536)
    socket.set(zmq.RCVBUF, 65_536)
    socket.set(zmq.MAXMSGSIZE, LARGEST_FRAME)
    socket.set(zmq.HEARTBEAT_IVL, 2_000)
    socket.set(zmq.HEARTBEAT_TIMEOUT, 6_000)
    socket.set(zmq.HANDSHAKE_IVL, 10_000)


def next_frame(socket: "zmq.Socket[bytes]") -> tuple[bytes, str, bytes] | None:
    """The next of a ROUTER: by which route, whose key (Z85), the frame; None where nothing waits. What came in several
    parts is nobody's frame, and empty."""
    try:
        route = socket.recv(_NOW)
    except zmq.Again:
        return None
    found = socket.recv(_NOW, copy=False)
    data = found.bytes
    if found.more:
        while socket.get(zmq.RCVMORE):
            socket.recv(_NOW)
        data = b""
    return route, str(found.get("User-Id")), data
