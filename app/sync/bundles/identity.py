"""Who this station is in bundles, and which server it writes to; kept in the store, which is encrypted."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection

from app.kernel.actor import PROGRAM
from app.kernel.errors import KnownError
from app.store.settings import read_setting, write_setting
from app.store.store import Store
from app.store.writing import Writing
from app.sync.bundles.certificate import Certificate, Peer, read_certificate
from app.sync.bundles.header import MOST_READERS
from app.sync.bundles.keys import BundleKeys, PublicKeys, keys_from_seed
from app.sync.enrolling import KEY, SERVER_KEYS, UNIT_PEERS, read_enrolment


@dataclass(frozen=True)
class ServerNamed:
    """The server that bundles are written for. `keys`: its public ones."""

    server_id: str
    keys: PublicKeys


@dataclass(frozen=True)
class BundleIdentity:
    """This station's name at the server, its keys, its server; what the server says of it (None: nothing yet) and the
    unit's other stations as it told them last."""

    station_id: str
    keys: BundleKeys
    server: ServerNamed
    certificate: Certificate | None = None
    peers: tuple[Peer, ...] = ()

    @property
    def readers(self) -> list[str]:
        """To whom a bundle is encrypted: the server, and the unit's other stations in good standing."""
        others = [one.certificate.agreement for one in self.peers if one.active]
        return [self.server.keys.agreement, *others][:MOST_READERS]

    def peer(self, station_id: str) -> Peer | None:
        """One of the unit's other stations, as far as it is known."""
        return next((one for one in self.peers if one.certificate.station == station_id), None)


def identity_from(station_id: str, seed: str, server: ServerNamed) -> BundleIdentity:
    """`seed`: the station's Ed25519 key of its enrolment, 64 hexadecimal digits."""
    return BundleIdentity(station_id, keys_from_seed(bytes.fromhex(seed)), server)


def keep_server(writing: Writing, server_id: str, signing: str, agreement: str) -> None:
    """Remember the server's keys; at enrolment, or the first time that the line is open."""
    write_setting(writing, SERVER_KEYS, asdict(ServerNamed(server_id, PublicKeys(signing, agreement))))


def keep_unit(store: Store, told: Mapping[str, Any]) -> None:
    """Remember what the server says of this unit's stations: `certificate` and `peers`; the same again changes nothing.

    KnownError `sync.server_failed` where it is not of that form.
    """
    kept = {name: told[name] for name in ("certificate", "peers") if name in told}
    try:
        _unit_of(kept)
    except (KeyError, TypeError, ValueError) as error:
        raise KnownError("sync.server_failed", status="answer") from error
    with store.read() as connection:
        known = read_setting(connection, UNIT_PEERS)
    if known != kept:
        with store.write(PROGRAM) as writing:
            write_setting(writing, UNIT_PEERS, kept)


def _unit_of(kept: Any) -> tuple[Certificate | None, tuple[Peer, ...]]:
    if not kept:
        return None, ()
    peers = (Peer(read_certificate(one["certificate"]), str(one["name"]), bool(one["active"])) for one in kept["peers"])
    return read_certificate(kept["certificate"]), tuple(peers)


def read_server(connection: Connection) -> ServerNamed:
    """The server's keys. KnownError `bundle.no_server_keys` where the station never learnt them."""
    kept = read_setting(connection, SERVER_KEYS)
    if not isinstance(kept, Mapping):
        raise KnownError("bundle.no_server_keys")
    return ServerNamed(str(kept["server_id"]), PublicKeys(**kept["keys"]))


def read_identity(store: Store) -> BundleIdentity:
    """As enrolment left it. KnownError `sync.not_enrolled`, `bundle.no_server_keys`."""
    with store.read() as connection:
        enrolment, key = read_enrolment(connection), read_setting(connection, KEY)
        if enrolment is None or not isinstance(key, str):
            raise KnownError("sync.not_enrolled")
        certificate, peers = _unit_of(read_setting(connection, UNIT_PEERS))
        found = identity_from(enrolment.station_id, key, read_server(connection))
    if certificate is None or certificate.station != found.station_id:
        return found
    return replace(found, certificate=certificate, peers=peers)
