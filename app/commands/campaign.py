"""`campaign NAME …`: break things on purpose, and print what was kept. Exit status 1 where a promise was not."""

import argparse
import importlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from app.commands.campaigns.plan import CAMPAIGNS, Campaign, CampaignModule, Outcome, Plan

USUAL_SEED = 8


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Names, how often, by which seed."""
    told = "\n".join(f"  {one.name:<14}{one.summary} (usual: {one.times} {one.of})" for one in CAMPAIGNS)
    parser = subparsers.add_parser(
        "campaign",
        description="Break things on purpose, on throw-away stations with synthetic people, and print what was kept.",
        epilog=f"campaigns:\n{told}\n\nExit status: 0 all was kept, 1 something was not, 2 wrong usage.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", type=_known, metavar="NAME", help="usual: all of them")
    parser.add_argument("--times", type=_positive, metavar="N", help="how often (usual: a few; 1000 for the long run)")
    parser.add_argument("--seed", type=int, default=USUAL_SEED, metavar="N", help="usual: %(default)s")
    parser.add_argument("--hours", type=float, default=0.0, metavar="H", help="of ward_hours (usual: three minutes)")
    parser.add_argument("--json", action="store_true", help="one JSON object a campaign, a line each")


def run(arguments: argparse.Namespace) -> int:
    """All that were named, one after the other; 1 where any broke."""
    wanted = set(arguments.names) or {one.name for one in CAMPAIGNS}
    held = True
    for one in CAMPAIGNS:
        if one.name in wanted:
            held &= _run_one(one, arguments)
    return 0 if held else 1


def _run_one(one: Campaign, arguments: argparse.Namespace) -> bool:
    module = cast(CampaignModule, importlib.import_module(f"app.commands.campaigns.{one.name}"))
    began, load = time.monotonic(), _load()
    with tempfile.TemporaryDirectory(prefix="plantao-campaign-", ignore_cleanup_errors=True) as folder:
        times = arguments.times or one.times
        found = module.run(Plan(times, arguments.seed, Path(folder), arguments.hours, _progress))
    figures = {
        **found.figures,
        "seconds": round(time.monotonic() - began, 1),
        "load_before": load,
        "load_after": _load(),
        "processors": os.cpu_count(),
    }
    _print(one, arguments, figures, found)
    return found.held


def _print(one: Campaign, arguments: argparse.Namespace, figures: Mapping[str, object], found: Outcome) -> None:
    if arguments.json:
        told = {"campaign": one.name, "seed": arguments.seed, "held": found.held, "broken": found.broken, **figures}
        print(json.dumps(told, ensure_ascii=False, default=str), flush=True)
        return
    print(f"{one.name}: {'held' if found.held else 'BROKEN'} ({one.summary}; seed {arguments.seed})")
    width = max(len(name) for name in figures)
    for name, value in figures.items():
        print(f"  {name:<{width}}  {value:.3g}" if isinstance(value, float) else f"  {name:<{width}}  {value}")
    for words in found.broken:
        print(f"  BROKEN: {words}")
    sys.stdout.flush()


def _progress(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _load() -> float | str:
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else "not measured here"


def _known(text: str) -> str:
    if text not in {one.name for one in CAMPAIGNS}:
        raise argparse.ArgumentTypeError(", ".join(one.name for one in CAMPAIGNS))
    return text


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("1 or more")
    return number
