"""`machines`: the machines that get alarms (HTTP, relay, slip, alarm manager), in a process beside the router.

It stands here and not in `app/commands` because slips and reports carry words, and words are the window's side.
"""

import argparse
import logging
import sys
import threading
from datetime import datetime
from typing import Final

from app.bootstrap import Ports, ask_for_key
from app.central.logs import log_to
from app.commands import parent
from app.commands.node_options import key_from_stdin
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.kernel.folders import station_folders
from app.kernel.process import has_ended, holder_name
from app.router.links.client import NodeAddress
from app.router.machines.fleet import Fleet
from app.router.machines.making import make_outlet
from app.router.machines.stored import read_machines
from app.router.node.own_keys import own_keys
from app.router.receiver.model import Row
from app.router.settings import read_router_settings
from app.security.secrets import Secrets
from app.settings import read_profile
from app.store.lease import Lease
from app.store.opening import open_store
from app.store.store import Store
from app.ward.node.settings import THIS_MACHINE
from ui.receiver.words import what_words
from ui.texts import choose_language, tr

_logger = logging.getLogger(__name__)

_LOOK_SECONDS: Final = 2.0
_LEASE_SECONDS: Final = 60.0


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "machines",
        description="Has the machines of this station act on its alarms: services, relays, slip printers, a hospital's "
        "alarm manager. The node starts it where there are any.",
    )
    parser.add_argument("--key-from-stdin", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="tell a refusal as JSON")
    parent.add_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Work until SIGTERM or SIGINT; KnownError router_machines.runs where another process does."""
    folders, stop = station_folders(), parent.stopped_by_signals()
    given = key_from_stdin(closing=not arguments.with_parent) if arguments.key_from_stdin else None
    parent.end_with_parent(arguments, stop)
    ports = Ports(clock=SystemClock())
    key = ask_for_key(folders, ports) if given is None else given
    log_to(sys.stderr, ports.clock)
    store = open_store(folders.store, key, ports.clock, ports.made_ids())
    lease = Lease(store, "machines", holder_name(store.ids.new()[-8:]), _LEASE_SECONDS, gone=has_ended)
    try:
        held = lease.take_or_renew()
        if not held.ours:
            raise KnownError("router_machines.runs", holder=held.holder)
        try:
            return _work(store, key, lease, stop)
        finally:
            lease.release()
    finally:
        store.close()


def _work(store: Store, key: bytes, lease: Lease, stop: threading.Event) -> int:
    clock, secrets, public = store.clock, Secrets(key), own_keys(store).public
    fleet = Fleet(lambda one: make_outlet(one.settings, one.name, what_words, _slip, clock), clock)
    told: tuple[str, ...] = ()
    try:
        while True:
            with store.read() as connection:
                settings = read_router_settings(connection)
                machines, problems = read_machines(connection, secrets)
                choose_language(read_profile(connection).language)
            codes = tuple(f"{one.code} {one.values}" for one in problems)
            if codes != told:
                for line in codes:
                    _logger.error("a machine cannot be run: %s", line)
                told = codes
            address = NodeAddress(THIS_MACHINE, settings.alarms_port, settings.bulk_port, public)
            fleet.arrange(machines, address)
            if stop.wait(_LOOK_SECONDS):
                return 0
            if not lease.take_or_renew().ours:
                _logger.error("another process runs the machines now")
                return 1
    finally:
        fleet.stop()


def _slip(row: Row, began: datetime) -> tuple[str, ...]:
    priority = tr(f"router_machines.slip_priority_{min(2, row.note.priority)}")
    at = began.astimezone()
    return (
        row.note.label,
        f"{'*' * (3 - min(2, row.note.priority))} {what_words(row)}",
        priority,
        tr("router_machines.slip_began", date=f"{at:%d/%m/%Y}", time=f"{at:%H:%M:%S}"),
        tr("router_machines.slip_end"),
    )
