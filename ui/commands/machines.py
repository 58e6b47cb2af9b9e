"""`machines`: the machines that get alarms (HTTP, relay, slip, alarm manager), in a process beside the router.

It stands here and not in `app/commands` because slips and reports carry words, and words are the window's side.
"""

import argparse
from datetime import datetime

from app.bootstrap import Ports, ask_for_key
from app.bootstrap.machines import Words, serve_machines
from app.kernel import parent
from app.kernel.clock import SystemClock
from app.kernel.folders import station_folders
from app.router.receiver.model import Row
from app.support.process import begin_process
from ui.receiver.words import stars, what_words
from ui.texts import choose_language, tr


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "machines",
        description="Has the machines of this station act on its alarms: services, relays, slip printers, a hospital's "
        "alarm manager. The router starts it where there are any.",
    )
    parser.add_argument("--key-from-stdin", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="tell a refusal as JSON")
    parent.add_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Work until SIGTERM or SIGINT; KnownError router_machines.runs where another process does."""
    folders, stop = station_folders(), parent.stopped_by_signals()
    begin_process("machines", folders.home)
    given = parent.key_from_stdin(closing=not arguments.with_parent) if arguments.key_from_stdin else None
    parent.end_with_parent(arguments, stop)
    ports = Ports(clock=SystemClock())
    key = ask_for_key(folders, ports) if given is None else given
    ours = serve_machines(folders, key, ports, Words(what_words, _slip, choose_language), stop)
    return 0 if ours else 1


def _slip(row: Row, began: datetime) -> tuple[str, ...]:
    return (
        row.note.label,
        f"{stars(row)} {what_words(row)}",
        tr(f"router_machines.slip_priority_{min(2, row.note.priority)}"),
        tr("router_machines.slip_began", date=f"{began:%d/%m/%Y}", time=f"{began:%H:%M:%S}"),
        tr("router_machines.slip_end"),
    )
