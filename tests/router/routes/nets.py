"""A network in a time of its own: nodes, links that take a while and lose, and what is cut or dies."""

import heapq
import itertools
import random
from collections.abc import Iterable

from app.router.routes.carrying import Carrier
from app.router.routes.model import Parcel, Send
from app.router.routes.node import RoutingNode

TURN = 0.05


class Net:
    """`links`: pairs that can hear each other. Each node's list names those it can hear, and the first."""

    def __init__(
        self, links: Iterable[tuple[str, str]], relays: Iterable[str] = (), seed: int = 1, loss: float = 0.0
    ) -> None:
        self.links = {frozenset(one) for one in links}
        self.names = sorted({name for one in self.links for name in one})
        self.relays, self.loss = frozenset(relays), loss
        self.now, self._boot = 0.0, 0
        self._random, self._count = random.Random(seed), itertools.count()
        self._wires: list[tuple[float, int, str, Send]] = []
        self.nodes: dict[str, RoutingNode] = {}
        self.carriers: dict[str, Carrier] = {}
        self.arrived: list[tuple[float, str, Parcel]] = []
        self.cut: set[frozenset[str]] = set()
        for name in self.names:
            self.start(name)

    def start(self, name: str) -> None:
        """Anew, with nothing of what it knew."""
        self._boot += 1
        known = [other for other in self.names if frozenset((name, other)) in self.links]
        self.nodes[name] = RoutingNode(name, self._boot, [*known, self.names[0]], relay=name in self.relays)
        self.carriers[name] = Carrier(self.nodes[name])

    def kill(self, name: str) -> None:
        self.nodes.pop(name, None)
        self.carriers.pop(name, None)

    def give(self, sender: str, sends: Iterable[Send]) -> None:
        for one in sends:
            if self._works(sender, one.to) and self._random.random() >= self.loss:
                delay = 0.001 + self._random.random() * 0.004
                heapq.heappush(self._wires, (self.now + delay, next(self._count), sender, one))

    def run(self, seconds: float) -> None:
        end = self.now + seconds
        turn = self.now
        while turn < end - 1e-9:
            turn += TURN
            while self._wires and self._wires[0][0] <= turn:
                self.now, _, sender, send = heapq.heappop(self._wires)
                self._deliver(sender, send)
            self.now = turn
            for name, node in self.nodes.items():
                self.give(name, node.tick(self.now))

    def _deliver(self, sender: str, send: Send) -> None:
        if not self._works(sender, send.to):
            return
        if isinstance(send.what, Parcel):
            taken = self.carriers[send.to].receive(sender, send.what, self.now)
            self.give(send.to, taken.sends)
            if taken.arrived is not None:
                self.arrived.append((self.now, send.to, taken.arrived))
        else:
            self.give(send.to, self.nodes[send.to].receive(sender, send.what, self.now))

    def _works(self, one: str, other: str) -> bool:
        pair = frozenset((one, other))
        return pair in self.links and pair not in self.cut and one in self.nodes and other in self.nodes

    def component(self, name: str) -> dict[str, set[str]]:
        """Who can be reached from here in truth, and who hears whom there."""
        found: dict[str, set[str]] = {}
        queue = [name]
        while queue:
            here = queue.pop()
            if here not in found:
                found[here] = {other for other in self.names if other != here and self._works(here, other)}
                queue += found[here]
        return found

    def agrees(self) -> bool:
        """Every node holds the network as it is, and all of a part of it the same."""
        for name, node in self.nodes.items():
            truth = self.component(name)
            if {one: set(links) for one, links in node.graph.items()} != truth:
                return False
            if any(self.nodes[other].digest != node.digest for other in truth):
                return False
        return True
