"""`central sending`: who sends the reminders of each unit; taking that from a station that is gone."""

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict

from app.central.database import open_database
from app.central.folder import ServerFolder
from app.central.granting import Grant, Granting
from app.kernel.clock import SystemClock

Sub = Callable[..., argparse.ArgumentParser]


def add_sending(actions: "argparse._SubParsersAction[argparse.ArgumentParser]", sub: Sub) -> None:
    """Declare `sending` and `force-sending`; `sub` makes a parser with what all have in common."""
    sub(actions, "sending", "show who sends reminders for each unit").set_defaults(action=_show)
    force = sub(actions, "force-sending", "take the sending from a station that is gone, once its time is over")
    force.add_argument("--unit", required=True, metavar="CNES")
    force.set_defaults(action=_force)


def _show(arguments: argparse.Namespace, folder: ServerFolder) -> int:
    with _Opened(arguments, folder) as granting:
        grants = granting.list()
    if arguments.json:
        print(json.dumps({"sending": [asdict(one) for one in grants]}, ensure_ascii=False))
        return 0
    for one in grants:
        print(f"{one.unit}  {_words(one)}")
    return 0


def _words(one: Grant) -> str:
    if one.holder is None:
        return "nobody"
    until = f"  until {one.until} without a word" if one.until else ""
    return f"{one.name}  since {one.since}{until}"


def _force(arguments: argparse.Namespace, folder: ServerFolder) -> int:
    with _Opened(arguments, folder) as granting:
        unknown = granting.force(arguments.unit)
    shown = {"unit": arguments.unit, "sending": "nobody", "unknown": unknown}
    print(json.dumps(shown) if arguments.json else f"{arguments.unit}  nobody  {unknown} messages of unknown end")
    return 0


class _Opened:
    """The grants on the folder's database, as long as a sub-command lasts."""

    def __init__(self, arguments: argparse.Namespace, folder: ServerFolder) -> None:
        self._engine = open_database(folder.database(arguments.database))

    def __enter__(self) -> Granting:
        return Granting(self._engine, SystemClock())

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()
