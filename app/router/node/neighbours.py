"""Other nodes beside this one: what of them is a trouble, what the network looks like, and who is at their receivers.

A person counts at another node's receiver as that node says, where the account is one of this station's too.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from app.kernel.errors import KnownError
from app.router.asking.classes import class_of
from app.router.backbone.wide import WideHub
from app.router.budget import BITS_PER_DATAGRAM
from app.router.datagram import SIZE
from app.router.delivery.model import Trouble
from app.router.node.items import LinkLoad, Network, NodeRoutes
from app.router.node.people import People
from app.router.node.ports import Admitted, Known, Person
from app.router.node.seeking import Seeking
from app.router.node.troubles import Troubles
from app.router.words import Capability

FOUND_SECONDS: Final = 5.0
"""How long after the start the nodes of the list may take to be found before they are missed."""
_LONGEST: Final = 40
_ABOUT_SECONDS: Final = 0.2


class Guest(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """What a node says of a receiver that is connected there, and of whoever has signed in at it."""

    name: str
    kind: str
    machine: bool
    capabilities: tuple[Capability, ...]
    locked: bool
    user: str = ""
    user_name: str = ""
    user_class: str = ""


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Guest)


class Neighbours:
    """Of one loop, over a hub that reaches further."""

    def __init__(
        self, hub: WideHub, people: People, troubles: Troubles, seeking: Seeking, began: float
    ) -> None:  # fmt: skip
        self.seeking = seeking
        self._hub, self._people, self._troubles, self._began = hub, people, troubles, began
        self._said: dict[str, bytes] = {}
        self._about_at = began
        self._bytes: dict[str, tuple[int, float]] = {}

    def tick(self, known: Known, at: float) -> None:
        """Several times a second."""
        if at >= self._about_at:
            self._about_at = at + _ABOUT_SECONDS
            admitted = {one.receiver: one for one in known.admitted}
            here = self._hub.reachable_here()
            self._hub.tell_about({name: self._about(name, admitted.get(name)) for name in here})
            self._hear(known, at)
        if at - self._began > FOUND_SECONDS:
            self._miss(at)

    def shown(self, network: Network, at: float) -> Network:
        """The same with what is known of other nodes."""
        routing = self._hub.backbone.routing
        loads = []
        for name in sorted(self._hub.backbone.plan.known):
            up = routing.is_up(name)
            weight = routing.graph.get(routing.name, {}).get(name)
            discarded = tuple(self._hub.backbone.discarded_to.get(name, ()))
            loads.append(LinkLoad(name, "node", up, weight, self._bits(name, at), discarded))
        edges = [
            (one, other, weight) for one, to in routing.graph.items() for other, weight in to.items() if one < other
        ]
        routes = tuple(
            NodeRoutes(goal, tuple(way.nodes for way in routing.routes(goal))) for goal in routing.destinations()
        )
        return msgspec.structs.replace(
            network, node=routing.name, links=(*loads, *network.links), routes=routes, edges=tuple(sorted(edges))
        )

    def reached(self) -> tuple[str, ...]:
        """Other nodes to which a route leads."""
        return tuple(self._hub.backbone.routing.destinations())

    def ask(self, node: str, receiver: str, sequence: int, content: bytes) -> None:
        """Pass a request of a receiver here on."""
        self._hub.ask_node(node, receiver, sequence, content)

    def _miss(self, at: float) -> None:
        routing = self._hub.backbone.routing
        reached = set(routing.destinations())
        self.seeking.tick([name for name in self._hub.backbone.plan.known if name not in reached], at)
        for name in self._hub.backbone.plan.known:
            self._troubles.own(Trouble.NODE_LOST, name not in reached, at, name)
            # One that is reached by others alone has lost its link; of one that is gone that is said already.
            self._troubles.own(Trouble.LINK_LOST, name in reached and not routing.is_up(name), at, name)

    def _about(self, receiver: str, one: Admitted | None) -> bytes:
        person = self._people.person(receiver)
        user = () if person is None else (person.user[:_LONGEST], person.name[:_LONGEST], person.user_class[:_LONGEST])
        shows = tuple(sorted(self._people.capabilities(receiver)))
        name, kind, machine = ("", "", False) if one is None else (one.name[:_LONGEST], one.kind, one.machine)
        return _encoder.encode(Guest(name, kind, machine, shows, receiver in self._people.locked, *user))

    def _hear(self, known: Known, at: float) -> None:
        remote: Mapping[str, bytes] = self._hub.remote()
        for receiver in self._said.keys() - remote.keys():
            del self._said[receiver]
            self._people.guest_left(receiver)
        for receiver, about in remote.items():
            if about and self._said.get(receiver) != about:
                self._said[receiver] = about
                self._take(receiver, about, known, at)

    def _take(self, receiver: str, about: bytes, known: Known, at: float) -> None:
        try:
            one = _decoder.decode(about)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self._hub.refusals.add(receiver, "about")
            return
        if any(each.receiver == receiver and each.public for each in known.admitted):
            # One of this station's own: who may do what there is not another node's to say.
            return
        admitted = Admitted(receiver, "", one.name, one.kind, frozenset(one.capabilities), one.machine)
        person = _person_of(one, known)
        self._people.guest(admitted, person, one.locked, at)

    def _bits(self, name: str, at: float) -> float:
        sent = self._hub.backbone.wires.bytes_to.get(name, 0)
        before, since = self._bytes.get(name, (0, at))
        self._bytes[name] = sent, at
        # As on the wire: what the budget counts for each datagram, for what goes in other frames.
        return max(0, sent - before) / SIZE * BITS_PER_DATAGRAM / (at - since) if at > since else 0.0


def _person_of(one: Guest, known: Known) -> Person | None:
    """Who is there is their node's word; what they are to table 14 is this station's own, by their account here."""
    role = known.roles.get(one.user)
    if one.user not in known.users:
        return None
    if role is None:
        return Person(one.user, one.user_name, one.user_class)
    try:
        return Person(one.user, one.user_name, class_of(role, known.tables))
    except KnownError:
        # Students and administrators take no alarms here, wherever they have signed in.
        return None
