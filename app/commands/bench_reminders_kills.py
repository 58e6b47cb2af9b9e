"""`bench reminders_kills`: is anything lost, or sent twice, when sender and scheduler are killed at random moments?

A process follows rules and sends, with the program's own code, on a real encrypted store, to a provider in another
process that counts what it takes by message id. It is killed (`-9`) at a random moment and started again, as often as
asked for; a last one finishes what is left. Two times are shortened so that a run ends: how long a claimed message is
held before it counts as unknown, and the pause before a second try.
"""

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select

from app.commands import bench_reminder_store as shared
from app.commands.bench_provider import ProviderLine, provider
from app.kernel.actor import PROGRAM
from app.kernel.clock import local_date, usual_zone
from app.reminders import pace
from app.reminders.following import Following
from app.reminders.outbox import claiming, recording
from app.reminders.outbox.model import OPEN, Status
from app.reminders.work import ReminderWork
from app.store.store import Store
from app.store.tables import message, message_attempt, reminder_rule

KILLS: Final = 1_000
PEOPLE: Final = 40
LONGEST_LIFE: Final = 0.6
"""Seconds after which a process is killed at the latest, counted from when it works."""
EARLY_SHARE: Final = 0.2
"""This share of all kills does not wait for that: the process may still be opening the store."""
HELD_SECONDS: Final = 4.0
PAUSE_SECONDS: Final = 0.2
_SETTLED_SECONDS: Final = 120.0
_ENOUGH: Final = 3 * PEOPLE
_RULE: Final[Mapping[str, object]] = {
    "name": "Bench", "anchor": "surgery_date", "week": None, "hour": "00:00", "offset_minutes": 0,
    "window_minutes": 7 * 1440, "template_id": shared.TEMPLATE, "channels": f'["{shared.GATEWAY}"]',
    "criteria": '{"all":[]}', "active": 1,
}  # fmt: skip


def run(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Counts; `kills` may be any number from 1."""
    if sys.platform == "win32":
        return {"kills": 0, "note": "processes cannot be killed without a word here"}
    kills = int(getattr(arguments, "kills", KILLS))
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="plantao-bench-") as folder, provider() as line:
        path = Path(folder) / "kills.db"
        store = shared.new_store(path)
        try:
            shared.set_up_gateway(store, line.address)
            shared.add_people(store, PEOPLE, surgery=local_date(store.clock.now(), usual_zone()))
            alive = _kill_again_and_again(store, path, kills)
            _finish(store, path)
            figures = _count(store, line)
        finally:
            store.close()
    return {
        "kills": kills,
        "killed while messages were under way": alive,
        **figures,
        "seconds": time.perf_counter() - started,
        "target": "lost 0, sent_twice_unmarked 0",
        "met": figures["lost"] == 0 and figures["sent_twice_unmarked"] == 0,
    }


def _kill_again_and_again(store: Store, path: Path, kills: int) -> int:
    """How many of the kills met messages that were claimed and not settled."""
    dice, met = random.Random(kills), 0
    before = _under_way(store)
    for number in range(1, kills + 1):
        _keep_busy(store)
        process, pipe = _start(path)
        if dice.random() >= EARLY_SHARE:
            pipe.recv()
        time.sleep(dice.uniform(0.0, LONGEST_LIFE))
        process.kill()
        process.join()
        now = _under_way(store)
        met += bool(now - before)
        before = now
        if number % 100 == 0:
            print(f"{number} kills …", file=sys.stderr, flush=True)
    return met


def _start(path: Path) -> "tuple[Any, Pipe[Any, Any]]":
    """From a process that has loaded everything: what is to be killed is the work, not the start of Python."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(path, there), daemon=True)
    process.start()
    there.close()
    return process, here


def _work(path: Path, pipe: "Pipe[Any, Any]") -> None:
    """The program's own sender and scheduler, until a word comes (or the kill)."""
    setattr(claiming, "LEASE_SECONDS", HELD_SECONDS)  # noqa: B010 - a constant of the program, on purpose
    setattr(recording, "LEASE_SECONDS", HELD_SECONDS)  # noqa: B010 - the same
    setattr(pace, "FIRST_PAUSE", PAUSE_SECONDS)  # noqa: B010 - the same
    store = shared.same_store(path)
    channels = shared.channels_of(store)

    def overdue(_connection: object, _least: int, _most: int) -> tuple[str, ...]:
        return ()

    following = Following(store, lambda: channels.ways(store.clock), overdue, lambda: shared.AT_ANY_TIME)
    work = ReminderWork(store, channels, shared.composing(), following)
    work.start()
    pipe.send("works")
    while not pipe.poll(0.05):
        work.follow()
    work.stop()
    store.close()


def _keep_busy(store: Store) -> None:
    """A new rule as soon as little is left to do; rules whose messages are all settled are switched off."""
    with store.write(PROGRAM) as writing:
        counted = select(message.c.rule_id, message.c.status, func.count())
        settled, under_way = Counter[str](), 0
        for rule_id, status, count in writing.connection.execute(counted.group_by(message.c.rule_id, message.c.status)):
            settled[rule_id] += count if status not in OPEN else 0
            under_way += count if status == Status.SENDING.value else 0
        active = writing.connection.execute(select(reminder_rule.c.id).where(reminder_rule.c.active == 1)).scalars()
        unsettled = {rule_id: PEOPLE - settled[rule_id] for rule_id in active}
        for rule_id, count in unsettled.items():
            if count == 0:
                writing.change(reminder_rule, rule_id, {"active": 0}, None)
        if sum(unsettled.values()) - under_way < _ENOUGH:
            writing.create(reminder_rule, _RULE)


def _under_way(store: Store) -> frozenset[str]:
    with store.read() as connection:
        wanted = select(message.c.id).where(message.c.status == Status.SENDING.value)
        return frozenset(connection.execute(wanted).scalars())


def _finish(store: Store, path: Path) -> None:
    """Nobody is killed any more: until nothing is open."""
    process, pipe = _start(path)
    end = time.monotonic() + _SETTLED_SECONDS
    try:
        while _open_ones(store) and time.monotonic() < end:
            time.sleep(0.2)
        pipe.send("stop")
        process.join(60)
    finally:
        process.kill()
        process.join()


def _open_ones(store: Store) -> int:
    """Messages that are not settled, and those that the rules ask for and nobody has made yet."""
    with store.read() as connection:
        rules = connection.execute(select(func.count()).select_from(reminder_rule)).scalar_one()
        settled = connection.execute(
            select(func.count()).select_from(message).where(message.c.status.not_in(OPEN))
        ).scalar_one()
    return int(rules) * PEOPLE - int(settled)


def _count(store: Store, line: ProviderLine) -> dict[str, object]:
    """Every message that a rule asked for, beside what the provider has taken."""
    taken = line.received()
    with store.read() as connection:
        rows = connection.execute(select(message.c.id, message.c.status)).all()
        rules = connection.execute(select(func.count()).select_from(reminder_rule)).scalar_one()
        doubtful = select(message_attempt.c.message_id).where(message_attempt.c.outcome == "unknown")
        marked = set(connection.execute(doubtful).scalars())
        attempts = connection.execute(select(func.count()).select_from(message_attempt)).scalar_one()
    status = {row.id: Status(row.status) for row in rows}
    told = {one for one, stands in status.items() if stands is Status.UNKNOWN}
    failed = {one for one, stands in status.items() if stands is Status.FAILED}
    sent = {one for one, stands in status.items() if stands is Status.SENT}
    never_made = int(rules) * PEOPLE - len(status)
    left = set(status) - sent - told - failed
    return {
        "messages wanted": int(rules) * PEOPLE,
        "attempts": attempts,
        "sent": len(sent),
        "failed": len(failed),
        "unknown_marked": len(told),
        "of those, taken by the provider": len(told & taken.keys()),
        "never made": never_made,
        "not settled": len(left),
        "said to be sent, never taken": len(sent - taken.keys()),
        "lost": never_made + len(left) + len(sent - taken.keys()),
        "taken twice": sum(1 for count in taken.values() if count > 1),
        "sent_twice_unmarked": sum(1 for one, count in taken.items() if count > 1 and one not in marked),
        "taken, but not known here": len(taken.keys() - status.keys()),
    }
