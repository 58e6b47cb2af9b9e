"""Plantão's one program: `main.py` opens the station, `main.py COMMAND --help` tells of each command.

Exit status: 0 done, 1 refused with a message, 2 wrong usage. Each command is one file in `app/commands` (or
`ui/commands` where it needs the window's side) and is imported only when it is asked for.
"""

import argparse
import importlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, cast

_CALLED: Final = "plantao" if getattr(sys, "frozen", False) else "main.py"
_BUNDLE: Final = ".plantao"
"""How a file between stations ends (`app.sync.bundles.format`, which is not loaded for this)."""


@dataclass(frozen=True)
class Command:
    """Where a command lives and what it does, in one line."""

    name: str
    module: str
    summary: str


COMMANDS = (
    Command("demo", "ui.commands.demo", "open a throw-away station with synthetic data, or picture its screens"),
    Command("practice", "ui.commands.practice", "learn with invented people; no real station can be reached from it"),
    Command("classify", "app.commands.classify", "gestational risk of one form or many; needs no store"),
    Command("agent", "app.commands.agent", "the station's background work without a window"),
    Command("central", "app.commands.central", "the network's server; its units, one-time codes and stations"),
    Command("node", "app.commands.node", "the ward without a window: devices in, alarms decided, windows told"),
    Command("router", "app.commands.router", "carries the ward's alarms to people, until somebody is at the bed"),
    Command("neighbour", "app.commands.neighbour", "other routers that this one works with, joined by a one-time code"),
    Command("machines", "ui.commands.machines", "machines that get alarms: services, relays, slips, alarm managers"),
    Command("phones", "app.commands.phones", "pages for telephones: alarms of the router, answered over HTTPS"),
    Command("receiver", "ui.commands.receiver", "alarms of the ward to whoever signs in at this workstation"),
    Command("simulate", "app.commands.simulate", "a ward that does not exist, sent over HL7 or datagrams"),
    Command("backup", "app.commands.backup", "copy the encrypted store and check the copy"),
    Command("restore", "app.commands.restore", "put a checked backup in the place of the store"),
    Command("export-person", "ui.commands.export_person", "all that is held of one person: PDF, FHIR R4 and every row"),
    Command("erase-person", "app.commands.erase_person", "one asks, another confirms: erase, seal what the law keeps"),
    Command("verify-audit", "app.commands.verify_audit", "walk the audit chain; name the first row that does not fit"),
    Command("set-up", "app.commands.set_up", "make a station as a policy file says, with nobody at the screen"),
    Command("doctor", "ui.commands.doctor", "what this station has and lacks"),
    Command("bench", "app.commands.bench", "figures, each beside what it is compared with"),
    Command("campaign", "app.commands.campaign", "break things on purpose, and print what was kept"),
)


class CommandModule(Protocol):
    """What each command's module offers."""

    def add_parser(self, subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> object:
        """Declare the command with its options and operands."""
        ...

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; the exit status."""
        ...


def main(argv: Sequence[str]) -> int:
    """Run one command, or open the station where none is named."""
    name = argv[0] if argv else None
    command = next((known for known in COMMANDS if known.name == name), None)
    if command is None:
        return _without_command(argv)
    module = cast(CommandModule, importlib.import_module(command.module))
    parser = argparse.ArgumentParser(prog=_CALLED)
    module.add_parser(parser.add_subparsers())
    return _run_reporting_refusals(module, parser.parse_args(argv))


def _without_command(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog=_CALLED,
        description="Plantão, the open desktop station for clinics. Without a command it opens the station.",
        epilog="\n".join(f"  {command.name:<14}{command.summary}" for command in COMMANDS),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "bundle",
        nargs="?",
        type=_bundle,
        metavar="COMMAND | FILE.plantao",
        help="one of the commands below; or a file from another station: it opens once somebody has signed in",
    )
    parser.add_argument("--kiosk", action="store_true", help="open as a ward's central station, on the whole screen")
    parser.add_argument(
        "--policy", type=Path, metavar="FILE", help="what the administration decided, instead of the machine's own file"
    )
    arguments = parser.parse_args(argv)
    from ui.commands import station  # noqa: PLC0415 - Qt is imported only when a window is wanted

    return station.run(arguments)


def _bundle(text: str) -> Path:
    """A file on the command line, as a desktop names it when it is clicked; a command would have been found before."""
    if not text.endswith(_BUNDLE):
        raise argparse.ArgumentTypeError(f"no command is called {text!r}, and no file for this program ends so")
    path = Path(text).absolute()
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text!r}")
    return path


def _run_reporting_refusals(module: CommandModule, arguments: argparse.Namespace) -> int:
    from app.kernel.errors import KnownError  # noqa: PLC0415

    try:
        return module.run(arguments)
    except KnownError as error:
        _report(error.code, error.values, as_json=getattr(arguments, "json", False))
        return 1
    except BrokenPipeError:
        # The reader of our output has gone (`… | head`): nothing is left to say, and Python must not try at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


def _report(code: str, values: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"error": {"code": code, **values}}, default=str, ensure_ascii=False))
        return
    from ui.texts import error_text  # noqa: PLC0415

    print(error_text(code, values), file=sys.stderr)


if __name__ == "__main__":
    # Whatever a process of the program makes is for its own account alone; its children inherit it.
    os.umask(0o077)
    if getattr(sys, "frozen", False):
        import multiprocessing

        # A child of the campaigns and benches begins as the installed program, and is told here what it is.
        multiprocessing.freeze_support()
    from app.support.process import keep_values_unsaid

    keep_values_unsaid()
    sys.exit(main(sys.argv[1:]))
