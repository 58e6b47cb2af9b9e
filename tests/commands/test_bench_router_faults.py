"""`bench router_faults` breaks what it says; its judge finds what is lost, shown twice, nobody's or without proof."""

import argparse
import itertools
from pathlib import Path
from typing import Any

import pytest

from app.commands import bench_router_faults
from app.commands.bench_router_faults import measured
from app.commands.bench_router_faults_judge import Happened, judge
from app.commands.bench_router_faults_links import Fault
from app.commands.bench_router_faults_log import Began, GivenBack, Log, Offered, Record, Seen, Step, records
from app.commands.bench_router_faults_people import PeopleTold
from app.commands.bench_router_faults_plan import LINKS, Break, breaks
from app.router.delivery.model import Entry
from app.router.words import Step as Word


def test_a_node_that_is_killed_and_a_link_that_is_cut_lose_nothing_and_are_gone_round() -> None:
    told = measured(1, 3, broken=[Break("kill", 1.5, node="B"), Break("cut", 1.5, (("A", "C"),), Fault(cut=True))])
    assert (told["lost_0_3"], told["discarded_0_3"], told["shown_twice"]) == (0, 0, 0)
    assert (told["alarms_to_nobody"], told["timeline_gaps"], told["rerouting_never"]) == (0, 0, 0)
    assert (told["faults_kill"], told["faults_cut"], told["never_idle"]) == (1, 1, False)
    assert isinstance(told["deliveries_0_3"], int)
    assert told["deliveries_0_3"] > 500
    # What this machine is busy with besides is in the time; that it was measured at all is what counts here.
    assert isinstance(told["rerouting_max_s"], float)
    assert told["rerouting_max_s"] > 0.0


def _written(folder: Path, *found: Record) -> None:
    log = Log(folder / "A.log")
    for one in found:
        log.add(one)
    log.close()


def _entry(at: float, step: Word, receiver: str = "", user: str = "") -> Step:
    return Step(Entry(at, "A-1", "0.1", step, 0, 1, 0, receiver, user, 1))


def _judged(folder: Path, people: PeopleTold, *faults: Happened) -> dict[str, Any]:
    return dict(judge(folder, ["A"], people, faults))


WHOLE = (
    _entry(1.0, Word.GENERATED),
    _entry(1.0, Word.QUEUED, "b0"),
    _entry(1.1, Word.SENT, "b0"),
    _entry(1.2, Word.SHOWN, "b0"),
    _entry(1.3, Word.ACCEPTED, "b0", "u-b0"),
    _entry(3.0, Word.ENDED),
)


def test_what_arrived_was_handed_back_or_died_with_its_node_is_not_lost_and_all_else_is(tmp_path: Path) -> None:
    killed, lives = 0 << 48, 1 << 48
    _written(
        tmp_path,
        Began(0.0, False),
        Offered(killed | 1, 0, 1.0, ("b0", "c0"), ()),
        Began(2.0, False),
        Offered(lives | 2, 0, 3.0, ("b0", "c0", "d0", "e0"), ("e0",)),
        GivenBack("c0", (lives | 2,)),
        *WHOLE,
        Began(9.0, True),
    )
    seen = {"b0": {killed | 1: 1.25, lives | 2: 4.5}, "c0": {}, "d0": {}, "e0": {}}
    told = _judged(tmp_path, PeopleTold(seen))
    assert (told["offered_0_3"], told["lost_0_3"]) == (5, 1)
    assert (told["handed_back_0_3"], told["killed_with_their_node_0_3"]) == (1, 1)
    assert (told["critical_over_1_s"], told["critical_max_ms"]) == (1, 1500.0)
    assert (told["alarms"], told["alarms_to_nobody"], told["timeline_gaps"]) == (1, 0, 0)


def test_late_while_there_was_no_way_is_told_apart(tmp_path: Path) -> None:
    _written(tmp_path, Began(0.0, False), Offered(1, 0, 5.0, ("e0",), ()), Began(9.0, True))
    cut = frozenset(link for link in LINKS if "E" in link)
    told = _judged(tmp_path, PeopleTold({"e0": {1: 7.0}}), Happened("partition", 4.5, 6.5, cut))
    assert (told["critical_over_1_s"], told["critical_over_1_s_cut_off"]) == (0, 1)
    told = _judged(tmp_path, PeopleTold({"e0": {1: 7.0}}), Happened("cut", 4.5, 6.5, frozenset({("A", "E")})))
    assert (told["critical_over_1_s"], told["critical_over_1_s_cut_off"]) == (1, 0)


def test_an_alarm_that_came_to_nobody_and_a_history_with_a_hole_are_found(tmp_path: Path) -> None:
    _written(tmp_path, Began(0.0, False), *(one for one in WHOLE if one.entry.step is not Word.SHOWN), Began(9.0, True))
    told = _judged(tmp_path, PeopleTold())
    assert (told["alarms_to_nobody"], told["timeline_gaps"]) == (0, 1)
    (tmp_path / "A.log").unlink()
    _written(tmp_path, Began(0.0, False), WHOLE[0], WHOLE[-1], Began(9.0, True))
    assert _judged(tmp_path, PeopleTold())["alarms_to_nobody"] == 1


@pytest.mark.parametrize(
    ("gone_at", "took", "never"), [(5.75, 0.75, 0), (4.0, 0.0, 0), (8.5, 0.0, 1)], ids=["after", "before", "too late"]
)
def test_rerouting_is_from_the_fault_until_no_route_is_left_over_it(
    gone_at: float, took: float, never: int, tmp_path: Path
) -> None:
    whole, without = (("A", "B"), ("A", "E")), (("A", "E"),)
    _written(tmp_path, Began(0.0, False), Seen(1.0, whole, ()), Seen(gone_at, without, ()), Began(9.0, True))
    told = _judged(tmp_path, PeopleTold(), Happened("cut", 5.0, 8.0, frozenset({("A", "B")})))
    assert (told["rerouting_max_s"], told["rerouting_never"]) == (took, never)


def test_a_log_that_was_torn_by_a_kill_holds_all_before_it(tmp_path: Path) -> None:
    _written(tmp_path, Began(1.0, False), Began(2.0, True))
    path = tmp_path / "A.log"
    path.write_bytes(path.read_bytes()[:-2])
    assert list(records(path)) == [Began(1.0, False)]


def test_each_kind_breaks_once_in_five_and_the_same_seed_breaks_the_same() -> None:
    some = list(itertools.islice(breaks(11), 20))
    assert some == list(itertools.islice(breaks(11), 20))
    for at in range(0, 20, 5):
        assert {one.kind for one in some[at : at + 5]} == {"kill", "cut", "loss", "delay", "partition"}
    assert all(one.fault.loss == 0.2 for one in some if one.kind == "loss")


def test_the_run_is_told_beside_a_shorter_one_with_a_single_route(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def pretended(deliveries: int, seed: int, alarm_ways: int | None = None) -> dict[str, object]:
        asked.append((deliveries, seed, alarm_ways))
        return {"lost_0_3": 0}

    monkeypatch.setattr(bench_router_faults, "measured", pretended)
    figures = bench_router_faults.run(argparse.Namespace(deliveries=1_000, seed=4))
    assert asked == [(1_000, 4, None), (200, 4, 1)]
    assert {"lost_0_3", "single_lost_0_3", "load_1_min", "target"} <= figures.keys()
