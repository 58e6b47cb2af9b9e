"""`campaign fuzz`: broken input at every door. Never a crash, a hang, much memory; what is refused is refused by name.

Each door gets so many inputs by the seed; a finding is made smaller and printed so that it can be tried again.
"""

import logging
import random
import signal
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from types import FrameType
from typing import Final

from app.commands.campaigns import (
    doors_chosen,
    doors_files,
    doors_lines,
    doors_machines,
    doors_talks,
    doors_wires,
    fuzz_api,
)
from app.commands.campaigns.doors import Door
from app.commands.campaigns.home import make_home
from app.commands.campaigns.mutations import smaller
from app.commands.campaigns.plan import Outcome, Plan
from app.commands.memory_held import grown_since, in_figures, most_megabytes

MOST_SECONDS: Final = 5.0
"""One input, on a machine that does other things too."""
MOST_MEGABYTES: Final = 200.0
"""What a door may have the process grow by, over all its inputs."""
_SHOWN_BYTES: Final = 300
_FINDINGS_A_DOOR: Final = 5


class HangError(Exception):
    """An input took longer than it may."""


@dataclass
class Tried:
    """What one door did. `findings`: what was raised and where → the smallest input that shows it."""

    name: str
    inputs: int = 0
    refused: int = 0
    slowest: float = 0.0
    grown: float | None = 0.0
    codes: Counter[str] = field(default_factory=Counter)
    findings: dict[str, bytes] = field(default_factory=dict)


def run(plan: Plan) -> Outcome:
    """Every door, then the central server's interface by its own description."""
    home = make_home(plan.folder / "station", plan.seed, women=2)
    doors = chain(
        *(doors_files.doors(home), doors_chosen.doors(plan.folder / "chosen"), doors_wires.doors()),
        *(doors_talks.doors(), doors_machines.doors(), doors_lines.doors(plan.folder / "lines")),
    )
    tried = [try_door(one, plan.times, plan.seed) for one in doors]
    found = judge(tried)
    api = fuzz_api.run(plan)
    found.figures |= api.figures
    found.broken += api.broken
    return found


def try_door(door: Door, times: int, seed: int) -> Tried:
    """So many inputs at this door."""
    tried, chance, before = Tried(door.name), random.Random(f"{seed} {door.name}"), most_megabytes()
    # What is told of broken input, a line each, is for whoever looks after a station.
    before_told = logging.root.manager.disable
    logging.disable(max(before_told, logging.WARNING))
    try:
        _try(door, times, chance, tried)
    finally:
        logging.disable(before_told)
        door.close()
    tried.grown = grown_since(before)
    return tried


def _try(door: Door, times: int, chance: random.Random, tried: Tried) -> None:
    for _ in range(times):
        raw = door.make(chance)
        began = time.perf_counter()
        what = _opened(door, raw, tried)
        tried.slowest = max(tried.slowest, time.perf_counter() - began)
        tried.inputs += 1
        if what and what not in tried.findings and len(tried.findings) < _FINDINGS_A_DOOR:
            tried.findings[what] = smaller(raw, lambda one, what=what: _opened(door, one, Tried("")) == what)  # type: ignore[misc]  # bound at once


def judge(tried: Iterable[Tried]) -> Outcome:
    """Figures of all doors, and each finding as a promise broken."""
    tried = list(tried)
    found = Outcome(
        {
            "doors": len(tried),
            "inputs": sum(one.inputs for one in tried),
            "refused_by_name": sum(one.refused for one in tried),
            "findings": sum(len(one.findings) for one in tried),
            "slowest_input_s": max((one.slowest for one in tried), default=0.0),
            "slowest_door": max(tried, key=lambda one: one.slowest).name if tried else "",
            "most_memory_grown_mb": in_figures(max(grown) if (grown := _told(tried)) else None),
        }
    )
    for one in tried:
        for what, raw in one.findings.items():
            found.promise(False, f"{one.name}: {what}; input of {len(raw)} bytes: {raw[:_SHOWN_BYTES]!r}")
        if one.grown is not None:
            found.promise(one.grown <= MOST_MEGABYTES, f"{one.name}: the process grew by {one.grown:.0f} MB")
    return found


def _told(tried: Iterable[Tried]) -> list[float]:
    return [one.grown for one in tried if one.grown is not None]


def _opened(door: Door, raw: bytes, tried: Tried, *, again: bool = True) -> str:
    """What was raised and where, "" where it was taken or refused as it should be.

    What was slow is asked once more: on a machine that does other things an input may wait for its turn.
    """
    try:
        with _within(MOST_SECONDS):
            door.open(raw)
    except door.refuses as refused:
        tried.refused += 1
        tried.codes[str(getattr(refused, "code", type(refused).__name__))] += 1
        return ""
    except HangError:
        if again:
            return _opened(door, raw, tried, again=False)
        return f"longer than {MOST_SECONDS:g} s"
    except Exception as problem:
        frame = traceback.extract_tb(problem.__traceback__)[-1]
        return f"{type(problem).__name__} in {frame.filename.rpartition('/app/')[2]}:{frame.name}"
    return ""


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """HangError after so long, where the system can interrupt (its main thread, not Windows)."""
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(_number: int, _frame: FrameType | None) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
