"""What a node holds of all others: their announcements, and from these the network as it is. Pure."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from app.router.routes.model import Announcement, NodeChanged
from app.router.routes.paths import MOST_ROUTES, Graph, Route, disjoint_routes

RELAY_FORGOTTEN: Final = 1.0
"""Seconds without a way to it after which a relay (class D) is dropped; longer than news takes to come by."""
FORGOTTEN: Final = 3_600.0
"""The same for every other node."""


class Table:
    """Seen from the node `name`. A link counts once both of its ends announce it, with the larger weight."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._held: dict[str, Announcement] = {}
        self._away: dict[str, float] = {}
        self._graph: dict[str, dict[str, int]] = {name: {}}
        self._routes: dict[str, tuple[Route, ...]] = {}
        self._stale = False
        self.digest = b""
        """Of all announcements of those that can be reached."""

    @property
    def graph(self) -> Graph:
        """The part of the network that can be reached, this node included."""
        return self._graph

    def held(self, origin: str) -> Announcement | None:
        """The latest of a node."""
        return self._held.get(origin)

    def is_relay(self, node: str) -> bool:
        """Whether it is known to be of class D."""
        one = self._held.get(node)
        return one is not None and one.relay

    def take(self, one: Announcement) -> bool:
        """True where it is later than what was held of its origin."""
        before = self._held.get(one.origin)
        if before is not None and before.age >= one.age:
            return False
        self._held[one.origin] = one
        self._stale = True
        return True

    def all_reached(self) -> tuple[Announcement, ...]:
        """What a neighbour may lack."""
        return tuple(self._held[node] for node in sorted(self._graph) if node in self._held)

    def routes(self, goal: str, most: int = MOST_ROUTES) -> tuple[Route, ...]:
        """The disjoint ways there, the best first; none to a relay, which is nobody's destination."""
        if self.is_relay(goal):
            return ()
        if goal not in self._routes:
            self._routes[goal] = disjoint_routes(self._graph, self._name, goal)
        return self._routes[goal][:most]

    def settle(self, at: float) -> tuple[list[NodeChanged], list[str]]:
        """Look at the network anew where something came in. Who can be reached no longer or again, and who was
        forgotten."""
        changes: list[NodeChanged] = []
        if self._stale:
            self._stale = False
            before, self._graph = self._graph, _reached(self._held, self._name)
            self._routes = {}
            self.digest = _digest(self._held[node] for node in sorted(self._graph) if node in self._held)
            for node in sorted(self._held):
                if node in self._graph:
                    self._away.pop(node, None)
                else:
                    self._away.setdefault(node, at)
            for node in sorted(before.keys() ^ self._graph.keys()):
                if not self.is_relay(node):
                    changes.append(NodeChanged(node, node in self._graph))
        gone = [node for node, since in self._away.items() if at - since > self._patience(node)]
        for node in gone:
            del self._away[node], self._held[node]
        return changes, gone

    def _patience(self, node: str) -> float:
        return RELAY_FORGOTTEN if self.is_relay(node) else FORGOTTEN


def _reached(held: Mapping[str, Announcement], start: str) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {start: {}}
    queue = [start]
    while queue:
        here = queue.pop()
        one = held.get(here)
        for there, weight in one.links.items() if one is not None else ():
            other = held.get(there)
            if other is None or here not in other.links:
                continue
            found[here][there] = max(weight, other.links[here])
            if there not in found:
                found[there] = {}
                queue.append(there)
    return found


def _digest(announcements: Iterable[Announcement]) -> bytes:
    text = "\n".join(f"{one.origin}\t{one.boot}\t{one.sequence}" for one in announcements)
    return hashlib.blake2b(text.encode(), digest_size=8).digest()
