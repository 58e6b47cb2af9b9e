"""`bench workers` measures what it says: several processes, every message once, figures that belong together."""

import argparse

import pytest

from app.central.throwaway import ThrowawayServer
from app.commands import bench_workers


def test_two_workers_on_postgresql_send_each_message_once_and_no_faster_than_the_provider_answers(
    postgresql: ThrowawayServer,
) -> None:
    rate, twice = bench_workers.measured(2, 16, 3.0, postgresql)
    assert twice == 0
    # Each of the hands waits 200 ms at least for each message; the first ones wait for nobody.
    assert 0 < rate <= 2 * bench_workers.HANDS / 0.2 * 1.5


def test_the_gain_follows_from_the_figures_and_the_comparison_stands_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    rates = {(1, True): 8.0, (4, True): 30.0, (1, False): 7.0, (4, False): 14.0}

    def measured(workers: int, _count: int, _ready: float, server: object) -> tuple[float, int]:
        return rates[workers, server is not None], 0

    monkeypatch.setattr(bench_workers, "measured", measured)
    monkeypatch.setattr(bench_workers, "throwaway_server", _Nothing)
    monkeypatch.setattr(bench_workers, "postgresql_programs", lambda: "there")
    told = bench_workers.run(argparse.Namespace())
    assert (told["gain (%)"], told["with SQLite: gain (%)"]) == (275.0, 100.0)
    assert (told["one worker (messages/s)"], told["with SQLite: 4 workers (messages/s)"]) == (8.0, 14.0)
    assert told["received more than once"] == 0
    monkeypatch.setattr(bench_workers, "postgresql_programs", lambda: None)
    alone = bench_workers.run(argparse.Namespace())
    assert alone["with PostgreSQL"] == "not measured: this machine has none"
    assert alone["with SQLite: gain (%)"] == 100.0
    assert "gain (%)" not in alone


class _Nothing:
    """In the place of a server that nobody asks."""

    def __init__(self, _options: object) -> None: ...

    def __enter__(self) -> object:
        return object()

    def __exit__(self, *_: object) -> None: ...
