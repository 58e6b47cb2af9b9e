"""The receivers of `bench router_faults` with their people: what comes is shown at once, most calls are answered."""

import heapq
import itertools
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from typing import Any, Final

import zmq

from app.commands.bench_router_faults_node import ASKS
from app.kernel.clock import SystemClock
from app.router.datagram import LAYOUT, SIZE
from app.router.links.client import Delivered, NodeAddress, ReceiverLink
from app.router.queues.limits import FIRST_DISCARDABLE
from app.router.words import Response
from app.ward.node.keys import KeyPair

_BREATH_SECONDS: Final = 0.002
_ALL_SECONDS: Final = 0.05
_ACCEPTS, _DECLINES = 0.7, 0.85
_THINKS: Final = (0.05, 0.4)
_WALKS: Final = (0.2, 0.6)
_TRIES: Final = 20


@dataclass
class PeopleTold:
    """`seen`: receiver → message of 0 to 3 → when it was first there; `twice` came again although dropped below."""

    seen: dict[str, dict[int, float]] = field(default_factory=dict)
    received: list[int] = field(default_factory=lambda: [0] * 10)
    twice: int = 0
    answers: Counter[str] = field(default_factory=Counter)


class _People:
    def __init__(self, where: dict[str, NodeAddress], pairs: dict[str, KeyPair], seed: int) -> None:
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.links = {
            name: ReceiverLink(where[name], pairs[name], SystemClock(), self.context) for name in sorted(where)
        }
        self.told = PeopleTold({name: {} for name in self.links})
        self._dice = random.Random(seed)
        self._acts: list[tuple[float, int, str, Response, int, int]] = []
        self._order = itertools.count()

    def read(self, name: str) -> None:
        link, shown, told = self.links[name], [], self.told
        for one in link.read():
            if not isinstance(one, Delivered):
                continue
            told.received[one.priority] += len(one.datagrams) // SIZE
            if one.priority >= FIRST_DISCARDABLE:
                continue
            for parts in LAYOUT.iter_unpack(one.datagrams):
                message = int.from_bytes(parts[5], "big")
                told.twice += message in told.seen[name]
                told.seen[name].setdefault(message, one.at)
                shown.append(parts[3])
                if message & ASKS:
                    self._called(name, parts[3], one.at)
        if shown:
            link.shown(shown)

    def act(self, now: float) -> None:
        while self._acts and self._acts[0][0] <= now:
            _, _, name, response, number, tries = heapq.heappop(self._acts)
            if self.links[name].answer(response, number):
                self.told.answers[response] += 1
                if response is Response.ACCEPTED:
                    self._will(now + self._dice.uniform(*_WALKS), name, Response.PRESENT, number)
            elif tries < _TRIES:
                self._will(now + 0.3, name, response, number, tries + 1)

    def _called(self, name: str, number: int, at: float) -> None:
        dice = self._dice.random()
        if dice < _DECLINES:
            response = Response.ACCEPTED if dice < _ACCEPTS else Response.REJECTED
            self._will(at + self._dice.uniform(*_THINKS), name, response, number)

    def _will(self, at: float, name: str, response: Response, number: int, tries: int = 0) -> None:
        heapq.heappush(self._acts, (at, next(self._order), name, response, number, tries))


def run_people(pipe: "Pipe[Any, Any]", where: dict[str, NodeAddress], pairs: dict[str, KeyPair], seed: int) -> None:
    """Be all these receivers; answer `count` (deliveries so far), and `end` with what they saw."""
    people = _People(where, pairs, seed)
    poller, watched, read_all_at = zmq.Poller(), dict[Any, str](), 0.0
    while True:
        ready = dict(poller.poll(10))
        now = time.monotonic()
        all_of_them = now >= read_all_at
        for name in people.links if all_of_them else {watched[socket]: None for socket in ready}:
            people.read(name)
        people.act(now)
        if all_of_them:
            read_all_at = now + _ALL_SECONDS
            # Where a connection was made anew there is another socket to wait for.
            current = {socket: name for name, link in people.links.items() for socket in link.sockets()}
            for socket in watched.keys() - current.keys():
                poller.unregister(socket)
            for socket in current.keys() - watched.keys():
                poller.register(socket, zmq.POLLIN)
            watched = current
        if pipe.poll():
            if pipe.recv() != "count":
                break
            pipe.send(sum(people.told.received))
        time.sleep(_BREATH_SECONDS)
    pipe.send(people.told)
    for link in people.links.values():
        link.close(orderly=False)
    people.context.destroy(linger=0)
