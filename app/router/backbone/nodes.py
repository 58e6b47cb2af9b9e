"""This node among the others: finds them, follows the links, carries items to any of them, passes on what is others'.

Not blocking, one thread: its sockets join a poller (`sources`), `tick` does what is due. Above it lies `wide.py`.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from zlib import crc32

from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.router.backbone.lanes import Lanes
from app.router.backbone.model import Content, Envelope, Loose, Offer, read_content, to_bytes
from app.router.backbone.wire import frames, read
from app.router.backbone.wires import NodeAddress, Wires, read_address
from app.router.links.admitted import AdmittedKeys
from app.router.links.frames import BadFrame
from app.router.links.hub import HubAddress
from app.router.queues.limits import FIRST_DISCARDABLE, PRIORITIES
from app.router.routes.carrying import Carrier
from app.router.routes.model import Change, Hello, News, NodeChanged, Parcel, Send
from app.router.routes.node import RoutingNode
from app.router.routes.paths import Graph
from app.ward.node.keys import KeyPair

RETURN_SECONDS: Final = 3.0
"""How long what is on its way to a node is kept for it once no route leads there."""
_TURN_SECONDS: Final = 0.05
_KEYS_OF_LANES: Final = 240
_PART_BYTES: Final = 16_384
_OFFER_BYTES: Final = 256
"""What an offer takes besides datagrams and receivers, with a name of its alarm as they are."""


@dataclass(frozen=True)
class Plan:
    """This node. `known`: name → where it listens, of the small list; `listens` port 0: the system chooses. `says`: the
    host by which others find this one, "" where they know it by their lists. `alarm_ways`: how many routes an alarm
    goes by at most; less than all only to compare."""

    name: str
    own: KeyPair
    known: Mapping[str, NodeAddress] = field(default_factory=dict)
    listens: HubAddress = field(default_factory=HubAddress)
    says: str = ""
    relay: bool = False
    alarm_ways: int | None = None


class Backbone:
    """`keys`: public key → node, admitted by pairing. `took`: what came for this node and from whom, in order and once;
    `took_loose`: what came of 4 to 9."""

    def __init__(
        self,
        plan: Plan,
        keys: AdmittedKeys,
        clock: Clock,
        took: Callable[[str, bytes], None],
        took_loose: Callable[[Offer], None],
    ) -> None:
        self.plan, self._keys, self._clock, self._took, self._took_loose = plan, keys, clock, took, took_loose
        self._life = secrets.randbits(62) | 1
        self.wires = Wires(plan.own, keys, plan.listens, self._received)
        where = self.wires.address
        said = str(NodeAddress(plan.says, where.alarms_port, where.bulk_port)) if plan.says else ""
        boot = int(clock.now().timestamp() * 1000)
        self.routing = RoutingNode(plan.name, boot, plan.known, said, plan.relay)
        self._carrier = Carrier(self.routing, plan.alarm_ways)
        self._lanes: dict[str, Lanes] = {}
        self._loose: dict[tuple[str, int], list[Offer]] = {}
        self._away: dict[str, float] = {}
        self._changes: list[Change] = []
        self._renewed: set[str] = set()
        # Not those of a former life, which others remember for a minute as duplicates.
        self._number = secrets.randbits(56)
        self._tick_at = 0.0
        self._graph: Graph = {}
        self._ways: dict[str, frozenset[tuple[str, ...]]] = {}
        self.discarded_to: dict[str, list[int]] = {}
        """Messages of 4 to 9 that found no way or no room, by node and priority."""

    def sources(self) -> list[tuple[Any, Callable[[], None]]]:
        """For a poller (`Hub.watch`)."""
        return self.wires.sources()

    def tick(self) -> None:
        """Several times a second, and after whatever was read or offered."""
        now = self._clock.monotonic()
        if now - self._tick_at >= _TURN_SECONDS:
            self._tick_at = now
            self._dial()
            self._give(self.routing.tick(now))
            self._look_after(now)
        self._follow(now)
        for node, lanes in self._lanes.items():
            while (envelope := lanes.due(now)) is not None:
                priority = 0 if envelope.units else FIRST_DISCARDABLE - 1
                self._post(node, priority, envelope)
        for (node, priority), offers in self._loose.items():
            for part in _parts(offers):
                if not self._post(node, priority, Loose(part)):
                    self.discarded_to.setdefault(node, [0] * PRIORITIES)[priority] += len(part)
        self._loose.clear()

    def send(self, node: str, priority: int, key: str, item: bytes) -> None:
        """Have it carried there, after what else has this `key`; 0 to 3. It arrives, or `take_lost` names the node."""
        lane = crc32(key.encode()) % _KEYS_OF_LANES * FIRST_DISCARDABLE + priority
        self._lanes_to(node).offer(lane, priority, item, self._clock.monotonic())

    def send_loose(self, node: str, offer: Offer) -> None:
        """Of 4 to 9: once, by one route, unless there is no room."""
        self._loose.setdefault((node, offer.priority), []).append(offer)

    def waiting(self) -> int:
        """Items of 0 to 3 that no other node has confirmed yet."""
        return sum(lanes.waiting for lanes in self._lanes.values())

    def discards(self) -> list[int]:
        """The same of all nodes together."""
        return [sum(one) for one in zip([0] * PRIORITIES, *self.discarded_to.values(), strict=True)]

    def take_changes(self) -> list[Change]:
        """What became of links and nodes; each once."""
        changes, self._changes = self._changes, []
        return changes

    def take_lost(self, keep: Callable[[bytes], bool]) -> list[str]:
        """Nodes for which nothing is kept any more: no route has led there for `RETURN_SECONDS`, or they began anew.
        Items that `keep` names are tried further, except with one that began anew and does not know what they mean."""
        now = self._clock.monotonic()
        for node in self._renewed:
            self._lanes_to(node).start_anew(lambda _item: False)
        gone = [node for node, since in self._away.items() if now - since > RETURN_SECONDS]
        for node in gone:
            del self._away[node]
            self._lanes_to(node).start_anew(keep)
        renewed = sorted(self._renewed - set(gone))
        self._renewed.clear()
        return [*renewed, *gone]

    def close(self) -> None:
        """End; the others notice by themselves."""
        self.wires.close()

    # ---- in

    def _received(self, sender: str, data: bytes) -> None:
        now = self._clock.monotonic()
        try:
            what = read(data)
            if isinstance(what, (Hello, News)):
                self._give(self.routing.receive(sender, what, now))
                return
            taken = self._carrier.receive(sender, what, now)
            self._give(taken.sends)
            if taken.arrived is not None:
                self._arrived(taken.arrived)
        except BadFrame as bad:
            self.wires.refusals.add(sender, bad.reason)

    def _arrived(self, parcel: Parcel) -> None:
        content = read_content(parcel.content)
        if isinstance(content, Loose):
            for offer in content.offers:
                self._took_loose(offer)
            return
        items, began = self._lanes_to(parcel.origin).take(content, self._clock.monotonic())
        if began:
            self._renewed.add(parcel.origin)
        for item in items:
            self._took(parcel.origin, item)

    # ---- out

    def _give(self, sends: "list[Send] | tuple[Send, ...]") -> None:
        for one in sends:
            alarms = not isinstance(one.what, Parcel) or one.what.priority < FIRST_DISCARDABLE
            for data in frames(one.what):
                self.wires.send(one.to, data, alarms=alarms)

    def _post(self, node: str, priority: int, content: Content) -> bool:
        """Whether there was a way."""
        self._number += 1
        data = to_bytes(content)
        sends = self._carrier.send(node, priority, self._number, data)
        if isinstance(content, Envelope):
            self._give(sends)
            return bool(sends)
        return any(self.wires.send(one.to, frame, alarms=False) for one in sends for frame in frames(one.what))

    # ---- now and then

    def _dial(self) -> None:
        """Whoever is admitted and whose address is known; the small list counts more than what is announced."""
        public = {node: key for key, node in self._keys.all().items()}
        for node in self.wires.dialled():
            if node not in public:
                self.wires.hang_up(node)
        for node, key in public.items():
            where = self.plan.known.get(node) or self._announced(node)
            if where is not None and node != self.plan.name:
                self.wires.dial(node, key, where)

    def _announced(self, node: str) -> NodeAddress | None:
        text = self.routing.address_of(node)
        if not text:
            return None
        try:
            return read_address(text)
        except KnownError:
            self.wires.refusals.add(node, "address")
            return None

    def _follow(self, now: float) -> None:
        """Where the network has changed, what went only by ways that are gone is sent again."""
        changes = self.routing.take_changes()
        self._changes += changes
        for change in changes:
            if isinstance(change, NodeChanged):
                if change.reachable:
                    self._away.pop(change.node, None)
                    self._lanes_to(change.node).greet()
                elif change.node in self._lanes:
                    self._away[change.node] = now
        if self.routing.graph is not self._graph:
            self._graph = self.routing.graph
            for node, lanes in self._lanes.items():
                before, now_there = self._ways.get(node, frozenset()), self._ways_to(node)
                self._ways[node] = now_there
                if now_there and not before & now_there:
                    lanes.hurry()

    def _ways_to(self, node: str) -> frozenset[tuple[str, ...]]:
        ways = self.routing.ways(node, 0)[: self.plan.alarm_ways]
        return frozenset(way.nodes for way in ways)

    def _look_after(self, now: float) -> None:
        for node, lanes in self._lanes.items():
            if lanes.waiting and node not in self.routing.graph:
                self._away.setdefault(node, now)

    def _lanes_to(self, node: str) -> Lanes:
        lanes = self._lanes.get(node)
        if lanes is None:
            lanes = self._lanes[node] = Lanes(self._life)
        return lanes


def _parts(offers: list[Offer]) -> Iterator[tuple[Offer, ...]]:
    """As many together as a parcel holds for certain."""
    part: list[Offer] = []
    size = 0
    for one in offers:
        more = len(one.datagrams) + sum(len(name) + 2 for name in one.receivers)
        if part and size + more > _PART_BYTES:
            yield tuple(part)
            part, size = [], 0
        part.append(one)
        size += more + _OFFER_BYTES
    yield tuple(part)
