"""What lets the server itself send for a unit, and lets other systems schedule: `sending-here`, `sending-back`,
`worker`, and the tokens of the interface for treatments."""

import argparse
import json
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app.central.folder import ServerFolder
from app.commands.central_channels import administrator
from app.kernel.clock import SystemClock
from app.kernel.ids import TimeOrderedIds
from app.reminders.outbox.sending import HANDS
from app.support.process import begin_process

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from app.central.desks import Desks

Sub = Callable[..., argparse.ArgumentParser]


def add_workers(actions: "argparse._SubParsersAction[argparse.ArgumentParser]", sub: Sub) -> None:
    """Declare them; `sub` makes a parser with what all have in common."""
    for name, summary in (
        ("sending-here", "let the server's workers send for a unit"),
        ("sending-back", "give a unit's sending back, so that a station may take it"),
    ):
        parser = sub(actions, name, summary)
        parser.add_argument("--unit", required=True, metavar="CNES")
        parser.set_defaults(action=_here if name == "sending-here" else _back)
    worker = sub(actions, "worker", "send for the units whose sending is here, until stopped; as many as wanted")
    worker.add_argument("--hands", type=int, default=HANDS, help="messages on their way at once (default %(default)s)")
    worker.set_defaults(action=_worker)
    token = sub(actions, "api-token", "print a token for another system; it is shown this once")
    token.add_argument("--unit", required=True, metavar="CNES")
    token.add_argument("--name", required=True, help="what the system is called")
    token.add_argument("--role", required=True, help="read, schedule, manage; watch: how all stations are")
    token.set_defaults(action=_token)
    sub(actions, "api-tokens", "list the systems that have a token").set_defaults(action=_tokens)
    revoke = sub(actions, "revoke-api-token", "shut a system out from its next call on")
    revoke.add_argument("client", help="its id, as `api-tokens` shows it")
    revoke.set_defaults(action=_revoke)


def _here(arguments: argparse.Namespace, folder: ServerFolder) -> int:
    with _copies(arguments, folder) as (_, desks):
        desk = desks.make(arguments.unit)
        # Whom a message is for must be known before messages are taken over.
        desk.sync()
        status = desk.reminders.grant.ask(administrator(SystemClock()))
    _print(arguments, {"unit": arguments.unit, "sending": status.state.value})
    return 0


def _back(arguments: argparse.Namespace, folder: ServerFolder) -> int:
    with _copies(arguments, folder) as (_, desks):
        status = desks.make(arguments.unit).reminders.grant.give_back(administrator(SystemClock()))
    _print(arguments, {"unit": arguments.unit, "sending": status.state.value})
    return 0


def _worker(arguments: argparse.Namespace, folder: ServerFolder) -> int:
    from app.central.working import Working  # noqa: PLC0415 - the other sub-commands answer in half the time without it

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    begin_process("central-worker", folder.path)
    with _copies(arguments, folder, arguments.hands) as (_, desks):
        _print(arguments, {"worker": "started"})
        Working(desks, SystemClock()).run(stop)
    return 0


def _token(arguments: argparse.Namespace, folder: ServerFolder) -> int:
    from app.central.clients import Clients  # noqa: PLC0415 - not for --help

    clock = SystemClock()
    with _copies(arguments, folder) as (engine, desks):
        client, token = Clients(engine, clock, TimeOrderedIds(clock)).make(
            arguments.unit, arguments.name, arguments.role
        )
        desks.make(arguments.unit).sync()
    _print(arguments, {"client": client, "token": token})
    return 0


def _tokens(arguments: argparse.Namespace, folder: ServerFolder) -> int:
    from app.central.clients import Clients  # noqa: PLC0415 - not for --help

    clock = SystemClock()
    with _copies(arguments, folder) as (engine, _):
        found = Clients(engine, clock, TimeOrderedIds(clock)).list()
    if arguments.json:
        print(json.dumps({"clients": found}, ensure_ascii=False))
        return 0
    for one in found:
        state = f"revoked {one['revoked_at']}" if one["revoked_at"] else one["role"]
        print(f"{one['id']}  {one['unit']}  {state}  {one['name']}")
    return 0


def _revoke(arguments: argparse.Namespace, folder: ServerFolder) -> int:
    from app.central.clients import Clients  # noqa: PLC0415 - not for --help

    clock = SystemClock()
    with _copies(arguments, folder) as (engine, _):
        Clients(engine, clock, TimeOrderedIds(clock)).revoke(arguments.client)
    _print(arguments, {"client": arguments.client, "status": "revoked"})
    return 0


@contextmanager
def _copies(
    arguments: argparse.Namespace, folder: ServerFolder, hands: int = HANDS
) -> "Iterator[tuple[Engine, Desks]]":
    from app.central.database import open_database  # noqa: PLC0415 - not for --help
    from app.central.desks import Desks  # noqa: PLC0415 - not for --help

    engine, clock = open_database(folder.database(arguments.database)), SystemClock()
    desks = Desks(engine, clock, TimeOrderedIds(clock), folder.path, hands)
    try:
        yield engine, desks
    finally:
        desks.close()
        engine.dispose()


def _print(arguments: argparse.Namespace, shown: Mapping[str, Any]) -> None:
    lines = (f"{name:<8}  {value}" for name, value in shown.items())
    print(json.dumps(shown, ensure_ascii=False) if arguments.json else "\n".join(lines), flush=True)
