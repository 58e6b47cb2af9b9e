"""What leaves next, for every receiver: strict priority, 0 to 3 never discarded, each discard of 4 to 9 counted.

Pure: it sends nothing and reads no clock. Whoever sends asks for `alarms` and `bulk`, tells of each batch whether it
was `sent` or `put_back`, and of each confirmation (`taken`). Sizes are datagrams, times monotonic seconds.
"""

from collections import deque
from collections.abc import Iterable, Iterator

from app.router.datagram import SIZE
from app.router.messages import Message
from app.router.queues.budget import Budget
from app.router.queues.limits import FIRST_DISCARDABLE, FIRST_IDLE, PRIORITIES, Limits
from app.router.queues.receiver import Batch, Flight, ReceiverQueues


class Scheduler:
    """The queues of all receivers. Not for several threads."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.budget = Budget()
        self._keep = (0.0,) * FIRST_DISCARDABLE + self.limits.keep_seconds
        self._receivers: dict[str, ReceiverQueues] = {}
        self._alarming: list[dict[str, ReceiverQueues]] = [{} for _ in range(FIRST_DISCARDABLE)]
        self._turn: deque[ReceiverQueues] = deque()
        self._left_discards = [0] * PRIORITIES
        self._near = False
        self.alarms_waiting = 0
        """Of 0 to 3, waiting or on their way, to everybody."""

    def join(self, receiver: str) -> bool:
        """From now on messages for it are kept; False where there are too many receivers."""
        if receiver not in self._receivers:
            if len(self._receivers) >= self.limits.most_receivers:
                return False
            self._receivers[receiver] = ReceiverQueues(receiver)
        return True

    def leave(self, receiver: str) -> list[Message]:
        """It is gone: every message of 0 to 3 that it did not confirm is handed back, by priority and age, for somebody
        else; what waited of 4 to 9 is discarded and counted."""
        one = self._receivers.pop(receiver, None)
        if one is None:
            return []
        self._end_flights(one)
        self._end_alarm_flights(one)
        for priority in range(FIRST_DISCARDABLE, PRIORITIES):
            one.discarded[priority] += one.lines[priority].size
        self._left_discards = [was + more for was, more in zip(self._left_discards, one.discarded, strict=True)]
        for alarming in self._alarming:
            alarming.pop(receiver, None)
        one.waiting = 0
        handed_back = one.alarms()
        self.alarms_waiting -= sum(len(message.datagrams) // SIZE for message in handed_back)
        return handed_back

    def opened(self, receiver: str, *, alarms: bool) -> None:
        """It has a connection for 0 to 3 (`alarms`) or for 4 to 9; batches are made for it from now on."""
        self.closed(receiver, alarms=alarms)
        one = self._receivers[receiver]
        if alarms:
            one.alarms_open = True
        else:
            one.open = True
            self._queue_up(one)

    def closed(self, receiver: str, *, alarms: bool) -> None:
        """It has that connection no more: what flew of 0 to 3 waits again, before everything else.

        What flew of 4 to 9 is neither sent again nor counted as discarded: it did leave. A batch that could not leave
        is put back before this is told.
        """
        one = self._receivers[receiver]
        if not alarms:
            one.open = False
            self._end_flights(one)
            return
        one.alarms_open = False
        for flight in reversed(one.alarm_flights):
            self._back(one, flight.batch)
        one.alarm_flights.clear()
        self._end_alarm_flights(one)

    def offer(self, message: Message, receivers: Iterable[str], now: float = 0.0) -> list[str]:
        """A message for several receivers; those that are not here, for which somebody else has to be found.

        What is no longer worth sending at `now` is discarded at once: a node that came behind gets up with its work.
        """
        priority, count, absent = message.priority, len(message.datagrams) // SIZE, []
        late = priority >= FIRST_DISCARDABLE and message.generated_at < now - self._keep[priority]
        for name in receivers:
            one = self._receivers.get(name)
            if one is None:
                absent.append(name)
                continue
            if late:
                one.discarded[priority] += count
                continue
            one.lines[priority].add(message, count)
            if priority < FIRST_DISCARDABLE:
                self.alarms_waiting += count
                one.waits_since = one.waits_since or now
                self._alarming[priority][name] = one
                continue
            one.waiting += count
            if one.waiting > self.limits.per_receiver or self.alarms_waiting >= self.limits.alarms_bound:
                self._discard(one)
            if not one.in_turn:
                self._queue_up(one)
        return absent

    def sweep(self, now: float) -> list[str]:
        """Several times a second: what is no longer worth sending is discarded, who is silent takes no room. Who has a
        connection and takes no alarm (`takes_nothing_seconds`)."""
        for one in self._receivers.values():
            if one.flights and now - one.flights[0].sent_at > self.limits.silent_seconds:
                self.budget.gone(one.counted)
                one.counted = 0
            if one.alarm_flights and now - one.alarm_flights[0].sent_at > self.limits.silent_seconds:
                self.budget.alarms_sent(-one.alarms_counted)
                one.alarms_counted = 0
            one.discard_before(now, self._keep)
        since = now - self.limits.takes_nothing_seconds
        return [name for name, one in self._receivers.items() if one.takes_nothing(since)]

    def tidy(self) -> None:
        """Once in a while: beds of which nothing waits are forgotten."""
        for one in self._receivers.values():
            for line in one.lines:
                line.forget_empty_beds()

    def alarms(self) -> Iterator[Batch]:
        """What leaves of 0 to 3, to everybody, the most important first, outside the budget of the rest.

        Each batch is to be told `sent` or `put_back` before the next is asked for. A receiver to which one was put back
        is left alone for this turn.
        """
        blocked: set[str] = set()
        for priority, alarming in enumerate(self._alarming):
            most = self.limits.critical_on_the_way if priority == 0 else self.limits.alarms_on_the_way
            for name, one in [*alarming.items()]:
                if one.alarms_open and name not in blocked:
                    yield from self._alarms_of(one, priority, most)
                # Less important ones do not pass those that are left: they would take the room that these wait for.
                if one.lines[priority].size:
                    blocked.add(name)
                else:
                    alarming.pop(name, None)

    def _alarms_of(self, one: ReceiverQueues, priority: int, most: int) -> Iterator[Batch]:
        line = one.lines[priority]
        while (size := line.size) and (room := most - one.alarms_on_the_way) > 0:
            messages = line.take(min(room, self.limits.per_frame))
            yield Batch(one.name, priority, messages, size - line.size)
            if line.size >= size:
                return

    def bulk(self) -> Iterator[Batch]:
        """What leaves of 4 to 9 in this turn, as far as the credits of each receiver and the budget of all allow."""
        for _ in range(min(len(self._turn), self.limits.receivers_per_turn)):
            if self.budget.room() <= 0:
                return
            one = self._turn.popleft()
            one.in_turn = False
            if one.open and self._receivers.get(one.name) is one:
                yield from self._bulk_of(one)

    def sent(self, batch: Batch, sequence: int, now: float) -> None:
        """It left as the frame `sequence` of its connection."""
        one = self._receivers[batch.receiver]
        flight = Flight(sequence, now, batch)
        if batch.priority < FIRST_DISCARDABLE:
            one.alarm_flights.append(flight)
            one.alarms_on_the_way += batch.size
            one.alarms_counted += batch.cost
            self.budget.alarms_sent(batch.cost)
            return
        one.flights.append(flight)
        one.waiting -= batch.size
        one.credits.on_the_way += batch.size
        one.counted += batch.cost
        self.budget.sent(batch.cost)

    def put_back(self, batch: Batch) -> None:
        """It could not leave: it waits again, before everything else of its priority."""
        self._back(self._receivers[batch.receiver], batch)

    def taken(self, receiver: str, through: int, now: float, *, alarms: bool) -> list[Message]:
        """The receiver has every frame of one connection up to `through`; the messages of 0 to 3 among them."""
        one = self._receivers[receiver]
        arrived, count, cost, sent_at = one.landed(through, now, alarms=alarms)
        if alarms:
            one.alarms_on_the_way -= count
            self.alarms_waiting -= count
            cost = min(cost, one.alarms_counted)
            one.alarms_counted -= cost
            self.budget.alarms_sent(-cost)
        elif count:
            one.credits.confirmed(count, now - sent_at, now)
            cost = min(cost, one.counted)
            one.counted -= cost
            self.budget.confirmed(one.name, cost, now - sent_at, now)
            self._queue_up(one)
        return arrived

    def has_bulk(self) -> bool:
        """Whether something of 4 to 9 waits that could leave as soon as there is room for it."""
        return bool(self._turn) and self.budget.room() > 0

    def one_turn_is_enough(self) -> bool:
        """Whether the next `bulk` comes to every receiver that waits for it and may have something."""
        return len(self._turn) <= self.limits.receivers_per_turn or self.budget.room() <= 0

    def discards(self) -> list[int]:
        """Datagrams discarded since the beginning, by priority; of 0 to 3 always none."""
        every = (self._left_discards, *[one.discarded for one in self._receivers.values()])
        return [sum(one) for one in zip(*every, strict=True)]

    def discards_of(self, receiver: str) -> list[int]:
        """The same, of one receiver since it joined."""
        return list(self._receivers[receiver].discarded)

    def waiting(self, receiver: str) -> list[int]:
        """Datagrams that wait for one receiver, by priority."""
        return [line.size for line in self._receivers[receiver].lines]

    def delivered(self, receiver: str) -> int:
        """Datagrams that one receiver confirmed since it joined."""
        return self._receivers[receiver].delivered

    def all_waiting(self) -> list[int]:
        """Datagrams that wait for anybody, by priority; those on their way do not."""
        return [sum(one.lines[priority].size for one in self._receivers.values()) for priority in range(PRIORITIES)]

    def memory_is_near(self) -> bool:
        """Whether what waits of 0 to 3 comes near its bound: from half of it on, until it is back at a quarter."""
        bound = self.limits.alarms_bound
        self._near = self.alarms_waiting * 2 >= bound or (self._near and self.alarms_waiting * 4 >= bound)
        return self._near

    def _bulk_of(self, one: ReceiverQueues) -> Iterator[Batch]:
        if one.flights and not one.counted:
            # It is silent: until it confirms something, there is nothing more for it.
            return
        while (priority := one.bulk_of()) < PRIORITIES:
            room = min(one.credits.room(), self.budget.room(), self.limits.per_frame)
            if room <= 0 or (priority >= FIRST_IDLE and not self._idle(one)):
                break
            line = one.lines[priority]
            size = line.size
            messages = line.take(room)
            yield Batch(one.name, priority, messages, size - line.size)
            if line.size >= size:
                break
        # Without room it is called again by the confirmation that makes some; nothing asks before.
        if one.waiting and (one.credits.room() > 0 or not one.flights):
            self._queue_up(one)

    def _idle(self, one: ReceiverQueues) -> bool:
        """Whether 6 to 9 may travel to it: nothing else waits for it, and little is on its way, to it and to all."""
        alarming = any(line.size for line in one.lines[:FIRST_DISCARDABLE])
        return not alarming and one.credits.on_the_way * 2 <= one.credits.limit and self.budget.idle()

    def _queue_up(self, one: ReceiverQueues) -> None:
        if one.waiting and one.open and not one.in_turn:
            one.in_turn = True
            self._turn.append(one)

    def _back(self, one: ReceiverQueues, batch: Batch) -> None:
        one.lines[batch.priority].put_back(batch.messages)
        if batch.priority < FIRST_DISCARDABLE:
            self._alarming[batch.priority][one.name] = one
        else:
            self._queue_up(one)

    def _end_alarm_flights(self, one: ReceiverQueues) -> None:
        self.budget.alarms_sent(-one.alarms_counted)
        one.alarms_counted = one.alarms_on_the_way = 0

    def _end_flights(self, one: ReceiverQueues) -> None:
        self.budget.gone(one.counted)
        one.counted = one.credits.on_the_way = 0
        one.flights.clear()

    def _discard(self, one: ReceiverQueues) -> None:
        """The lowest priority first, its oldest first, until what waits is within its bound again.

        And a little more: to look for the oldest at each message that comes would cost more than to send it.
        """
        most = self.limits.per_receiver - self.limits.per_receiver // 32
        if self.alarms_waiting >= self.limits.alarms_bound:
            most = 0
        for priority in range(PRIORITIES - 1, FIRST_DISCARDABLE - 1, -1):
            if one.waiting <= most:
                return
            count = one.lines[priority].discard_oldest(one.waiting - most)
            one.waiting -= count
            one.discarded[priority] += count
