"""A receiver that says that it lives and takes no alarm counts as gone after a minute; who is slow does not."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import zmq

from app.router.links.events import Arrived, HandedBack, Left, Received
from app.router.links.frames import Kind, Reason, frame, opened, taken
from tests.conftest import ExpectedLogs
from tests.router.links.linked import Linked, linked, message, raw_dealer, refused

REFUSALS = "app.router.links.refusals"
_STEP_SECONDS = 2.0
"""Less than the silence after which it would have left as any other."""


class _Deaf:
    """Greets, and says from then on what a test has it say; what the node sends is kept, and not confirmed."""

    def __init__(self, one: Linked, dealer: "zmq.Socket[bytes]") -> None:
        self._one, self._dealer, self._sequence = one, dealer, 0
        self.heard: list[tuple[int, int, bytes]] = []

    def say(self, kind: Kind, content: bytes = b"") -> None:
        self._sequence += 1
        self._dealer.send(frame(kind, self._sequence, content))

    def greet(self) -> None:
        self._sequence = 0
        self.say(Kind.HELLO)
        self._one.until(lambda: self.was_told(Kind.WELCOME))

    def was_told(self, kind: Kind) -> bool:
        while self._dealer.poll(0):
            self.heard.append(opened(self._dealer.recv()))
        return any(each[0] == kind for each in self.heard)

    def live(self, seconds: float) -> None:
        """So much time passes, and it says that it lives all the while."""
        for _ in range(round(seconds / _STEP_SECONDS)):
            self._one.clock.ahead += _STEP_SECONDS
            self.say(Kind.ALIVE)
            said_at = self._one.clock.monotonic()
            # The wire is slower than a clock that is put forward.
            self._one.until(partial(self._was_heard, said_at))

    def _was_heard(self, since: float) -> bool:
        peer = self._one.hub._connections.peers.get("deaf")
        return peer is None or peer.alarms is None or peer.alarms.heard_at >= since


@contextmanager
def _deaf(one: Linked) -> Iterator[_Deaf]:
    pair = one.admit("deaf")
    dealer = raw_dealer(one, pair)
    try:
        found = _Deaf(one, dealer)
        found.greet()
        yield found
    finally:
        dealer.context.destroy(linger=0)


def _left(one: Linked) -> list[Left]:
    return [told for told in one.all(Left) if told.receiver == "deaf"]


def test_who_lives_and_takes_no_alarm_for_a_minute_has_left_and_what_waited_is_for_others(
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.expect(REFUSALS, "takes_nothing")
    with linked() as one, _deaf(one) as deaf:
        for number, priority in ((1, 3), (2, 0), (3, 1)):
            one.hub.offer(message(number, priority), ["deaf"])
        one.until(lambda: deaf.was_told(Kind.DATA))
        deaf.live(58.0)
        assert not _left(one) and one.hub.reachable() == {"deaf"}
        deaf.live(6.0)
        one.until(lambda: bool(one.all(HandedBack)))
        assert [(told.orderly, told.takes_nothing) for told in _left(one)] == [(False, True)]
        assert [each.number for each in one.all(HandedBack)[0].messages] == [2, 3, 1]
        assert one.hub.scheduler.alarms_waiting == 0
        assert one.hub.offer(message(4), ["deaf"]) == ["deaf"]
        one.until(lambda: deaf.was_told(Kind.REFUSED))
        said = [content for kind, _sequence, content in deaf.heard if kind == Kind.REFUSED]
        assert said[0] == bytes([Reason.TAKES_NOTHING])


def test_who_takes_one_alarm_in_a_minute_is_slow_and_has_not_left() -> None:
    with linked() as one, _deaf(one) as deaf:
        one.hub.offer(message(1), ["deaf"])
        one.until(lambda: deaf.was_told(Kind.DATA))
        one.hub.offer(message(2), ["deaf"])
        deaf.live(50.0)
        first = next(sequence for kind, sequence, _ in deaf.heard if kind == Kind.DATA)
        deaf.say(Kind.TAKEN, taken(first))
        one.until(lambda: bool(one.all(Received)))
        deaf.live(50.0)
        assert not _left(one)


def test_who_is_sent_nothing_is_never_missed_for_taking_nothing() -> None:
    with linked() as one, _deaf(one) as deaf:
        deaf.live(30.0)
        one.hub.offer(message(1, 5), ["deaf"])
        deaf.live(100.0)
        assert not _left(one)


def test_who_connects_anew_all_the_while_and_takes_nothing_is_not_forgiven_by_that(
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.expect(REFUSALS, "takes_nothing")
    with linked() as one, _deaf(one) as deaf:
        one.hub.offer(message(1), ["deaf"])
        one.until(lambda: deaf.was_told(Kind.DATA))
        for _ in range(7):
            deaf.live(10.0)
            if not _left(one):
                deaf.heard.clear()
                deaf.greet()
        assert [told.takes_nothing for told in _left(one)] == [True]
        assert refused(one, "takes_nothing") == 1


def test_it_may_come_again_and_has_a_minute_anew(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect(REFUSALS, "takes_nothing")
    with linked() as one, _deaf(one) as deaf:
        one.hub.offer(message(1), ["deaf"])
        deaf.live(64.0)
        one.until(lambda: bool(_left(one)))
        deaf.heard.clear()
        deaf.greet()
        one.until(lambda: len(one.all(Arrived)) == 2)
        one.hub.offer(message(2), ["deaf"])
        one.until(lambda: deaf.was_told(Kind.DATA))
        deaf.live(56.0)
        assert len(_left(one)) == 1
        assert refused(one, "takes_nothing") == 1
