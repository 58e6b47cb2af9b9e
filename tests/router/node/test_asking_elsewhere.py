"""A receiver at one node asks about a bed of another: that node decides by its own tables, accounts and rights."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from app.kernel.actor import Actor
from app.kernel.errors import KnownError
from app.router.asking.accounts import ReceiverAccounts
from app.router.asking.asking import asking_of
from app.router.links.admitted import fresh_pair
from app.router.node.node import RouterParts
from app.router.requests import (
    AskBeds,
    AskHistory,
    AtBedside,
    Beds,
    Done,
    History,
    Refused,
    Reply,
    Request,
    SetLimits,
    SignOut,
    Want,
    read_answer,
    to_bytes,
)
from app.router.words import Capability, DataClass
from app.security.roles import Action, Role
from app.store.store import Store
from app.ward.alarms.limits import VitalLimits
from tests.conftest import ExpectedLogs
from tests.router.node.played import ASYSTOLE, Played, wait
from tests.router.node.test_two_nodes import Station, _begin

ALL = frozenset(Capability)
LIMITS = VitalLimits(50.0, 120.0, None, None, 0.0, 0.0)


class Accounts(ReceiverAccounts):
    """`may_not`: whom this station allows nothing."""

    may_not: frozenset[str] = frozenset()

    def may(self, user: str, action: Action) -> Actor:
        if user in self.may_not:
            raise KnownError("security.not_allowed", action=action.value)
        return Actor(user, user.capitalize())


@dataclass
class Asked(Station):
    """A station whose requests are answered, over its own accounts."""

    limits: list[tuple[str, str, str]] = field(default_factory=list)

    def parts(self) -> RouterParts:
        self.accounts = Accounts(self.store)
        asking = asking_of(
            self.accounts,
            lambda who, bed, vital, _limits: self.limits.append((who, bed, vital)),
            lambda _bed, _alarm: (),
            lambda: 0.0,
        )
        return replace(super().parts(), make_asking=asking)


@pytest.fixture
def stations(store: Store, tmp_path: Path) -> Iterator[tuple[Asked, Asked]]:
    north = Asked(tmp_path / "north", store, name="norte")
    south = Asked(tmp_path / "south", store, name="sul", own=fresh_pair())
    north.nodes, south.nodes = {"sul": south.own.public}, {"norte": north.own.public}
    yield north, south
    south.stop()
    north.stop()


def asks(one: Played, request: Request) -> Reply:
    before = len(one.replies)
    sequence = one.request(to_bytes(request))
    wait(lambda: any(reply.to_sequence == sequence for reply in one.replies[before:]))
    return read_answer(next(reply for reply in one.replies if reply.to_sequence == sequence).content)


def beds_of(one: Played) -> Beds:
    told = asks(one, AskBeds())
    assert isinstance(told, Beds)
    return told


def joined(stations: tuple[Asked, Asked], user_class: str = "nursing") -> Played:
    """Ana at south, known as somebody at north."""
    north, south = stations
    south.admit("ana", capabilities=ALL)
    _begin(north, south)
    ana = south.join("ana", user_class)
    router = north.router
    assert router is not None
    if "ana" in north.users:
        wait(lambda: router.loop.ask(lambda core, _at: core.person("ana") is not None).result(10))
    return ana


def test_what_is_asked_of_another_nodes_bed_is_answered_by_that_node(stations: tuple[Asked, Asked]) -> None:
    north, _ = stations
    ana = joined(stations)
    north.ward.device.asystole()
    wait(lambda: bool(ana.asked()))
    told = beds_of(ana)
    assert [(one.bed, one.label) for one in told.beds] == [("b1", "Leito 01 · norte"), ("b2", "Leito 02 · norte")]
    assert "heart_rate" in told.beds[0].limits, "the owner grants nursing what it measures"
    assert asks(ana, Want("b1", DataClass.HISTORY, 60.0)) == Done()
    assert DataClass.HISTORY in beds_of(ana).beds[0].wanted
    history = asks(ana, AskHistory("b1", ASYSTOLE))
    assert isinstance(history, History) and "generated" in {step.step for step in history.steps}
    assert asks(ana, SetLimits("b1", "heart_rate", LIMITS, told.beds[0].stay)) == Done()
    assert north.limits == [("Ana", "b1", "heart_rate")] and stations[1].limits == []
    assert asks(ana, AtBedside("b1")) == Done()
    wait(lambda: any("present" in step for step, _ in north.steps()))


def test_the_owner_refuses_by_its_own_accounts_and_tables(stations: tuple[Asked, Asked]) -> None:
    north, _ = stations
    ana = joined(stations)
    stay = beds_of(ana).beds[0].stay
    north.accounts.may_not = frozenset({"ana"})
    assert asks(ana, SetLimits("b1", "heart_rate", LIMITS, stay)) == Refused(
        "security.not_allowed", {"action": Action.SET_LIMITS.value}
    )
    assert north.limits == []
    assert isinstance(asks(ana, Want("b1", DataClass.SUPPLIES, 60.0)), Refused)


@pytest.mark.parametrize("role", [Role.STUDENT, Role.ADMINISTRATOR])
def test_what_a_person_is_here_is_not_another_nodes_to_say(stations: tuple[Asked, Asked], role: Role) -> None:
    north, south = stations
    north.knows.known = replace(north.known(), roles={"ana": role})
    south.admit("ana", capabilities=ALL)
    _begin(north, south)
    ana = south.join("ana", "nursing")
    assert north.router is not None
    core = north.router.loop
    wait(lambda: core.ask(lambda core, _at: core.guest("ana") is not None).result(10))
    assert core.ask(lambda core, _at: core.person("ana")).result(10) is None
    assert beds_of(ana).beds == ()


def test_whoever_is_unknown_to_the_owner_is_told_of_no_bed(stations: tuple[Asked, Asked]) -> None:
    stations[0].users = ("bia",)
    stations[0].knows.known = stations[0].known()
    assert beds_of(joined(stations)).beds == ()


def test_a_node_that_is_gone_is_said_to_be_so_in_place_of_an_answer(stations: tuple[Asked, Asked]) -> None:
    north, south = stations
    ana = joined(stations)
    assert len(beds_of(ana).beds) == 2
    north.stop_router()
    wait(lambda: south.router is not None and not south.router.loop.ask(lambda core, _at: core.nodes()).result(10))
    assert asks(ana, Want("b1", DataClass.HISTORY, 60.0)) == Refused("router_asking.node_away", {"node": "norte"})
    assert beds_of(ana).beds == ()


def test_a_node_asks_only_for_receivers_that_are_there_and_only_about_beds(
    stations: tuple[Asked, Asked], expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.router.links.refusals", "not_there")
    north, south = stations
    north.admit("bia", capabilities=ALL)
    joined(stations)
    north.join("bia")
    assert south.router is not None and north.router is not None
    loop = south.router.loop
    loop.ask(lambda core, _at: core.ask_node("norte", "bia", 7, to_bytes(AtBedside("b1")))).result(10)
    loop.ask(lambda core, _at: core.ask_node("norte", "ana", 8, to_bytes(SignOut()))).result(10)
    wait(lambda: north.router is not None and _refused(north) > 0)
    assert north.router.loop.ask(lambda core, _at: core.person("bia") is not None).result(10)
    assert north.router.loop.ask(lambda core, _at: core.person("ana") is not None).result(10), "still signed in"


def _refused(north: Asked) -> int:
    assert north.router is not None

    def total(core: object) -> int:
        return int(core.hub.backbone.wires.refusals.total["not_there"])  # type: ignore[attr-defined]  # a WideHub

    return north.router.loop.ask(lambda core, _at: total(core)).result(10)
