"""What nodes say to each other about the network, and what one carries for another."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Hello:
    """To one neighbour, at every beat. `hears`: the neighbour itself is heard here; `stamp`: the sender's clock, which
    the neighbour gives back as `echo` with how long it was `held` there, so that the round trip is known. `digest` is
    of all that the sender holds of those it reaches: where two differ, both tell everything. `address`: where the
    sender listens, without which whoever has never heard of it could not answer."""

    hears: bool
    stamp: float
    echo: float | None
    held: float
    digest: bytes
    address: str = ""


@dataclass(frozen=True, slots=True)
class Announcement:
    """Whom `origin` hears and is heard by, and the weight of each link. The later of one origin is that with the larger
    (`boot`, `sequence`); `boot` grows with each start. `relay`: equipment of class D, which only passes on.
    `receivers`: who is connected there, with whatever its node says about each."""

    origin: str
    boot: int
    sequence: int
    links: Mapping[str, int]
    address: str = ""
    relay: bool = False
    receivers: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def age(self) -> tuple[int, int]:
        """Which of one origin is the later."""
        return self.boot, self.sequence


@dataclass(frozen=True, slots=True)
class News:
    """Announcements that the receiver may not have."""

    announcements: tuple[Announcement, ...]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message on its way from node to node. `nodes` is the whole way, `at` the place of who gets it now. Copies by
    other routes have the same `origin`, `number` and `copy`."""

    origin: str
    number: int
    copy: int
    priority: int
    nodes: tuple[str, ...]
    at: int
    content: bytes

    @property
    def goal(self) -> str:
        """Whom it is for."""
        return self.nodes[-1]


@dataclass(frozen=True, slots=True)
class Send:
    """Give this to a node that can be reached without another between."""

    to: str
    what: Hello | News | Parcel


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """A neighbour is no longer heard, or again: a technical alarm at both ends."""

    neighbour: str
    up: bool


@dataclass(frozen=True, slots=True)
class NodeChanged:
    """No route leads to this node any more, or one does again. Never said of relays: nobody waits for them."""

    node: str
    reachable: bool


Change = LinkChanged | NodeChanged
