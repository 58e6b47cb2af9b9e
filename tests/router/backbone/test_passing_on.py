"""Requests go to the node that is asked and its answer comes back once; a node replies to nothing else."""

from app.router.backbone.model import Asked, Reply, to_bytes
from app.router.links.client import Replied
from app.router.links.events import ReplyCame, Requested
from tests.conftest import ExpectedLogs
from tests.router.backbone.meshed import Mesh, meshed

REFUSALS = "app.router.links.refusals"
TRIANGLE = {"a": "", "b": "a", "c": "ab"}


def _with_ana_at_c(one: Mesh) -> None:
    one.meet()
    one.receiver("ana", "c")
    one.until(lambda: one.is_known("ana", "a") and one.is_known("ana", "b"))


def test_a_request_is_told_at_the_other_node_and_its_answer_comes_back_once() -> None:
    with meshed(TRIANGLE) as one:
        _with_ana_at_c(one)
        one.nodes["c"].wide.ask_node("a", "ana", 9, b"what")
        one.until(lambda: bool(one.nodes["a"].all(Requested)))
        (asked,) = one.nodes["a"].all(Requested)
        assert (asked.receiver, asked.content, asked.sequence, asked.node) == ("ana", b"what", 9, "c")
        assert one.nodes["a"].wide.reply("ana", 9, b"that") and not one.nodes["a"].wide.reply("ana", 9, b"again")
        assert not one.nodes["a"].wide.reply("ana", 9, b"x" * 40_001)
        one.until(lambda: bool(one.nodes["c"].all(ReplyCame)))
        (came,) = one.nodes["c"].all(ReplyCame)
        assert (came.node, came.receiver, came.content, came.sequence) == ("a", "ana", b"that", 9)


def test_a_node_neither_answers_what_it_was_not_asked_nor_asks_for_others_receivers(
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.expect(REFUSALS, "never_asked")
    expected_logs.expect(REFUSALS, "not_there")
    with meshed(TRIANGLE) as one:
        _with_ana_at_c(one)
        one.nodes["c"].wide.ask_node("a", "ana", 9, b"what")
        liar = one.nodes["b"].wide.backbone
        liar.send("c", 3, "ana", to_bytes(Reply("ana", 9, b"lie")))
        liar.send("a", 3, "ana", to_bytes(Asked("ana", 10, b"lie")))
        liar.send("c", 3, "ana", to_bytes(Asked("ana", 10, b"lie")))
        one.until(lambda: one.nodes["c"].refused("never_asked") > 0)
        one.until(lambda: one.nodes["a"].refused("not_there") > 0 and one.nodes["c"].refused("not_there") > 0)
        assert [told.content for told in one.nodes["a"].all(Requested)] == [b"what"]
        assert not one.nodes["c"].all(ReplyCame) and not one.nodes["c"].all(Requested)
        assert not [told for told in one.heard["ana"] if isinstance(told, Replied)]
