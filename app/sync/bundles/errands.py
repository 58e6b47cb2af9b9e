"""What a round of sync does besides: learn the server's keys once, forward what is carried for others, and hear which
hospitals there are and where the public pages are."""

from collections.abc import Mapping
from typing import Protocol

from app.kernel.actor import PROGRAM
from app.store.settings import read_setting
from app.store.store import Store
from app.sync.bundles.courier import BundleLine
from app.sync.bundles.identity import keep_server
from app.sync.bundles.service import BundleService
from app.sync.enrolling import NETWORK_HOSPITALS, NETWORK_LINKS, SERVER_KEYS, keep_told


class ErrandLine(BundleLine, Protocol):
    """What is asked of a line besides pushing and pulling."""

    def bundle_keys(self) -> Mapping[str, str]:
        """`server_id`, `signing` and `agreement` of the server."""
        ...

    def hospitals(self) -> Mapping[str, str]:
        """Number (CNES) and name of each reference hospital of the network."""
        ...

    def links(self) -> Mapping[str, str]:
        """`address` of the public pages and the unit's `key` of their links; empty where the server has none."""
        ...


class Errands:
    """Called with the open line at the end of each round."""

    def __init__(self, store: Store, bundles: BundleService) -> None:
        self._store = store
        self._bundles = bundles

    def run(self, line: ErrandLine) -> None:
        """KnownError of the line: what was not done is done by the next round."""
        with self._store.read() as connection:
            known = read_setting(connection, SERVER_KEYS)
        if known is None:
            told = line.bundle_keys()
            with self._store.write(PROGRAM) as writing:
                keep_server(writing, told["server_id"], told["signing"], told["agreement"])
        self._bundles.forward(line)
        keep_told(self._store, NETWORK_HOSPITALS, line.hospitals())
        keep_told(self._store, NETWORK_LINKS, line.links())
