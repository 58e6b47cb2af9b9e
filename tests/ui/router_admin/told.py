"""A router that is told by the test what it tells: the window's own service, without a process behind it."""

import pytest

from app.kernel.errors import KnownError
from app.router.node.items import LinkLoad, Network, NodeRoutes, Paths, ReceiverState, RouterItem
from app.router.words import Capability
from app.station import Station

HERE = "central-a"
NONE = (0,) * 10
NETWORK = Network(
    node=HERE,
    links=(
        LinkLoad("central-b", "node", True, 3, 420_000.0, NONE),
        LinkLoad("central-c", "node", True, 6, 90_000.0, NONE),
        LinkLoad("phone-1", "receiver", True, 4, 12_000.0, (0, 0, 0, 0, 0, 0, 720, 0, 0, 3)),
    ),
    routes=(
        NodeRoutes("central-b", ((HERE, "central-b"), (HERE, "central-c", "central-b"))),
        NodeRoutes("central-c", ((HERE, "central-c"), (HERE, "central-b", "central-c"))),
    ),
    edges=((HERE, "central-b", 3), (HERE, "central-c", 6), ("central-b", "central-c", 4)),
    needed_bits=4_800_000.0,
    emergency_bits=38_000.0,
    given_bits=5_400_000.0,
    verdict="tight",
    beds=20,
    caregivers=8,
    graphic=2.0,
    others=6.0,
)


class ToldRouter:
    """`tell` an item; `silent` as the test sets it."""

    def __init__(self, station: Station, patch: pytest.MonkeyPatch) -> None:
        self._router = station.router
        self.silent = False
        patch.setattr(self._router, "follow", lambda: None)
        patch.setattr(self._router, "is_silent", lambda: self.silent)
        patch.setattr(self._router, "problem", lambda: KnownError("router.silent") if self.silent else None)

    def tell(self, item: RouterItem) -> None:
        """As the router's process would."""
        self._router._take(item)


def paths(*receivers: ReceiverState) -> Paths:
    """Receivers alone."""
    return Paths(receivers, (), (), ward_heard=True, recording=True)


def state(receiver: str, name: str, *, user: str = "", connected: bool = True, **more: object) -> ReceiverState:
    """One receiver as the router tells of it."""
    waiting = more.get("waiting", ())
    assert isinstance(waiting, tuple)
    heard = 2.0 if connected else more.get("heard_ago")
    assert heard is None or isinstance(heard, float)
    return ReceiverState(
        receiver, name, "phone", user, user, connected, bool(more.get("locked")), heard, (Capability.TEXT,), waiting
    )
