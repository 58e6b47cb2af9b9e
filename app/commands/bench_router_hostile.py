"""Who does harm in `bench router`: admitted receivers that flood, stall, and confirm what they were never sent."""

import itertools
import time
from multiprocessing.connection import Connection as Pipe
from typing import Any, Final

import zmq

from app.router.links.client import NodeAddress
from app.router.links.frames import Kind, answer, frame, shown, taken
from app.router.words import Response
from app.ward.node.keys import KeyPair

FLOODER: Final = "flooder"
STALLER: Final = "staller"
LIAR: Final = "liar"
HOSTILE: Final = (FLOODER, STALLER, LIAR)
_BURST: Final = 200
_LIES_PER_TURN: Final = 20
_TURN_SECONDS: Final = 0.01
_AGAIN_SECONDS: Final = 1.0
_NUMBER: Final = 123_456_789


class _Peer:
    """A DEALER in the hands of somebody who writes his own frames; begins anew every second."""

    def __init__(self, context: "zmq.Context[zmq.Socket[bytes]]", where: NodeAddress, pair: KeyPair) -> None:
        self._context, self._where, self._pair = context, where, pair
        self.began = 0.0
        self._socket: zmq.Socket[bytes] | None = None
        self._sequence = itertools.count(1)

    def begin(self) -> None:
        if self._socket is not None:
            self._socket.close(linger=0)
        socket = self._socket = self._context.socket(zmq.DEALER)
        # The staller's buffer is small, and what comes is never read.
        socket.set(zmq.RCVHWM, 1)
        socket.set(zmq.CURVE_SERVERKEY, self._where.public.encode())
        socket.set(zmq.CURVE_PUBLICKEY, self._pair.public.encode())
        socket.set(zmq.CURVE_SECRETKEY, self._pair.secret.encode())
        socket.connect(f"tcp://{self._where.host}:{self._where.alarms_port}")
        self._sequence = itertools.count(1)
        self.began = time.monotonic()
        self.say(Kind.HELLO)

    def say(self, kind: Kind, content: bytes = b"") -> bool:
        assert self._socket is not None, "begun"
        try:
            self._socket.send(frame(kind, next(self._sequence), content), zmq.NOBLOCK)
        except zmq.Again:
            return False
        return True


def run_hostile(pipe: "Pipe[Any, Any]", where: NodeAddress, pairs: dict[str, KeyPair]) -> None:
    """All three, until told to end."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    peers = {name: _Peer(context, where, pair) for name, pair in pairs.items()}
    for one in peers.values():
        one.begin()
    while not pipe.poll():
        for name, one in peers.items():
            if name != STALLER and time.monotonic() - one.began > _AGAIN_SECONDS:
                one.begin()
        for _ in range(_BURST):
            if not peers[FLOODER].say(Kind.ALIVE):
                break
        for _ in range(_LIES_PER_TURN):
            peers[LIAR].say(Kind.TAKEN, taken(2**40))
            peers[LIAR].say(Kind.SHOWN, shown([_NUMBER]))
            peers[LIAR].say(Kind.ANSWER, answer(Response.ACCEPTED, _NUMBER))
        # It says that it lives, and reads nothing.
        peers[STALLER].say(Kind.ALIVE)
        time.sleep(_TURN_SECONDS)
    context.destroy(linger=0)
