"""A receiver's end of one connection: greets, counts, notices that it is gone, and connects anew."""

from typing import Final

import zmq

from app.router.links.frames import BadFrame, Kind, Reason, frame, opened, taken
from app.router.links.sockets import set_up
from app.ward.node.keys import KeyPair

_NOW: Final = int(zmq.NOBLOCK)
_READABLE: Final = int(zmq.POLLIN)
_ALIVE_SECONDS: Final = 1.0
_SILENT_SECONDS: Final = 3.0
_CONNECT_SECONDS: Final = 10.0
_LOOK_SECONDS: Final = 0.1
_WAIT_SECONDS: Final = (0.1, 0.25, 0.5, 1.0, 2.0)
"""Before the first, second, … attempt that follows a failed one."""
_REPLACED_SECONDS: Final = 10.0
"""Another device came with this one's key: the two do not throw each other out all the time."""
_READS: Final = 256
_ENDED: Final = (
    zmq.Event.DISCONNECTED
    | zmq.Event.CLOSED
    | zmq.Event.HANDSHAKE_FAILED_NO_DETAIL
    | zmq.Event.HANDSHAKE_FAILED_PROTOCOL
    | zmq.Event.HANDSHAKE_FAILED_AUTH
)


class Channel:
    """One DEALER and its state. `where` is a ZeroMQ address, `node` the node's public key (Z85)."""

    def __init__(self, context: "zmq.Context[zmq.Socket[bytes]]", where: str, node: str, own: KeyPair) -> None:
        self._context, self._where, self._node, self._own = context, where, node, own
        self.socket: zmq.Socket[bytes] | None = None
        self._monitor: zmq.Socket[bytes] | None = None
        self.is_open = False
        self.was_refused = 0
        """The node's reason (`frames.Reason`) for ending it last, 0 where there was none."""
        self.bad_frames = 0
        self._failures, self._next_at, self._look_at = 0, 0.0, 0.0
        self._next_in = self._next_out = 1
        self._heard_at = self._said_at = 0.0
        self._through = self._told = 0

    def read(self, now: float) -> list[tuple[int, bytes]]:
        """Kind and content of what the node said (WELCOME, DATA, REPLY); connects where there is no connection.

        What was taken is confirmed at once.
        """
        if self.socket is None:
            if now >= self._next_at:
                self._connect(now)
            return []
        found: list[tuple[int, bytes]] = []
        for _ in range(_READS):
            # Asked before, because a refusal to wait is an exception, and costs more than what it says.
            if not int(self.socket.get(zmq.EVENTS)) & _READABLE:
                break
            if not self._take(self.socket.recv(_NOW), now, found):
                return found
        if self.is_open and self._through > self._told and self.say(Kind.TAKEN, now, taken(self._through)):
            self._told = self._through
        self._look_after(now)
        return found

    def say(self, kind: Kind, now: float, content: bytes = b"") -> int:
        """Send one frame; its sequence, 0 where it could not leave now."""
        if self.socket is None or (not self.is_open and kind != Kind.HELLO):
            return 0
        try:
            self.socket.send(frame(kind, self._next_out, content), _NOW)
        except zmq.Again:
            return 0
        self._said_at = now
        self._next_out += 1
        return self._next_out - 1

    def close(self) -> None:
        """End; nothing is connected anew until `read` is called again."""
        self.is_open = False
        if self.socket is not None:
            self.socket.disable_monitor()
            self.socket.close(linger=100)
        if self._monitor is not None:
            self._monitor.close(linger=0)
        self.socket = self._monitor = None

    def _connect(self, now: float) -> None:
        socket = self._context.socket(zmq.DEALER)
        set_up(socket)
        # What waits in a socket would be sent to whoever answers next: after each loss there is a new one.
        socket.set(zmq.RECONNECT_IVL, -1)
        socket.set(zmq.CURVE_SERVERKEY, self._node.encode())
        socket.set(zmq.CURVE_PUBLICKEY, self._own.public.encode())
        socket.set(zmq.CURVE_SECRETKEY, self._own.secret.encode())
        self._monitor = socket.get_monitor_socket(_ENDED)
        socket.connect(self._where)
        self.socket = socket
        self._next_in = self._next_out = 1
        self._through = self._told = 0
        self._heard_at = now
        self._greet(now)

    def _greet(self, now: float) -> None:
        if self._next_out == 1:
            self.say(Kind.HELLO, now)

    def _take(self, data: bytes, now: float, found: list[tuple[int, bytes]]) -> bool:
        """One frame; False where the connection ends with it."""
        try:
            kind, sequence, content = opened(data)
        except BadFrame:
            self.bad_frames += 1
            return True
        if kind in {Kind.REFUSED, Kind.BYE}:
            self.was_refused = content[0] if content else 0
            self._lost(now)
            return False
        if sequence != self._next_in:
            # Something is missing or was repeated: the node sends again what this side did not confirm.
            self.bad_frames += 1
            self._lost(now)
            return False
        self._next_in += 1
        self._heard_at = now
        self._through = sequence
        if kind == Kind.WELCOME:
            self.is_open, self._failures, self.was_refused = True, 0, 0
        if kind != Kind.BEAT:
            found.append((kind, content))
        return True

    def _look_after(self, now: float) -> None:
        if now < self._look_at or self.socket is None:
            return
        self._look_at = now + _LOOK_SECONDS
        patience = _SILENT_SECONDS if self.is_open else _CONNECT_SECONDS
        if self._ended() or now - self._heard_at > patience:
            self._lost(now)
        elif not self.is_open:
            self._greet(now)
        elif now - self._said_at > _ALIVE_SECONDS:
            self.say(Kind.ALIVE, now)

    def _ended(self) -> bool:
        assert self._monitor is not None, "made with the socket"
        return bool(int(self._monitor.get(zmq.EVENTS)) & _READABLE)

    def _lost(self, now: float) -> None:
        self.close()
        wait = _WAIT_SECONDS[min(self._failures, len(_WAIT_SECONDS) - 1)]
        self._failures += 1
        self._next_at = now + (_REPLACED_SECONDS if self.was_refused == Reason.REPLACED else wait)
