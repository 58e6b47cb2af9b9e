"""Which receiver is connected to which other node: the node that said so last counts."""

from collections.abc import Iterable

from app.router.backbone.wire import LONGEST_NAME, MOST_RECEIVERS, RECEIVER_BYTES
from app.router.links.events import Arrived, Left
from app.router.links.refusals import Refusals
from app.router.routes.node import RoutingNode


class Claims:
    """Of one node, by what the others announce."""

    def __init__(self, routing: RoutingNode) -> None:
        self._routing = routing
        self._nodes: dict[str, dict[str, None]] = {}

    def receivers(self) -> set[str]:
        """All that are connected to some other node."""
        return set(self._nodes)

    def node_of(self, receiver: str) -> str | None:
        """Where it is connected; None: at no other node."""
        nodes = self._nodes.get(receiver)
        return next(reversed(nodes)) if nodes else None

    def about(self, receiver: str) -> bytes:
        """What its node says about it."""
        node = self.node_of(receiver)
        return self._routing.receivers_of(node).get(receiver, b"") if node is not None else b""

    def remote(self, here: set[str]) -> dict[str, bytes]:
        """Receivers that are connected at other nodes and not here, with what these say about them."""
        said = {node: self._routing.receivers_of(node) for node in self._routing.destinations()}
        return {
            receiver: said.get(next(reversed(nodes)), {}).get(receiver, b"")
            for receiver, nodes in self._nodes.items()
            if receiver not in here
        }

    def look(self, here: set[str], now: float) -> list[Arrived | Left]:
        """Who came and who went since the last look."""
        told: list[Arrived | Left] = []
        said = {node: self._routing.receivers_of(node) for node in self._routing.destinations()}
        for receiver, nodes in list(self._nodes.items()):
            for node in [node for node in nodes if receiver not in said.get(node, ())]:
                del nodes[node]
            if not nodes:
                del self._nodes[receiver]
                if receiver not in here:
                    told.append(Left(receiver, now, False))
        for node, receivers in said.items():
            for receiver in receivers:
                if node not in (nodes := self._nodes.setdefault(receiver, {})):
                    nodes[node] = None
                    if receiver not in here:
                        told.append(Arrived(receiver, now))
        return told


def announced(here: Iterable[str], about: dict[str, bytes], refusals: Refusals) -> dict[str, bytes]:
    """Who is here, as far as the others take it: an announcement beyond its bounds would be refused whole."""
    found: dict[str, bytes] = {}
    size = 0
    for name in sorted(here):
        said = about.get(name, b"")
        size += len(name.encode()) + len(said) + 8
        if len(name) > LONGEST_NAME or size > RECEIVER_BYTES or len(found) >= MOST_RECEIVERS:
            refusals.add(name, "not_announced")
            continue
        found[name] = said
    return found
