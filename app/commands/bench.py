"""`bench NAME`: figures of this machine, each beside what it is compared with in the same run."""

import argparse
import importlib
import json
from collections.abc import Mapping
from typing import Protocol, cast

BENCHES = (
    *("store", "search", "classify", "start", "reports", "record", "import", "sync", "central"),
    *("reminders", "reminders_kills", "workers"),
    *("hl7_fuzz", "router", "router_faults", "recording"),
)
"""Each lives in `app/commands/bench_<name>.py`."""
WINDOW_BENCHES = ("board", "sync_window", "reminders_window", "wall", "review")
"""These measure what is painted and live in `ui/commands/bench_<name>.py`."""


class BenchModule(Protocol):
    """What each bench offers."""

    def run(self, arguments: argparse.Namespace) -> Mapping[str, object]:
        """Measure; name → figure, with the comparison and the target among them."""
        ...


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The bench's name, and what only some of them take."""
    parser = subparsers.add_parser(
        "bench", description="Figures of this machine, each beside what it is compared with."
    )
    parser.add_argument("name", choices=(*BENCHES, *WINDOW_BENCHES))
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument(
        "--people", type=int, default=1_000_000, help="search: how many synthetic people (default %(default)s)"
    )
    parser.add_argument(
        "--pregnancies", type=int, default=100_000, help="reports: how many synthetic pregnancies (default %(default)s)"
    )
    parser.add_argument(
        "--repetitions", type=int, default=10, help="central: how often each user repeats (default %(default)s)"
    )
    parser.add_argument(
        "--kills", type=int, default=1_000, help="reminders_kills: how many kills (default %(default)s)"
    )
    parser.add_argument(
        "--messages", type=int, default=200_000, help="hl7_fuzz: how many broken messages (default %(default)s)"
    )
    parser.add_argument("--folder", help="hl7_fuzz: a folder with further messages to break (*.hl7)")
    parser.add_argument(
        "--minutes", type=float, default=1.0, help="wall: how long the whole path runs (default %(default)s)"
    )
    parser.add_argument(
        "--seconds", type=float, default=60.0, help="router: how long each load lasts (default %(default)s)"
    )
    parser.add_argument(
        "--deliveries", type=int, default=1_000_000, help="router_faults: until so many arrived (default %(default)s)"
    )
    parser.add_argument(
        "--seed", type=int, default=7, help="router_faults: what breaks, and when (default %(default)s)"
    )
    parser.add_argument("--rows", type=int, default=10_000, help="import: how many rows (default %(default)s)")


def run(arguments: argparse.Namespace) -> int:
    """Run one bench and print its figures."""
    side = "ui" if arguments.name in WINDOW_BENCHES else "app"
    module = cast(BenchModule, importlib.import_module(f"{side}.commands.bench_{arguments.name}"))
    figures = module.run(arguments)
    if arguments.json:
        print(json.dumps(figures, ensure_ascii=False))
        return 0
    width = max(len(name) for name in figures)
    for name, value in figures.items():
        print(f"{name:<{width}}  {f'{value:,.3f}' if isinstance(value, float) else value}")
    return 0
