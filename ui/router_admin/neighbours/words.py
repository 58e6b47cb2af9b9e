"""Other stations in words: how each stands, by which ways it is reached. Pure."""

from dataclasses import dataclass

from app.router.neighbours import Neighbour
from app.router.node.items import LinkLoad, Network
from app.sync.joining import in_groups
from ui.router_admin.network.words import rate_words, weight_words
from ui.texts import tr


@dataclass(frozen=True)
class Line:
    """One other station. `heard`: the router tells of the network; `link` None: it has not told of this one."""

    neighbour: Neighbour
    heard: bool
    link: LinkLoad | None = None
    ways: tuple[tuple[str, ...], ...] = ()

    @property
    def standing(self) -> str:
        """How it stands: `unknown`, `new`, `ready`, `round` or `away`."""
        if not self.heard:
            return "unknown"
        if self.link is None:
            return "new"
        if self.link.up:
            return "ready"
        return "round" if self.ways else "away"


def line_of(neighbour: Neighbour, network: Network | None) -> Line:
    """`network` None: the router is not heard."""
    if network is None:
        return Line(neighbour, heard=False)
    link = next((one for one in network.links if one.kind == "node" and one.to == neighbour.name), None)
    ways = next((one.routes for one in network.routes if one.node == neighbour.name), ())
    return Line(neighbour, heard=True, link=link, ways=ways)


def standing_words(line: Line) -> str:
    """ "Ligada", "Só por outra central"."""
    return tr(f"router_neighbours.standing_{line.standing}")


def trip_words(line: Line) -> str:
    """How long a message takes there."""
    return weight_words(line.link) if line.link is not None and line.link.up else ""


def load_words(line: Line) -> str:
    """What goes there."""
    return rate_words(line.link.bits_per_s) if line.link is not None and line.link.up else ""


def ways_words(line: Line) -> str:
    """Each way in a line of its own, the best first."""
    return "\n".join(" → ".join(way) for way in line.ways)


def fingerprint_words(fingerprint: str) -> str:
    """In groups, as two people compare it aloud."""
    return " ".join(in_groups(fingerprint))
