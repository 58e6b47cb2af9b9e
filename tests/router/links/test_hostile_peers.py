"""A peer that floods, stalls, lies about who it is, or confirms what it was never sent harms nobody but itself."""

import socket as tcp
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import zmq

from app.router.links.admitted import fresh_pair
from app.router.links.events import Answered, HandedBack, Left, Received, Shown
from app.router.links.frames import Kind, Reason, answer, frame, opened, shown, taken
from app.router.words import Response
from app.ward.node.keys import KeyPair
from tests.conftest import ExpectedLogs
from tests.router.links.linked import Linked, linked, message, raw_dealer, refused

REFUSALS = "app.router.links.refusals"


@contextmanager
def _hostile(
    one: Linked, name: str = "mal", *, alarms: bool = True, route: bytes = b""
) -> "Iterator[zmq.Socket[bytes]]":
    """An admitted key in the hands of somebody who writes his own frames."""
    dealer = raw_dealer(one, one.admit(name), alarms=alarms, name=route)
    try:
        yield dealer
    finally:
        dealer.context.destroy(linger=0)


def _said(one: Linked, dealer: "zmq.Socket[bytes]") -> tuple[int, bytes]:
    """The next thing that the node says to it."""
    one.until(lambda: bool(dealer.poll(0)))
    kind, _sequence, content = opened(dealer.recv())
    return kind, content


def _serves_ana(one: Linked, first: int) -> None:
    """Ana gets her alarms, and her answers count, whatever else goes on."""
    for number in range(first, first + 5):
        one.hub.offer(message(number), ["ana"])
    one.until(lambda: one.numbers("ana")[-5:] == list(range(first, first + 5)))
    one.links["ana"].shown([first])
    one.until(lambda: any(told.numbers == (first,) for told in one.all(Shown)))
    assert one.links["ana"].answer(Response.PRESENT, first)
    one.until(lambda: any(told.number == first for told in one.all(Answered)))


def test_who_confirms_what_it_was_never_sent_is_refused_each_time(expected_logs: ExpectedLogs) -> None:
    for reason in ("never_sent", "not_shown", "taken"):
        expected_logs.expect(REFUSALS, reason)
    with linked() as one:
        one.join("ana")
        with _hostile(one) as mal:
            mal.send(frame(Kind.HELLO, 1))
            assert _said(one, mal)[0] == Kind.WELCOME
            one.hub.offer(message(3), ["ana"])
            one.until(lambda: one.numbers("ana") == [3])
            mal.send(frame(Kind.TAKEN, 2, taken(50)))
            mal.send(frame(Kind.SHOWN, 3, shown([3, 4])))
            mal.send(frame(Kind.ANSWER, 4, answer(Response.ACCEPTED, 3)))
            one.until(lambda: refused(one, "never_sent") == 3)
            one.hub.offer(message(9), ["mal"])
            assert _said(one, mal)[0] == Kind.DATA
            mal.send(frame(Kind.TAKEN, 5, taken(2)))
            mal.send(frame(Kind.TAKEN, 6, taken(1)))
            mal.send(frame(Kind.ANSWER, 7, answer(Response.ACCEPTED, 9)))
            one.until(lambda: refused(one, "not_shown") == 1 and refused(one, "taken") == 1)
        assert not one.all(Shown)
        assert not one.all(Answered)
        assert {told.receiver for told in one.all(Received)} == {"ana", "mal"}
        _serves_ana(one, 100)


def test_a_frame_that_is_repeated_left_out_or_no_frame_at_all_is_refused(expected_logs: ExpectedLogs) -> None:
    for reason in ("sequence", "short", "version", "kind", "shown", "answer", "request", "hello_first"):
        expected_logs.expect(REFUSALS, reason)
    with linked() as one:
        one.join("ana")
        with _hostile(one) as mal:
            mal.send(frame(Kind.ALIVE, 1))
            assert _said(one, mal) == (Kind.REFUSED, bytes([Reason.HELLO_FIRST]))
            mal.send(frame(Kind.HELLO, 1))
            assert _said(one, mal)[0] == Kind.WELCOME
            mal.send(frame(Kind.ALIVE, 2))
            mal.send(frame(Kind.ALIVE, 2))
            mal.send(frame(Kind.ALIVE, 9))
            mal.send(b"\x01")
            mal.send(b"\x09" + frame(Kind.ALIVE, 3)[1:])
            mal.send(frame(Kind.WELCOME, 3))
            mal.send(frame(Kind.SHOWN, 4, b"abc"))
            mal.send(frame(Kind.ANSWER, 5, b"\xff" * 5))
            mal.send(frame(Kind.REQUEST, 6, b""))
            mal.send_multipart([frame(Kind.ALIVE, 7), b"more"])
            one.until(lambda: refused(one, "sequence") == 2 and refused(one, "request") == 1)
            one.until(lambda: refused(one, "short") == 2)
            assert [refused(one, each) for each in ("version", "kind", "shown", "answer")] == [1, 1, 1, 1]
        _serves_ana(one, 100)


def test_a_name_that_a_peer_chose_for_itself_is_nobody(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect(REFUSALS, "identity")
    with linked() as one:
        one.join("ana")
        with _hostile(one, route=b"ana") as mal:
            mal.send(frame(Kind.HELLO, 1))
            one.until(lambda: refused(one, "identity") == 1)
            assert one.hub.reachable() == {"ana"}
            assert one.hub.offer(message(1), ["mal"]) == ["mal"]
        _serves_ana(one, 100)


def test_a_key_that_is_not_admitted_and_no_key_at_all_stay_outside(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect(REFUSALS, "unknown_key")
    expected_logs.expect(REFUSALS, "handshake")
    with linked() as one:
        one.join("ana")
        stranger = raw_dealer(one, fresh_pair())
        stranger.send(frame(Kind.HELLO, 1))
        bare = zmq.Context().socket(zmq.DEALER)
        bare.connect(f"tcp://127.0.0.1:{one.hub.address.alarms_port}")
        bare.send(frame(Kind.HELLO, 1))
        one.until(lambda: refused(one, "unknown_key") > 0 and refused(one, "handshake") > 0)
        assert one.hub.reachable() == {"ana"}
        _serves_ana(one, 100)
        for each in (stranger, bare):
            each.context.destroy(linger=0)


def test_a_key_that_is_taken_back_gets_nothing_more(expected_logs: ExpectedLogs) -> None:
    expected_logs.allow(REFUSALS)
    with linked() as one:
        one.join("ana", "bia")
        one.keys.revoke("bia")
        one.until(lambda: one.hub.reachable() == {"ana"})
        one.hub.offer(message(1), ["bia"])
        one.clock.ahead += 5.0
        one.until(lambda: any(told.receiver == "bia" for told in one.all(HandedBack)))
        assert one.numbers("bia") == []
        one.until(lambda: not one.links["bia"].connected)
        one.until(lambda: one.links["ana"].connected and one.hub.reachable() == {"ana"})
        _serves_ana(one, 100)


def test_a_flood_ends_the_one_that_makes_it_and_the_others_are_served_meanwhile(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect(REFUSALS, "flood")
    expected_logs.allow(REFUSALS, "hello_first")
    with linked() as one:
        one.join("ana")
        with _hostile(one) as mal:
            mal.send(frame(Kind.HELLO, 1))
            assert _said(one, mal)[0] == Kind.WELCOME
            stop = threading.Event()

            def flood() -> None:
                sequence = 2
                while not stop.is_set():
                    try:
                        mal.send(frame(Kind.ALIVE, sequence), zmq.NOBLOCK)
                        sequence += 1
                    except zmq.Again:
                        time.sleep(0.0005)

            flooding = threading.Thread(target=flood)
            flooding.start()
            try:
                _serves_ana(one, 100)
                one.until(lambda: refused(one, "flood") > 100)
                _serves_ana(one, 200)
            finally:
                stop.set()
                flooding.join()
            assert [told.receiver for told in one.all(Left)] == ["mal"]
            assert one.hub.reachable() == {"ana"}


def test_a_peer_that_stops_reading_costs_the_others_nothing_and_its_alarms_are_not_lost() -> None:
    with linked() as one:
        one.join("ana", "sloth")
        sloth = one.links.pop("sloth")
        for number in range(1, 1_001):
            one.hub.offer(message(number, number % 2, f"L{number % 5}"), ["ana", "sloth"])
            one.hub.offer(message(10_000 + number, 4, f"L{number % 5}"), ["ana", "sloth"])
        one.until(lambda: sum(number <= 1_000 for number in one.numbers("ana")) == 1_000)
        assert one.hub.scheduler.discards()[:4] == [0, 0, 0, 0]
        assert sum(one.hub.scheduler.waiting("sloth")[:4]) > 200
        sloth.close(orderly=False)
        one.clock.ahead += 10.0
        one.until(lambda: any(told.receiver == "sloth" for told in one.all(HandedBack)))
        back = next(told for told in one.all(HandedBack) if told.receiver == "sloth")
        assert sorted(each.number for each in back.messages) == list(range(1, 1_001))


def test_two_devices_with_one_key_do_not_both_get_the_alarms() -> None:
    with linked() as one:
        one.join("ana")
        first = one.links.pop("ana")
        second = one.add("ana", one.pairs["ana"])
        one.until(lambda: second.connected)
        one.hub.offer(message(5), ["ana"])
        one.until(lambda: one.numbers("ana") == [5])
        while first.connected:
            first.wait(20)
            first.read()
        assert first.refused == Reason.REPLACED
        assert second.connected
        first.close(orderly=False)


class _Meddler:
    """Stands between a receiver and the node, and changes or repeats what the receiver sends once it is told to."""

    def __init__(self, towards: int, meddle: str) -> None:
        self._listening = tcp.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._towards, self._meddle = towards, meddle
        self.now = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self._ends: list[tcp.socket] = []
        self._thread.start()

    def _work(self) -> None:
        receiver, _ = self._listening.accept()
        node = tcp.create_connection(("127.0.0.1", self._towards))
        self._ends = [receiver, node]
        back = threading.Thread(target=self._carry, args=(node, receiver, False))
        back.start()
        self._carry(receiver, node, True)
        back.join()

    def _carry(self, source: tcp.socket, towards: tcp.socket, meddled: bool) -> None:
        try:
            while data := source.recv(65_536):
                if meddled and self.now.is_set():
                    data = data[:-1] + bytes([data[-1] ^ 1]) if self._meddle == "altered" else data + data
                towards.sendall(data)
        except OSError:
            pass
        for end in (source, towards):
            end.close()

    def close(self) -> None:
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(tcp.SHUT_RDWR)
        self._thread.join()
        self._listening.close()


@pytest.mark.parametrize("meddle", ["altered", "replayed"])
def test_traffic_that_was_altered_or_replayed_on_its_way_is_refused_and_logged(
    meddle: str, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect(REFUSALS, "handshake")
    with linked() as one:
        one.join("ana")
        between = _Meddler(one.hub.address.alarms_port, meddle)
        pair: KeyPair = one.admit("bia")
        dealer = zmq.Context().socket(zmq.DEALER)
        dealer.set(zmq.LINGER, 0)
        dealer.set(zmq.RECONNECT_IVL, -1)
        dealer.set(zmq.CURVE_SERVERKEY, one.node.public.encode())
        dealer.set(zmq.CURVE_PUBLICKEY, pair.public.encode())
        dealer.set(zmq.CURVE_SECRETKEY, pair.secret.encode())
        dealer.connect(f"tcp://127.0.0.1:{between.port}")
        dealer.send(frame(Kind.HELLO, 1))
        assert _said(one, dealer)[0] == Kind.WELCOME
        one.hub.offer(message(1), ["bia"])
        assert _said(one, dealer)[0] == Kind.DATA
        between.now.set()
        dealer.send(frame(Kind.TAKEN, 2, taken(2)))
        one.until(lambda: refused(one, "handshake") > 0)
        _serves_ana(one, 100)
        # Altered, it never counted; repeated, it counted once.
        bias = [told.numbers for told in one.all(Received) if told.receiver == "bia"]
        assert bias == ([] if meddle == "altered" else [(1,)])
        dealer.context.destroy(linger=0)
        between.close()
