"""What other nodes answer is put together with this node's own, and waited for only so long."""

import msgspec
import pytest

from app.kernel.errors import KnownError
from app.router.asking.elsewhere import ANSWER_SECONDS, BEDS_SECONDS, Elsewhere
from app.router.duty.roster import Roster
from app.router.node.ports import Known
from app.router.requests import AskBeds, Bed, Beds, Done, Refused, Want, read_request, to_bytes
from app.router.tables.reading import default_tables
from app.router.words import DataClass
from tests.router.asking.asked import WrittenRouter

OWN = Beds((Bed("b1", "Leito 01 · sul", {}),), topics={"lamp": DataClass.EQUIPMENT})


def told(*beds: str, label: str = "norte") -> bytes:
    return to_bytes(Beds(tuple(Bed(one, f"{one} · {label}", {}) for one in beds)))


@pytest.fixture
def router() -> WrittenRouter:
    found = WrittenRouter(Known(default_tables(), Roster()), others=("norte", "leste"))
    found.foreign |= {"n1", "n2", "e1"}
    return found


@pytest.fixture
def elsewhere(router: WrittenRouter) -> Elsewhere:
    found = Elsewhere(router)
    assert found.gathers("w1", OWN, 1, 0.0)
    found.replied("norte", "w1", 1, told("n1"))
    found.replied("leste", "w1", 1, told("e1"))
    router.passed.clear()
    router.replies.clear()
    return found


def want(bed: str) -> Want:
    return Want(bed, DataClass.HISTORY, 60.0)


def test_the_beds_of_all_nodes_are_told_together_once_each_has_answered(router: WrittenRouter) -> None:
    found = Elsewhere(router)
    assert found.gathers("w1", OWN, 5, 0.0)
    assert [(node, read_request(content)) for node, _, _, content in router.passed] == [
        ("norte", AskBeds()),
        ("leste", AskBeds()),
    ]
    found.replied("norte", "w1", 5, told("n1", "n2"))
    assert router.replies == []
    found.replied("leste", "w1", 5, told("e1"))
    ((_, _, reply),) = router.replies
    assert isinstance(reply, Beds) and [one.bed for one in reply.beds] == ["b1", "n1", "n2", "e1"]


def test_a_node_that_is_late_or_answers_rubbish_holds_up_nobody(router: WrittenRouter) -> None:
    found = Elsewhere(router)
    found.gathers("w1", OWN, 5, 0.0)
    found.replied("norte", "w1", 5, b"\xc1")
    found.tick(BEDS_SECONDS - 0.1)
    assert router.replies == []
    found.tick(BEDS_SECONDS)
    assert router.replies == [("w1", 5, msgspec.structs.replace(OWN, silent=("leste", "norte")))], (
        "it is not all of them"
    )
    found.replied("leste", "w1", 5, told("e1"))
    assert len(router.replies) == 1


def test_a_node_tells_of_no_bed_that_is_this_nodes_or_anothers(elsewhere: Elsewhere, router: WrittenRouter) -> None:
    elsewhere.gathers("w1", OWN, 6, 0.0)
    elsewhere.replied("leste", "w1", 6, told("b1", "n1", "e1", ""))
    elsewhere.replied("norte", "w1", 6, told())
    ((_, _, reply),) = router.replies
    assert isinstance(reply, Beds) and [one.label for one in reply.beds] == ["Leito 01 · sul", "e1 · norte"]
    assert elsewhere.passes("w1", want("n1"), 7, 0.0)
    assert router.passed[-1][0] == "norte"


def test_only_what_is_about_a_bed_of_another_is_passed_on(elsewhere: Elsewhere, router: WrittenRouter) -> None:
    assert not elsewhere.passes("w1", want("b1"), 2, 0.0), "this node's own"
    assert not elsewhere.passes("w1", want(""), 2, 0.0), "what stands at no bed"
    assert not elsewhere.passes("w1", AskBeds(), 2, 0.0)
    assert elsewhere.passes("w1", want("e1"), 2, 0.0)
    assert [(node, read_request(content)) for node, _, _, content in router.passed] == [("leste", want("e1"))]
    elsewhere.replied("norte", "w1", 2, to_bytes(Done()))
    assert router.replies == [], "who was not asked does not answer"
    elsewhere.replied("leste", "w1", 2, to_bytes(Done()))
    assert router.replies == [("w1", 2, Done())]


def test_no_answer_in_time_and_a_node_that_is_lost_are_said(elsewhere: Elsewhere, router: WrittenRouter) -> None:
    away = Refused("router_asking.node_away", {"node": "norte"})
    elsewhere.passes("w1", want("n1"), 2, 0.0)
    elsewhere.tick(ANSWER_SECONDS - 0.1)
    assert router.replies == []
    elsewhere.tick(ANSWER_SECONDS)
    elsewhere.passes("w1", want("n1"), 3, 20.0)
    router.others = ("leste",)
    elsewhere.tick(20.1)
    assert router.replies == [("w1", 2, away), ("w1", 3, away)]
    with pytest.raises(KnownError, match="node_away"):
        elsewhere.passes("w1", want("n1"), 4, 21.0)


def test_a_receiver_that_left_is_answered_no_more(elsewhere: Elsewhere, router: WrittenRouter) -> None:
    elsewhere.passes("w1", want("n1"), 2, 0.0)
    elsewhere.left("w1")
    elsewhere.replied("norte", "w1", 2, to_bytes(Done()))
    elsewhere.tick(ANSWER_SECONDS + 1)
    assert router.replies == []


def test_a_router_that_is_alone_asks_nobody(router: WrittenRouter) -> None:
    router.others = ()
    assert not Elsewhere(router).gathers("w1", OWN, 1, 0.0)
