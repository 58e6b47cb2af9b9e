"""One neighbour of a node: whether both hear each other, and what the link between them weighs. Pure."""

from dataclasses import dataclass
from typing import Final

from app.router.routes.model import Hello

BEAT: Final = 0.2
"""Seconds between two signs of life on a link."""
SILENT: Final = 0.65
"""Seconds of silence after which a link is gone: three beats, so that a lost one or two are no failure, and what
follows from it is done within the second that the source allows."""
PROBE: Final = 1.0
"""Seconds between two attempts to find somebody who is not heard."""
_SHARE: Final = 0.125
HEAVIEST: Final = 60_000
"""Milliseconds: what a neighbour says of times is its own affair, and may not be beyond what is announced."""
_WEIGHT_KEPT: Final = 5.0
"""Seconds for which an announced weight stays: a busy link would else be announced at every beat."""


@dataclass(slots=True)
class Neighbour:
    """`factor`: by how much more than its round trip the link weighs, as set."""

    factor: float = 1.0
    up: bool = False
    weight: int = 1
    told_at: float = float("-inf")
    address: str = ""
    """Where it says that it listens."""
    _heard_at: float = float("-inf")
    _said_at: float = float("-inf")
    _weighed_at: float = float("-inf")
    _stamp: float | None = None
    _trip: float | None = None

    def heard(self, at: float) -> bool:
        """Whether it said something within the time that counts."""
        return at - self._heard_at < SILENT

    def due(self, at: float) -> bool:
        """It is time to say something to it. A little early rather than a whole turn late."""
        return at - self._said_at >= (BEAT if self.heard(at) else PROBE) - 0.01

    def hello(self, at: float, digest: bytes, address: str = "") -> Hello:
        """What it is told."""
        self._said_at = at
        held = at - self._heard_at if self._stamp is not None else 0.0
        return Hello(self.heard(at), at, self._stamp, held, digest, address)

    def take(self, hello: Hello, at: float) -> bool:
        """It said something. True where it was not heard before."""
        is_new = not self.heard(at)
        self._heard_at, self._stamp, self.address = at, hello.stamp, hello.address
        self.up = hello.hears
        if hello.echo is not None and (trip := at - hello.echo - hello.held) >= 0.0:
            self._trip = trip if self._trip is None or is_new else self._trip + _SHARE * (trip - self._trip)
        return is_new

    def look(self, at: float) -> None:
        """Whoever says nothing is gone."""
        if self.up and not self.heard(at):
            self.up = False

    def weigh(self, at: float) -> int:
        """Milliseconds of the round trip times the factor, at least 1; changed when it is twice or half as much."""
        now = max(1, round(min((self._trip or 0.0) * 1000.0 * self.factor, HEAVIEST)))
        fresh = self._weighed_at == float("-inf")
        if fresh or (at - self._weighed_at > _WEIGHT_KEPT and not self.weight / 2 <= now <= 2 * self.weight):
            self.weight, self._weighed_at = now, at
        return self.weight
