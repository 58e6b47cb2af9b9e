"""The key by which receivers know this node: made once, kept in the encrypted store, the same after every start."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection

from app.kernel.actor import PROGRAM
from app.router.links.admitted import fresh_pair
from app.store.settings import read_setting, write_setting
from app.store.store import Store
from app.ward.node.keys import KeyPair

_KEY: Final = "router_own_key"


def own_keys(store: Store) -> KeyPair:
    """Read, or made where there is none; two processes that begin together get the same."""
    with store.read() as connection:
        kept = _read(connection)
    if kept is not None:
        return kept
    with store.write(PROGRAM) as writing:
        kept = _read(writing.connection)
        if kept is None:
            kept = fresh_pair()
            write_setting(writing, _KEY, {"public": kept.public, "secret": kept.secret})
    return kept


def _read(connection: Connection) -> KeyPair | None:
    found = read_setting(connection, _KEY)
    return KeyPair(str(found["public"]), str(found["secret"])) if isinstance(found, Mapping) else None
