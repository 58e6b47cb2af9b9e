"""How a station joins a network: a one-time code, the server's address, the fingerprint of its certificate."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from app.kernel.actor import PROGRAM, Actor
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.settings import read_setting, write_setting
from app.store.store import Store
from app.sync.answers import content_of
from app.sync.client import CentralClient, Identity
from app.sync.joining import clean_code
from app.sync.pinned import PinnedServer, clean_address, clean_fingerprint, fingerprint_at

ENROLMENT: Final = "sync_enrolment"
KEY: Final = "sync_key"
SERVER_KEYS: Final = "sync_server_keys"
UNIT_PEERS: Final = "sync_unit_peers"
"""The setting that keeps what the server says of this unit's stations (`app.sync.bundles.identity`)."""
NETWORK_HOSPITALS: Final = "network_hospitals"
"""The setting that keeps what the server calls the hospitals of the network: number (CNES) → name."""
NETWORK_LINKS: Final = "network_links"
"""The setting that keeps where the public pages are (`address`) and the unit's key of their links (`key`); {} where
the server has none (`app.reminders.links`)."""
"""Settings; the store that holds them is encrypted, and settings do not travel. The last: the server's name and public
keys, as the open line told them (`app.sync.bundles.identity`)."""


@dataclass(frozen=True)
class StationEnrolment:
    """The network that a station belongs to. `unit`: CNES; `fingerprint`: SHA-256 of the server's certificate."""

    address: str
    fingerprint: str
    station_id: str
    unit: str
    unit_name: str
    station_name: str


@dataclass(frozen=True)
class DecidedServer:
    """The one server that this station may join, as the machine's administration decided (`app.policy`).

    `code`: of the joining, "" where it is typed or lies in a file; `asked` gives the fingerprint of whoever answers
    there, once it is the one that is trusted, and the code: call it in a worker. KnownError policy.*, sync.*.
    """

    address: str
    code: str = field(repr=False)
    asked: Callable[[], tuple[str, str]]


def read_enrolment(connection: Connection) -> StationEnrolment | None:
    """What was kept; None where the station belongs to no network."""
    kept: Any = read_setting(connection, ENROLMENT)
    return StationEnrolment(**kept) if kept else None


def keep_told(store: Store, setting: str, told: Mapping[str, Any]) -> None:
    """Keep what the server says under this setting; the same again changes nothing."""
    with store.read() as connection:
        known = read_setting(connection, setting)
    if known != dict(told):
        with store.write(PROGRAM) as writing:
            write_setting(writing, setting, dict(told))


class EnrollingService:
    """Joins, and opens the line afterwards."""

    def __init__(self, store: Store, decided: DecidedServer | None = None) -> None:
        self._store = store
        self.decided = decided

    def look(self, address: str) -> str:
        """The fingerprint that the server at an address shows. KnownError `sync.bad_address`, `sync.unreachable`."""
        return fingerprint_at(address)

    def join(self, session: Session, address: str, code: str, fingerprint: str) -> StationEnrolment:
        """As `enrol`, by whoever looks after the station. KnownError `sync.server_decided` (value, expected) too."""
        require(session, Action.CHANGE_SETTINGS)
        if self.decided is not None and clean_address(address) != self.decided.address:
            raise KnownError("sync.server_decided", value=address[:80], expected=self.decided.address)
        return self.enrol(session.actor, address, code, fingerprint)

    def enrol(self, actor: Actor, address: str, code: str, fingerprint: str) -> StationEnrolment:
        """Join with a code; safe to repeat when the answer was lost.

        KnownError `sync.bad_address`, `sync.bad_fingerprint`, `sync.unreachable`, `sync.wrong_certificate`,
        `sync.server_failed`, `sync.code_incomplete`, `central.bad_code`.
        """
        address, code, fingerprint = clean_address(address), clean_code(code), clean_fingerprint(fingerprint)
        # Kept before it is sent: a code whose answer was lost lets only the same key in again.
        public_key = _public(self._key(actor))
        server = PinnedServer(address, fingerprint)
        try:
            asked = {"code": code, "public_key": public_key}
            answer = content_of(server.call("POST", "/api/stations/enrol", json=asked))
        finally:
            server.close()
        try:
            names = {name: str(answer[name]) for name in ("station_id", "unit", "unit_name", "station_name")}
        except KeyError as error:
            raise KnownError("sync.server_failed", status="answer") from error
        enrolment = StationEnrolment(address=address, fingerprint=fingerprint, **names)
        with self._store.write(actor) as writing:
            before = read_enrolment(writing.connection)
            if before is not None and before.fingerprint != fingerprint:
                # Of another server: bundles for it could not be opened by this one. The next round learns its own.
                write_setting(writing, SERVER_KEYS, None)
                write_setting(writing, UNIT_PEERS, None)
                write_setting(writing, NETWORK_HOSPITALS, None)
                write_setting(writing, NETWORK_LINKS, None)
            write_setting(writing, ENROLMENT, asdict(enrolment))
            writing.audit("enrolled", "station", enrolment.station_id, unit=enrolment.unit)
        return enrolment

    def current(self) -> StationEnrolment | None:
        """The network of this station, if any."""
        with self._store.read() as connection:
            return read_enrolment(connection)

    def open_line(self) -> CentralClient:
        """A client for the rounds. KnownError `sync.not_enrolled`."""
        with self._store.read() as connection:
            enrolment, key = read_enrolment(connection), read_setting(connection, KEY)
        if enrolment is None or not isinstance(key, str):
            raise KnownError("sync.not_enrolled")
        server = PinnedServer(enrolment.address, enrolment.fingerprint)
        return CentralClient(server, Identity(enrolment.station_id, key), self._store.clock)

    def _key(self, actor: Actor) -> str:
        with self._store.write(actor) as writing:
            kept = read_setting(writing.connection, KEY)
            if isinstance(kept, str):
                return kept
            raw = Ed25519PrivateKey.generate().private_bytes(
                serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
            )
            write_setting(writing, KEY, raw.hex())
            return raw.hex()


def _public(key: str) -> str:
    public = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key)).public_key()
    return public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()
