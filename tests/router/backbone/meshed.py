"""Several nodes and receivers on real sockets, turned by hand until something has happened."""

import itertools
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from app.kernel.clock import SystemClock
from app.router.backbone.nodes import Plan
from app.router.backbone.wide import WideHub
from app.router.backbone.wires import NodeAddress
from app.router.links import client
from app.router.links.admitted import AdmittedKeys, fresh_pair
from app.router.links.client import Delivered, FromNode, ReceiverLink
from app.router.links.events import Event
from app.router.links.hub import HubAddress
from app.router.routes.model import Change
from app.ward.node.keys import KeyPair
from tests.router.links.linked import MovableClock

PATIENCE_SECONDS = 20.0
E_ = TypeVar("E_", bound=Event)


@dataclass
class Node:
    """One of them, with all that its hub told and all that changed about it."""

    name: str
    wide: WideHub
    receivers: AdmittedKeys
    hub_keys: KeyPair
    events: list[Event] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def all(self, kind: type[E_]) -> list[E_]:
        return [one for one in self.events if isinstance(one, kind)]

    def refused(self, reason: str) -> int:
        return self.wide.backbone.wires.refusals.total[reason]


class Mesh:
    """`lists`: of each node, whom it knows to begin with; an address is known only of those that started before."""

    def __init__(self, lists: dict[str, str]) -> None:
        self.clock = MovableClock()
        self.lists = lists
        self.keys = {name: fresh_pair() for name in lists}
        self.where: dict[str, HubAddress] = {}
        self.nodes: dict[str, Node] = {}
        self.links: dict[str, ReceiverLink] = {}
        self.heard: dict[str, list[FromNode]] = {}
        self.pairs: dict[str, KeyPair] = {}
        for name in lists:
            self.start(name)

    def start(self, name: str, admits: Iterable[str] | None = None) -> Node:
        """Anew, at its former ports where it had any."""
        admitted = AdmittedKeys({self.keys[one].public: one for one in (self.lists if admits is None else admits)})
        known = {
            one: NodeAddress("127.0.0.1", self.where[one].alarms_port, self.where[one].bulk_port)
            for one in self.lists[name]
            if one in self.where
        }
        listens = self.where.get(name, HubAddress())
        plan = Plan(name, self.keys[name], known, listens, says="127.0.0.1")
        receivers, own, numbers = AdmittedKeys(), fresh_pair(), itertools.count(1_000 * (1 + len(self.where)))
        wide = WideHub(
            own,
            receivers,
            self.clock,
            plan,
            admitted,
            lambda count: min([next(numbers) for _ in range(count)]),
        )
        self.where[name] = wide.backbone.wires.address
        self.nodes[name] = Node(name, wide, receivers, own)
        return self.nodes[name]

    def kill(self, name: str) -> None:
        self.nodes.pop(name).wide.close()

    def receiver(self, name: str, at: str) -> ReceiverLink:
        """One that is admitted and connected at that node."""
        node = self.nodes[at]
        self.pairs[name] = fresh_pair()
        node.receivers.admit(self.pairs[name].public, name)
        hub = node.wide.address
        where = client.NodeAddress(hub.host, hub.alarms_port, hub.bulk_port, node.hub_keys.public)
        self.links[name] = ReceiverLink(where, self.pairs[name], SystemClock())
        self.heard.setdefault(name, [])
        return self.links[name]

    def turn(self) -> None:
        for node in self.nodes.values():
            node.events += node.wide.turn(1)
            node.changes += node.wide.take_changes()
        for name, link in self.links.items():
            self.heard[name] += link.read()

    def until(self, condition: Callable[[], bool]) -> None:
        ends = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < ends, [
                (node.name, node.events[-3:], node.wide.backbone.wires.refusals.total) for node in self.nodes.values()
            ]
            self.turn()

    def meet(self, *names: str) -> None:
        """Until all of these reach each other."""
        chosen = names or tuple(self.nodes)
        self.until(
            lambda: all(
                set(chosen) - {one} <= set(self.nodes[one].wide.backbone.routing.destinations()) for one in chosen
            )
        )

    def is_known(self, receiver: str, at: str) -> bool:
        return receiver in self.nodes[at].wide.reachable()

    def numbers(self, receiver: str) -> list[int]:
        """Of the messages that it was delivered, as its node numbered them."""
        return [number for one in self.heard[receiver] if isinstance(one, Delivered) for number in one.numbers()]

    def close(self) -> None:
        for link in self.links.values():
            link.close(orderly=False)
        for node in self.nodes.values():
            node.wide.close()


@contextmanager
def meshed(lists: dict[str, str]) -> Iterator[Mesh]:
    one = Mesh(lists)
    try:
        yield one
    finally:
        one.close()
