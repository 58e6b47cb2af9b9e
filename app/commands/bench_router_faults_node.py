"""One node of `bench router_faults`, a process of its own: hub, links to the others, deliveries, and a ward's alarms.

Every alarm lasts until a person is at the bed, or somebody has had it for a while, or the failsafe is being called. The
steps are on disk before anything is sent, so that a killed node takes its alarms up again.
"""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any, Final

from app.commands.bench_router_faults_log import Began, GivenBack, Log, Offered, Seen, Step, records
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.router.backbone.nodes import Plan
from app.router.backbone.wide import WideHub
from app.router.datagram import Datagram, first_message, next_message, pack
from app.router.delivery.delivery import Delivery
from app.router.delivery.model import Ask, Call, Entry, Tell
from app.router.links.admitted import AdmittedKeys
from app.router.links.events import Answered, Arrived, Event, HandedBack, Left, Sent, Shown
from app.router.links.hub import HubAddress
from app.router.messages import Message, Receiver
from app.router.tables.model import Escalation, Level
from app.router.tables.reading import default_tables
from app.router.words import Capability, DataClass
from app.router.words import Step as Word
from app.ward.node.keys import KeyPair

_TURN_MS: Final = 10
_ASK_SECONDS: Final = 0.1
_WAVE_SECONDS: Final = 0.032
_PRIORITIES: Final = (0, 0, 0, 1, 1, 2)
_CALM_SECONDS: Final = (0.2, 1.5)
_TEXT: Final = frozenset({Capability.TEXT})
_ENDS_AFTER: Final = {Word.PRESENT: 0.2, Word.FAILSAFE: 1.0, Word.ACCEPTED: 3.0}
"""Seconds for which an alarm lasts after such a step; nobody's silence ends one."""
ASKS: Final = 1 << 47
"""Of a message's identifier: whoever gets it is called. Above are the node's place (8 bits) and its life (8 bits)."""


@dataclass(frozen=True)
class FaultNodePlan:
    """`team`: of each target of the escalation, the receivers; `everybody` is told how alarms stand, `watchers` follow
    the waveforms of each bed."""

    place: int
    life: int
    plan: Plan
    nodes: dict[str, str]
    hub: KeyPair
    hub_address: HubAddress
    receivers: dict[str, str]
    team: dict[str, list[list[str]]]
    everybody: list[str]
    watchers: list[list[str]]
    folder: Path
    seed: int

    @property
    def beds(self) -> int:
        return len(self.watchers)


class _Numbers:
    """Those of this node's messages, beginning anywhere."""

    def __init__(self, dice: random.Random) -> None:
        self._next = next_message(first_message(0), dice.randrange(1 << 27))

    def take(self, count: int) -> int:
        number = self._next
        self._next = next_message(number, count)
        return number


class FaultNode:
    """Everything of one life."""

    def __init__(self, plan: FaultNodePlan) -> None:
        self._plan, self._clock = plan, SystemClock()
        self._dice = random.Random(plan.seed * 1_000 + plan.place * 100 + plan.life)
        self._numbers = _Numbers(self._dice)
        receivers, nodes = AdmittedKeys(plan.receivers), AdmittedKeys(plan.nodes)
        take = self._numbers.take
        self.wide = WideHub(plan.hub, receivers, self._clock, plan.plan, nodes, take, plan.hub_address)
        path = plan.folder / f"{plan.plan.name}.log"
        before = [one.entry for one in records(path) if isinstance(one, Step)]
        self._log = Log(path)
        self._log.add(Began(time.monotonic(), False))
        self._delivery = Delivery(_tables(), self._who)
        self._count = 0
        self._meant: dict[int, tuple[str, str, int]] = {}
        self._steps: dict[tuple[str, str], dict[Word, float]] = {}
        self._alarms: dict[str, tuple[str, int]] = {}
        self._calm_until = {bed: time.monotonic() + self._dice.uniform(0, 2) for bed in range(plan.beds)}
        self._edges: tuple[tuple[str, str], ...] = ()
        self._wave_at = 0.0
        self._turned_at = self._longest = 0.0
        self.alarming = False
        self._restore(before)
        self._turned_at = time.monotonic()

    def turn(self) -> None:
        """One pass of the node's loop."""
        for event in self.wide.turn(_TURN_MS):
            self._take(event)
        now = time.monotonic()
        self._longest, self._turned_at = max(self._longest, now - self._turned_at), now
        self._ward(now)
        self._delivery.tick(now)
        self._carry_out(now)
        if self.alarming and now >= self._wave_at:
            self._wave_at = now + _WAVE_SECONDS
            self._waves(now)
        self._look(now)
        self._log.write()

    def is_idle(self) -> bool:
        """No alarm is under way, and nothing waits to be sent or confirmed."""
        under_way = self._alarms or self._delivery.board() or self._delivery.next_due() != float("inf")
        return not (under_way or self.wide.backbone.waiting() or self.wide.scheduler.alarms_waiting)

    def close(self) -> tuple[list[int], int, float]:
        """End in good order; of this life discards by priority, refusals, and the longest time between two turns, which
        is how long the node waited for a processor."""
        discards, backbone = self.wide.discards(), self.wide.backbone
        self._log.add(Began(time.monotonic(), True))
        self._log.close()
        self.wide.close()
        return discards, backbone.wires.refusals.total.total(), self._longest

    def _restore(self, entries: Sequence[Entry]) -> None:
        now = time.monotonic()
        self._delivery.restore(entries, now)
        for entry in entries:
            self._note(entry)
        for line in self._delivery.board():
            self._alarms[line.bed] = line.alarm, line.priority
        self._count = len(entries)
        self._carry_out(now)

    def _who(self, target: str, bed: str, _priority: int) -> Sequence[Receiver]:
        groups = self._plan.team[target]
        names = groups[int(bed.rpartition("-")[2]) % len(groups)]
        return [Receiver(name, f"u-{name}", "nursing", _TEXT) for name in names]

    # ---- the ward

    def _ward(self, now: float) -> None:
        for place, until in self._calm_until.items():
            bed = f"{self._plan.plan.name}-{place}"
            alarm = self._alarms.get(bed)
            if alarm is None:
                if self.alarming and now >= until:
                    self._count += 1
                    self._alarms[bed] = f"{self._plan.life}.{self._count}", self._dice.choice(_PRIORITIES)
                    self._tell_ward(bed, now)
            elif self._is_over(bed, alarm[0], now):
                del self._alarms[bed]
                self._steps.pop((bed, alarm[0]), None)
                self._calm_until[place] = now + self._dice.uniform(*_CALM_SECONDS)
                self._tell_ward(bed, now)

    def _is_over(self, bed: str, alarm: str, now: float) -> bool:
        steps = self._steps.get((bed, alarm), {})
        return any(step in steps and now - steps[step] > seconds for step, seconds in _ENDS_AFTER.items())

    def _tell_ward(self, bed: str, now: float) -> None:
        calls = [Call(bed, *self._alarms[bed])] if bed in self._alarms else []
        self._delivery.take(bed, calls, now)

    def _waves(self, now: float) -> None:
        for place, watchers in enumerate(self._plan.watchers):
            number = self._numbers.take(1)
            bed = f"{self._plan.plan.name}-{place}"
            data = pack(Datagram(4, f"{self._plan.place * 100 + place:011}", "SYN", number, 4, b"sintetic"))
            self.wide.offer(Message(number, 4, bed, DataClass.BIOMEDICAL, data, now), watchers)

    # ---- what is ordered, and what becomes of it

    def _carry_out(self, now: float) -> None:
        while True:
            for entry in self._delivery.take_journal():
                self._note(entry)
                self._log.add(Step(entry))
            orders = self._delivery.take_orders()
            if not orders:
                return
            self._log.write()
            for order in orders:
                if isinstance(order, Ask):
                    self._send(order, tuple(order.receivers), now, asks=True)
                elif isinstance(order, Tell):
                    audience = tuple(one for one in self._plan.everybody if one not in order.besides)
                    self._send(order, audience, now, asks=False)

    def _send(self, order: Ask | Tell, receivers: tuple[str, ...], now: float, *, asks: bool) -> None:
        if not receivers:
            return
        self._count += 1
        name = self._plan.place << 56 | self._plan.life << 48 | (ASKS if asks else 0) | self._count
        number = self._numbers.take(1)
        patient = f"{self._plan.place * 100 + int(order.bed.rpartition('-')[2]):011}"
        data = pack(Datagram(order.priority, patient, "SYN", number, 1, name.to_bytes(8, "big")))
        self._meant[number] = order.bed, order.alarm, name
        message = Message(number, order.priority, order.bed, DataClass.ALARM_0, data, now, order.alarm)
        absent = tuple(self.wide.offer(message, receivers))
        self._log.add(Offered(name, order.priority, now, receivers, absent))
        self._delivery.queued(order.bed, order.alarm, number, set(receivers) - set(absent), now)
        for receiver in absent:
            self._delivery.unreachable(receiver, now)

    def _take(self, event: Event) -> None:
        match event:
            case Arrived():
                self._delivery.reachable(event.receiver, event.at)
            case Left():
                self._delivery.unreachable(event.receiver, event.at)
            case HandedBack():
                names = tuple(self._meant[one.number][2] for one in event.messages if one.number in self._meant)
                self._log.add(GivenBack(event.receiver, names))
                if names and event.receiver in self.wide.reachable():
                    # It is back already: called anew, as what it had been sent is gone.
                    self._delivery.unreachable(event.receiver, event.at)
                    self._delivery.reachable(event.receiver, event.at)
            case Sent() | Shown():
                for number in event.numbers:
                    if number in self._meant:
                        bed, alarm, _ = self._meant[number]
                        what = self._delivery.sent if isinstance(event, Sent) else self._delivery.shown
                        what(bed, alarm, number, event.receiver, event.at)
            case Answered():
                self._answer(event)

    def _answer(self, event: Answered) -> None:
        if event.number not in self._meant:
            return
        bed, alarm, _ = self._meant[event.number]
        try:
            self._delivery.answer(bed, alarm, event.receiver, f"u-{event.receiver}", event.response, event.at)
            said = b"yours"
        except KnownError as problem:
            said = problem.code.encode()
        self.wide.reply(event.receiver, event.sequence, said)

    def _note(self, entry: Entry) -> None:
        if entry.step in _ENDS_AFTER:
            self._steps.setdefault((entry.bed, entry.alarm), {}).setdefault(entry.step, entry.at)

    def _look(self, now: float) -> None:
        graph = self.wide.backbone.routing.graph
        edges = tuple(sorted((one, other) for one, links in graph.items() for other in links if one < other))
        changes = self.wide.take_changes()
        if edges != self._edges or changes:
            self._edges = edges
            self._log.add(Seen(now, edges, tuple(str(one) for one in changes)))


def _tables() -> Any:
    """The source's, with an order of calls that comes to the failsafe within some seconds."""
    levels = tuple(Level((target,), 3, 1.0, 4.0) for target in ("bed_nurse", "own_group", "local_post"))
    escalation = Escalation("bench", {}, (0, 1, 2), levels, ("executive_nurse",))
    return replace(default_tables(), escalation=dict.fromkeys(range(3), escalation))


def run_fault_node(pipe: "Pipe[Any, Any]", plan: FaultNodePlan) -> None:
    """Tell where it listens; then `alarm`, `calm`, `idle`, `met`, and `end` (as `close`)."""
    node = FaultNode(plan)
    pipe.send((node.wide.address, node.wide.backbone.wires.address))
    ask_at = 0.0
    while True:
        node.turn()
        if (now := time.monotonic()) < ask_at:
            continue
        ask_at = now + _ASK_SECONDS
        if not pipe.poll():
            continue
        match pipe.recv():
            case "alarm":
                node.alarming = True
            case "calm":
                node.alarming = False
            case "idle":
                pipe.send(node.is_idle())
            case "met":
                pipe.send(sorted(node.wide.reachable()))
            case _:
                break
    pipe.send(node.close())
