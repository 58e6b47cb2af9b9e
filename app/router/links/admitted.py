"""The keys that may come in, one for each receiver's device, and the door where they are asked for (ZAP)."""

import threading
from collections.abc import Mapping
from typing import Final

import zmq
from zmq.utils import z85

from app.router.links.refusals import Refusals
from app.ward.node.keys import KeyPair

_ADDRESS: Final = "inproc://zeromq.zap.01"
DOMAIN: Final = "router"
_PER_TURN: Final = 32


def fresh_pair() -> KeyPair:
    """A new key for a device or a node."""
    public, secret = zmq.curve_keypair()
    return KeyPair(public.decode(), secret.decode())


class AdmittedKeys:
    """Public key (Z85) → receiver. For several threads: pairing admits, administration revokes, the links ask."""

    def __init__(self, keys: Mapping[str, str] | None = None) -> None:
        self._keys = dict(keys or {})
        self._lock = threading.Lock()

    def admit(self, public: str, receiver: str) -> None:
        """One device more; an older key of the same receiver is no longer admitted."""
        with self._lock:
            self._keys = {key: name for key, name in self._keys.items() if name != receiver} | {public: receiver}

    def revoke(self, receiver: str) -> None:
        """Its device is lost or retired: it gets nothing from now on, and cannot come in again."""
        with self._lock:
            self._keys = {key: name for key, name in self._keys.items() if name != receiver}

    def receiver(self, public: str) -> str | None:
        """Whose key it is."""
        return self._keys.get(public)

    def all(self) -> dict[str, str]:
        """Public key → receiver, to be kept in the store."""
        return dict(self._keys)


class Doorkeeper:
    """Answers ZeroMQ's question about each key that arrives. Belongs to the thread of the sockets of its context.

    Without it ZeroMQ would let every key in: the sockets enforce their domain, and it is made before they are bound.
    """

    def __init__(self, context: "zmq.Context[zmq.Socket[bytes]]", keys: AdmittedKeys, refusals: Refusals) -> None:
        self._keys, self._refusals = keys, refusals
        self.socket = context.socket(zmq.REP)
        self.socket.set(zmq.LINGER, 0)
        self.socket.bind(_ADDRESS)

    def answer(self) -> None:
        """Answer what waits."""
        for _ in range(_PER_TURN):
            try:
                asked = self.socket.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            self.socket.send_multipart(self._verdict(asked))

    def close(self) -> None:
        """Nobody comes in any more."""
        self.socket.close()

    def _verdict(self, asked: list[bytes]) -> list[bytes]:
        version, request, domain, address, _route, mechanism, *credentials = asked
        receiver = None
        if (domain, mechanism, len(credentials)) == (DOMAIN.encode(), b"CURVE", 1):
            receiver = self._keys.receiver(z85.encode(credentials[0]).decode())
        if receiver is None:
            self._refusals.add(address.decode(errors="replace"), "unknown_key")
            return [version, request, b"400", b"not admitted", b"", b""]
        return [version, request, b"200", b"", z85.encode(credentials[0]), b""]
