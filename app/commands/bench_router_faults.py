"""`bench router_faults`: five nodes, fifteen receivers, and what breaks between them at random by a seed.

Every node, the receivers and the links are processes of their own. Nodes are killed and begin anew, links are cut, lose
a fifth of their packets or are late, the network falls into two parts and heals. `single_*` is a shorter run in which
alarms go by the best route alone. What the emulation does to TCP: `bench_router_faults_links.py`.
"""

import argparse
import multiprocessing
import os
import random
import socket
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

from app.commands.bench_router_faults_judge import Happened, judge
from app.commands.bench_router_faults_links import WELL, Way, run_links
from app.commands.bench_router_faults_node import FaultNodePlan, run_fault_node
from app.commands.bench_router_faults_people import PeopleTold, run_people
from app.commands.bench_router_faults_plan import LINKS, NODES, Break, breaks, links_of, node_of
from app.router.backbone.nodes import Plan
from app.router.backbone.wires import NodeAddress
from app.router.links import client
from app.router.links.admitted import fresh_pair
from app.router.links.hub import HubAddress

_PER_NODE: Final = 3
_BEDS: Final = 8
_PATIENCE_SECONDS: Final = 60.0
_DRAIN_SECONDS: Final = 45.0
_BETWEEN_SECONDS: Final = 2.0
"""From the end of one fault to the next: a network that is whole again."""
_LEAST_FAULTS: Final = 5
_PORTS: Final = range(20_000, 32_000)
_SPAWN: Final = multiprocessing.get_context("spawn")
_TARGET: Final = "0 lost of 0-3, re-routing < 1 s, every alarm to somebody, timelines whole, nothing shown twice"


def run(arguments: argparse.Namespace) -> Mapping[str, object]:
    """The run, and a fifth of it with a single route."""
    deliveries, seed = int(arguments.deliveries), int(arguments.seed)
    figures = measured(deliveries, seed)
    single = measured(max(1, deliveries // 5), seed, alarm_ways=1)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else "not measured here"
    named = {f"single_{key}": value for key, value in single.items()}
    return {**figures, **named, "load_1_min": load, "target": _TARGET}


def measured(
    deliveries: int, seed: int, alarm_ways: int | None = None, broken: Iterable[Break] | None = None
) -> dict[str, object]:
    """The figures of one run that ends when so many deliveries of all priorities have arrived, or nothing more is to
    break. `alarm_ways`: by how many routes alarms go; all where it is None."""
    with tempfile.TemporaryDirectory(prefix="plantao-bench-") as folder, ExitStack() as stack:
        bench = _Bench(Path(folder), seed, alarm_ways, stack)
        began = time.monotonic()
        bench.break_until(deliveries, breaks(seed) if broken is None else broken)
        bench.calm()
        seconds = time.monotonic() - began
        people, discarded, refused, longest = bench.end()
        figures = judge(Path(folder), NODES, people, bench.happened)
    return {
        **figures,
        "seconds": seconds,
        "deliveries_per_s": sum(people.received) / seconds,
        "discarded_4_9_of_last_lives": sum(discarded[4:]),
        "discarded_0_3": sum(discarded[:4]),
        "refused_frames": refused,
        "longest_turn_s": longest,
        "never_idle": bench.never_idle,
        **{f"faults_{kind}": count for kind, count in sorted(bench.broken.items())},
    }


class _Bench:
    """The processes, and what is done to them."""

    def __init__(self, folder: Path, seed: int, alarm_ways: int | None, stack: ExitStack) -> None:
        self._folder, self._seed, self._alarm_ways, self._stack = folder, seed, alarm_ways, stack
        self._keys = {name: fresh_pair() for name in NODES}
        self._hub_keys = {name: fresh_pair() for name in NODES}
        self.receivers = [f"{name.lower()}{place}" for place in range(_PER_NODE) for name in NODES]
        self._pairs = {name: fresh_pair() for name in self.receivers}
        self._ports = _free_ports(4 * len(NODES))
        self._lives = dict.fromkeys(NODES, 0)
        self._nodes: dict[str, tuple[BaseProcess, Pipe[Any, Any]]] = {}
        self.happened: list[Happened] = []
        self.broken: dict[str, int] = {}
        self.never_idle = False
        ways = [
            Way(link, sender, port)
            for link in LINKS
            for sender, to in (link, link[::-1])
            for port in self._listens(to)[2:]
        ]
        _, self._links = stack.enter_context(_process(run_links, ways, seed))
        self._between = dict(zip([(way.sender, way.towards) for way in ways], _heard(self._links), strict=True))
        for name in NODES:
            self._start(name)
        where = {name: self._address(node_of(name)) for name in self.receivers}
        _, self._people = stack.enter_context(_process(run_people, where, self._pairs, seed))
        self._until("met", sorted(self.receivers), _PATIENCE_SECONDS)
        self._tell("alarm")

    def break_until(self, deliveries: int, broken: Iterable[Break]) -> None:
        """One fault after the other, until that many deliveries arrived and each kind happened."""
        for one in broken:
            if sum(self.broken.values()) >= _LEAST_FAULTS and self._count() >= deliveries:
                return
            self._break(one)
            self.broken[one.kind] = self.broken.get(one.kind, 0) + 1
            time.sleep(_BETWEEN_SECONDS)

    def calm(self) -> None:
        """No new alarms; until those under way have come to their end."""
        self._tell("calm")
        self.never_idle = not self._until("idle", True, _DRAIN_SECONDS)

    def end(self) -> tuple[PeopleTold, list[int], int, float]:
        """What the receivers saw; of the nodes' last lives discards by priority, refused frames, the longest turn."""
        self._people.send("end")
        people: PeopleTold = _heard(self._people)
        discarded, refused, longest = [0] * 10, 0, 0.0
        self._tell("end")
        for _, pipe in self._nodes.values():
            more, refusals, turn = _heard(pipe)
            discarded = [was + this for was, this in zip(discarded, more, strict=True)]
            refused, longest = refused + refusals, max(longest, turn)
        return people, discarded, refused, longest

    def _break(self, one: Break) -> None:
        at = time.monotonic()
        if one.node:
            process, _ = self._nodes[one.node]
            process.kill()
            process.join()
            time.sleep(one.seconds)
            self.happened.append(Happened(one.kind, at, time.monotonic(), frozenset(links_of(one.node))))
            self._start(one.node)
            return
        for link in one.links:
            self._links.send((link, one.fault))
        time.sleep(one.seconds)
        if one.fault.cut:
            self.happened.append(Happened(one.kind, at, time.monotonic(), frozenset(one.links)))
        for link in one.links:
            self._links.send((link, WELL))

    def _count(self) -> int:
        self._people.send("count")
        return int(_heard(self._people))

    def _start(self, name: str) -> None:
        """A node's next life, at the same ports."""
        place, life = NODES.index(name), self._lives[name]
        self._lives[name] += 1
        hub_alarms, hub_bulk, alarms, bulk = self._listens(name)
        known = {}
        for other in {node for link in links_of(name) for node in link} - {name}:
            ports = [self._between[name, port] for port in self._listens(other)[2:]]
            known[other] = NodeAddress("127.0.0.1", *ports)
        plan = Plan(name, self._keys[name], known, HubAddress("127.0.0.1", alarms, bulk), alarm_ways=self._alarm_ways)
        others = [one for one in self.receivers if node_of(one) != name]
        locals_ = [one for one in self.receivers if node_of(one) == name]
        told = FaultNodePlan(
            place=place,
            life=life,
            plan=plan,
            nodes={self._keys[node].public: node for node in known},
            hub=self._hub_keys[name],
            hub_address=HubAddress("127.0.0.1", hub_alarms, hub_bulk),
            receivers={self._pairs[one].public: one for one in locals_},
            # The bed's nurse and those of her group are at other nodes; the last that is called is at this one.
            team={
                "bed_nurse": [[others[bed % len(others)]] for bed in range(_BEDS)],
                "own_group": [
                    [others[(bed + 3) % len(others)], others[(bed + 7) % len(others)]] for bed in range(_BEDS)
                ],
                "local_post": [[locals_[0]]],
                "executive_nurse": [[locals_[1], others[0]]],
            },
            everybody=self.receivers,
            watchers=[[others[(bed + step) % len(others)] for step in (0, 5)] + locals_ for bed in range(_BEDS)],
            folder=self._folder,
            seed=self._seed,
        )
        process, pipe = self._stack.enter_context(_process(run_fault_node, told))
        self._nodes[name] = process, pipe
        _heard(pipe)
        if life:
            pipe.send("alarm")

    def _listens(self, name: str) -> list[int]:
        """Ports of the hub (two) and of the links between nodes (two)."""
        place = NODES.index(name) * 4
        return self._ports[place : place + 4]

    def _address(self, name: str) -> client.NodeAddress:
        alarms, bulk = self._listens(name)[:2]
        return client.NodeAddress("127.0.0.1", alarms, bulk, self._hub_keys[name].public)

    def _tell(self, word: str) -> None:
        for _, pipe in self._nodes.values():
            pipe.send(word)

    def _until(self, question: str, wanted: object, seconds: float) -> bool:
        """Ask all nodes until all say so."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            self._tell(question)
            said = [_heard(pipe) for _, pipe in self._nodes.values()]
            if all(one == wanted for one in said):
                return True
            time.sleep(0.2)
        return False


def _free_ports(count: int) -> list[int]:
    """Ports that nothing listens on now, and that no system gives to connections that go out: a node that begins anew
    has to have those of its former life."""
    found: list[int] = []
    for port in random.SystemRandom().sample(_PORTS, len(_PORTS)):
        with socket.socket() as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise RuntimeError("no free ports")


def _heard(pipe: "Pipe[Any, Any]", seconds: float = _PATIENCE_SECONDS) -> Any:
    if not pipe.poll(seconds):
        raise RuntimeError("a process of the bench does not answer")
    return pipe.recv()


@contextmanager
def _process(work: Callable[..., None], *given: object) -> "Iterator[tuple[BaseProcess, Pipe[Any, Any]]]":
    here, there = _SPAWN.Pipe()
    process = _SPAWN.Process(target=work, args=(there, *given), daemon=True)
    process.start()
    there.close()
    try:
        yield process, here
    finally:
        process.kill()
        process.join()
        here.close()
