"""What a round of sync does for whoever looks after the network: says how this station is, hears of a new version."""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final, Protocol

from app.fleet.reporting import health_of
from app.fleet.versions import offer_of
from app.kernel.errors import KnownError
from app.store.store import Store
from app.sync.enrolling import keep_told

OFFERED: Final = "offered_version"
"""The setting that keeps what the server offers: as `Offer`, {} where it is nothing."""
PAUSE_SECONDS: Final = 600.0
"""A round comes every minute; how the machine is need not be told that often."""
_logger = logging.getLogger(__name__)


class FleetLine(Protocol):
    """What is asked of the line."""

    def say_health(self, report: Mapping[str, Any]) -> None:
        """Say how the station is."""
        ...

    def offered_version(self, channel: str) -> Mapping[str, Any]:
        """What is offered in a channel; {} where the server knows nothing of it."""
        ...


class FleetErrand:
    """Called with the open line at the end of a round. What goes wrong here is no failure of the round."""

    def __init__(self, store: Store, channel: str) -> None:
        self._store, self._channel = store, channel
        self._next = float("-inf")

    def run(self, line: FleetLine) -> None:
        """At most once in `PAUSE_SECONDS`."""
        now = self._store.clock.monotonic()
        if now < self._next:
            return
        self._next = now + PAUSE_SECONDS
        try:
            line.say_health(health_of(self._store).to_wire())
            offer = offer_of(line.offered_version(self._channel))
            keep_told(self._store, OFFERED, {} if offer is None else asdict(offer))
        except KnownError as error:
            # An older or a newer server may not understand; records are on their way all the same.
            _logger.info("the report of this station: %s", error.code)
