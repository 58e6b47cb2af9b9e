"""`central export-person`: all that the server holds of one person, for herself (docs/privacy.md)."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Final

from app.central.folder import ServerFolder
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.kernel.ids import TimeOrderedIds
from app.privacy.telling_who import told_person
from app.store.files import replace_atomically

AddSub = Callable[["argparse._SubParsersAction[argparse.ArgumentParser]", str, str], argparse.ArgumentParser]
FILE: Final = "person.server.json"


def add_person(actions: "argparse._SubParsersAction[argparse.ArgumentParser]", sub: AddSub) -> None:
    """Declare the sub-command; `sub` makes one."""
    one = sub(actions, "export-person", f"write all that the server holds of one person to {FILE}, not encrypted")
    one.add_argument("--person", required=True, metavar="ID|-", help="who; - reads ID, CPF or CNS from standard input")
    one.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where to; made if it is not there")
    one.add_argument("--reason", required=True, help="why, for the trail; without a name or a document")
    one.set_defaults(action=_export)


def _export(arguments: argparse.Namespace, folder: ServerFolder) -> int:
    from app.central.database import open_database  # noqa: PLC0415 - not for --help
    from app.central.desks import Desks  # noqa: PLC0415 - not for --help
    from app.central.exporting import export_person  # noqa: PLC0415 - not for --help

    told = told_person(arguments.person, sys.stdin.readline)
    engine, clock = open_database(folder.database(arguments.database)), SystemClock()
    desks = Desks(engine, clock, TimeOrderedIds(clock), folder.path)
    try:
        export = export_person(engine, desks, told, arguments.reason)
    finally:
        desks.close()
        engine.dispose()
    path = arguments.out / FILE
    try:
        arguments.out.mkdir(parents=True, exist_ok=True)
        replace_atomically(path, export.as_json().encode())
    except OSError as error:
        raise KnownError("reports.cannot_write", path=str(path)) from error
    unreadable = [asdict(one) for one in export.unreadable]
    shown = {"file": str(path), "rows": export.count, "unreadable": unreadable}
    for one in () if arguments.json else export.unreadable:
        # Never the value: what somebody wrote into the wrong field may be anything.
        print(f"{one.table} {one.id}: {one.field} is no instant; it stands in the file as it is held", file=sys.stderr)
    print(json.dumps(shown) if arguments.json else f"{path}  {export.count}", flush=True)
    return 0
