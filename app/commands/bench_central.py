"""`bench central`: the load of the thesis against the central server, on SQLite and on PostgreSQL.

The source (section 5.1.3 and chapter 5): 167 units of Natal times three roles are 501 users; 10 requests and 10
repetitions each are 50,100 requests: signing in, searching, registering, listing. 88 % were answered, mean 5,377 ms.

Here a user is a station with its own token. Searching by name never reaches the server, since every station holds its
unit's people (`bench search`): what is asked of the server is one person's record. Registering pushes a person, listing
pulls what is new in the unit. The source does not say how long its users waited between requests. "With pauses" waits
three seconds on average, which is still quicker than anybody reads: the load of 501 people. "At once" asks again as
soon as it was answered: how many requests a second the machine can do at all, since 501 that always wait for an
answer wait 501 divided by that.
"""

import argparse
import multiprocessing
import os
import statistics
from collections.abc import Sequence
from typing import Final

from app.commands.bench_central_users import REPETITION, Load, Measured, run_users
from app.commands.bench_network import Network, network

UNITS, ROLES = 167, 3
PAUSE_SECONDS: Final = 3.0
_SOURCE: Final = {"source: answered (%)": 88.0, "source: mean (ms)": 5377.0}
_TARGET: Final = {"target": "100 % answered, mean <= 250 ms"}


def run(arguments: argparse.Namespace) -> dict[str, object]:
    """Shares, milliseconds and requests a second, for both databases and both paces."""
    repetitions: int = arguments.repetitions
    users = UNITS * ROLES
    figures: dict[str, object] = {"users": users, "requests": users * len(REPETITION) * repetitions}
    for database in ("postgresql", "sqlite"):
        for name, pause in (("with pauses", PAUSE_SECONDS), ("at once", 0.0)):
            with network(ROLES, UNITS, sqlite=database == "sqlite") as one:
                measured = _in_a_process_of_its_own(one, repetitions, pause)
            figures |= {f"{database}, {name}: {what}": value for what, value in shown(measured).items()}
    return {**figures, **_SOURCE, **_TARGET, "load of the machine (1 min)": _machine_load()}


def shown(measured: Measured) -> dict[str, object]:
    """What is told of one run; milliseconds of the answered requests."""
    every = sorted(seconds for kind in measured.seconds.values() for seconds in kind)
    asked = len(every) + measured.unanswered
    by_kind = {f"mean of {kind} (ms)": 1000 * statistics.fmean(all_) for kind, all_ in measured.seconds.items() if all_}
    told: dict[str, object] = {
        "answered (%)": 100.0 * len(every) / asked,
        "mean (ms)": 1000 * statistics.fmean(every),
        "p95 (ms)": 1000 * _share(every, 0.95),
        "p99 (ms)": 1000 * _share(every, 0.99),
        "max (ms)": 1000 * every[-1],
        "requests/s": asked / measured.whole,
        **by_kind,
        "mean of sign-in (ms)": 1000 * statistics.fmean(measured.sign_in),
    }
    return told | ({"first failure": measured.first_failure} if measured.unanswered else {})


def _share(ordered: Sequence[float], share: float) -> float:
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def _in_a_process_of_its_own(one: Network, repetitions: int, pause: float) -> Measured:
    spawn = multiprocessing.get_context("spawn")
    with spawn.Pool(1) as pool:
        return pool.apply(run_users, (Load(one.address, one.codes, repetitions, pause),))


def _machine_load() -> float | str:
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else "not measured here"
