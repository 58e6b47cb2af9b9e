"""How a device becomes one of the admitted: a one-time code, read from the station's screen and typed into the device.

Both sides derive a key pair each from the code (scrypt), so that the greeting itself proves to both that the other
knows it: nobody in between learns anything, and nothing but a whole new greeting can be tried. The device then hands
over the public half of its own key, and is told where receivers connect and by which key the node is known.
"""

import hashlib
import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import msgspec
import zmq
from zmq.utils import z85
from zmq.utils.monitor import recv_monitor_message

from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.router.links.admitted import AdmittedKeys, Doorkeeper
from app.router.links.client import NodeAddress
from app.router.links.refusals import Refusals
from app.ward.node.keys import KeyPair

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: nothing that is taken for another sign."""
CODE_LENGTH: Final = 12
"""Of 32 letters each: 2^60 codes, each try of which costs an attacker who listened 16 MB and some 30 ms."""
VALID_SECONDS: Final = 300.0
WRONG_TRIES: Final = 5
_TURN_MS: Final = 50
_FAREWELL_MS: Final = 2_000
_LONGEST: Final = 512
_logger = logging.getLogger(__name__)


class Asked(msgspec.Struct, frozen=True):
    """What the device says: the public half of its key (Z85)."""

    public: str
    says: str = ""
    """Of a node: its name and where it listens (`app/router/backbone/joining.py`)."""


class Granted(msgspec.Struct, frozen=True):
    """What the node answers: who the device is from now on, and where it connects."""

    receiver: str
    node: str
    alarms_port: int
    bulk_port: int
    says: str = ""


@dataclass(frozen=True)
class Paired:
    """A device that is admitted: its own key, to be kept by it, and the node. `says`: what a node says of itself."""

    receiver: str
    own: KeyPair
    node: NodeAddress
    says: str = ""


def fresh_code() -> str:
    """A new code, in groups of four."""
    return grouped("".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)))


def grouped(code: str) -> str:
    """A code as it is shown; what people type instead of the letters that do not occur is understood."""
    plain = code.upper().replace("O", "0").replace("I", "1").replace("L", "1").replace("U", "V")
    plain = "".join(letter for letter in plain if letter in LETTERS)
    return "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))


class PairingDoor:
    """Open for one receiver, until its device has come, the code has expired, or too many wrong ones were tried.

    A thread and sockets of its own: what is tried here costs the alarms nothing. `ended` is called from that thread,
    with the receiver and whether its device came; so is `keys.admit`, which may refuse with a KnownError. `says`: what
    the device is told besides; `said`: what it says of itself, once it asks.
    """

    def __init__(
        self,
        receiver: str,
        grant: NodeAddress,
        keys: AdmittedKeys,
        clock: Clock,
        ended: Callable[[str, bool], None] = lambda _receiver, _came: None,
        port: int = 0,
        says: str = "",
    ) -> None:
        self.said, self._says = "", says
        self.receiver, self._grant, self._keys, self._clock, self._ended = receiver, grant, keys, clock, ended
        self.code = fresh_code()
        node, device = _pair(self.code, "node"), _pair(self.code, "device")
        self._refusals = Refusals()
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._door = Doorkeeper(self._context, AdmittedKeys({device.public: receiver}), self._refusals)
        self._socket = self._context.socket(zmq.REP)
        _set_up(self._socket)
        self._socket.set(zmq.CURVE_SERVER, True)
        self._socket.set(zmq.CURVE_SECRETKEY, node.secret.encode())
        self._socket.set(zmq.ZAP_DOMAIN, b"router")
        self._socket.set(zmq.ZAP_ENFORCE_DOMAIN, True)
        failed = zmq.Event.HANDSHAKE_FAILED_PROTOCOL | zmq.Event.HANDSHAKE_FAILED_AUTH
        self._monitor = self._socket.get_monitor_socket(failed)
        try:
            self.port = self._bind(port)
        except zmq.ZMQError:
            self._end()
            raise
        self._until = clock.monotonic() + VALID_SECONDS
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="pairing")

    def start(self) -> str:
        """Open; the code to be shown."""
        self._thread.start()
        return self.code

    @property
    def is_open(self) -> bool:
        """Whether a device may still come."""
        return self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Until it has closed by itself, so long at most."""
        self._thread.join(seconds)

    def close(self) -> None:
        """Close, whether somebody came or not."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()
        else:
            self._end()

    def _bind(self, port: int) -> int:
        host = f"tcp://{self._grant.host}"
        if not port:
            return self._socket.bind_to_random_port(host)
        self._socket.bind(f"{host}:{port}")
        return port

    def _work(self) -> None:
        came, wrong = False, 0
        poller = zmq.Poller()
        for one in (self._door.socket, self._socket, self._monitor):
            poller.register(one, zmq.POLLIN)
        while not (came or self._stopping.is_set()) and wrong < WRONG_TRIES and self._clock.monotonic() < self._until:
            ready = dict(poller.poll(_TURN_MS))
            if self._door.socket in ready:
                self._door.answer()
            if self._monitor in ready:
                who = recv_monitor_message(self._monitor)["endpoint"].decode(errors="replace")
                self._refusals.add(who, "pairing_code")
                wrong += 1
            if self._socket in ready:
                came = self._answer()
        if came:
            # Its word that it has the answer: a socket that is closed at once may take it along.
            self._socket.poll(_FAREWELL_MS)
        if wrong >= WRONG_TRIES:
            _logger.warning("the pairing code of %s was given up after %d wrong tries", self.receiver, wrong)
        self._end()
        self._ended(self.receiver, came)

    def _answer(self) -> bool:
        """Admit the device that asks; whether it did ask as it should."""
        grant = self._grant
        try:
            asked = msgspec.msgpack.decode(self._socket.recv(), type=Asked)
            if len(z85.decode(asked.public)) != 32:
                raise ValueError(asked.public)
        except (msgspec.DecodeError, ValueError):
            self._refusals.add(self.receiver, "pairing_key")
            self._socket.send(b"")
            return False
        try:
            self.said = asked.says
            self._keys.admit(asked.public, self.receiver)
        except KnownError as problem:
            # It could not be kept: the device is not told that it came in.
            _logger.error("%s was not admitted: %s", self.receiver, problem.code)
            self._socket.send(b"")
            return False
        granted = Granted(self.receiver, grant.public, grant.alarms_port, grant.bulk_port, self._says)
        self._socket.send(msgspec.msgpack.encode(granted))
        return True

    def _end(self) -> None:
        self._socket.disable_monitor()
        self._socket.close(linger=1_000)
        self._monitor.close(linger=0)
        self._door.close()
        self._context.term()


def pair(host: str, port: int, code: str, own: KeyPair, wait_seconds: float = 5.0, says: str = "") -> Paired | None:
    """A device's side: become admitted by the code that the station shows. None: wrong code, expired, or nobody there.

    Takes some 100 ms besides the waiting; for a worker thread.
    """
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    socket = context.socket(zmq.REQ)
    try:
        node, device = _pair(code, "node"), _pair(code, "device")
        _set_up(socket)
        # One try for one typed code: a wrong one is not tried again and again.
        socket.set(zmq.RECONNECT_IVL, -1)
        socket.set(zmq.CURVE_SERVERKEY, node.public.encode())
        socket.set(zmq.CURVE_PUBLICKEY, device.public.encode())
        socket.set(zmq.CURVE_SECRETKEY, device.secret.encode())
        socket.set(zmq.SNDTIMEO, int(wait_seconds * 1_000))
        socket.connect(f"tcp://{host}:{port}")
        socket.send(msgspec.msgpack.encode(Asked(own.public, says)))
        if not socket.poll(int(wait_seconds * 1_000)):
            return None
        granted = msgspec.msgpack.decode(socket.recv(), type=Granted)
        socket.send(b"")
    except (zmq.Again, msgspec.DecodeError):
        return None
    finally:
        context.destroy(linger=_FAREWELL_MS // 4)
    node_address = NodeAddress(host, granted.alarms_port, granted.bulk_port, granted.node)
    return Paired(granted.receiver, own, node_address, granted.says)


def _pair(code: str, side: str) -> KeyPair:
    salt = f"plantao pairing {side}".encode()
    secret = hashlib.scrypt(grouped(code).encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)
    written = z85.encode(secret)
    return KeyPair(zmq.curve_public(written).decode(), written.decode())


def _set_up(socket: "zmq.Socket[bytes]") -> None:
    socket.set(zmq.LINGER, 0)
    socket.set(zmq.MAXMSGSIZE, _LONGEST)
    socket.set(zmq.HANDSHAKE_IVL, 5_000)
