"""All alarms of a ward on their way to people. Pure: time, ids and who is on duty come in, orders and steps come out.

`take_orders` after every call gives what is to be done; `take_journal` what is to be written down first.
"""

import math
from collections.abc import Iterable, Sequence

from app.kernel.errors import KnownError
from app.router.delivery import answers
from app.router.delivery.board import board, line
from app.router.delivery.model import BoardLine, Call, Entry, Occasion, Order, Standing, Trouble
from app.router.delivery.restoring import restored, resume
from app.router.delivery.watching import Watch
from app.router.delivery.way import Way
from app.router.delivery.world import Everybody, Rights, Who, World
from app.router.tables.model import Tables
from app.router.words import Response


class Delivery:
    """`who` names the receivers of a target of table 17, `rights` who may know; both are asked anew each time."""

    def __init__(self, tables: Tables, who: Who, rights: Rights | None = None) -> None:
        self._world = World(tables, who, rights or Everybody())
        self._watch = Watch(tables)
        self._ways: dict[tuple[str, str], Way] = {}
        self._closing: dict[tuple[str, str], Way] = {}

    def use(self, tables: Tables) -> None:
        """Go on with edited tables; what is under way keeps its level."""
        self._world.tables = self._watch.tables = tables
        for way in self._ways.values():
            if way.standing is Standing.ACCEPTED:
                way.presence_due = way.presence_deadline(way.since)

    def take(self, bed: str, calls: Iterable[Call], at: float) -> None:
        """The alarms of one bed as they are now; what is not among them has ended."""
        now = {call.alarm: call for call in calls}
        for key in [key for key in self._ways if key[0] == bed and key[1] not in now]:
            self._end(key, at)
        for call in now.values():
            way = self._ways.get((bed, call.alarm))
            if way is not None:
                self._follow(way, call, at)
            elif not call.held:
                self._closing.pop((bed, call.alarm), None)
                way = self._ways[bed, call.alarm] = Way(self._world, call, at)
                way.begin(at)
                answers.seen_at_ward(way, call.seen_by, call.seen_at, at)

    def tick(self, at: float) -> None:
        """What time alone does. Often enough for the shortest deadline; late is done late, and once."""
        for way in self._ways.values():
            if way.due() <= at:
                way.step(at)
        for key in [key for key, way in self._closing.items() if not way.step_ended(at)]:
            del self._closing[key]
        self._world.orders.extend(self._watch.late(at))

    def next_due(self) -> float:
        """When `tick` has something to do because of an alarm; infinite where nothing is under way."""
        return min((way.due() for way in (*self._ways.values(), *self._closing.values())), default=math.inf)

    def queued(self, bed: str, alarm: str, number: int, receivers: Iterable[str], at: float) -> None:
        """A message that `Ask` or `Tell` ordered is in the queues of these."""
        way = self._find(bed, alarm)
        if way is not None:
            chosen = frozenset(receivers)
            answers.queued(way, number, chosen, at)
            for receiver in sorted(chosen):
                self._watch.queued(bed, number, receiver, way.priority, at)

    def sent(self, bed: str, alarm: str, number: int, receiver: str, at: float) -> None:
        """It has left for the receiver."""
        way = self._find(bed, alarm)
        if way is not None and answers.sent(way, number, receiver, at):
            self._watch.sent(bed, number, receiver, at)

    def shown(self, bed: str, alarm: str, number: int, receiver: str, at: float) -> bool:
        """The receipt that it stands on the screen. False where it was never sent there: to be logged as such."""
        way = self._find(bed, alarm)
        if way is None or not answers.shown(way, number, receiver, at):
            return False
        self._watch.shown(bed, number, receiver)
        return True

    def telling(self, bed: str, number: int, receivers: Iterable[str], priority: int, at: float) -> None:
        """A message about what became of an answer is in the queues of these: no step of the alarm's way, but its
        deadlines are watched as those of any message."""
        for receiver in sorted(receivers):
            self._watch.queued(bed, number, receiver, priority, at)

    def telling_sent(self, bed: str, number: int, receiver: str, at: float) -> None:
        """Such a message has left for the receiver."""
        self._watch.sent(bed, number, receiver, at)

    def telling_shown(self, bed: str, number: int, receiver: str) -> None:
        """The receipt that such a message stands on the screen."""
        self._watch.shown(bed, number, receiver)

    def answer(self, bed: str, alarm: str, receiver: str, user: str, response: Response, at: float) -> None:
        """A person's answer, identified by the caller. KnownError `router_delivery.ended`, `.never_sent`, `.no_person`,
        `.not_yours`; then nothing has changed."""
        way = self._ways.get((bed, alarm))
        if way is None:
            raise KnownError("router_delivery.ended", alarm=alarm)
        answers.answer(way, receiver, user, response, at)

    def at_bedside(self, bed: str, at: float, user: str = "") -> None:
        """The button at the bed: somebody is there, for all its alarms."""
        for way in self._of(bed):
            answers.at_bedside(way, user, at)

    def unreachable(self, receiver: str, at: float) -> None:
        """No route to it, or no sign of its life: whoever waits for it goes on at once."""
        if receiver not in self._world.away:
            self._world.trouble(Trouble.RECEIVER_LOST, receiver=receiver)
        self._gone(receiver, at)

    def reachable(self, receiver: str, at: float) -> None:
        """It is there (again), or somebody has signed in at it: what it should have shown goes out at once."""
        self._world.away.discard(receiver)
        self._world.settle(Trouble.RECEIVER_LOST, receiver=receiver)
        for way in (*self._ways.values(), *self._closing.values()):
            if receiver in way.asked:
                way.call_again(receiver)
            else:
                way.reassign(at)

    def signed_out(self, receiver: str, at: float) -> None:
        """Its user has left in good order: nothing is wrong with it, and nobody is there."""
        self._world.settle(Trouble.RECEIVER_LOST, receiver=receiver)
        self._gone(receiver, at)
        for way in (*self._ways.values(), *self._closing.values()):
            answers.signed_out(way, receiver)

    def revised(self, at: float) -> None:
        """Who may know of which bed has changed: tables, doctors and patients, who lies where."""
        for way in tuple(self._ways.values()):
            answers.revise(way, at)
            way.reassign(at)

    def reassigned(self, at: float, bed: str | None = None) -> None:
        """Who is on duty, or whose the bed is, has changed."""
        for way in tuple(self._ways.values()):
            if bed is None or way.bed == bed:
                way.reassign(at)

    def restore(self, entries: Sequence[Entry], at: float) -> None:
        """After a restart: what had not ended goes on as "continuing", until the ward says how it stands.

        `entries` in the order of the journal, their times on this process's clock (earlier ones may be negative).
        """
        for way in restored(self._world, entries):
            self._ways[way.bed, way.alarm] = way
            resume(way, at)

    def board(self) -> tuple[BoardLine, ...]:
        """All alarms under way: the most urgent first, of those the ones that nobody has, then the oldest."""
        return board(self._ways.values())

    def line(self, bed: str, alarm: str) -> BoardLine | None:
        """One line of it, also of an alarm that has just ended."""
        way = self._find(bed, alarm)
        return line(way) if way is not None else None

    def called(self, bed: str, alarm: str) -> frozenset[str]:
        """The receivers whose answer is waited for, though they may have shown the call already."""
        way = self._ways.get((bed, alarm))
        if way is None or way.standing not in (Standing.CALLING, Standing.FAILSAFE):
            return frozenset()
        return frozenset(name for name, one in way.asked.items() if one.rejected_at is None)

    def standing(self, bed: str, alarm: str) -> Standing | None:
        """The same, of where it stands alone."""
        way = self._find(bed, alarm)
        return way.standing if way is not None else None

    def history(self, bed: str, alarm: str) -> tuple[Entry, ...]:
        """The steps of an alarm that is under way or has just ended; of very many the first and the newest."""
        way = self._find(bed, alarm)
        return tuple(way.steps.entries) if way is not None else ()

    def left_out(self, bed: str, alarm: str) -> int:
        """How many steps `history` leaves out after the first one."""
        way = self._find(bed, alarm)
        return way.steps.left_out if way is not None else 0

    def take_orders(self) -> tuple[Order, ...]:
        """What is to be done, in this order; each is given once."""
        orders, self._world.orders[:] = tuple(self._world.orders), ()
        return orders

    def take_journal(self) -> tuple[Entry, ...]:
        """What is to be written down before the orders are carried out; each is given once."""
        entries, self._world.journal[:] = tuple(self._world.journal), ()
        return entries

    def _gone(self, receiver: str, at: float) -> None:
        if receiver not in self._world.away:
            self._world.away.add(receiver)
            for way in tuple(self._ways.values()):
                answers.lost(way, receiver, at)

    def _follow(self, way: Way, call: Call, at: float) -> None:
        way.continuing = False
        anew = call.begun > way.begun
        way.begun = call.begun
        ended, way.lasting = way.lasting and not call.lasting, call.lasting
        if call.priority < way.priority or (anew and way.standing in (Standing.ACCEPTED, Standing.PRESENT)):
            way.priority = min(way.priority, call.priority)
            way.begin(at)
        elif ended:
            # As urgent as the alarm was.
            way.tell(Occasion.RESTORED)
        answers.seen_at_ward(way, call.seen_by, call.seen_at, at)

    def _end(self, key: tuple[str, str], at: float) -> None:
        way = self._ways.pop(key)
        way.end(at)
        self._closing[key] = way

    def _find(self, bed: str, alarm: str) -> Way | None:
        return self._ways.get((bed, alarm)) or self._closing.get((bed, alarm))

    def _of(self, bed: str) -> list[Way]:
        return [way for way in self._ways.values() if way.bed == bed]
