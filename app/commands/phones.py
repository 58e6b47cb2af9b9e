"""`phones`: the gateway of telephones as a process. It has no store: it finds the router by its file in the folder."""

import argparse
import json
import logging
import signal
import threading
from pathlib import Path

from app.kernel import parent
from app.kernel.clock import SystemClock
from app.kernel.folders import station_folders
from app.phones.started import PORT, Started

_logger = logging.getLogger(__name__)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "phones",
        description="Pages for telephones over HTTPS, as receivers of the alarms of this station's router. A phone is "
        "opened once, with the one-time code that the station shows.",
    )
    parser.add_argument("--host", default="0.0.0.0", help="address to listen at (default %(default)s)")
    parser.add_argument("--port", type=int, default=PORT, help="0: any free one (default %(default)s)")
    parser.add_argument("--name", action="append", default=[], help="how phones call this machine besides (repeatable)")
    parser.add_argument("--certificate", type=Path, help="PEM file (default: one that the gateway makes for itself)")
    parser.add_argument("--key", type=Path, help="PEM file of its private key, where the certificate's has it not")
    parser.add_argument("--json", action="store_true", help="answers as JSON")
    parent.add_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT."""
    # Only to serve: `main.py phones --help` answers without them.
    from app.central.certificate import usual_names  # noqa: PLC0415 - only to serve
    from app.phones.serving import certificate_of, serve_phones  # noqa: PLC0415 - only to serve
    from app.support.process import begin_process  # noqa: PLC0415 - only to serve

    clock, folders = SystemClock(), station_folders()
    home = folders.home
    begin_process("phones", home, clock)
    if arguments.with_parent:
        _with_parent(arguments)
    given = None
    if arguments.certificate is not None:
        given = arguments.certificate, arguments.key or arguments.certificate
    host = () if arguments.host in ("0.0.0.0", "::") else (arguments.host,)
    names = tuple(dict.fromkeys((*usual_names(), *host, *arguments.name)))
    certificate = certificate_of(home, clock, given, names)

    def told(started: Started) -> None:
        _print(arguments, {"address": started.address, "fingerprint": started.fingerprint})
        _logger.info("started", extra={"address": started.address})

    serve_phones(home, clock, certificate, (arguments.host, arguments.port), told)
    return 0


def _with_parent(arguments: argparse.Namespace) -> None:
    """Where it was asked for: end, in order, with whoever started this process."""
    stop = threading.Event()
    parent.end_with_parent(arguments, stop)

    def waited() -> None:
        stop.wait()
        signal.raise_signal(signal.SIGTERM)

    threading.Thread(target=waited, name="end with parent", daemon=True).start()


def _print(arguments: argparse.Namespace, shown: dict[str, str]) -> None:
    if arguments.json:
        print(json.dumps(shown), flush=True)
        return
    for name, value in shown.items():
        print(f"{name:<11}  {value}", flush=True)
