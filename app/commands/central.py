"""`central`: the network's server, and what is done at it: units, one-time codes, stations."""

import argparse
import json
import logging
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from app.central import certificate as certificates
from app.central.certificate import Certificate
from app.central.database import open_database
from app.central.enrolment import KINDS, Enrolment
from app.central.folder import LastStart, ServerFolder, server_folder, without_password
from app.commands.central_boxes import add_boxes
from app.commands.central_channels import add_channels
from app.commands.central_fleet import add_fleet
from app.commands.central_person import add_person
from app.commands.central_restored import add_restored
from app.commands.central_sending import add_sending
from app.commands.central_workers import add_workers
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.kernel.ids import TimeOrderedIds
from app.support.process import begin_process
from app.sync.joining import in_groups

if TYPE_CHECKING:
    from fastapi import FastAPI

    from app.central.api import Services

PORT = 8443
PUBLIC_ADDRESS = "PLANTAO_CENTRAL_PUBLIC_ADDRESS"
_logger = logging.getLogger(__name__)
_PASSWORDS = (
    "The database's password may stand in PLANTAO_CENTRAL_DATABASE_PASSWORD, or in the file that "
    "PLANTAO_CENTRAL_DATABASE_PASSWORD_FILE names, instead of in the address."
)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command and its sub-commands."""
    parser = subparsers.add_parser(
        "central", description="The central server of a network; without a sub-command it serves.", epilog=_PASSWORDS
    )
    _common(parser, None)
    parser.add_argument("--host", default="0.0.0.0", help="address to listen at (default %(default)s)")
    parser.add_argument("--port", type=int, default=PORT, help="0: any free one (default %(default)s)")
    parser.add_argument("--certificate", type=Path, help="PEM file (default: one that the server makes for itself)")
    parser.add_argument("--key", type=Path, help="PEM file of the certificate's private key")
    parser.add_argument("--address", help="how stations call the server (default: https://<this machine>:<port>)")
    parser.add_argument(
        "--public-address",
        default=os.environ.get(PUBLIC_ADDRESS),
        metavar="URL",
        help="how patients' telephones call the public pages (default: $PLANTAO_CENTRAL_PUBLIC_ADDRESS, else no pages)",
    )
    parser.set_defaults(action=_serve)
    actions = parser.add_subparsers(title="sub-commands", metavar="")
    unit = _sub(actions, "unit", "make a unit known, or give it another name")
    unit.add_argument("cnes", help="seven digits")
    unit.add_argument("--name", required=True)
    unit.add_argument("--kind", choices=KINDS, default=KINDS[0])
    unit.set_defaults(action=_unit)
    code = _sub(actions, "code", "print a one-time code for one station, good for a day")
    code.add_argument("--unit", required=True, metavar="CNES")
    code.add_argument("--name", required=True, help="what the station is called")
    code.set_defaults(action=_code)
    for name, summary in (("suspend", "shut a station out"), ("admit", "let a suspended station in again")):
        one = _sub(actions, name, summary)
        one.add_argument("station", help="its id, as `stations` shows it")
        one.set_defaults(action=_suspend if name == "suspend" else _admit)
    add_fleet(actions, _sub)
    add_boxes(actions, _sub)
    add_person(actions, _sub)
    add_restored(actions, _sub)
    add_sending(actions, _sub)
    add_channels(actions, _sub)
    add_workers(actions, _sub)


def run(arguments: argparse.Namespace) -> int:
    """Do it; 0 once the server was stopped in order."""
    done: int = arguments.action(arguments, server_folder(arguments.folder))
    return done


def _sub(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, summary: str
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=summary, description=summary)
    # Left out here means: as given before the sub-command.
    _common(parser, argparse.SUPPRESS)
    return parser


def _common(parser: argparse.ArgumentParser, default: str | None) -> None:
    parser.add_argument("--folder", type=Path, default=default, help="the server's files (default: this user's own)")
    parser.add_argument("--database", default=default, metavar="URL", help="default: SQLite in the folder")
    silent = False if default is None else default
    parser.add_argument("--json", action="store_true", default=silent, help="answers as JSON")


def _serve(arguments: argparse.Namespace, folder: ServerFolder) -> int:
    # The other sub-commands answer in half the time without them.
    from app.central.api import create_app  # noqa: PLC0415 - only to serve
    from app.central.clients import Clients  # noqa: PLC0415 - only to serve
    from app.central.desks import Desks  # noqa: PLC0415 - only to serve
    from app.central.fleet_page import add_fleet_page  # noqa: PLC0415 - only to serve
    from app.central.health import Health  # noqa: PLC0415 - only to serve
    from app.central.hearing import DeskRounds  # noqa: PLC0415 - only to serve
    from app.central.hooks import Hooks, add_hooks  # noqa: PLC0415 - only to serve
    from app.central.https import listen, serve  # noqa: PLC0415 - only to serve
    from app.central.rounds import rounds  # noqa: PLC0415 - only to serve
    from app.central.server import make_services  # noqa: PLC0415 - only to serve
    from app.central.treatments import Treatments, add_treatments  # noqa: PLC0415 - only to serve

    clock = SystemClock()
    begin_process("central", folder.path, clock)
    certificate = _certificate(arguments, folder)
    engine, url = _database(arguments, folder)
    try:
        listening = listen(arguments.host, arguments.port)
        port = listening.getsockname()[1]
        address = arguments.address or f"https://{_called(arguments.host)}:{port}"
        start = LastStart(address, certificate.fingerprint, url)

        def told() -> None:
            folder.remember(start)
            shown = {"address": start.address, "fingerprint": start.fingerprint, "database": engine.dialect.name}
            _print(arguments, shown)
            _logger.info("started", extra=shown)

        services = make_services(engine, clock, TimeOrderedIds(clock))
        app = create_app(services)
        _add_pages(app, services, engine, arguments.public_address)
        desks = Desks(engine, clock, TimeOrderedIds(clock), folder.path)
        behind = DeskRounds(engine, desks)
        clients = Clients(engine, clock, TimeOrderedIds(clock))
        add_treatments(app, Treatments(clients, desks, clock))
        add_fleet_page(app, clients, Health(engine, clock), clock)
        add_hooks(app, Hooks(engine, desks, clock, TimeOrderedIds(clock), behind.wake))
        with rounds(engine, clock), behind.running():
            serve(app, listening, certificate, told)
    finally:
        engine.dispose()
    return 0


def _add_pages(app: "FastAPI", services: "Services", engine: Engine, address: str | None) -> None:
    """The pages for patients, where they have an address."""
    from app.central.public.links import remember_address  # noqa: PLC0415 - only to serve
    from app.central.public.routes import add_public  # noqa: PLC0415 - only to serve

    if address:
        add_public(app, engine, services.tokens, services.clock, TimeOrderedIds(services.clock), address)
    else:
        remember_address(engine, "")


def _unit(arguments: argparse.Namespace, folder: ServerFolder) -> int:
    with _Enrolling(arguments, folder) as enrolment:
        enrolment.put_unit(arguments.cnes, arguments.name, arguments.kind)
    _print(arguments, {"cnes": arguments.cnes, "name": arguments.name, "kind": arguments.kind})
    return 0


def _code(arguments: argparse.Namespace, folder: ServerFolder) -> int:
    with _Enrolling(arguments, folder) as enrolment:
        code = enrolment.make_code(arguments.unit, arguments.name)
    last = folder.last_start()
    if last is None:
        own = certificates.own(folder.path, SystemClock(), certificates.usual_names())
        last = LastStart(f"https://{socket.gethostname()}:{PORT}", own.fingerprint, "")
    _print(arguments, {"code": code, "address": last.address, "fingerprint": last.fingerprint})
    return 0


def _suspend(arguments: argparse.Namespace, folder: ServerFolder) -> int:
    with _Enrolling(arguments, folder) as enrolment:
        enrolment.suspend(arguments.station)
    _print(arguments, {"station": arguments.station, "status": "suspended"})
    return 0


def _admit(arguments: argparse.Namespace, folder: ServerFolder) -> int:
    with _Enrolling(arguments, folder) as enrolment:
        enrolment.let_in_again(arguments.station)
    _print(arguments, {"station": arguments.station, "status": "active"})
    return 0


class _Enrolling:
    """The enrolment service on the folder's database, as long as a sub-command lasts."""

    def __init__(self, arguments: argparse.Namespace, folder: ServerFolder) -> None:
        self._engine, _ = _database(arguments, folder)

    def __enter__(self) -> Enrolment:
        clock = SystemClock()
        return Enrolment(self._engine, clock, TimeOrderedIds(clock))

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()


def _database(arguments: argparse.Namespace, folder: ServerFolder) -> tuple[Engine, str]:
    url = folder.database(arguments.database)
    return open_database(url), without_password(url)


def _certificate(arguments: argparse.Namespace, folder: ServerFolder) -> Certificate:
    if (arguments.certificate is None) != (arguments.key is None):
        raise KnownError("central.certificate_needs_key")
    if arguments.certificate is not None:
        return certificates.given(arguments.certificate, arguments.key)
    host = () if arguments.host in ("0.0.0.0", "::") else (arguments.host,)
    names = dict.fromkeys((*certificates.usual_names(), *host))
    return certificates.own(folder.path, SystemClock(), tuple(names))


def _called(host: str) -> str:
    if host in ("0.0.0.0", "::"):
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def _print(arguments: argparse.Namespace, shown: dict[str, str]) -> None:
    if arguments.json:
        print(json.dumps(shown, ensure_ascii=False), flush=True)
        return
    width = max(len(name) for name in shown)
    for name, value in shown.items():
        # In groups, so that two people can compare it aloud; the window takes these very lines when they are pasted.
        told = " ".join(in_groups(value)) if name == "fingerprint" else value
        print(f"{name:<{width}}  {told}", flush=True)
