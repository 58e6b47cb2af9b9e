"""What this station knows of the public pages: told by the server with each round (app/sync/bundles/errands.py)."""

from typing import Final

from app.reminders.links import LinkKey, Links, Network
from app.store.settings import read_setting
from app.store.store import Store
from app.sync.enrolling import NETWORK_LINKS

KEPT_SECONDS: Final = 30.0
"""Ten thousand messages do not read the same setting ten thousand times."""


class StationNetwork:
    """The last that was told; read again after half a minute."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: Network | None = None
        self._read_at: float | None = None

    def __call__(self) -> Network | None:
        """None where there is no network, or one without public pages."""
        now = self._store.clock.monotonic()
        if self._read_at is None or not 0 <= now - self._read_at < KEPT_SECONDS:
            self._known, self._read_at = self._read(), now
        return self._known

    def _read(self) -> Network | None:
        with self._store.read() as connection:
            told = read_setting(connection, NETWORK_LINKS)
        if not isinstance(told, dict) or not told.get("address"):
            return None
        try:
            return Network(str(told["address"]), LinkKey.of(bytes.fromhex(str(told["key"]))))
        except (KeyError, ValueError):
            return None


def station_links(store: Store) -> Links:
    """The links of this station."""
    return Links(StationNetwork(store), store.clock)
