"""`campaign kills`: every process of a station in use is killed with -9, again and again, and nothing may be missing.

Killed are the agent (sync and reminders), the ward's node, its router, the central server, and a station at which
somebody works. This process is the witness: it plays monitors, nurses with receivers and the provider of messages, and
writes down what was acknowledged to each. What the judge asks: `kills_judge.py`.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Final

from app.commands.campaigns import kills_reading as reading
from app.commands.campaigns import reminding
from app.commands.campaigns.in_use import InUse, station_in_use
from app.commands.campaigns.kills_devices import CODE, Said, source_of
from app.commands.campaigns.kills_judge import History, Looked, judge
from app.commands.campaigns.plan import Outcome, Plan
from app.commands.campaigns.processes import PATIENCE_SECONDS, Served
from app.kernel.actor import PROGRAM
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.reminders.grant import may_send
from app.sync import ledger
from app.ward.node.following import NodeFollower
from app.ward.node.keys import read_link
from app.ward.picture.builder import PictureBuilder

LIVES: Final = (0.05, 1.3)
"""Seconds between two kills; each process lives some five times as long, so that some are killed before they work."""
_CHECK_EVERY: Final = 50
_LOGGED_SECONDS: Final = 5.0
_SHOWN_SECONDS: Final = 20.0
_WALL_EVERY: Final = 25
_REST_SECONDS: Final = 90.0


def run(plan: Plan) -> Outcome:
    """So many kills by this seed."""
    if sys.platform == "win32":
        return Outcome({"kills": 0, "note": "processes cannot be killed without a word here"})
    with station_in_use(plan.folder, plan.seed) as used:
        return Kills(used, plan).run()


class Kills:
    """One run: kills, looks, and what it remembers."""

    def __init__(self, used: InUse, plan: Plan) -> None:
        self._used, self._plan = used, plan
        self._chance = random.Random(plan.seed)
        self._history = History()
        self._clock = SystemClock()
        self._picture = PictureBuilder(self._clock.monotonic)
        self._follower = NodeFollower(lambda: read_link(used.home.folders.home), self._picture.take, self._clock)
        self._checked = 0
        self._look_by: dict[tuple[int, int], float] = {}

    def run(self) -> Outcome:
        """Kill, come to rest, judge."""
        self._follower.start()
        try:
            self._until(lambda: all(self._used.ready(name) for name in self._used.processes), "the first start")
            self._until(lambda: all(one.ready for one in self._used.nurses), "nurses signed in")
            self._until(self._may_send, "the server says that this station sends")
            began = time.monotonic()
            for number in range(1, self._plan.times + 1):
                self._kill_one()
                if number % _WALL_EVERY == 0:
                    self._look_at_wall()
                if number % _CHECK_EVERY == 0:
                    self._check_file()
                    self._plan.tell(f"{number} kills …")
            seconds = time.monotonic() - began
            self._come_to_rest()
        finally:
            self._follower.stop()
        found = self._judged()
        found.figures["seconds_a_kill"] = round(seconds / self._plan.times, 2)
        return found

    def _kill_one(self) -> None:
        end = time.monotonic() + self._chance.uniform(*LIVES)
        while time.monotonic() < end:
            self._turn()
        name = self._chance.choice(sorted(self._used.processes))
        one = self._used.processes[name]
        self._note_the_dead()
        self._history.kills[name] += 1
        self._history.early[name] += not self._used.ready(name)
        one.kill()
        self._used.worker.listen()
        self._look_at_facts()
        one.start()

    def _turn(self, *, quiet: bool = False) -> None:
        self._used.turn(quiet=quiet)
        self._look_at_alarms()
        if not quiet and self._chance.random() < 0.1:
            self._plan_message()

    def _plan_message(self) -> None:
        """By this process, which is never killed: what is killed is whoever sends."""
        name = f"campaign/{len(self._used.planned) + 1}"
        try:
            reminding.plan_message(self._used.store, self._chance.choice(self._used.people), name)
        except KnownError as problem:
            # Before the first round of sync the server has not yet said that this station sends.
            if problem.code != "grant.not_here":
                raise
            return
        self._used.planned.append(name)

    # ---- looking

    def _look_at_facts(self) -> None:
        facts = self._used.worker.facts
        with self._used.store.read() as connection:
            self._history.missing += reading.missing_facts(connection, facts[self._checked :])
            self._history.events += reading.acknowledged_events(connection, self._used.server)
        self._checked = len(facts)

    def _look_at_alarms(self) -> None:
        """Of each device that has a new connection: a node that was begun anew must know what was acknowledged."""
        for one in self._used.devices.all:
            if not one.again:
                continue
            # What was said and not acknowledged may have come through or not: then nothing can be told of it.
            if one.present is None or one.trying is not None:
                one.again = False
                continue
            with self._used.store.read() as connection:
                bed, source = self._used.beds[one.place - 1], source_of(one.place)
                logged = reading.stands(connection, bed, CODE, source)
            now = time.monotonic()
            by = self._look_by.setdefault((one.place, one.connections), now + _LOGGED_SECONDS)
            if logged is one.present or now >= by:
                self._history.looks.append(Looked(one.place, one.present, logged, None))
                one.again = False

    def _look_at_wall(self) -> None:
        """Nobody is killed for a moment: what stands must be told to windows too."""
        end = time.monotonic() + _SHOWN_SECONDS
        while not all(self._is_shown(one) for one in self._standing()) and time.monotonic() < end:
            self._turn(quiet=True)
        for one in self._standing():
            self._history.looks.append(Looked(one.place, True, True, self._is_shown(one)))

    def _standing(self) -> list[Said]:
        return [one for one in self._used.devices.all if one.present and one.trying is None and not one.again]

    def _is_shown(self, one: Said) -> bool:
        bed = self._used.beds[one.place - 1]
        found = [each.alarm for shown in self._picture.beds if shown.bed == bed for each in shown.alarms]
        return any(alarm.code == CODE and alarm.is_there for alarm in found)

    def _note_the_dead(self, but: str = "") -> None:
        for name, one in self._used.processes.items():
            if name != but and not one.runs:
                words = one.said()[-400:] if isinstance(one, Served) else one.said()
                self._history.ended_alone.append(f"{name}: {words}")
                one.start()

    def _check_file(self) -> None:
        self._history.checks += 1
        self._history.files += reading.problems_of_file(self._used.store, self._used.home.key)

    # ---- the end

    def _come_to_rest(self) -> None:
        """Nobody is killed any more, nobody writes any more; what is on its way arrives."""
        self._used.worker.kill()
        self._until(lambda: self._used.devices.settled, "devices heard by the node", quiet=True)
        self._look_at_wall()
        self._until(self._is_pushed, "everything acknowledged by the server", quiet=True)
        self._until(lambda: not self._unrouted(), "every alarm taken up by the router", quiet=True)
        self._note_the_dead(but="writer")
        for name, one in self._used.processes.items():
            if isinstance(one, Served) and (status := one.stop()) != 0:
                self._history.unfinished.append(f"{name} was asked to end and gave {status}")

    def _until(self, condition: Callable[[], bool], what: str, *, quiet: bool = False) -> None:
        end = time.monotonic() + (_REST_SECONDS if quiet else PATIENCE_SECONDS)
        while not condition():
            self._turn(quiet=quiet)
            if time.monotonic() >= end:
                self._history.unfinished.append(what)
                return

    def _may_send(self) -> bool:
        with self._used.store.read() as connection:
            return may_send(connection, self._clock.now())

    def _is_pushed(self) -> bool:
        with self._used.store.read() as connection:
            return ledger.counts(connection).pending == 0

    def _unrouted(self) -> list[str]:
        with self._used.store.read() as connection:
            return reading.unrouted(connection, self._used.beds, CODE)

    def _judged(self) -> Outcome:
        history, store = self._history, self._used.store
        facts = [*self._used.worker.facts, *(("message", name) for name in self._used.planned)]
        history.committed = facts
        with store.read() as connection:
            history.missing = sorted({*history.missing, *reading.missing_facts(connection, facts)})
            history.events += reading.acknowledged_events(connection, self._used.server)
            history.kept = reading.kept_acceptances(connection)
            history.alarms, history.gaps = reading.histories(connection)
            history.alarms_unrouted = reading.unrouted(connection, self._used.beds, CODE)
        history.accepted = sum((one.accepted for one in self._used.nurses), Counter())
        self._check_file()
        found = judge(history)
        figures, broken = reminding.judged(store, self._used.provider.received(), self._used.planned)
        found.figures |= figures
        found.broken += broken
        with store.write(PROGRAM) as writing:
            # Still writable after all of it.
            writing.audit("settings_changed", "station", "campaign")
        return found
