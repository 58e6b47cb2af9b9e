"""The key by which receivers know this node: made once, kept in the encrypted store, the same after every start."""

from collections.abc import Mapping
from typing import Final

from app.kernel.actor import PROGRAM
from app.router.links.admitted import fresh_pair
from app.store.settings import read_setting, write_setting
from app.store.store import Store
from app.ward.node.keys import KeyPair

_KEY: Final = "router_own_key"


def own_keys(store: Store) -> KeyPair:
    """Read, or made where there is none."""
    with store.read() as connection:
        kept = read_setting(connection, _KEY)
    if isinstance(kept, Mapping):
        return KeyPair(str(kept["public"]), str(kept["secret"]))
    fresh = fresh_pair()
    with store.write(PROGRAM) as writing:
        write_setting(writing, _KEY, {"public": fresh.public, "secret": fresh.secret})
    return fresh
