"""`campaign two_stations`: several programs started on one store, and a store that was copied to a second computer.

Of node and router the second is refused by name; agents share the work by leases; whoever writes at the same time loses
nothing. A copied store goes on with the same change log as its original: what the server does about it is told.
"""

import multiprocessing
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select

from app.commands.bench_provider import ProviderLine, provider
from app.commands.campaigns import deeds, reminding
from app.commands.campaigns import kills_reading as reading
from app.commands.campaigns.copied import push_both
from app.commands.campaigns.home import Home, make_home, open_ward
from app.commands.campaigns.plan import Outcome, Plan
from app.commands.campaigns.processes import Served, free_ports, until
from app.commands.campaigns.two_judge import Agents, Second, Writers, judge_agents, judge_second, judge_writers
from app.kernel.folders import StationFolders
from app.reminders.outbox.model import Status
from app.store.store import Store
from app.store.tables import message

_WRITERS: Final = 3
_SECONDS: Final = 4.0
_MESSAGES: Final = 30
_ENDS_SECONDS: Final = 60.0


def run(plan: Plan) -> Outcome:
    """Each part once a round."""
    found = Outcome()
    for number in range(plan.times):
        folder = plan.folder / str(number)
        folder.mkdir()
        home = make_home(folder / "station", plan.seed + number, women=4)
        open_ward(home, 2)
        with provider() as line:
            people = reminding.set_up(home, line.address)
            _second_is_refused(folder, home, found)
            _agents_share(folder, home, line, people, found)
        _writers(home, plan.seed + number, found)
        _copied(folder, home, plan.seed + number, found)
    return found


def _second_is_refused(folder: Path, home: Home, found: Outcome) -> None:
    """A second node, and a second router: refused, and told who is there already."""
    (port,) = free_ports(1)
    for name, arguments, code in (
        ("node", ("node", "--silent", "--hl7-port", str(port), "--no-router"), "ward.node_runs"),
        ("router", ("router",), "router.runs"),
    ):
        first = Served(name, arguments, folder / f"{name}-1.log", home.environment)
        second = Served(name, (*arguments, "--json"), folder / f"{name}-2.log", home.environment)
        first.start()
        began = until(lambda one=first: "started" in one.said())  # type: ignore[misc]  # asked at once
        second.start()
        ended = until(lambda one=second: not one.runs, _ENDS_SECONDS)  # type: ignore[misc]  # asked at once
        runs = first.runs
        second.kill()
        judge_second(Second(name, code, began, second.said(), ended, runs, first.stop()), found)


def _agents_share(folder: Path, home: Home, line: ProviderLine, people: list[str], found: Outcome) -> None:
    """Two agents on one store send every message once."""
    agents = [Served("agent", ("agent",), folder / f"agent-{one}.log", home.environment) for one in (1, 2)]
    store = home.opened()
    try:
        for one in agents:
            one.start()
        names = [f"two/{number}" for number in range(_MESSAGES)]
        for number, name in enumerate(names):
            reminding.plan_message(store, people[number % len(people)], name)
        # The provider turns some away for now, which are tried again later than anybody waits here.
        done = until(lambda: _sent(store) >= _MESSAGES * 0.8, _ENDS_SECONDS, 0.2)
        figures, wrong = reminding.judged(store, line.received(), names)
        sent, twice = (int(str(figures[f"messages_{one}"])) for one in ("sent", "taken_twice_marked"))
        statuses = [one.stop() for one in agents]
        judge_agents(Agents(_MESSAGES, sent, twice, wrong, done, statuses), found)
    finally:
        for one in agents:
            one.kill()
        store.close()


def _sent(store: Store) -> int:
    with store.read() as connection:
        asked = select(func.count()).where(message.c.status == Status.SENT.value)
        return int(connection.execute(asked).scalar_one())


def _writers(home: Home, seed: int, found: Outcome) -> None:
    """Several windows at which people work at the same time."""
    with _working(home, seed) as pipes:
        facts, end = list[deeds.Fact](), time.monotonic() + _SECONDS
        while (left := end - time.monotonic()) > 0:
            for pipe in wait(list(pipes), timeout=left):
                words = pipe.recv_bytes().decode().split()  # type: ignore[union-attr]  # pipes are all that is waited for
                if len(words) == 2:
                    facts.append((words[0], words[1]))
    store = home.opened()
    try:
        with store.read() as connection:
            missing = reading.missing_facts(connection, facts)
        judge_writers(Writers(facts, missing, reading.problems_of_file(store, home.key)), found)
    finally:
        store.close()


@contextmanager
def _working(home: Home, seed: int) -> Iterator[list[Any]]:
    context = multiprocessing.get_context("forkserver")
    started, pipes = [], []
    for number in range(_WRITERS):
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=deeds.work, args=(home, seed * 100 + number, there), daemon=True)
        process.start()
        there.close()
        started.append(process)
        pipes.append(here)
    try:
        yield pipes
    finally:
        for process in started:
            process.kill()
            process.join()
        for pipe in pipes:
            pipe.close()


def _copied(folder: Path, home: Home, seed: int, found: Outcome) -> None:
    """The folder of a station, copied to a second computer by hand. Both write on, both push to one server."""
    copy = replace(home, folders=StationFolders(folder / "copy"))
    told = push_both(folder, home, lambda: shutil.copytree(home.folders.home, copy.folders.home), copy, seed)
    found.figures |= told.figures
    found.broken += told.broken
