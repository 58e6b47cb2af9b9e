"""Two routers of one network: an alarm of one ward reaches people at the other, and each misses the other."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from app.router.backbone.nodes import Plan
from app.router.backbone.wide import WideHub
from app.router.backbone.wires import NodeAddress
from app.router.delivery.model import Trouble
from app.router.links.admitted import fresh_pair
from app.router.links.hub import Hub, HubAddress
from app.router.node import neighbours
from app.router.node.items import Paths
from app.router.node.node import RouterParts
from app.router.words import Response
from app.store.store import Store
from tests.router.node.played import wait
from tests.router.node.playing import Place


@dataclass
class Station(Place):
    """One of them; `listens` and `nodes` are what its settings say."""

    name: str = ""
    listens: HubAddress = field(default_factory=HubAddress)
    lists: dict[str, NodeAddress] = field(default_factory=dict)
    nodes: dict[str, str] = field(default_factory=dict)

    def parts(self) -> RouterParts:
        plan = Plan(self.name, self.own, self.lists, self.listens, says="127.0.0.1")
        return replace(super().parts(), backbone=plan, nodes=self.nodes)

    def troubles(self) -> set[tuple[Trouble, str]]:
        told = next((one for one in reversed(self.items) if isinstance(one, Paths)), None)
        return set() if told is None else {(one.trouble, one.receiver) for one in told.troubles}

    def where(self) -> NodeAddress:
        assert self.router is not None
        return self.router.loop.ask(lambda core, _at: _address(core.hub)).result(10)


def _address(hub: Hub) -> NodeAddress:
    assert isinstance(hub, WideHub)
    where = hub.backbone.wires.address
    return NodeAddress("127.0.0.1", where.alarms_port, where.bulk_port)


@pytest.fixture
def stations(store: Store, tmp_path: Path) -> Iterator[tuple[Station, Station]]:
    north = Station(tmp_path / "north", store, name="norte")
    south = Station(tmp_path / "south", store, name="sul", own=fresh_pair())
    north.nodes, south.nodes = {"sul": south.own.public}, {"norte": north.own.public}
    yield north, south
    south.stop()
    north.stop()


def _begin(north: Station, south: Station) -> None:
    """North has the ward; south knows where north is, and north is told by south where it is."""
    north.ward.start()
    north.start()
    north.listens = HubAddress("127.0.0.1", north.where().alarms_port, north.where().bulk_port)
    south.lists = {"norte": north.where()}
    south.start()
    wait(lambda: (told := north.network()) is not None and [one.node for one in told.routes] == ["sul"])


def test_an_alarm_reaches_a_person_at_the_other_node_and_is_accepted_there(
    stations: tuple[Station, Station],
) -> None:
    north, south = stations
    south.admit("ana")
    _begin(north, south)
    ana = south.join("ana")
    assert north.router is not None
    core = north.router.loop
    wait(lambda: core.ask(lambda core, _at: core.person("ana") is not None).result(10))
    north.ward.device.asystole()
    wait(lambda: bool(ana.asked()))
    ana.answer(Response.ACCEPTED)
    wait(lambda: bool(ana.replies))
    wait(lambda: any(line.holders and line.holders[0].name == "Ana" for line in north.board().entries))
    assert south.board().entries == ()
    # Whoever leaves there has left here too, and the next is called.
    assert south.router is not None
    south.router.loop.ask(lambda core, _at: core.sign_out("ana")).result(10)
    wait(lambda: not any(line.holders for line in north.board().entries))


def test_a_person_whose_account_is_not_this_stations_is_nobody_here(stations: tuple[Station, Station]) -> None:
    north, south = stations
    north.users = ("bia",)
    north.knows.known = north.known()
    south.admit("ana")
    _begin(north, south)
    ana = south.join("ana")
    router = north.router
    assert router is not None
    wait(lambda: router.loop.ask(lambda core, _at: "ana" in core.hub.reachable()).result(10))
    north.ward.device.asystole()
    wait(lambda: bool(north.board().entries))
    wait(lambda: any("failsafe" in step for step, _ in north.steps()))
    assert router.loop.ask(lambda core, _at: core.person("ana")).result(10) is None
    assert ana.asked() == []


def test_a_node_that_is_gone_is_a_trouble_at_the_other_until_it_is_back(
    stations: tuple[Station, Station], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "FOUND_SECONDS", 0.0)
    north, south = stations
    _begin(north, south)
    wait(lambda: (told := south.network()) is not None and any(one.up for one in told.links if one.kind == "node"))
    assert (told := south.network()) is not None
    assert (told.node, [edge[:2] for edge in told.edges]) == ("sul", [("norte", "sul")])
    wait(lambda: (Trouble.NODE_LOST, "norte") not in south.troubles())
    north.stop_router()
    wait(lambda: (Trouble.NODE_LOST, "norte") in south.troubles())
    north.start()
    wait(lambda: (Trouble.NODE_LOST, "norte") not in south.troubles())
