"""The way of one alarm: the state machine of docs/router.md. Each function says what happened, and when."""

import math
from collections import OrderedDict
from typing import Final

from app.router.delivery.model import (
    Ask,
    Asked,
    Call,
    Entry,
    Holder,
    Occasion,
    Standing,
    Tell,
    Trouble,
)
from app.router.delivery.steps import Steps
from app.router.delivery.world import World
from app.router.tables.model import Escalation
from app.router.words import Step

REMEMBERED: Final = 256
"""Messages of one alarm whose receipts still count: some minutes of a critical one."""


class Way:
    """One alarm from its beginning to its end; `steps` is its history, in the order of time."""

    def __init__(self, world: World, call: Call, at: float) -> None:
        self.world = world
        self.bed, self.alarm, self.priority = call.bed, call.alarm, call.priority
        self.lasting, self.begun = call.lasting, call.begun
        self.seen_at: float | None = None
        self.seen_before = False
        self.standing = Standing.CALLING
        self.round, self.level, self.attempt = 0, 0, 0
        self.began = self.since = self.last = at
        self.next_attempt = self.next_tell = self.presence_due = math.inf
        self.holders: dict[str, Holder] = {}
        self.at_bed: set[str] = set()
        self.asked: dict[str, Asked] = {}
        self.told: set[str] = set()
        self.reached: set[str] = set()
        self.numbers: OrderedDict[int, tuple[float, frozenset[str]]] = OrderedDict()
        self.steps = Steps()
        self.continuing = False

    @property
    def group(self) -> Escalation:
        """The escalation of its priority, as the tables stand now."""
        return self.world.tables.escalation[self.priority]

    @property
    def period(self) -> float:
        """Seconds between two messages while it lasts (table 20)."""
        return self.world.tables.period(self.priority)

    def begin(self, at: float) -> None:
        """It began, or begins anew: whoever had accepted it has to accept it again."""
        self.round += 1
        self.began = at
        self.reached.clear()
        self.nobody_has_it()
        self.log(at, Step.GENERATED, level=0, detail=str(self.begun))
        self.next_tell = at + self.period
        self.enter(0, at, Occasion.BEGAN, assigned=False)
        self.tell(Occasion.BEGAN)

    def enter(self, level: int, at: float, occasion: Occasion, assigned: bool = True) -> None:
        """Call the first level from this one on that has a person who can be reached; none has: the failsafe.

        `assigned`: some level before this one had somebody.
        """
        levels = self.group.levels
        while level < len(levels):
            self._call(levels[level].targets, level, at)
            assigned = assigned or self._has_people()
            self._order(occasion, 1)
            if self._waits_for_somebody():
                self.standing, self.attempt = Standing.CALLING, 1
                self.next_attempt = at + levels[level].interval
                return
            level += 1
            self.log(
                at, Step.ESCALATED, level=level, detail="nobody reachable" if self._has_people() else "nobody there"
            )
        self.failsafe(at, assigned)

    def failsafe(self, at: float, assigned: bool) -> None:
        """Call the last, which is called until somebody has it. `assigned`: some level had somebody."""
        self.standing, self.attempt = Standing.FAILSAFE, 0
        self.level, self.since, self.asked = len(self.group.levels), at, {}
        self.log(at, Step.FAILSAFE, detail="" if assigned else "nobody assigned")
        if assigned:
            self.world.trouble(Trouble.NOBODY_ANSWERS, self.bed, self.alarm)
        self._join_late(at)
        self._call_failsafe(at, Occasion.CALLED)

    def go_on(self, at: float) -> None:
        """Nobody of this level will do it: the next, at once."""
        self.nobody_has_it()
        level = min(self.level + 1, len(self.group.levels))
        self.log(at, Step.ESCALATED, level=level)
        self.enter(level, at, Occasion.CALLED)
        self.tell(Occasion.GOES_ON)

    def step(self, at: float) -> None:
        """What time alone does; a late call does it late and gives every level its whole time from then on."""
        if self.standing is Standing.CALLING and self.level >= len(self.group.levels):
            self.go_on(at)  # the tables were edited, and have fewer levels now
        elif self.standing is Standing.CALLING:
            self._step_calling(at)
        elif self.standing is Standing.FAILSAFE and at >= self.next_attempt:
            self._call_failsafe(at, Occasion.CALLED_AGAIN)
        elif self.standing is Standing.ACCEPTED and at >= self.presence_due:
            for holder in self.holders.values():
                self.log(at, Step.UNDEFINED, holder.receiver, holder.user, detail="not at the bed")
            self.go_on(at)
        if at >= self.next_tell and self.standing is not Standing.ENDED:
            self.next_tell = at + self.period
            self.tell(Occasion.REPEATED)

    def check(self, at: float) -> None:
        """Go on where everybody who is called has declined or cannot be reached."""
        if self.standing is Standing.CALLING and not self._waits_for_somebody():
            self.go_on(at)

    def end(self, at: float) -> None:
        """It is no longer there, or a person put it away. That travels as the alarm did."""
        self.log(at, Step.ENDED)
        self.nobody_has_it()
        self.standing, self.since, self.next_tell = Standing.ENDED, self.last, math.inf
        self.asked = {name: Asked(name, "", False, self.last) for name in sorted(self.told - self.world.away)}
        self.attempt, self.next_attempt = 1, at + self._interval()
        self._order(Occasion.ENDED, 1)
        self.tell(Occasion.ENDED)
        self.quiet()

    def step_ended(self, at: float) -> bool:
        """Tell the end again to those who have not shown it; False when all have, or it was said often enough."""
        waiting = [name for name, one in self.asked.items() if one.shown_at is None and name not in self.world.away]
        if not waiting or (at >= self.next_attempt and self.attempt >= self._attempts()):
            return False
        if at >= self.next_attempt:
            self.attempt, self.next_attempt = self.attempt + 1, at + self._interval()
            self._order(Occasion.ENDED, self.attempt)
        return True

    def reassign(self, at: float) -> None:
        """Who is on duty has changed: whoever belongs to this level now is called too."""
        if self.standing is Standing.FAILSAFE:
            self._join_late(at)
            self._call_failsafe(at, Occasion.CALLED)
        elif self.standing is Standing.CALLING and self.level < len(self.group.levels):
            level = self.group.levels[self.level]
            found = self.world.resolve(level.targets, self.bed, self.priority)
            new = {
                name: Asked(name, one.user, one.machine, at) for name, one in found.items() if name not in self.asked
            }
            self.asked |= new
            if reachable := tuple(name for name in new if name not in self.world.away):
                # Theirs are all the attempts, within the level's time.
                self.attempt, self.next_attempt = 1, at + level.interval
                self.world.orders.append(Ask(self.bed, self.alarm, self.priority, Occasion.CALLED, reachable))

    def call_again(self, receiver: str) -> None:
        """It can be reached again: what it is called for and has not shown goes out at once."""
        if not self.asked[receiver].waits or self.standing in (Standing.ACCEPTED, Standing.PRESENT):
            return
        occasion = Occasion.ENDED if self.standing is Standing.ENDED else Occasion.CALLED_AGAIN
        self.world.orders.append(Ask(self.bed, self.alarm, self.priority, occasion, (receiver,), self.attempt))
        if self.standing is Standing.FAILSAFE and not self.asked[receiver].machine:
            self.world.settle(Trouble.FAILSAFE_UNREACHABLE, self.bed, self.alarm)

    def quiet(self) -> None:
        """Nobody needs to hear any more that nobody comes."""
        for trouble in (Trouble.NOBODY_ANSWERS, Trouble.FAILSAFE_UNREACHABLE, Trouble.NOBODY_ASSIGNED):
            self.world.settle(trouble, self.bed, self.alarm)

    def tell(self, occasion: Occasion) -> None:
        """Let everybody know how it stands, besides those who are just being called."""
        called = self.next_attempt < math.inf
        besides = frozenset(name for name, one in self.asked.items() if called and one.waits)
        self.world.orders.append(Tell(self.bed, self.alarm, self.priority, occasion, besides))

    def log(
        self, at: float, step: Step, receiver: str = "", user: str = "", level: int | None = None, number: int = 0,
        detail: str = "",
    ) -> None:  # fmt: skip
        """One more step of the history. Threads may report out of order; a history never goes back."""
        self.last = max(self.last, at)
        where = self.level if level is None else level
        entry = Entry(
            self.last, self.bed, self.alarm, step, self.priority, self.round, where, receiver, user, number, detail
        )
        self.steps.add(entry)
        self.world.journal.append(entry)

    def log_once(self, at: float, step: Step, receiver: str, number: int = 0, user: str = "") -> None:
        """The first time in a round and level; repeats of a message or an answer are counted by nobody."""
        if self.steps.first(receiver, user, step, self.level if receiver in self.asked else -1):
            self.log(at, step, receiver, user, number=number)

    def nobody_has_it(self) -> None:
        """Whoever had accepted it does not count any more."""
        self.holders, self.presence_due = {}, math.inf
        self.at_bed.clear()

    def presence_deadline(self, at: float) -> float:
        """Until when somebody who accepts now has to be at the bed; infinite where nobody has to.

        The minute runs from the alarm; whoever accepts after it has a minute of their own.
        """
        within = self.world.tables.deadlines[self.priority].presence
        if within is None:
            return math.inf
        return self.began + within if at < self.began + within else at + within

    def due(self) -> float:
        """When time alone does the next thing."""
        limit = math.inf
        if self.standing is Standing.CALLING and self.level < len(self.group.levels):
            limit = self.since + self.group.levels[self.level].limit
        return min(self.next_attempt, self.next_tell, self.presence_due, limit)

    def _step_calling(self, at: float) -> None:
        level = self.group.levels[self.level]
        people = [one for one in self.asked.values() if self._may_answer(one)]
        if at >= self.since + level.limit:
            for one in people:
                self.log(at, Step.UNDEFINED, one.receiver)
            self.go_on(at)
        elif at >= self.next_attempt and self.attempt < level.attempts:
            self.attempt, self.next_attempt = self.attempt + 1, at + level.interval
            self._order(Occasion.CALLED_AGAIN, self.attempt)
        elif at >= self.next_attempt:
            self.next_attempt = math.inf
            if all(one.shown_at is None for one in people):
                for one in people:
                    self.log(at, Step.UNREACHABLE, one.receiver, detail="no receipt")
                self.go_on(at)

    def _call(self, targets: tuple[str, ...], level: int, at: float) -> None:
        self.level, self.since = level, at
        found = self.world.resolve(targets, self.bed, self.priority)
        self.asked = {name: Asked(name, one.user, one.machine, at) for name, one in found.items()}
        self.reached |= found.keys() - self.world.away
        for name, one in found.items():
            if name in self.world.away and not one.machine:
                self.log(at, Step.UNREACHABLE, name)
        if level == 0 and not self._has_people():
            self.world.trouble(Trouble.NOBODY_ASSIGNED, self.bed, self.alarm)

    def _call_failsafe(self, at: float, occasion: Occasion) -> None:
        """Again and again, to whoever is the failsafe by then; who declined or only looked is called anew later."""
        found = self.world.resolve(self.group.failsafe, self.bed, self.priority)
        patience = self.group.levels[-1].limit
        for name, receiver in found.items():
            one = self.asked.get(name)
            if one is None or (not one.waits and at - max(one.shown_at or 0.0, one.rejected_at or 0.0) >= patience):
                self.asked[name] = Asked(name, receiver.user, receiver.machine, at)
                # Declining this call is another step than declining the one before.
                self.steps.again(name, receiver.user, Step.REJECTED, self.level)
        self.attempt, self.next_attempt = self.attempt + 1, at + self._interval()
        self._order(occasion, self.attempt)
        if any(not one.machine and name not in self.world.away for name, one in found.items()):
            self.world.settle(Trouble.FAILSAFE_UNREACHABLE, self.bed, self.alarm)
        else:
            self.world.trouble(Trouble.FAILSAFE_UNREACHABLE, self.bed, self.alarm)

    def _join_late(self, at: float) -> None:
        """Whoever of any level was not there in its time, and is now, is called with the failsafe."""
        for level in self.group.levels:
            for name, one in self.world.resolve(level.targets, self.bed, self.priority).items():
                if not (one.machine or name in self.reached or name in self.asked or name in self.world.away):
                    self.asked[name] = Asked(name, one.user, False, at)
                    self.reached.add(name)

    def _order(self, occasion: Occasion, attempt: int) -> None:
        waiting = tuple(name for name, one in self.asked.items() if one.waits and name not in self.world.away)
        if waiting:
            self.world.orders.append(Ask(self.bed, self.alarm, self.priority, occasion, waiting, attempt))

    def _has_people(self) -> bool:
        return any(not one.machine for one in self.asked.values())

    def _may_answer(self, one: Asked) -> bool:
        return not one.machine and one.rejected_at is None and one.receiver not in self.world.away

    def _waits_for_somebody(self) -> bool:
        return any(self._may_answer(one) for one in self.asked.values())

    def _interval(self) -> float:
        return self.group.levels[min(self.level, len(self.group.levels) - 1)].interval

    def _attempts(self) -> int:
        return self.group.levels[min(self.level, len(self.group.levels) - 1)].attempts
