"""One node among others: finds them from a small list, follows its links, and tells all when one changes. Pure.

Link-state routing: each node announces its own links under a number that grows, everybody passes on what is new, and
each works out the routes by itself. What is lost on the way is made good by the beats, which carry a digest of what
their sender holds. Who may be a neighbour at all is decided by the connection (admitted keys), not here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.router.routes.model import Announcement, Change, Hello, LinkChanged, News, Send
from app.router.routes.neighbours import BEAT, Neighbour
from app.router.routes.paths import Graph, Route
from app.router.routes.table import Table


class RoutingNode:
    """`known`: the list to begin with, of names; others are met through them. `boot` has to be larger at each start
    (the wall clock's second does). Call `tick` at least every 0.1 s. `factors`: how much more than its delay a
    link weighs.
    """

    def __init__(
        self,
        name: str,
        boot: int,
        known: Iterable[str],
        address: str = "",
        relay: bool = False,
        factors: Mapping[str, float] | None = None,
    ) -> None:
        self.name, self._address, self._relay = name, address, relay
        self._known, self._factors = frozenset(known) - {name}, dict(factors or {})
        self._neighbours = {one: self._neighbour(one) for one in sorted(self._known)}
        self._table = Table(name)
        self._said = Announcement(name, boot, 1, {}, address, relay)
        self._up: frozenset[str] = frozenset()
        self._receivers: Mapping[str, bytes] = {}
        self._changes: list[Change] = []
        self._table.take(self._said)
        self._table.settle(0.0)

    @property
    def graph(self) -> Graph:
        """The part of the network that can be reached from here."""
        return self._table.graph

    @property
    def digest(self) -> bytes:
        """Equal at nodes that hold the same of everybody they reach."""
        return self._table.digest

    def destinations(self) -> tuple[str, ...]:
        """Whom a message can be sent to now."""
        return tuple(one for one in sorted(self.graph) if one != self.name and not self._table.is_relay(one))

    def knows(self, node: str) -> bool:
        """Whether anything is still held of it."""
        return self._table.held(node) is not None

    def address_of(self, node: str) -> str:
        """Where it says that it listens; empty where that is not known."""
        one, near = self._table.held(node), self._neighbours.get(node)
        return (one.address if one is not None else "") or (near.address if near is not None else "")

    def serve(self, receivers: Mapping[str, bytes]) -> None:
        """Who is connected here from now on, with a few bytes about each; said to all at the next `tick`."""
        self._receivers = dict(receivers)

    def receivers_of(self, node: str) -> Mapping[str, bytes]:
        """Who is connected at a node that can be reached, as it says; of any other, nobody."""
        one = self._table.held(node) if node in self.graph else None
        return one.receivers if one is not None else {}

    def is_up(self, node: str) -> bool:
        """Whether both ends of the link to this node hear each other."""
        return node in self._up

    def routes(self, goal: str) -> tuple[Route, ...]:
        """All disjoint ways there, the best first."""
        return self._table.routes(goal)

    def ways(self, goal: str, priority: int) -> tuple[Route, ...]:
        """By which of them a message goes: an alarm (0 to 3) by all, 4 and 5 by the second best, 6 to 9 by the last,
        so that the fastest stays free for what is urgent."""
        routes = self.routes(goal)
        if priority <= 3:
            return routes
        return routes[1:2] or routes if priority <= 5 else routes[-1:]

    def take_changes(self) -> list[Change]:
        """What became of links and nodes since the last call."""
        changes, self._changes = self._changes, []
        return changes

    def tick(self, at: float) -> list[Send]:
        """What is due by now."""
        for one in self._neighbours.values():
            one.look(at)
        sends = self._after(at)
        for name, one in self._neighbours.items():
            if one.due(at):
                sends.append(Send(name, one.hello(at, self.digest, self._address)))
        return sends

    def receive(self, sender: str, what: Hello | News, at: float) -> list[Send]:
        """`sender` is who the connection says it is."""
        if sender == self.name:
            return []
        if isinstance(what, News):
            return self._take_news(sender, what, at)
        one = self._neighbours.get(sender)
        if one is None:
            one = self._neighbours[sender] = self._neighbour(sender)
        is_new = one.take(what, at)
        sends = self._after(at)
        if one.up and what.digest != self.digest and at - one.told_at >= BEAT / 2:
            one.told_at = at
            sends.append(Send(sender, News(self._table.all_reached())))
        if is_new:
            sends.append(Send(sender, one.hello(at, self.digest, self._address)))
        return sends

    def _take_news(self, sender: str, news: News, at: float) -> list[Send]:
        fresh: list[Announcement] = []
        later: list[Announcement] = []
        for one in news.announcements:
            if one.origin != self.name:
                if self._table.take(one):
                    fresh.append(one)
                elif (held := self._table.held(one.origin)) is not None and held.age > one.age:
                    later.append(held)
            elif one.age > self._said.age:
                # Of an earlier life of this node, whose clock was ahead.
                self._said = Announcement(self.name, one.boot, one.sequence, {}, self._address, self._relay)
        back = [Send(sender, News(tuple(later)))] if later else []
        return [*back, *self._flood(fresh, sender), *self._after(at)]

    def _after(self, at: float) -> list[Send]:
        """Announce what changed at the own links, and look at the network anew."""
        up = frozenset(name for name, one in self._neighbours.items() if one.up)
        links = {name: self._neighbours[name].weigh(at) for name in sorted(up)}
        sends: list[Send] = []
        if links != self._said.links or self._receivers != self._said.receivers:
            for name in sorted(up ^ self._up):
                if not self._table.is_relay(name):
                    self._changes.append(LinkChanged(name, name in up))
            said = self._said
            self._said = replace(said, sequence=said.sequence + 1, links=links, receivers=self._receivers)
            self._table.take(self._said)
            self._up = up
            sends = self._flood([self._said], "")
        changes, forgotten = self._table.settle(at)
        self._changes += changes
        for name in forgotten:
            if name not in self._known and name not in up:
                self._neighbours.pop(name, None)
        for name in self.graph:
            if name != self.name and name not in self._neighbours:
                self._neighbours[name] = self._neighbour(name)
        return sends

    def _flood(self, announcements: list[Announcement], besides: str) -> list[Send]:
        if not announcements:
            return []
        return [Send(name, News(tuple(announcements))) for name in sorted(self._up) if name != besides]

    def _neighbour(self, name: str) -> Neighbour:
        return Neighbour(self._factors.get(name, 1.0))
