"""What holds for the sockets of both sides: small buffers, bounded frames, nothing kept for somebody who is gone."""

import zmq

from app.router.links.frames import LARGEST_FRAME


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
