"""Receivers of any node are as one's own: alarms go to them by all routes, once, and each step comes back."""

import itertools

import pytest

from app.router.backbone.model import Offer, Step, to_bytes
from app.router.links.client import Delivered, Replied
from app.router.links.events import Answered, Arrived, HandedBack, Left, Received, Sent, Shown
from app.router.routes.model import LinkChanged, NodeChanged
from app.router.words import Capability, DataClass, Response
from tests.conftest import ExpectedLogs
from tests.router.backbone.meshed import Mesh, meshed
from tests.router.links.linked import message

REFUSALS = "app.router.links.refusals"
TRIANGLE = {"a": "", "b": "a", "c": "ab"}


def _with_ana_at(one: Mesh, at: str) -> None:
    one.meet()
    one.receiver("ana", at)
    one.until(lambda: all(one.is_known("ana", name) for name in one.nodes))


def test_nodes_meet_by_a_small_list_and_the_addresses_that_others_say() -> None:
    with meshed({"a": "", "b": "a", "c": "a", "d": "a"}) as one:
        one.meet()
        routing = one.nodes["d"].wide.backbone.routing
        one.until(lambda: all(routing.is_up(other) for other in "abc"))
        one.until(lambda: len(routing.routes("b")) == 3)
        assert LinkChanged("b", True) in one.nodes["d"].changes
        assert NodeChanged("d", True) in one.nodes["a"].changes


def test_an_alarm_for_a_receiver_of_another_node_is_shown_and_answered_as_at_its_own() -> None:
    with meshed(TRIANGLE) as one:
        _with_ana_at(one, "c")
        node, link = one.nodes["a"], one.links["ana"]
        assert [told.receiver for told in node.all(Arrived)] == ["ana"]
        assert node.wide.offer(message(7), ["ana", "nobody"]) == ["nobody"]
        one.until(lambda: bool(one.numbers("ana")))
        (number,) = one.numbers("ana")
        link.shown([number])
        one.until(lambda: bool(node.all(Shown)))
        sequence = link.answer(Response.ACCEPTED, number)
        one.until(lambda: bool(node.all(Answered)))
        for told in (node.all(Sent), node.all(Received), node.all(Shown)):
            assert [(each.receiver, each.numbers) for each in told] == [("ana", (7,))]
        answered = node.all(Answered)[0]
        assert (answered.receiver, answered.response, answered.number) == ("ana", Response.ACCEPTED, 7)
        assert node.wide.reply("ana", answered.sequence, b"yours")
        one.until(lambda: any(isinstance(heard, Replied) for heard in one.heard["ana"]))
        replied = next(heard for heard in one.heard["ana"] if isinstance(heard, Replied))
        assert (replied.to_sequence, replied.content) == (sequence, b"yours")
        # Of others' messages the node of the receiver tells nothing to whoever composes it.
        assert not [told for told in one.nodes["c"].events if isinstance(told, Sent | Received | Shown | Answered)]
        one.until(lambda: node.wide.backbone.waiting() == 0)


def test_each_alarm_arrives_once_and_a_bed_in_order_though_it_goes_by_every_route() -> None:
    with meshed(TRIANGLE) as one:
        _with_ana_at(one, "c")
        one.receiver("bia", "c")
        one.until(lambda: one.is_known("bia", "a") and one.is_known("bia", "b"))
        # c's own numbers are not those of a and b, and all three speak of the same patient.
        for number in range(1, 201):
            for name in "abc":
                bed = f"{name}{number % 5}"
                assert one.nodes[name].wide.offer(message(number, number % 4, bed), ["ana", "bia"]) == []
        for receiver in ("ana", "bia"):
            one.until(lambda receiver=receiver: len(one.numbers(receiver)) == 600)  # type: ignore[misc]  # bound now
        one.until(lambda: sum(len(told.numbers) for told in one.nodes["a"].all(Received)) == 400)
        for name in "abc":
            for receiver in ("ana", "bia"):
                sent = [n for told in one.nodes[name].all(Received) if told.receiver == receiver for n in told.numbers]
                assert sorted(sent) == list(range(1, 201))
                for place, priority in itertools.product(range(5), range(4)):
                    of_bed = [number for number in sent if (number % 5, number % 4) == (place, priority)]
                    assert of_bed == sorted(of_bed)
        assert len(set(one.numbers("ana"))) == 600


def test_a_waveform_reaches_another_nodes_receiver_without_confirmation() -> None:
    with meshed({"a": "", "b": "a"}) as one:
        _with_ana_at(one, "b")
        assert one.nodes["a"].wide.offer(message(9, 4), ["ana"]) == []
        one.until(lambda: any(isinstance(heard, Delivered) and heard.priority == 4 for heard in one.heard["ana"]))
        assert one.numbers("ana") == [9]


def test_the_end_of_a_node_is_known_to_all_and_its_receivers_alarms_are_handed_back() -> None:
    with meshed(TRIANGLE) as one:
        _with_ana_at(one, "c")
        one.kill("c")
        node = one.nodes["a"]
        assert node.wide.offer(message(1), ["ana"]) == []
        one.until(lambda: bool(node.all(Left)))
        for name in "ab":
            one.until(lambda name=name: NodeChanged("c", False) in one.nodes[name].changes)  # type: ignore[misc]  # now
            assert LinkChanged("c", False) in one.nodes[name].changes
        one.clock.ahead += 2.0
        one.until(lambda: bool(node.all(HandedBack)))
        assert [each.number for each in node.all(HandedBack)[0].messages] == [1]
        assert node.wide.offer(message(2), ["ana"]) == ["ana"]


def test_what_a_node_had_taken_when_it_died_is_handed_back_as_soon_as_its_next_life_is_heard() -> None:
    with meshed({"a": "", "b": "a"}) as one:
        _with_ana_at(one, "b")
        node = one.nodes["a"]
        # Its device takes nothing more: the alarm reaches b, and waits there for it.
        one.links.pop("ana").close(orderly=False)
        node.wide.offer(message(4), ["ana"])
        one.until(lambda: node.wide.backbone.waiting() == 0)
        one.kill("b")
        one.start("b")
        one.until(lambda: bool(node.all(HandedBack)))
        assert [each.number for each in node.all(HandedBack)[0].messages] == [4]
        _with_ana_at(one, "b")
        node.wide.offer(message(5), ["ana"])
        one.until(lambda: len(one.numbers("ana")) == 1)


def test_a_receiver_that_has_just_left_its_node_hands_back_what_came_too_late() -> None:
    with meshed({"a": "", "b": "a"}) as one:
        _with_ana_at(one, "b")
        one.links.pop("ana").close()
        offered = one.nodes["a"].wide.offer(message(3), ["ana"])
        assert offered == []
        one.until(lambda: bool(one.nodes["a"].all(HandedBack)))
        assert [each.number for each in one.nodes["a"].all(HandedBack)[0].messages] == [3]
        one.until(lambda: not one.is_known("ana", "a"))


def test_a_receiver_that_changes_its_node_is_found_at_the_new_one() -> None:
    with meshed(TRIANGLE) as one:
        _with_ana_at(one, "b")
        one.links.pop("ana").close()
        one.receiver("ana", "c")
        node = one.nodes["a"]
        one.until(lambda: "ana" in one.nodes["c"].wide.reachable_here() and len(node.all(Arrived)) == 2)
        node.wide.offer(message(8), ["ana"])
        one.until(lambda: len(node.all(Received)) == 1)


def test_what_is_said_of_a_receiver_is_known_at_the_other_nodes() -> None:
    with meshed({"a": "", "b": "a"}) as one:
        _with_ana_at(one, "b")
        one.nodes["b"].wide.tell_about({"ana": b"nurse"})
        one.until(lambda: one.nodes["a"].wide.about("ana") == b"nurse")
        assert one.nodes["b"].wide.about("ana") == b"nurse"


def test_a_node_that_is_not_admitted_stays_outside_and_one_that_is_revoked_is_heard_no_more(
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.expect(REFUSALS, "unknown_key")
    expected_logs.allow(REFUSALS)
    with meshed({"a": "", "b": "a", "x": "a"}) as one:
        one.kill("a")
        one.start("a", admits="ab")
        one.meet("a", "b")
        one.until(lambda: one.nodes["a"].refused("unknown_key") > 0)
        assert one.nodes["a"].wide.backbone.routing.destinations() == ("b",)
        one.nodes["a"].wide.backbone._keys.revoke("b")
        one.until(lambda: one.nodes["a"].wide.backbone.routing.destinations() == ())
        one.until(lambda: one.nodes["a"].refused("revoked") > 0)


def test_a_node_cannot_say_what_became_of_messages_that_it_was_not_given(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect(REFUSALS, "never_sent")
    expected_logs.expect(REFUSALS, "datagrams")
    with meshed(TRIANGLE) as one:
        _with_ana_at(one, "c")
        one.nodes["a"].wide.offer(message(1), ["ana"])
        one.until(lambda: bool(one.nodes["a"].all(Received)))
        liar = one.nodes["b"].wide.backbone
        liar.send("a", 3, "ana", to_bytes(Step("shown", "ana", (1,), 0.0)))
        torn = Offer(1, 0, "L1", DataClass.ALARM_0, b"\xff" * 96, 0.0, "", Capability.TEXT, ("ana",))
        liar.send("c", 0, "L1", to_bytes(torn))
        one.until(lambda: one.nodes["a"].refused("never_sent") > 0 and one.nodes["c"].refused("datagrams") > 0)
        assert not one.nodes["a"].all(Shown)
        assert len(one.numbers("ana")) == 1


@pytest.mark.parametrize("where", ["a", "c"])
def test_what_receivers_answer_is_answered_where_the_message_came_from(where: str) -> None:
    with meshed(TRIANGLE) as one:
        _with_ana_at(one, "c")
        one.nodes[where].wide.offer(message(50), ["ana"])
        one.until(lambda: len(one.numbers("ana")) == 1)
        (number,) = one.numbers("ana")
        one.links["ana"].shown([number])
        one.links["ana"].answer(Response.REJECTED, number)
        one.until(lambda: bool(one.nodes[where].all(Answered)))
        assert [len(node.all(Answered)) for node in one.nodes.values()] == [int(name == where) for name in one.nodes]


def test_a_flood_of_waveforms_is_taken_in_parcels_and_holds_up_no_alarm() -> None:
    with meshed({"a": "", "b": "a"}) as one:
        _with_ana_at(one, "b")
        node = one.nodes["a"]
        for number in range(1, 3_001):
            node.wide.offer(message(number, 4, f"L{number % 7}"), ["ana"])
        node.wide.offer(message(9_000), ["ana"])
        one.until(lambda: len(node.all(Received)) == 1)
        one.until(lambda: len(one.numbers("ana")) > 1)
        assert not one.nodes["b"].wide.backbone.wires.refusals.total
        assert node.wide.backbone.discards()[:4] == [0, 0, 0, 0]


def test_what_others_would_refuse_is_not_announced_and_takes_nobody_along(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect(REFUSALS, "not_announced")
    with meshed({"a": "", "b": "a"}) as one:
        _with_ana_at(one, "b")
        one.receiver("x" * 41, "b")
        one.nodes["b"].wide.tell_about({"ana": b"n" * 257})
        one.until(lambda: one.nodes["b"].wide.refusals.total["not_announced"] > 0)
        assert one.nodes["a"].wide.remote() == {"ana": b""}
        one.nodes["a"].wide.offer(message(1), ["ana"])
        one.until(lambda: len(one.numbers("ana")) == 1)
