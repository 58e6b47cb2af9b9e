"""One link that is really full, in a time of its own: what is measured here depends on no machine."""

import random
from dataclasses import dataclass, field
from heapq import heappop, heappush

import pytest

from app.router.messages import Message
from app.router.queues.receiver import Batch
from app.router.queues.scheduler import Scheduler
from app.router.words import DataClass

_TURN = 0.001
_GATHER = 0.005
_FRAME_BYTES = 45 + 52
"""Head, ZMTP, CURVE; TCP and IP."""
_BACK_SECONDS = 0.0015
_PERIODS = ((4, 0.032), (0, 1.0), (1, 5.0), (2, 15.0), (5, 0.17442))


@dataclass
class _Link:
    """A FIFO of `bits` a second between the scheduler and its receivers, who confirm at once."""

    scheduler: Scheduler
    bits: float
    stalls: list[tuple[float, float]] = field(default_factory=list)
    """From when until when no receiver does anything."""
    free_at: float = 0.0
    under_way: list[tuple[float, int, str, int, bool]] = field(default_factory=list)
    sequence: int = 0
    critical: list[float] = field(default_factory=list)
    arrived: int = 0
    carried: int = 0

    def send(self, batch: Batch, now: float) -> None:
        self.sequence += 1
        self.scheduler.sent(batch, self.sequence, now)
        self.free_at = max(self.free_at, now) + (batch.size * 48 + _FRAME_BYTES) * 8 / self.bits
        while self.stalls and self.stalls[0][1] < now:
            self.stalls.pop(0)
        taken_at = next((end for begin, end in self.stalls if begin <= self.free_at < end), self.free_at)
        back = taken_at + _BACK_SECONDS
        heappush(self.under_way, (back, self.sequence, batch.receiver, self.sequence, batch.priority < 4))
        self.carried += batch.size
        if batch.priority < 4:
            self.arrived += batch.size
        if batch.priority == 0:
            self.critical += [self.free_at - one.generated_at for one in batch.messages]

    def confirm(self, now: float) -> None:
        while self.under_way and self.under_way[0][0] <= now:
            _, _, receiver, through, alarms = heappop(self.under_way)
            self.scheduler.taken(receiver, through, now, alarms=alarms)


def _run(
    beds: int, receivers: list[list[str]], bits: float, seconds: float, stalls: list[tuple[float, float]] | None = None
) -> tuple[_Link, int]:
    """The link afterwards, and how many datagrams of 0 to 3 were offered; `receivers` of each bed."""
    scheduler, dice = Scheduler(), random.Random(3)
    for name in sorted({name for names in receivers for name in names}):
        scheduler.join(name)
        scheduler.opened(name, alarms=True)
        scheduler.opened(name, alarms=False)
    link = _Link(scheduler, bits, stalls or [])
    due = [(dice.uniform(0, period), bed, *each) for bed in range(beds) for each in _PERIODS for period in each[1:]]
    due.sort()
    number = alarms = 0
    bulk_at = sweep_at = now = 0.0
    while now < seconds:
        now += _TURN
        link.confirm(now)
        while due[0][0] <= now:
            at, bed, priority, period = heappop(due)
            heappush(due, (at + period, bed, priority, period))
            number += 1
            message = Message(number, priority, f"L{bed}", DataClass.BIOMEDICAL, bytes([priority]) * 48, at)
            scheduler.offer(message, receivers[bed], now)
            alarms += len(receivers[bed]) if priority < 4 else 0
        for batch in scheduler.alarms():
            link.send(batch, now)
        if now >= bulk_at:
            bulk_at = now + _GATHER
            for batch in scheduler.bulk():
                link.send(batch, now)
        if now >= sweep_at:
            sweep_at = now + 0.1
            scheduler.sweep(now)
    return link, alarms


def _p99(seconds: list[float]) -> float:
    return sorted(seconds)[len(seconds) * 99 // 100]


@pytest.mark.parametrize(
    ("beds", "each_its_bed", "bits", "longest"),
    [(17, False, 1e6, 0.025), (34, False, 4e6, 0.015), (49, True, 4e6, 0.015)],
    ids=["1 Mbit/s to 8", "4 Mbit/s to 8", "4 Mbit/s to 392"],
)
def test_critical_alarms_pass_a_full_link_in_time_and_the_link_is_used(
    beds: int, each_its_bed: bool, bits: float, longest: float
) -> None:
    names = [[f"{bed}.{place}" if each_its_bed else str(place) for place in range(8)] for bed in range(beds)]
    link, alarms = _run(beds, names, bits, 10.0)
    assert _p99(link.critical) <= longest
    assert link.arrived == alarms
    assert link.scheduler.discards()[:4] == [0, 0, 0, 0]
    assert sum(link.scheduler.discards()) > 0


@pytest.mark.parametrize(("share", "length"), [(0.3, 0.03), (0.7, 0.1)])
def test_receivers_that_wait_for_a_processor_are_still_sent_all_there_is(share: float, length: float) -> None:
    dice, at = random.Random(3), 0.0
    stalls: list[tuple[float, float]] = []
    while at < 4.0:
        at += dice.expovariate(share / length / (1 - share))
        stalls.append((at, at + length * dice.uniform(0.5, 1.5)))
        at = stalls[-1][1]
    link, alarms = _run(60, [[str(place) for place in range(8)]] * 60, 1e9, 4.0, stalls)
    assert link.arrived == alarms
    assert sum(link.scheduler.discards()) <= link.carried * 0.01
