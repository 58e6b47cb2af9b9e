"""`bench router`: the router's engine under the loads of the thesis, encrypted, each side a process of its own.

The monotonic clock is shared by all processes, so that one-way times are measured and not halved. `bare_*` is a plain
loop over pyzmq in the same run: one frame for each datagram and receiver, no priorities, no credits.
"""

import argparse
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection as Pipe
from typing import Any, Final

from app.commands.bench_router_bare import run_bare_node, run_bare_receivers
from app.commands.bench_router_hostile import HOSTILE, STALLER, run_hostile
from app.commands.bench_router_link import run_link
from app.commands.bench_router_load import PER_BED, Source, send_load
from app.commands.bench_router_packing import packing_figures
from app.commands.bench_router_sides import NodePlan, NodeTold, ReceiversTold, run_node, run_receivers
from app.router.links.admitted import fresh_pair
from app.router.links.client import NodeAddress

_PATIENCE_SECONDS: Final = 60.0
_DRAIN_SECONDS: Final = 10.0
_STEPS: Final = (60_000, 90_000, 120_000, 150_000, 200_000, 250_000)
_CRITICAL_LIMIT_MS: Final = 60.0


@dataclass(frozen=True)
class Scenario:
    """`each_its_bed`: every receiver is sent one bed; else every receiver all of them. `bits`: of the link, 0: free.
    `hostile`: three more receivers that flood, stall and lie, of which the one that stalls is sent everything, too."""

    beds: int
    receivers: int
    seconds: float
    each_its_bed: bool = False
    bits: float = 0.0
    bare: bool = False
    hostile: bool = False

    def plan(self) -> list[list[str]]:
        """The receivers of each bed."""
        names = [f"r{number}" for number in range(self.receivers)] + [STALLER] * self.hostile
        if not self.each_its_bed:
            return [names] * self.beds
        return [names[place :: self.beds] for place in range(self.beds)]


def run(arguments: argparse.Namespace) -> Mapping[str, object]:
    """All scenarios; figures of 120 beds by 8 caregivers bear the plain names."""
    seconds = float(arguments.seconds)
    short = max(2.0, seconds / 4)
    main = Scenario(120, 8, seconds)
    figures: dict[str, object] = {"seconds": seconds, **packing_figures(), **measured(main)}
    figures |= _named("bare", measured(replace(main, seconds=short, bare=True)))
    figures |= _named("49x8", measured(replace(main, beds=49)))
    figures |= _named("49_to_392", measured(Scenario(49, 392, short * 2, each_its_bed=True)))
    figures |= _named("hostile", _of_the_others(measured(replace(main, beds=49, seconds=short, hostile=True))))
    figures |= _named("1mbit", measured(Scenario(17, 8, short * 2, bits=1e6)))
    figures |= _most(short)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else "not measured here"
    return {**figures, "load_1_min": load, "target": _TARGET}


_TARGET: Final = (
    "120x8: critical p99 <= 8 ms, ack p99 <= 15 ms, 0 lost of 0-3, <= 0.4 core; max >= 120,000; "
    "49 to 392 held; 1 Mbit/s: critical p99 <= 25 ms, 0 lost of 0-3"
)


def _named(name: str, figures: Mapping[str, object]) -> dict[str, object]:
    return {f"{name}_{key}": value for key, value in figures.items()}


def _of_the_others(figures: Mapping[str, object]) -> dict[str, object]:
    """Without what was discarded, most of which was for the one that reads nothing."""
    return {name: value for name, value in figures.items() if not name.endswith("4_9")}


def _most(seconds: float) -> dict[str, object]:
    """More and more beds, until critical alarms take too long or something does not arrive, twice in a row."""
    held = 0.0
    told: dict[str, object] = {}
    for step in _STEPS:
        figures = _held(step, seconds) or _held(step, seconds)
        if figures is None:
            return {"max_deliveries_per_s": held, **told, "max_stopped_at_per_s": step}
        held = float(figures["deliveries_per_s"])
        told = {f"max_{name}": figures[name] for name in ("critical_p99_ms", "router_cpu_core")}
    return {"max_deliveries_per_s": held, **told}


def _held(step: int, seconds: float) -> dict[str, Any] | None:
    """The figures of so many deliveries a second to 8 receivers; None where they did not hold."""
    figures = measured(Scenario(round(step / 8 / PER_BED), 8, seconds))
    late = figures["critical_p99_ms"] > _CRITICAL_LIMIT_MS
    return None if late or figures["lost_0_3"] or figures["deliveries_per_s"] < 0.97 * step else figures


def measured(scenario: Scenario) -> dict[str, Any]:
    """The figures of one scenario."""
    plan = scenario.plan()
    pairs = {f"r{number}": fresh_pair() for number in range(scenario.receivers)}
    hostile = {name: fresh_pair() for name in HOSTILE} if scenario.hostile else {}
    own = fresh_pair()
    told = NodePlan(own, {pair.public: name for name, pair in (pairs | hostile).items()}, plan)
    with ExitStack() as stack:

        def started(work: Callable[..., None], *given: object) -> "Pipe[Any, Any]":
            return stack.enter_context(_process(work, *given))

        node = started(run_bare_node if scenario.bare else run_node, told)
        address, entry = _heard(node)
        alarms, bulk = address.alarms_port, address.bulk_port
        if scenario.bits:
            alarms, bulk = _heard(started(run_link, [alarms, bulk], scenario.bits))
        where = NodeAddress(address.host, alarms, bulk, own.public)
        receivers = started(run_bare_receivers if scenario.bare else run_receivers, where, pairs)
        source = started(send_load, Source(entry, scenario.beds, scenario.seconds))
        _heard(source)
        _until(node, "reachable", scenario.receivers, _PATIENCE_SECONDS)
        harm = started(run_hostile, where, hostile) if hostile else None
        node.send("go")
        source.send("go")
        sent = _heard(source, scenario.seconds + _PATIENCE_SECONDS)
        node.send("stop")
        if harm is not None:
            # What waits for one that reads nothing is handed back once it is gone.
            harm.send("end")
        _until(node, "idle", True, _DRAIN_SECONDS)
        receivers.send("end")
        arrived = _heard(receivers)
        node.send("end")
        return _figures(scenario, plan, sent, _heard(node), arrived)


def _figures(
    scenario: Scenario, plan: list[list[str]], sent: Sequence[int], node: NodeTold, arrived: ReceiversTold
) -> dict[str, Any]:
    # Every bed sends as much as any other of each priority, give or take one.
    each = len(plan[0]) if scenario.each_its_bed else scenario.receivers
    alarms = sum(sent[:4]) * each - sum(arrived.received[:4])
    low = sum(sent[4:]) * each
    return {
        "deliveries_per_s": sum(arrived.received) / node.wall_seconds,
        "critical_p50_ms": _percentile(arrived.critical_seconds, 50),
        "critical_p99_ms": _percentile(arrived.critical_seconds, 99),
        "ack_p99_ms": _percentile(node.ack_seconds, 99),
        "lost_0_3": alarms + arrived.twice,
        "discarded_4_9": sum(node.discarded[4:]),
        "discarded_0_3": sum(node.discarded[:4]),
        "still_waiting_4_9": sum(node.waiting[4:]),
        "unaccounted_4_9": low - sum(arrived.received[4:]) - sum(node.discarded[4:]) - sum(node.waiting[4:]),
        "receivers_cpu_core": arrived.cpu_core,
        "refused_frames": node.refused,
        "router_cpu_core": node.cpu_seconds / node.wall_seconds,
    }


def _percentile(seconds: Sequence[float], percent: int) -> float:
    """Milliseconds; infinite where there is none."""
    if not seconds:
        return float("inf")
    ordered = sorted(seconds)
    return 1_000 * ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def _heard(pipe: "Pipe[Any, Any]", seconds: float = _PATIENCE_SECONDS) -> Any:
    if not pipe.poll(seconds):
        raise RuntimeError("a process of the bench does not answer")
    return pipe.recv()


def _until(pipe: "Pipe[Any, Any]", question: str, wanted: object, seconds: float) -> None:
    """Ask until it is so; after `seconds` what is measured shows that it was not."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        pipe.send(question)
        if _heard(pipe) == wanted:
            return
        time.sleep(0.1)


@contextmanager
def _process(work: Callable[..., None], *given: object) -> "Iterator[Pipe[Any, Any]]":
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=work, args=(there, *given), daemon=True)
    process.start()
    try:
        yield here
    finally:
        if process.is_alive():
            here.send("end")
        process.join(5)
        process.kill()
        process.join()
        here.close()
