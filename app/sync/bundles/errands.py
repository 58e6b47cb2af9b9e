"""What a round of sync does besides: learn the server's keys once and the unit's stations each time, forward what is
carried for others, and hear which hospitals there are and where the public pages are."""

from collections.abc import Mapping
from typing import Any, Protocol

from app.kernel.actor import PROGRAM
from app.store.settings import read_setting
from app.store.store import Store
from app.sync import ledger
from app.sync.bundles.confirming import StandingLine, confirm
from app.sync.bundles.courier import BundleLine
from app.sync.bundles.identity import keep_server, keep_unit, read_identity
from app.sync.bundles.service import BundleService
from app.sync.enrolling import NETWORK_HOSPITALS, NETWORK_LINKS, SERVER_KEYS, keep_told
from app.sync.provisional import all_heard, heard_of, waiting_ids


class ErrandLine(BundleLine, StandingLine, Protocol):
    """What is asked of a line besides pushing and pulling."""

    def bundle_keys(self) -> Mapping[str, str]:
        """`server_id`, `signing` and `agreement` of the server."""
        ...

    def meet(self, agreement: str, through: int) -> Mapping[str, Any]:
        """`certificate`, `peers` and `heard` of the unit's stations; empty where the server is of before."""
        ...

    def hospitals(self) -> Mapping[str, str]:
        """Number (CNES) and name of each reference hospital of the network."""
        ...

    def links(self) -> Mapping[str, str]:
        """`address` of the public pages and the unit's `key` of their links; empty where the server has none."""
        ...


class Errands:
    """Called with the open line at the beginning and at the end of each round."""

    def __init__(self, store: Store, bundles: BundleService) -> None:
        self._store = store
        self._bundles = bundles

    def before(self, line: ErrandLine) -> None:
        """What came from others by stick goes first, so that nothing own reaches the server before what it builds upon.

        KnownError of the line.
        """
        with self._store.read() as connection:
            waits = waiting_ids(connection)
        if waits:
            self._bundles.forward(line)
            confirm(self._store, line)

    def run(self, line: ErrandLine) -> None:
        """KnownError of the line: what was not done is done by the next round."""
        with self._store.read() as connection:
            known = read_setting(connection, SERVER_KEYS)
        if known is None:
            told = line.bundle_keys()
            with self._store.write(PROGRAM) as writing:
                keep_server(writing, told["server_id"], told["signing"], told["agreement"])
        self._meet(line)
        self._bundles.forward(line)
        keep_told(self._store, NETWORK_HOSPITALS, line.hospitals())
        keep_told(self._store, NETWORK_LINKS, line.links())

    def _meet(self, line: ErrandLine) -> None:
        """Say to which key the unit's others encrypt, and hear of them."""
        identity = read_identity(self._store)
        with self._store.read() as connection:
            through, counted = ledger.through(connection), all_heard(connection)
        told = line.meet(identity.keys.public.agreement, through)
        if not told:
            return
        keep_unit(self._store, told)
        if not counted:
            with self._store.write(PROGRAM) as writing:
                heard_of(writing.connection, {str(name): int(last) for name, last in dict(told["heard"]).items()})
