"""What breaks in `bench router_faults`, and when: by a seed, each kind as often as the others."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.commands.bench_router_faults_links import WELL, Fault

NODES: Final = ("A", "B", "C", "D", "E")
LINKS: Final = (("A", "B"), ("B", "C"), ("C", "D"), ("D", "E"), ("A", "E"), ("A", "C"), ("B", "D"))
"""A ring with two chords: two or three disjoint routes between any two."""
_KINDS: Final = ("kill", "cut", "loss", "delay", "partition")
_LOSS: Final = 0.2


@dataclass(frozen=True)
class Break:
    """`node` is killed, or `links` are as `fault` says, for `seconds`."""

    kind: str
    seconds: float
    links: tuple[tuple[str, str], ...] = ()
    fault: Fault = WELL
    node: str = ""


def breaks(seed: int) -> Iterator[Break]:
    """Without end; of five in a row each kind is one."""
    dice = random.Random(seed)
    while True:
        kinds = list(_KINDS)
        dice.shuffle(kinds)
        for kind in kinds:
            yield _break(kind, dice)


def links_of(node: str) -> tuple[tuple[str, str], ...]:
    """All that end there."""
    return tuple(link for link in LINKS if node in link)


def node_of(receiver: str) -> str:
    """Where a receiver is connected: "a2" at "A"."""
    return receiver[0].upper()


def _break(kind: str, dice: random.Random) -> Break:
    seconds = dice.uniform(2.0, 5.0)
    match kind:
        case "kill":
            return Break(kind, seconds, node=dice.choice(NODES))
        case "cut":
            return Break(kind, seconds, (dice.choice(LINKS),), Fault(cut=True, hang_up=dice.random() < 0.5))
        case "partition":
            part = set(dice.sample(NODES, 2))
            across = tuple(link for link in LINKS if len(part & set(link)) == 1)
            return Break(kind, seconds, across, Fault(cut=True))
        case "loss":
            # Of one link, or of all that a node has: its switch, its radio.
            links = (dice.choice(LINKS),) if dice.random() < 0.5 else links_of(dice.choice(NODES))
            return Break(kind, seconds, links, Fault(loss=_LOSS))
        case _:
            return Break(kind, seconds, (dice.choice(LINKS),), Fault(delay=dice.uniform(0.05, 0.3)))
