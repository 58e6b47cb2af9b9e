"""Who this station is in bundles, and which server it writes to; kept in the store, which is encrypted."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import Connection

from app.kernel.errors import KnownError
from app.store.settings import read_setting, write_setting
from app.store.store import Store
from app.store.writing import Writing
from app.sync.bundles.keys import BundleKeys, PublicKeys, keys_from_seed
from app.sync.enrolling import KEY, SERVER_KEYS, read_enrolment


@dataclass(frozen=True)
class ServerNamed:
    """The server that bundles are written for. `keys`: its public ones."""

    server_id: str
    keys: PublicKeys


@dataclass(frozen=True)
class BundleIdentity:
    """This station's name at the server, its keys, and its server."""

    station_id: str
    keys: BundleKeys
    server: ServerNamed


def identity_from(station_id: str, seed: str, server: ServerNamed) -> BundleIdentity:
    """`seed`: the station's Ed25519 key of its enrolment, 64 hexadecimal digits."""
    return BundleIdentity(station_id, keys_from_seed(bytes.fromhex(seed)), server)


def keep_server(writing: Writing, server_id: str, signing: str, agreement: str) -> None:
    """Remember the server's keys; at enrolment, or the first time that the line is open."""
    write_setting(writing, SERVER_KEYS, asdict(ServerNamed(server_id, PublicKeys(signing, agreement))))


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
        return identity_from(enrolment.station_id, key, read_server(connection))
