"""Node and receivers over real sockets: alarms arrive, are confirmed step by step, and survive what links do."""

import time

from app.router.links.client import Delivered, FromNode, LinkChanged, Replied
from app.router.links.events import (
    Answered,
    Arrived,
    HandedBack,
    Left,
    MemoryNear,
    Received,
    Requested,
    Sent,
    Shown,
)
from app.router.links.frames import Kind
from app.router.links.hub import Hub
from app.router.queues.limits import Limits
from app.router.words import Response
from tests.router.links.linked import linked, message


def test_an_alarm_is_sent_received_shown_and_answered_and_each_step_is_told_once() -> None:
    with linked() as one:
        one.join("ana")
        assert one.hub.offer(message(7), ["ana", "nobody"]) == ["nobody"]
        one.until(lambda: one.numbers("ana") == [7])
        link = one.links["ana"]
        link.shown([7])
        one.until(lambda: bool(one.all(Shown)))
        link.shown([7])
        sequence = link.answer(Response.ACCEPTED, 7)
        one.until(lambda: bool(one.all(Answered)))
        for told in (one.all(Sent), one.all(Received), one.all(Shown)):
            assert [each.numbers for each in told] == [(7,)]
        answered = one.all(Answered)[0]
        assert (answered.response, answered.number, answered.sequence) == (Response.ACCEPTED, 7, sequence)
        assert one.hub.reply("ana", answered.sequence, b"yours")
        one.until(lambda: any(isinstance(heard, Replied) for heard in one.heard["ana"]))
        replied = next(heard for heard in one.heard["ana"] if isinstance(heard, Replied))
        assert (replied.to_sequence, replied.content) == (sequence, b"yours")
        assert not one.hub.refusals.total


def test_an_alarm_that_is_offered_between_two_turns_waits_for_nothing() -> None:
    with linked() as one:
        one.join("ana")
        # What lies in the sockets of the greeting is taken first, so that nothing but the alarm can end the waiting.
        one.until(lambda: one.hub.turn(200) == [] and not one.hub._poller.poll(200))
        one.hub.offer(message(3), ["ana"])
        began = time.monotonic()
        told = one.hub.turn(10_000)
        assert [each.numbers for each in told if isinstance(each, Sent)] == [(3,)]
        assert time.monotonic() - began < 5.0


def test_a_request_reaches_the_node_as_it_was_made() -> None:
    with linked() as one:
        one.join("ana")
        assert one.links["ana"].request(b"history of L1") > 0
        one.until(lambda: bool(one.all(Requested)))
        assert one.all(Requested)[0].content == b"history of L1"


def test_everybody_gets_everything_in_the_order_of_each_bed() -> None:
    with linked() as one:
        names = ("ana", "bia", "caio")
        one.join(*names)
        for number in range(1, 401):
            one.hub.offer(message(number, (0, 1, 2, 3, 5)[number % 5], f"L{number % 7}"), names)
        one.until(lambda: all(len(one.numbers(name)) == 400 for name in names))
        for name in names:
            for priority in (0, 1, 2, 3, 5):
                of_priority = [
                    number
                    for heard in one.heard[name]
                    if isinstance(heard, Delivered) and heard.priority == priority
                    for number in heard.numbers()
                ]
                for bed in range(7):
                    numbers = [number for number in of_priority if number % 7 == bed]
                    assert numbers == sorted(numbers)
        one.until(lambda: one.hub.scheduler.alarms_waiting == 0)


def test_a_receiver_that_connects_anew_gets_what_it_had_not_confirmed_and_nothing_twice() -> None:
    with linked() as one:
        one.join("ana")
        link = one.links.pop("ana")
        for number in range(1, 31):
            one.hub.offer(message(number), ["ana"])
        one.until(lambda: len(one.all(Sent)) > 0)
        link.close(orderly=False)
        one.add("ana", one.pairs["ana"])
        one.until(lambda: one.numbers("ana") == list(range(1, 31)))
        one.until(lambda: one.hub.scheduler.alarms_waiting == 0)
        assert not one.all(HandedBack)
        assert one.hub.scheduler.discards()[:4] == [0, 0, 0, 0]


def test_what_was_shown_while_the_node_could_not_be_reached_is_told_when_it_can() -> None:
    with linked() as one:
        one.join("ana")
        one.hub.offer(message(5), ["ana"])
        one.until(lambda: one.numbers("ana") == [5])
        link = one.links["ana"]
        link._alarms._lost(one.clock.monotonic())
        link.shown([5])
        assert link.answer(Response.ACCEPTED, 5) == 0
        one.until(lambda: [told.numbers for told in one.all(Shown)] == [(5,)])
        assert one.numbers("ana") == [5]


def test_what_comes_by_two_ways_is_delivered_once_and_what_is_no_alarm_never_by_theirs() -> None:
    with linked() as one:
        link = one.add("ana", one.admit("ana"))
        found: list[FromNode] = []
        for content in (message(1).datagrams, message(1).datagrams + message(2).datagrams, message(3, 4).datagrams):
            link._take(Kind.DATA, content, 0.0, found, alarms=True)
        assert [each.numbers() for each in found if isinstance(each, Delivered)] == [[1], [2]]
        assert link._alarms.bad_frames == 1


def test_what_an_unreachable_receiver_never_confirmed_is_handed_back_for_somebody_else() -> None:
    with linked() as one:
        one.join("ana")
        one.links.pop("ana").close(orderly=False)
        for number, priority in ((1, 3), (2, 0), (3, 1)):
            one.hub.offer(message(number, priority), ["ana"])
        one.until(lambda: bool(one.all(Left)))
        assert not one.all(Left)[0].orderly
        assert one.hub.reachable() == set()
        one.clock.ahead += 10.0
        one.until(lambda: bool(one.all(HandedBack)))
        assert [each.number for each in one.all(HandedBack)[0].messages] == [2, 3, 1]
        assert one.hub.offer(message(4), ["ana"]) == ["ana"]


def test_a_receiver_that_says_goodbye_is_waited_for_no_longer() -> None:
    with linked() as one:
        one.join("ana")
        one.links.pop("ana").close()
        one.until(lambda: bool(one.all(HandedBack)))
        assert one.all(Left)[0].orderly


def test_a_receiver_that_falls_silent_has_left() -> None:
    with linked() as one:
        one.join("ana", "bia")
        silent = one.links.pop("ana")
        for _ in range(10):
            one.turn()
        one.clock.ahead += 4.0
        one.until(lambda: "ana" not in one.hub.reachable())
        assert [told.receiver for told in one.all(Left) if told.receiver == "ana"] == ["ana"]
        silent.close(orderly=False)


def test_both_sides_know_when_the_other_is_gone_and_find_each_other_again() -> None:
    with linked() as one:
        one.join("ana")
        where = one.hub.address
        one.hub.close()
        link = one.links["ana"]
        heard = one.heard["ana"]
        while not any(isinstance(each, LinkChanged) and not each.connected for each in heard):
            link.wait(20)
            heard += link.read()
        one.hub = Hub(one.node, one.keys, one.clock, where)
        one.events.clear()
        one.until(lambda: bool(one.all(Arrived)) and link.connected)
        one.hub.offer(message(9), ["ana"])
        one.until(lambda: one.numbers("ana") == [9])


def test_the_node_says_that_its_memory_grows_short_and_that_it_no_longer_does() -> None:
    with linked(Limits(alarms_bound=40)) as one:
        one.join("ana")
        silent = one.links.pop("ana")
        for number in range(1, 25):
            one.hub.offer(message(number, 1), ["ana"])
        one.until(lambda: [told.present for told in one.all(MemoryNear)] == [True])
        one.links["ana"] = silent
        one.until(lambda: [told.present for told in one.all(MemoryNear)] == [True, False])
