"""What the logs of `bench router_faults` prove: nothing lost or shown twice, every alarm to somebody, and when."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.commands.bench_router_faults_log import Began, GivenBack, Offered, Record, Seen, Step, records
from app.commands.bench_router_faults_people import PeopleTold
from app.commands.bench_router_faults_plan import LINKS, node_of
from app.router.delivery.model import Entry
from app.router.delivery.proving import gaps
from app.router.words import Step as Word

_REACHES: Final = {Word.ACCEPTED, Word.PRESENT, Word.FAILSAFE}
_LATE_SECONDS: Final = 1.0
_FOUND_AGAIN_SECONDS: Final = 2.0
"""After the end of a fault: connections are tried again every second at most."""
_SETTLED_SECONDS: Final = 0.5
"""A node that has just begun is not asked how soon it found another way."""


@dataclass(frozen=True)
class Happened:
    """A fault that takes links away: from `at` until `until` nothing goes over `gone`."""

    what: str
    at: float
    until: float
    gone: frozenset[tuple[str, str]]


@dataclass
class _Node:
    """One node's records."""

    offered: list[Offered] = field(default_factory=list)
    back: set[tuple[str, int]] = field(default_factory=set)
    seen: list[Seen] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    lives: list[tuple[float, float, bool]] = field(default_factory=list)
    """Beginning, last thing written, whether it ended in good order."""


def judge(folder: Path, nodes: Iterable[str], people: PeopleTold, faults: Sequence[Happened]) -> dict[str, object]:
    """All figures."""
    logs = {name: _read(records(folder / f"{name}.log")) for name in nodes}
    return {
        **_delivered(logs, people, faults),
        **_alarms(logs),
        **_rerouted(logs, faults),
        "shown_twice": people.twice,
        "deliveries": sum(people.received),
        "deliveries_0_3": sum(people.received[:4]),
        "answers": sum(people.answers.values()),
    }


def _read(found: Iterable[Record]) -> _Node:
    node, at = _Node(), 0.0
    for one in found:
        match one:
            case Began(at=began, ended=True):
                node.lives[-1] = (node.lives[-1][0], began, True)
            case Began(at=began):
                if node.lives:
                    node.lives[-1] = (node.lives[-1][0], at, False)
                node.lives.append((began, began, False))
            case Offered():
                node.offered.append(one)
                at = one.at
            case GivenBack():
                node.back.update((one.receiver, message) for message in one.messages)
            case Seen():
                node.seen.append(one)
                at = one.at
            case Step():
                node.entries.append(one.entry)
    return node


def _delivered(logs: Mapping[str, _Node], people: PeopleTold, faults: Sequence[Happened]) -> dict[str, object]:
    """Of each message of 0 to 3 and each receiver: it arrived, was handed back for somebody else, was waiting in a node
    that was killed (whose next life calls again), or is lost. Critical ones that took longer than a second apart by
    whether there was a way to the receiver all the time."""
    waits: list[float] = []
    offered = lost = back = died = late = late_apart = 0
    for name, node in logs.items():
        for one in node.offered:
            life = one.message >> 48 & 0xFF
            lived_on = node.lives[life][2]
            for receiver in one.receivers:
                if receiver in one.absent:
                    continue
                offered += 1
                seen_at = people.seen[receiver].get(one.message)
                if seen_at is not None:
                    if one.priority == 0:
                        waits.append(seen_at - one.at)
                    if one.priority == 0 and waits[-1] > _LATE_SECONDS:
                        apart = _were_apart(name, node_of(receiver), one.at, seen_at, faults)
                        late, late_apart = late + (not apart), late_apart + apart
                elif (receiver, one.message) in node.back:
                    back += 1
                elif lived_on:
                    lost += 1
                else:
                    died += 1
    waits.sort()
    return {
        "offered_0_3": offered,
        "lost_0_3": lost,
        "handed_back_0_3": back,
        "killed_with_their_node_0_3": died,
        "critical_p50_ms": _at(waits, 0.5),
        "critical_p99_ms": _at(waits, 0.99),
        "critical_p999_ms": _at(waits, 0.999),
        "critical_max_ms": _at(waits, 1.0),
        "critical_over_1_s": late,
        "critical_over_1_s_cut_off": late_apart,
    }


def _were_apart(one: str, other: str, since: float, until: float, faults: Sequence[Happened]) -> bool:
    """Whether for a part of that time no link led from one node to the other, or one of them was dead."""
    for fault in faults:
        if fault.at >= until or fault.until + _FOUND_AGAIN_SECONDS <= since:
            continue
        reached, queue = {one}, [one]
        while queue:
            here = queue.pop()
            for link in LINKS:
                if here in link and link not in fault.gone:
                    queue += [there for there in link if there not in reached]
                    reached.update(link)
        if other not in reached:
            return True
    return False


def _at(waits: Sequence[float], share: float) -> float:
    """Milliseconds."""
    return 1_000 * waits[min(len(waits) - 1, int(len(waits) * share))] if waits else float("inf")


def _alarms(logs: Mapping[str, _Node]) -> dict[str, object]:
    """Whether each came to somebody, and each history is whole."""
    alarms = nobodys = 0
    missing: list[str] = []
    for node in logs.values():
        histories: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in node.entries:
            histories[entry.bed, entry.alarm].append(entry)
        for key, entries in histories.items():
            alarms += 1
            nobodys += not _REACHES & {entry.step for entry in entries}
            missing += [f"{key[0]} {key[1]}: {gap}" for gap in gaps(entries)]
    return {
        "alarms": alarms,
        "alarms_to_nobody": nobodys,
        "timeline_gaps": len(missing),
        "first_gap": missing[0] if missing else "",
    }


def _rerouted(logs: Mapping[str, _Node], faults: Sequence[Happened]) -> dict[str, object]:
    """From each cut, kill and partition until the last node that lived through it had no route over what was gone."""
    times: list[float] = []
    never = 0
    for fault in faults:
        for node in logs.values():
            if not any(began < fault.at - _SETTLED_SECONDS and last > fault.until for began, last, _ in node.lives):
                continue
            settled = _free_of(node.seen, fault)
            if settled is None:
                never += 1
            else:
                times.append(settled - fault.at)
    times.sort()
    return {
        "faults": len(faults),
        "rerouting_p50_s": times[len(times) // 2] if times else 0.0,
        "rerouting_max_s": times[-1] if times else 0.0,
        "rerouting_times": len(times),
        "rerouting_over_1_s": sum(one > _LATE_SECONDS for one in times),
        "rerouting_never": never,
    }


def _free_of(seen: Sequence[Seen], fault: Happened) -> float | None:
    """When, while it lasted, the network as the node saw it held nothing any more of what was gone."""
    for one, following in itertools.pairwise([*seen, None]):
        if one is None or one.at > fault.until:
            break
        stood_until = following.at if following is not None else fault.until
        if stood_until > fault.at and not fault.gone.intersection(one.edges):
            return max(fault.at, one.at)
    return None
