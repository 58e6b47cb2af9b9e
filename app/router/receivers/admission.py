"""What the router's process does about receivers: the keys of the store, codes by which new ones come in.

Everything here may wait for the store, and belongs to the thread that carries out commands; `AdmittedKeys` is changed
at once.
"""

import hmac
import logging
import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import zmq

from app.kernel.actor import Actor
from app.kernel.errors import KnownError
from app.router.links.admitted import AdmittedKeys, fresh_pair
from app.router.links.client import NodeAddress
from app.router.links.pairing import VALID_SECONDS, WRONG_TRIES, PairingDoor, fresh_code, grouped
from app.router.receivers.model import Kind, ReceiverStep, StoredReceiver
from app.router.receivers.rows import write_step
from app.router.receivers.service import checked_capabilities, free_name, revoke
from app.router.settings import RouterSettings
from app.router.words import Capability
from app.security.secrets import Secrets
from app.store.store import Store
from app.ward.node.keys import KeyPair
from app.ward.node.settings import THIS_MACHINE, WHOLE_NETWORK

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Code:
    """A code to be shown; `seconds`: how long it is valid. `address`: HOST:PORT, or the page of telephones."""

    code: str
    seconds: float
    address: str


@dataclass(frozen=True)
class _Expected:
    """Who is to come in by a code, and who says so."""

    receiver: StoredReceiver
    by: Actor
    code: str = ""
    until: float = 0.0


class Admission:
    """`grant`: where receivers connect, as the hub has bound it; `reread`: have the loop look at the store at once.
    `close` before the hub ends."""

    def __init__(
        self,
        store: Store,
        store_key: bytes,
        keys: AdmittedKeys,
        grant: NodeAddress,
        settings: RouterSettings,
        reread: Callable[[], None] = lambda: None,
    ) -> None:
        self._store, self._secrets, self._keys, self._reread = store, Secrets(store_key), keys, reread
        self._grant, self._settings, self._clock = grant, settings, store.clock
        self._lock = threading.Lock()
        self._door: PairingDoor | None = None
        self._phones: list[_Expected] = []
        self._wrong = 0

    def code(self, by: Actor, label: str, kind: Kind, capabilities: Iterable[Capability]) -> Code:
        """A code for one new window or telephone; a window's ends that of the window before. KnownError
        router_receivers.name, .name_taken, .text, .no_code (a machine), .no_phones, .port_in_use."""
        if kind.is_machine:
            raise KnownError("router_receivers.no_code", kind=kind.value)
        if kind is Kind.PHONE and not self._settings.phones:
            raise KnownError("router_receivers.no_phones")
        shown = checked_capabilities(capabilities)
        with self._store.write(by) as writing:
            one = StoredReceiver(writing.new_id(), kind, free_name(writing, label), shown)
            writing.audit("receiver_code", "router_receiver", one.receiver, kind=kind.value, name=one.name)
        return self._phone_code(one, by) if kind is Kind.PHONE else self._window_code(one, by)

    def pair_phone(self, code: str, name: str) -> tuple[str, KeyPair]:
        """A telephone comes in by its code: who it is from now on, and its key. `name`: what it calls itself, "" as
        the code was made for. KnownError router_receivers.wrong_code, also for one that has expired or was used.
        """
        now = self._clock.monotonic()
        with self._lock:
            self._phones = [one for one in self._phones if one.until > now]
            typed = grouped(code).encode()
            found = [one for one in self._phones if hmac.compare_digest(one.code.encode(), typed)]
            if not found:
                self._note_wrong()
                raise KnownError("router_receivers.wrong_code")
            # Before it is written: once, though two ask at the same moment.
            self._phones.remove(found[0])
        own = fresh_pair()
        try:
            self._admit(found[0], own.public, name)
        except BaseException:
            with self._lock:
                self._phones.append(found[0])
            raise
        return found[0].receiver.receiver, own

    def revoke(self, by: Actor, receiver: str) -> None:
        """It gets nothing from this moment on. KnownError router_receivers.unknown."""
        # Out first: what the store takes must not be what a lost device still gets.
        self._keys.revoke(receiver)
        with self._store.write(by) as writing:
            revoke(writing, self._secrets, receiver)
        self._reread()

    def is_admitted(self, public: str) -> bool:
        """Whether whoever holds this key (Z85) may come in."""
        return self._keys.receiver(public) is not None

    def hub(self) -> NodeAddress:
        """Where receivers on this machine connect."""
        host = THIS_MACHINE if self._grant.host == WHOLE_NETWORK else self._grant.host
        return NodeAddress(host, self._grant.alarms_port, self._grant.bulk_port, self._grant.public)

    def close(self) -> None:
        """No code counts any more."""
        door, self._door = self._door, None
        if door is not None:
            door.close()

    # ---- within

    def _phone_code(self, one: StoredReceiver, by: Actor) -> Code:
        code = fresh_code()
        with self._lock:
            self._phones.append(_Expected(one, by, code, self._clock.monotonic() + VALID_SECONDS))
            self._wrong = 0
        return Code(code, VALID_SECONDS, f"https://{shown_address(self._settings)}:{self._settings.phones_port}")

    def _window_code(self, one: StoredReceiver, by: Actor) -> Code:
        self.close()
        expected = _Expected(one, by)
        keys = _Admitting(lambda public: self._admit(expected, public, one.name))
        try:
            door = PairingDoor(one.receiver, self._grant, keys, self._clock, port=self._settings.pairing_port)
        except zmq.ZMQError as problem:
            raise KnownError("router_receivers.port_in_use", port=self._settings.pairing_port) from problem
        self._door = door
        return Code(door.start(), VALID_SECONDS, f"{shown_address(self._settings)}:{door.port}")

    def _admit(self, expected: _Expected, public: str, name: str) -> None:
        """Keep it, then let it in."""
        one = expected.receiver
        with self._store.write(expected.by) as writing:
            named = free_name(writing, name or one.name)
            kept = StoredReceiver(one.receiver, one.kind, named, one.capabilities, public_key=public)
            write_step(writing, ReceiverStep.ADMITTED, kept)
        self._keys.admit(public, one.receiver)
        self._reread()

    def _note_wrong(self) -> None:
        self._wrong += 1
        if self._wrong >= WRONG_TRIES and self._phones:
            _logger.warning(
                "the codes of %d telephones were given up after %d wrong tries", len(self._phones), self._wrong
            )
            self._phones.clear()


class _Admitting(AdmittedKeys):
    """What a door is given in place of the keys: admitting is the caller's."""

    def __init__(self, admit: Callable[[str], None]) -> None:
        super().__init__()
        self._does = admit

    def admit(self, public: str, receiver: str) -> None:  # noqa: ARG002 - the door knows one receiver
        """Keep it first."""
        self._does(public)


def shown_address(settings: RouterSettings) -> str:
    """How receivers find this computer: what was set, else its address in its network."""
    if settings.address or settings.host == THIS_MACHINE:
        return settings.address or THIS_MACHINE
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            # Sends nothing: which of its addresses the system would take.
            asked.connect(("192.0.2.1", 9))
            return str(asked.getsockname()[0])
        except OSError:
            return socket.gethostname()
