"""Nodes find each other, agree after whatever breaks and is repaired, and go round it within a second."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.router.routes.model import Announcement, LinkChanged, News, NodeChanged, Parcel, Send
from app.router.routes.node import RoutingNode
from tests.router.routes.nets import Net

RING = [("A", "B"), ("B", "C"), ("C", "D"), ("D", "E"), ("E", "A")]
MESH = [*RING, ("A", "C"), ("B", "D")]


def _settled(links: list[tuple[str, str]], relays: str = "", seed: int = 1, loss: float = 0.0) -> Net:
    net = Net(links, relays, seed, loss)
    net.run(3.0)
    for node in net.nodes.values():
        node.take_changes()
    return net


def _send(net: Net, origin: str, goal: str, number: int, priority: int = 0) -> int:
    sends = net.carriers[origin].send(goal, priority, number, b"alarm")
    net.give(origin, sends)
    return len(sends)


def test_nodes_find_each_other_from_a_small_list_without_anybody_who_manages_them() -> None:
    everybody = [(one, other) for one, other in itertools.combinations("ABCDE", 2)]
    net = Net(everybody)
    for name in "BCDE":
        net.nodes[name] = RoutingNode(name, 7, ["A"], address=f"{name}.example:5000")
    net.run(4.0)
    assert net.agrees()
    assert net.nodes["E"].destinations() == ("A", "B", "C", "D")
    assert net.nodes["E"].is_up("B")
    assert net.nodes["E"].address_of("D") == "D.example:5000"
    assert len(net.nodes["E"].routes("B")) == 4


def test_an_alarm_goes_by_every_route_and_arrives_once() -> None:
    net = _settled(MESH)
    assert _send(net, "A", "D", 1) == 3
    assert _send(net, "A", "D", 2, priority=5) == 1
    net.run(0.1)
    assert sorted(parcel.number for _, _, parcel in net.arrived) == [1, 2]
    assert all(name == "D" for _, name, _ in net.arrived)


def test_the_fastest_route_stays_free_for_what_is_urgent() -> None:
    node = _settled(MESH).nodes["A"]
    routes = node.routes("D")
    assert len(routes) == 3
    assert [node.ways("D", priority) for priority in range(10)] == (
        [routes] * 4 + [routes[1:2]] * 2 + [routes[-1:]] * 4
    )


@pytest.mark.parametrize("what", ["link", "node"])
def test_what_breaks_is_gone_round_within_a_second(what: str) -> None:
    net = _settled(MESH)
    broken = net.nodes["A"].routes("D")[0].nodes
    if what == "link":
        net.cut.add(frozenset(broken[:2]))
    else:
        net.kill(broken[1])
    net.run(0.95)
    assert net.agrees()
    routes = net.nodes["A"].routes("D")
    assert routes
    if what == "node":
        assert all(broken[1] not in one.nodes for one in routes)
        assert NodeChanged(broken[1], False) in net.nodes["A"].take_changes()
    else:
        assert LinkChanged(broken[1], False) in net.nodes["A"].take_changes()
        assert LinkChanged("A", False) in net.nodes[broken[1]].take_changes()


def test_no_alarm_is_lost_while_one_of_its_routes_stands() -> None:
    net = _settled(MESH)
    net.kill(net.nodes["A"].routes("D")[0].nodes[1])
    numbers = range(1, 21)
    for number in numbers:
        _send(net, "A", "D", number)
        net.run(0.1)
    assert sorted(parcel.number for _, _, parcel in net.arrived) == list(numbers)


def test_a_parcel_on_its_way_is_led_round_a_link_that_broke_ahead() -> None:
    net = _settled([("A", "B"), ("B", "C"), ("B", "D"), ("D", "C")])
    way = net.nodes["A"].routes("C")[0].nodes
    assert way == ("A", "B", "C")
    net.cut.add(frozenset("BC"))
    net.run(0.95)
    net.give("A", _stale(net, way))
    net.run(0.1)
    assert [parcel.nodes for _, _, parcel in net.arrived] == [("A", "B", "D", "C")]
    net.cut.add(frozenset("BD"))
    net.run(0.95)
    net.give("A", _stale(net, way))
    net.run(0.1)
    assert len(net.arrived) == 1
    assert net.carriers["B"].dropped == 1


def _stale(net: Net, way: tuple[str, ...]) -> list[Send]:
    return [Send(way[1], Parcel(way[0], 5, 0, 0, way, 1, b""))]


@pytest.mark.parametrize(
    "parcel",
    [
        Parcel("A", 1, 0, 0, ("A", "B", "C"), 2, b""),
        Parcel("A", 1, 0, 0, ("A", "B", "A", "B", "C"), 1, b""),
        Parcel("X", 1, 0, 0, ("A", "B", "C"), 1, b""),
        Parcel("A", 1, 0, 0, ("A", "B", "C"), 0, b""),
        Parcel("A", 1, 0, 0, ("A", "B", "C"), 9, b""),
        Parcel("E", 1, 0, 0, ("E", "B", "C"), 1, b""),
    ],
    ids=["another's place", "a loop", "another's origin", "no sender", "beyond its way", "another's way"],
)
def test_a_parcel_that_does_not_come_as_it_says_is_dropped(parcel: Parcel) -> None:
    net = _settled(MESH)
    taken = net.carriers["B"].receive("A", parcel, net.now)
    assert (taken.sends, taken.arrived, net.carriers["B"].dropped) == ((), None, 1)


def test_after_partition_and_healing_all_agree_again_and_say_so() -> None:
    net = _settled(RING)
    net.cut |= {frozenset("BC"), frozenset("EA")}
    net.run(0.95)
    assert net.agrees()
    assert set(net.nodes["A"].graph) == {"A", "B"}
    assert {one.node for one in net.nodes["A"].take_changes() if isinstance(one, NodeChanged)} == set("CDE")
    net.cut.clear()
    net.run(2.0)
    assert net.agrees()
    assert {one for one in net.nodes["A"].take_changes() if isinstance(one, NodeChanged)} == {
        NodeChanged(name, True) for name in "CDE"
    }


def test_a_relay_passes_on_is_nobodys_destination_and_is_forgotten_without_a_word() -> None:
    net = _settled([("A", "R"), ("R", "B"), ("A", "C"), ("C", "B")], relays="R")
    assert net.nodes["A"].destinations() == ("B", "C")
    assert net.nodes["A"].routes("R") == ()
    assert {one.nodes for one in net.nodes["A"].routes("B")} == {("A", "R", "B"), ("A", "C", "B")}
    net.kill("R")
    net.run(2.5)
    assert not net.nodes["A"].knows("R")
    assert net.nodes["A"].take_changes() == []
    assert [one.nodes for one in net.nodes["A"].routes("B")] == [("A", "C", "B")]
    net.kill("C")
    net.run(2.5)
    assert net.nodes["A"].knows("C")
    net.start("R")
    net.run(2.5)
    assert [one.nodes for one in net.nodes["A"].routes("B")] == [("A", "R", "B")]


def test_a_node_whose_clock_was_ahead_in_its_former_life_is_heard_all_the_same() -> None:
    net = _settled(RING)
    net.kill("C")
    net.run(1.0)
    former = Announcement("C", 99, 5, {"A": 1})
    net.nodes["B"].receive("D", News((former,)), net.now)
    net.nodes["D"].receive("B", News((former,)), net.now)
    net.start("C")
    net.run(3.0)
    assert net.agrees()


def test_a_slower_link_weighs_more_and_a_trembling_one_is_not_announced_at_every_beat() -> None:
    net = _settled(RING)
    before = net.nodes["A"].graph
    net.run(8.0)
    assert net.nodes["A"].graph is before
    assert all(1 <= weight <= 12 for links in before.values() for weight in links.values())
    slow = RoutingNode("A", 9, ["B", "E"], factors={"B": 20.0})
    net.nodes["A"] = slow
    net.run(4.0)
    assert slow.graph["A"]["B"] > 3 * slow.graph["A"]["E"]
    assert net.nodes["C"].graph["B"]["A"] == slow.graph["A"]["B"]


def test_a_fifth_of_the_beats_lost_breaks_no_agreement_for_long() -> None:
    net = _settled(MESH, loss=0.2)
    agreed = 0
    for number in range(1, 101):
        net.run(0.1)
        agreed += net.agrees()
        _send(net, "A", "D", number)
    assert agreed >= 80


NAMES = "ABCDEF"
LINKS = st.lists(st.sampled_from(list(itertools.combinations(NAMES, 2))), min_size=3, max_size=10, unique=True)
STEPS = st.lists(
    st.tuples(st.sampled_from(["cut", "mend", "kill", "start"]), st.integers(0, 99), st.sampled_from([0.05, 0.4, 1.5])),
    max_size=6,
)


@settings(max_examples=25)
@given(LINKS, STEPS, st.integers(0, 1000))
def test_after_any_sequence_of_failures_and_repairs_all_live_nodes_agree(
    links: list[tuple[str, str]], steps: list[tuple[str, int, float]], seed: int
) -> None:
    net = Net(links, seed=seed)
    net.run(1.0)
    for what, which, wait in steps:
        link, name = frozenset(links[which % len(links)]), net.names[which % len(net.names)]
        match what:
            case "cut":
                net.cut.add(link)
            case "mend":
                net.cut.discard(link)
            case "kill":
                net.kill(name)
            case "start" if name not in net.nodes:
                net.start(name)
        net.run(wait)
    net.run(3.0)
    assert net.agrees()
    for one in net.nodes.values():
        assert set(one.destinations()) == net.component(one.name).keys() - {one.name}
        assert all(one.routes(goal) for goal in one.destinations())
