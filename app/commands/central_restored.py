"""`central restored`: after the server's database went back to an older copy (docs/central-server.md)."""

import argparse
import json
import logging
import sys
from collections.abc import Callable

from app.central.database import open_database
from app.central.epochs import Epoch, Standing, begin_epoch, standing
from app.central.folder import ServerFolder
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.kernel.ids import TimeOrderedIds
from app.support.process import begin_process

WORD = "restored"
"""What is typed to confirm."""
_logger = logging.getLogger(__name__)
AddSub = Callable[["argparse._SubParsersAction[argparse.ArgumentParser]", str, str], argparse.ArgumentParser]


def add_restored(actions: "argparse._SubParsersAction[argparse.ArgumentParser]", sub: AddSub) -> None:
    """Declare the sub-command; `sub` makes one."""
    summary = "after the database went back to an older copy: let the stations bring what the copy lacks"
    parser = sub(actions, "restored", summary)
    parser.add_argument("--yes", action="store_true", help="do not ask; needed with --json")
    parser.set_defaults(action=_restored)


def _restored(arguments: argparse.Namespace, folder: ServerFolder) -> int:
    engine = open_database(folder.database(arguments.database))
    clock = SystemClock()
    try:
        before = standing(engine)
        if not (arguments.yes or (not arguments.json and _confirmed(before))):
            raise KnownError("central.not_confirmed", word=WORD)
        begin_process("central-restored", folder.path, clock)
        epoch = begin_epoch(engine, clock, TimeOrderedIds(clock))
    finally:
        engine.dispose()
    shown: dict[str, object] = {"held": epoch.held, "reported": before.reported, "first": epoch.first + 1}
    _logger.info("restored: a new epoch begins", extra={**shown, "epoch": epoch.id})
    _print(arguments, epoch, before)
    return 0


def _confirmed(before: Standing) -> bool:
    """Asked at the keyboard; anything but the word leaves everything as it is."""
    print(f"The copy holds events up to number {before.held}.")
    if before.stations:
        print(f"{before.stations} station(s) said to have seen more, up to number {before.reported}.")
    else:
        print("No station that has seen more has called yet.")
    print("From now on numbers start far above. Each station brings what the copy lacks with its next round.")
    print(f"Do this once after each restore, and only then. Type {WORD} to go on:", end=" ", flush=True)
    return sys.stdin.readline().strip() == WORD


def _print(arguments: argparse.Namespace, epoch: Epoch, before: Standing) -> None:
    shown = {"epoch": epoch.id, "held": epoch.held, "reported": before.reported, "first": epoch.first + 1}
    if arguments.json:
        print(json.dumps(shown), flush=True)
        return
    for name, value in shown.items():
        print(f"{name:<8}  {value}", flush=True)
