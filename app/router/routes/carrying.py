"""Messages from node to node: alarms by every route, round what broke on the way, once at the end. Pure."""

from dataclasses import dataclass, replace

from app.router.delivery.duplicates import Duplicates
from app.router.routes.model import Parcel, Send
from app.router.routes.node import RoutingNode
from app.router.routes.paths import shortest


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a parcel: it goes on, it is here for the first time, or neither (a copy, or dropped)."""

    sends: tuple[Send, ...] = ()
    arrived: Parcel | None = None


class Carrier:
    """Of one node. `dropped` counts parcels that could go nowhere or were not well formed. `alarm_ways`: of how many
    routes an alarm takes the best; all, unless something is to be compared."""

    def __init__(self, node: RoutingNode, alarm_ways: int | None = None) -> None:
        self._node, self._duplicates, self._alarm_ways = node, Duplicates(), alarm_ways
        self.dropped = 0

    def send(self, goal: str, priority: int, number: int, content: bytes, copy: int = 0) -> list[Send]:
        """Nothing where there is no way. `copy` tells a call that is repeated on purpose from one that came twice."""
        return [
            Send(way.nodes[1], Parcel(self._node.name, number, copy, priority, way.nodes, 1, content))
            for way in self._node.ways(goal, priority)[: self._alarm_ways]
        ]

    def receive(self, sender: str, parcel: Parcel, at: float) -> Taken:
        """`sender` is who the connection says it is."""
        nodes, here = parcel.nodes, parcel.at
        if not 0 < here < len(nodes) or len(set(nodes)) < len(nodes) or parcel.origin != nodes[0]:
            return self._drop()
        if nodes[here] != self._node.name or nodes[here - 1] != sender:
            return self._drop()
        if here == len(nodes) - 1:
            is_new = self._duplicates.is_new(parcel.origin, parcel.number, at, parcel.copy)
            return Taken(arrived=parcel if is_new else None)
        if not self._node.is_up(nodes[here + 1]):
            # Never back over whoever had it: so it cannot circle, however many nodes think they know better.
            way = shortest(self._node.graph, self._node.name, parcel.goal, nodes[:here])
            if way is None:
                return self._drop()
            nodes = (*nodes[:here], *way.nodes)
        return Taken((Send(nodes[here + 1], replace(parcel, nodes=nodes, at=here + 1)),))

    def _drop(self) -> Taken:
        self.dropped += 1
        return Taken()
