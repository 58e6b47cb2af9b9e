"""`bench router` measures what it says: separate processes, every delivery accounted for, the bare loop beside it."""

import argparse
from typing import Any

import pytest

from app.commands import bench_router
from app.commands.bench_router import Scenario, measured

PLAIN = {"deliveries_per_s", "critical_p50_ms", "critical_p99_ms", "ack_p99_ms", "lost_0_3", "discarded_4_9"}


@pytest.mark.parametrize("bare", [False, True])
def test_every_delivery_of_a_run_is_accounted_for(bare: bool) -> None:
    told = measured(Scenario(6, 3, 1.5, bare=bare))
    assert told["lost_0_3"] == 0
    assert told["discarded_0_3"] == 0
    # What still fits no other account was on its way when the run ended.
    assert told["unaccounted_4_9"] == 0
    assert told["deliveries_per_s"] > 6 * 3 * 38.25 * 0.5
    assert 0 < told["critical_p50_ms"] <= told["critical_p99_ms"] < told["ack_p99_ms"] * 2
    assert 0 < told["router_cpu_core"] < 2


def test_a_link_that_is_too_slow_costs_what_may_be_discarded_and_no_alarm() -> None:
    told = measured(Scenario(6, 2, 2.0, bits=60_000.0))
    assert (told["lost_0_3"], told["discarded_0_3"]) == (0, 0)
    assert told["discarded_4_9"] > 0
    assert told["deliveries_per_s"] < 6 * 2 * 38.25 * 0.7


def test_who_floods_stalls_and_lies_costs_the_others_nothing() -> None:
    told = measured(Scenario(6, 3, 1.5, hostile=True))
    assert (told["lost_0_3"], told["discarded_0_3"]) == (0, 0)
    assert told["refused_frames"] > 100
    assert told["deliveries_per_s"] > 6 * 3 * 38.25 * 0.5
    assert 0 < told["critical_p50_ms"] <= told["critical_p99_ms"]


def test_each_of_many_receivers_may_have_one_bed_of_its_own() -> None:
    plan = Scenario(4, 12, 1.0, each_its_bed=True).plan()
    assert [len(names) for names in plan] == [3, 3, 3, 3]
    assert len({name for names in plan for name in names}) == 12


def test_all_loads_are_told_and_the_most_that_held_is_the_last_that_did(monkeypatch: pytest.MonkeyPatch) -> None:
    def pretended(scenario: Scenario) -> dict[str, Any]:
        offered = scenario.beds * scenario.receivers * 38.25
        late = 70.0 if offered > 155_000 else 2.0
        return {
            **{"deliveries_per_s": offered, "critical_p50_ms": 1.0, "critical_p99_ms": late, "ack_p99_ms": 3.0},
            **{"lost_0_3": 0, "discarded_4_9": 0, "router_cpu_core": 0.3},
        }

    monkeypatch.setattr(bench_router, "measured", pretended)
    figures = bench_router.run(argparse.Namespace(seconds=1.0))
    assert set(figures) >= PLAIN | {f"bare_{name}" for name in PLAIN} | {"router_cpu_core", "max_deliveries_per_s"}
    assert figures["deliveries_per_s"] == pytest.approx(36_720)
    assert figures["49_to_392_lost_0_3"] == figures["1mbit_lost_0_3"] == figures["hostile_lost_0_3"] == 0
    assert "hostile_discarded_4_9" not in figures
    assert figures["max_deliveries_per_s"] == pytest.approx(150_000, rel=0.01)
    assert (figures["max_stopped_at_per_s"], figures["max_critical_p99_ms"]) == (200_000, 2.0)
