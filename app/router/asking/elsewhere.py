"""Requests about the beds of other nodes: the node that owns the data is asked, by its own tables, rights and accounts.

The receiver's own node only passes on and waits; what it says of the beds is its own and those that others grant.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import msgspec

from app.kernel.errors import KnownError
from app.router.node.ports import Router
from app.router.requests import (
    AskBeds,
    AskHistory,
    AtBedside,
    Beds,
    Refused,
    Reply,
    Request,
    SetLimits,
    Want,
    read_answer,
    to_bytes,
)

BEDS_SECONDS: Final = 1.0
"""How long a list of beds waits for other nodes' part of it."""
ANSWER_SECONDS: Final = 8.0
"""How long any other request waits: a ward may take some seconds for limits."""
_MOST_OWNED: Final = 8_192
AboutABed = Want | AtBedside | SetLimits | AskHistory
PASSED_ON: Final = (AskBeds, Want, AtBedside, SetLimits, AskHistory)
"""What one node takes of another's receivers; who they are is their own node's to find out."""


@dataclass
class _Waits:
    """A request that others answer; `own` of a list of beds: this node's part."""

    nodes: set[str]
    until: float
    own: Beds | None = None


class Elsewhere:
    """Of one loop's thread."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self._waits: dict[tuple[str, int], _Waits] = {}
        self._owners: dict[str, str] = {}

    def passes(self, receiver: str, request: Request, sequence: int, at: float) -> bool:
        """Whether it is about a bed of another node, which was asked."""
        if not isinstance(request, AboutABed) or not request.bed or self._router.has_bed(request.bed):
            return False
        node = self._owners.get(request.bed)
        if node is None:
            return False
        if node not in self._router.nodes():
            raise KnownError("router_asking.node_away", node=node)
        self._waits[receiver, sequence] = _Waits({node}, at + ANSWER_SECONDS)
        self._router.ask_node(node, receiver, sequence, to_bytes(request))
        return True

    def gathers(self, receiver: str, own: Beds, sequence: int, at: float) -> bool:
        """Whether other nodes are asked for their beds as well; the answer then waits for them, not for long."""
        nodes = self._router.nodes()
        if not nodes:
            return False
        self._waits[receiver, sequence] = _Waits(set(nodes), at + BEDS_SECONDS, own)
        for node in nodes:
            self._router.ask_node(node, receiver, sequence, to_bytes(AskBeds()))
        return True

    def replied(self, node: str, receiver: str, sequence: int, content: bytes) -> None:
        """What another node answers."""
        waits = self._waits.get((receiver, sequence))
        if waits is None or node not in waits.nodes:
            return
        try:
            reply: Reply = read_answer(content)
        except KnownError:
            reply = Refused("router_asking.failed")
        waits.nodes.discard(node)
        if waits.own is None:
            self._end(receiver, sequence, reply)
            return
        if isinstance(reply, Beds):
            waits.own = self._together(waits.own, node, reply)
        else:
            waits.own = _without(waits.own, (node,))
        if not waits.nodes:
            self._end(receiver, sequence, waits.own)

    def tick(self, at: float) -> None:
        """Whoever waited long enough is told so."""
        if not self._waits:
            return
        there = set(self._router.nodes())
        for (receiver, sequence), waits in list(self._waits.items()):
            if waits.own is not None and (at >= waits.until or not waits.nodes & there):
                self._end(receiver, sequence, _without(waits.own, waits.nodes))
            elif waits.own is None and (at >= waits.until or not waits.nodes & there):
                self._end(receiver, sequence, Refused("router_asking.node_away", {"node": ", ".join(waits.nodes)}))

    def left(self, receiver: str) -> None:
        """It is gone: nobody waits any more."""
        for key in [key for key in self._waits if key[0] == receiver]:
            del self._waits[key]

    def _end(self, receiver: str, sequence: int, reply: Reply) -> None:
        self._waits.pop((receiver, sequence), None)
        self._router.reply(receiver, sequence, reply)

    def _together(self, own: Beds, node: str, others: Beds) -> Beds:
        """A node tells of its own beds: of none that are here, or another's while that is there."""
        there = self._router.nodes()
        known = {one.bed for one in own.beds}
        beds = []
        for one in others.beds:
            owner = self._owners.get(one.bed, node)
            if not one.bed or one.bed in known or self._router.has_bed(one.bed) or (owner != node and owner in there):
                continue
            self._owners[one.bed] = node
            beds.append(one)
        while len(self._owners) > _MOST_OWNED:
            del self._owners[next(iter(self._owners))]
        told = {one.bed for one in beds}
        settings = tuple(one for one in others.settings if one.bed in told)
        return msgspec.structs.replace(
            own,
            beds=(*own.beds, *beds),
            settings=(*own.settings, *settings),
            topics={**others.topics, **own.topics},
        )


def _without(own: Beds, nodes: Iterable[str]) -> Beds:
    """Whoever reads the list must not take it for all of them."""
    return msgspec.structs.replace(own, silent=tuple(sorted({*own.silent, *nodes})))
