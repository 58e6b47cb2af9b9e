"""Earlier days of alarms on their way to people, made in a second or two: what the real delivery does when invented
people accept, decline, do not hear, and come to the bed. Nobody and nothing of it is real."""

import heapq
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import count
from typing import Final

from app.router.delivery.delivery import Delivery
from app.router.delivery.model import Ask, Call, Entry
from app.router.delivery.restoring import record
from app.router.keeping.steps import StoreSteps
from app.router.messages import Receiver
from app.router.tables.reading import default_tables
from app.router.words import Capability, Response
from app.store.store import Store

_ALARMS: Final = (
    ("desaturation", 0, 2),
    ("asystole", 0, 1),
    ("extreme_tachycardia", 0, 1),
    ("spo2_low", 1, 6),
    ("heart_rate_high", 1, 5),
    ("art_systolic_low", 1, 3),
    ("leads_off", 2, 3),
    ("temperature_high", 2, 2),
)
"""Alarm, priority, how often among the others."""
_TICK_SECONDS: Final = 0.5
_SENT_SECONDS, _SHOWN_SECONDS = (0.002, 0.02), (0.15, 1.6)
_ANSWER_SECONDS, _WALK_SECONDS = (2.0, 26.0), (12.0, 48.0)
_LASTS_SECONDS: Final = (25.0, 190.0)
_ACCEPTS, _DECLINES = 0.72, 0.1
_BETWEEN_SECONDS: Final = (600.0, 2_400.0)
_TARGETS: Final = ("bed_nurse", "own_group", "other_group", "local_post", "central_post", "executive_nurse")


@dataclass(frozen=True)
class Staff:
    """Somebody of the ward and the receiver that they carry."""

    user: str
    name: str
    receiver: str


@dataclass
class _Story:
    """One alarm of a bed from its beginning; `due` holds what people and the network will do."""

    staff: Sequence[Staff]
    place: int
    chance: random.Random
    now: float = 0.0
    number: int = 0
    due: list[tuple[float, int, Callable[[float], object]]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=count)
    journal: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.delivery = Delivery(default_tables(), self._who)

    def play(self, bed: str, alarm: str, priority: int) -> list[Entry]:
        """Its steps, in seconds from its beginning."""
        self.delivery.take(bed, (Call(bed, alarm, priority),), 0.0)
        self._carry_out()
        ends = self.chance.uniform(*_LASTS_SECONDS)
        while self.now < ends:
            self.now += _TICK_SECONDS
            while self.due and self.due[0][0] <= self.now:
                at, _, do = heapq.heappop(self.due)
                do(at)
                self._carry_out()
            self.delivery.tick(self.now)
            self._carry_out()
        self.delivery.take(bed, (), self.now)
        self._carry_out()
        return self.journal

    def _who(self, target: str, _bed: str, _priority: int) -> Sequence[Receiver]:
        if target not in _TARGETS:
            return ()
        one = self.staff[(self.place + _TARGETS.index(target)) % len(self.staff)]
        return (Receiver(one.receiver, one.user, "nursing", frozenset({Capability.TEXT})),)

    def _carry_out(self) -> None:
        self.journal += self.delivery.take_journal()
        for order in self.delivery.take_orders():
            if isinstance(order, Ask):
                self._ask(order)
        self.journal += self.delivery.take_journal()

    def _ask(self, order: Ask) -> None:
        self.number += 1
        number, bed, alarm = self.number, order.bed, order.alarm
        self.delivery.queued(bed, alarm, number, order.receivers, self.now)
        for receiver in order.receivers:
            sent = self.now + self.chance.uniform(*_SENT_SECONDS)
            shown = sent + self.chance.uniform(*_SHOWN_SECONDS)
            self.delivery.sent(bed, alarm, number, receiver, sent)
            if self.chance.random() > _ACCEPTS + _DECLINES:
                continue
            self._later(shown, partial(self.delivery.shown, bed, alarm, number, receiver))
            self._answers(bed, alarm, receiver, shown)

    def _answers(self, bed: str, alarm: str, receiver: str, shown: float) -> None:
        user = next(one.user for one in self.staff if one.receiver == receiver)
        declines = self.chance.random() < _DECLINES / (_ACCEPTS + _DECLINES)
        response = Response.REJECTED if declines else Response.ACCEPTED
        answered = shown + self.chance.uniform(*_ANSWER_SECONDS)
        self._later(answered, partial(self._say, bed, alarm, receiver, user, response))
        if not declines:
            there = answered + self.chance.uniform(*_WALK_SECONDS)
            self._later(there, partial(self._come, bed, user))

    def _say(self, bed: str, alarm: str, receiver: str, user: str, response: Response, at: float) -> None:
        """The first who accepts it has it; others then leave it to them."""
        if not self._has(alarm):
            self.delivery.answer(bed, alarm, receiver, user, response, at)

    def _come(self, bed: str, user: str, at: float) -> None:
        if any(user == holder.user for line in self.delivery.board() for holder in line.holders):
            self.delivery.at_bedside(bed, at, user)

    def _has(self, alarm: str) -> bool:
        return any(line.alarm == alarm and line.holders for line in self.delivery.board())

    def _later(self, at: float, do: Callable[[float], object]) -> None:
        heapq.heappush(self.due, (at, next(self.order), do))


def routed_days(
    beds: Sequence[str], staff: Sequence[Staff], begins: datetime, until: datetime, seed: int = 1
) -> Iterator[tuple[datetime, list[Entry]]]:
    """When each alarm began, and its steps in seconds from then; some at every hour of [begins, until)."""
    chance = random.Random(seed)
    kinds = [kind for kind in _ALARMS for _ in range(kind[2])]
    at = begins.timestamp()
    while at < until.timestamp() - _LASTS_SECONDS[1]:
        place = chance.randrange(len(beds))
        alarm, priority, _ = chance.choice(kinds)
        yield datetime.fromtimestamp(at, begins.tzinfo), _Story(staff, place, chance).play(beds[place], alarm, priority)
        at += chance.uniform(*_BETWEEN_SECONDS)


def keep_days(
    store: Store, beds: Sequence[str], staff: Sequence[Staff], begins: datetime, until: datetime, seed: int = 1
) -> int:
    """Write them down as the router does; how many alarms."""
    names = {one.user: one.name for one in staff}
    kept, rows = 0, []
    for moment, entries in routed_days(beds, staff, begins, until, seed):
        zero = moment.timestamp()
        rows += [{**record(one), "clock_zero": zero, "name": names.get(one.user, "")} for one in entries]
        kept += 1
    StoreSteps(store).append(rows)
    return kept


def moved(entries: Sequence[Entry], moment: datetime) -> tuple[Entry, ...]:
    """The steps of an alarm that began at this moment, in POSIX seconds, as the history reads them."""
    return tuple(replace(one, at=one.at + moment.timestamp()) for one in entries)
