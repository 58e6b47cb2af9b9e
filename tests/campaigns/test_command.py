"""`main.py campaign`: what it prints, how it ends, and a small run of the kills with every process of a station."""

import argparse
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.commands import campaign
from app.commands.campaigns import kills
from app.commands.campaigns.plan import CAMPAIGNS, Outcome, Plan


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    campaign.add_parser(parser.add_subparsers())
    return parser.parse_args(["campaign", *words])


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Plan]]:
    """Every campaign is replaced by one that notes its plan; `clock` breaks a promise."""
    plans: list[tuple[str, Plan]] = []

    def loaded(module: str) -> SimpleNamespace:
        name = module.rpartition(".")[2]

        def run(plan: Plan) -> Outcome:
            plans.append((name, plan))
            assert list(plan.folder.iterdir()) == []
            return Outcome({"lost": 0}, ["the clock was wrong"] if name == "clock" else [])

        return SimpleNamespace(run=run)

    monkeypatch.setattr("app.commands.campaign.importlib.import_module", loaded)
    return plans


def test_without_a_name_all_of_them_run_and_one_broken_promise_is_the_status(
    asked: list[tuple[str, Plan]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert campaign.run(parsed()) == 1
    assert [name for name, _ in asked] == [one.name for one in CAMPAIGNS]
    printed = capsys.readouterr().out
    assert "clock: BROKEN" in printed
    assert "BROKEN: the clock was wrong" in printed
    assert "kills: held" in printed
    assert not any(plan.folder.exists() for _, plan in asked)


def test_names_times_and_seed_are_handed_on_and_json_has_a_line_each(
    asked: list[tuple[str, Plan]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert campaign.run(parsed("keyring", "kills", "--times", "1000", "--seed", "3", "--json")) == 0
    assert [(name, plan.times, plan.seed) for name, plan in asked] == [("kills", 1000, 3), ("keyring", 1000, 3)]
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["campaign"], one["held"], one["lost"]) for one in lines] == [("kills", True, 0), ("keyring", True, 0)]
    assert all({"load_before", "load_after", "seconds", "processors"} <= one.keys() for one in lines)


@pytest.mark.parametrize("wrong", [("cuckoo",), ("kills", "--times", "0")])
def test_a_campaign_that_is_not_known_and_no_times_at_all_are_wrong_usage(
    wrong: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed(*wrong)
    assert ended.value.code == 2
    assert capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_whatever_is_killed_of_a_station_in_use_nothing_acknowledged_is_missing(tmp_path: Path) -> None:
    found = kills.run(Plan(4, 2, tmp_path))
    assert found.broken == []
    assert found.figures["kills"] == 4
    assert found.figures["facts_lost"] == found.figures["events_lost_at_the_server"] == 0
    assert isinstance(found.figures["facts_acknowledged"], int)
    assert found.figures["facts_acknowledged"] > 0
