"""What leaves next: strict priority, 0 to 3 never lost, every discard of 4 to 9 counted."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.router.messages import Message
from app.router.queues.limits import Limits
from app.router.queues.receiver import Batch
from app.router.queues.scheduler import Scheduler
from app.router.words import DataClass

TINY = Limits(per_receiver=12, keep_seconds=(0.5, 2.0, 4.0, 8.0, 8.0, 8.0), alarms_bound=40, per_frame=4)
NAMES = ("ana", "bia", "caio")


def _message(number: int, priority: int, bed: str = "L1", at: float = 0.0, parts: int = 1) -> Message:
    return Message(number, priority, bed, DataClass.BIOMEDICAL, bytes([priority]) * 48 * parts, at)


def _open(scheduler: Scheduler, *names: str) -> None:
    for name in names:
        assert scheduler.join(name)
        scheduler.opened(name, alarms=True)
        scheduler.opened(name, alarms=False)


def _send(
    scheduler: Scheduler, batches: Callable[[], Iterator[Batch]], now: float = 0.0, first: int = 1
) -> list[Batch]:
    """Have everything that is offered leave, in frames numbered from `first` on."""
    left: list[Batch] = []
    for batch in batches():
        scheduler.sent(batch, first + len(left), now)
        left.append(batch)
    return left


class _Ward(RuleBasedStateMachine):
    """Anything may happen in any order; each receiver's messages are followed from the offer to their end."""

    def __init__(self) -> None:
        super().__init__()
        self.scheduler = Scheduler(TINY)
        self.now = 0.0
        self.number = 0
        self.sequence: Counter[tuple[str, bool]] = Counter()
        self.open_since: dict[tuple[str, bool], int] = {}
        self.offered: dict[str, list[Message]] = {name: [] for name in NAMES}
        self.arrived: dict[str, list[Message]] = {name: [] for name in NAMES}
        self.left_low: Counter[str] = Counter()
        _open(self.scheduler, *NAMES)

    @rule(
        priority=st.integers(0, 9),
        bed=st.sampled_from(("L1", "L2", "L3")),
        names=st.sets(st.sampled_from(NAMES), min_size=1),
        parts=st.sampled_from((1, 1, 1, 3)),
        many=st.integers(1, 8),
    )
    def offer(self, priority: int, bed: str, names: set[str], parts: int, many: int) -> None:
        for _ in range(many):
            self.number += 1
            message = _message(self.number, priority, bed, self.now, parts)
            assert self.scheduler.offer(message, sorted(names)) == []
            for name in names:
                self.offered[name].append(message)

    @rule(fails=st.integers(0, 4), alarms=st.booleans())
    def flush(self, fails: int, alarms: bool) -> None:
        scheduler = self.scheduler
        last: dict[str, int] = {}
        for place, batch in enumerate(scheduler.alarms() if alarms else scheduler.bulk()):
            waiting = scheduler.waiting(batch.receiver)
            if batch.receiver in last:
                assert batch.priority >= last[batch.receiver]
            last[batch.receiver] = batch.priority
            # Nothing more important of its half waits when it leaves, unless the room for it is not there at all.
            assert not any(waiting[0 if alarms else 4 : batch.priority])
            assert alarms or batch.priority < 6 or not any(waiting[:6])
            if fails and place % fails == fails - 1:
                scheduler.put_back(batch)
                continue
            self.sequence[batch.receiver, alarms] += 1
            scheduler.sent(batch, self.sequence[batch.receiver, alarms], self.now)
            if not alarms:
                self.left_low[batch.receiver] += batch.size

    @rule(name=st.sampled_from(NAMES), alarms=st.booleans(), behind=st.integers(0, 2))
    def confirm(self, name: str, alarms: bool, behind: int) -> None:
        through = self.sequence[name, alarms] - behind
        self.arrived[name] += self.scheduler.taken(name, through, self.now, alarms=alarms)

    @rule(name=st.sampled_from(NAMES), alarms=st.booleans())
    def connect_anew(self, name: str, alarms: bool) -> None:
        self.scheduler.opened(name, alarms=alarms)

    @rule(seconds=st.sampled_from((0.01, 0.3, 3.0)))
    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.scheduler.sweep(self.now)

    @rule(name=st.sampled_from(NAMES))
    def leave_and_return(self, name: str) -> None:
        before = self.scheduler.discards_of(name)
        waiting = self.scheduler.waiting(name)
        handed_back = self.scheduler.leave(name)
        self.arrived[name] += handed_back
        assert [one.priority for one in handed_back] == sorted(one.priority for one in handed_back)
        low = sum(len(one.datagrams) // 48 for one in self.offered[name] if one.priority >= 4)
        assert sum(before) + sum(waiting[4:]) + self.left_low[name] == low
        self._no_alarm_is_lost(name, [])
        self.offered[name], self.arrived[name], self.left_low[name] = [], [], 0
        _open(self.scheduler, name)

    @invariant()
    def nothing_is_lost(self) -> None:
        assert self.scheduler.discards()[:4] == [0, 0, 0, 0]
        assert self.scheduler.budget.on_the_way >= 0
        for name in NAMES:
            discarded, waiting = self.scheduler.discards_of(name), self.scheduler.waiting(name)
            low = sum(len(one.datagrams) // 48 for one in self.offered[name] if one.priority >= 4)
            assert sum(discarded) + sum(waiting[4:]) + self.left_low[name] == low
            assert sum(waiting[4:]) <= TINY.per_receiver

    def _no_alarm_is_lost(self, name: str, also: list[Message]) -> None:
        """With everything handed back, each alarm that was offered came to its end once, each bed in its order."""
        offered = [one for one in self.offered[name] if one.priority < 4]
        ended = self.arrived[name] + also
        assert sorted(one.number for one in ended) == [one.number for one in offered]
        for bed in ("L1", "L2", "L3"):
            for priority in range(4):
                numbers = [one.number for one in ended if (one.bed, one.priority) == (bed, priority)]
                assert numbers == sorted(numbers)

    def teardown(self) -> None:
        for name in NAMES:
            self._no_alarm_is_lost(name, self.scheduler.leave(name))
        assert self.scheduler.alarms_waiting == 0
        assert self.scheduler.budget.on_the_way == 0


TestWard = _Ward.TestCase
TestWard.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)


def test_the_most_important_leaves_first_whatever_came_first() -> None:
    scheduler = Scheduler()
    _open(scheduler, "ana")
    scheduler.budget.limit = 100
    for number, priority in enumerate((9, 5, 3, 4, 0, 2, 6, 1), 1):
        scheduler.offer(_message(number, priority), ["ana"])
    alarms = _send(scheduler, scheduler.alarms)
    bulk = _send(scheduler, scheduler.bulk)
    assert [one.priority for one in alarms + bulk] == [0, 1, 2, 3, 4, 5, 6, 9]


def test_one_frame_carries_several_messages_of_one_priority_and_never_of_two() -> None:
    scheduler = Scheduler()
    _open(scheduler, "ana")
    for number, priority in enumerate((4, 4, 5, 4, 5), 1):
        scheduler.offer(_message(number, priority, f"L{number}"), ["ana"])
    assert [set(one.content()[::48]) for one in _send(scheduler, scheduler.bulk)] == [{4}, {5}]


def test_the_same_bytes_are_queued_for_everybody() -> None:
    scheduler = Scheduler()
    _open(scheduler, *NAMES)
    message = _message(1, 0)
    scheduler.offer(message, NAMES)
    left = _send(scheduler, scheduler.alarms)
    assert [one.receiver for one in left] == list(NAMES)
    assert all(one.content() is message.datagrams for one in left)


def test_six_to_nine_wait_until_nothing_else_is_on_its_way() -> None:
    scheduler = Scheduler()
    _open(scheduler, "ana")
    for number in range(1, 12):
        scheduler.offer(_message(number, 4, f"L{number}"), ["ana"])
    scheduler.offer(_message(50, 7), ["ana"])
    busy = _send(scheduler, scheduler.bulk)
    assert {one.priority for one in busy} == {4}
    assert _send(scheduler, scheduler.bulk) == []
    scheduler.taken("ana", len(busy), 0.002, alarms=False)
    assert [one.priority for one in _send(scheduler, scheduler.bulk)] == [7]


def test_a_receiver_that_confirms_nothing_holds_up_nobody_and_its_room_comes_back() -> None:
    scheduler = Scheduler()
    _open(scheduler, "ana", "silent")
    for number in range(1, 200):
        scheduler.offer(_message(number, 4), ["silent"])
    _send(scheduler, scheduler.bulk)
    assert scheduler.budget.room() <= 0
    scheduler.sweep(0.3)
    assert scheduler.budget.room() == int(scheduler.budget.limit)
    scheduler.offer(_message(500, 4), ["ana"])
    assert {one.receiver for one in _send(scheduler, scheduler.bulk)} == {"ana"}


def test_alarms_leave_when_no_credit_is_left_for_anything_else() -> None:
    scheduler = Scheduler()
    _open(scheduler, "ana")
    for number in range(1, 200):
        scheduler.offer(_message(number, 4), ["ana"])
    _send(scheduler, scheduler.bulk)
    scheduler.offer(_message(900, 3), ["ana"])
    assert [one.priority for one in _send(scheduler, scheduler.alarms)] == [3]


def test_a_critical_alarm_finds_room_where_the_less_important_have_none_left() -> None:
    scheduler = Scheduler(Limits(alarms_on_the_way=8, critical_on_the_way=16))
    _open(scheduler, "ana")
    for number in range(1, 30):
        scheduler.offer(_message(number, 2), ["ana"])
    assert sum(one.size for one in _send(scheduler, scheduler.alarms)) == 8
    scheduler.offer(_message(100, 0), ["ana"])
    assert [one.priority for one in _send(scheduler, scheduler.alarms)] == [0]


def test_the_node_says_that_memory_grows_short_before_it_is_and_keeps_every_alarm() -> None:
    scheduler = Scheduler(TINY)
    scheduler.join("ana")
    scheduler.offer(_message(1, 8), ["ana"])
    said_at = []
    for number in range(2, 102):
        scheduler.offer(_message(number, 1), ["ana"])
        if scheduler.memory_is_near():
            said_at.append(scheduler.alarms_waiting)
    assert said_at[0] == TINY.alarms_bound // 2
    assert scheduler.waiting("ana")[1] == 100
    scheduler.offer(_message(102, 4), ["ana"])
    # Beyond the bound nothing of 4 to 9 is kept.
    assert scheduler.discards()[4:] == [1, 0, 0, 0, 1, 0]
    assert len(scheduler.leave("ana")) == 100
    assert not scheduler.memory_is_near()


def test_the_lowest_priority_loses_first_and_the_fullest_bed_within_it() -> None:
    scheduler = Scheduler(TINY)
    scheduler.join("ana")
    for number in range(1, 5):
        scheduler.offer(_message(number, 9, "L1"), ["ana"])
    for number in range(5, 17):
        scheduler.offer(_message(number, 5, "L2"), ["ana"])
    assert scheduler.discards() == [0, 0, 0, 0, 0, 0, 0, 0, 0, 4]
    scheduler.offer(_message(17, 4, "L3"), ["ana"])
    assert scheduler.discards()[5:] == [1, 0, 0, 0, 4]


def test_what_comes_too_late_is_discarded_at_once_and_an_alarm_never_is() -> None:
    scheduler = Scheduler()
    _open(scheduler, "ana", "bia")
    for number, priority in enumerate((4, 0, 5), 1):
        scheduler.offer(_message(number, priority, at=10.0), ["ana", "bia"], now=12.0)
    assert scheduler.discards() == [0, 0, 0, 0, 2, 0, 0, 0, 0, 0]
    assert [one.priority for one in _send(scheduler, scheduler.alarms) + _send(scheduler, scheduler.bulk)] == [
        0,
        0,
        5,
        5,
    ]


@pytest.mark.parametrize("joined", [False, True])
def test_who_is_not_there_is_named_so_that_somebody_else_is_found(joined: bool) -> None:
    scheduler = Scheduler(Limits(most_receivers=1))
    if joined:
        assert scheduler.join("ana")
        assert not scheduler.join("bia")
    assert scheduler.offer(_message(1, 0), ["ana", "bia"]) == (["bia"] if joined else ["ana", "bia"])
