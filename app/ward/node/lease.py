"""One node at a time watches the beds of a store, and one router carries their alarms."""

from typing import Final

from app.kernel.process import has_ended, holder_name
from app.store.lease import Lease
from app.store.store import Store

_SECONDS: Final = 60.0
RENEW_SECONDS: Final = 20.0
"""How often its holder renews it."""


def ward_lease(store: Store) -> Lease:
    """The lease as this process sees it; free at once where its holder was a process of this machine that has ended."""
    return _lease(store, "ward")


def router_lease(store: Store) -> Lease:
    """The same of the router."""
    return _lease(store, "router")


def _lease(store: Store, name: str) -> Lease:
    return Lease(store, name, holder_name(store.ids.new()[-8:]), _SECONDS, gone=has_ended)
