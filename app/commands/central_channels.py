"""`central channel`: what the server must know of a unit's channel to check its provider's calls.

Secrets are read from files, never from the command line, where others could read them.
"""

import argparse
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from app.central.folder import ServerFolder
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.kernel.ids import TimeOrderedIds
from app.security.roles import Role
from app.security.session import Session, Status

Sub = Callable[..., argparse.ArgumentParser]


def add_channels(actions: "argparse._SubParsersAction[argparse.ArgumentParser]", sub: Sub) -> None:
    """Declare it; `sub` makes a parser with what all have in common."""
    parser = sub(actions, "channel", "set up a unit's channel at the server, so that its provider may call back")
    parser.add_argument("channel", help="its code, as whatsapp_cloud or sms_twilio")
    parser.add_argument("--unit", required=True, metavar="CNES")
    parser.add_argument("--setting", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--secret-file", action="append", default=[], metavar="NAME=FILE", help="a file with a secret")
    parser.add_argument("--active", action="store_true", help="the server's workers may send by it")
    parser.set_defaults(action=_channel)


def _channel(arguments: argparse.Namespace, folder: ServerFolder) -> int:
    # The other sub-commands answer in half the time without them.
    from app.central.database import open_database  # noqa: PLC0415 - not for --help
    from app.central.desks import Desks  # noqa: PLC0415 - not for --help

    settings = dict(_pair(one) for one in arguments.setting)
    secrets = {name: _read(file) for name, file in map(_pair, arguments.secret_file)}
    engine, clock = open_database(folder.database(arguments.database)), SystemClock()
    desks = Desks(engine, clock, TimeOrderedIds(clock), folder.path)
    try:
        desk = desks.make(arguments.unit)
        setup = desk.reminders.channels.save(
            administrator(clock), arguments.channel, settings, secrets, active=arguments.active
        )
    finally:
        desks.close()
        engine.dispose()
    shown = {
        "unit": arguments.unit,
        "channel": arguments.channel,
        "path": f"/hooks/{arguments.channel}/{arguments.unit}",
        "secrets": ", ".join(sorted(setup.kept)),
    }
    _print(arguments, shown)
    return 0


def administrator(clock: SystemClock) -> Session:
    """Whoever may give commands at the server."""
    return Session("central", "central", "central", Role.ADMINISTRATOR, Status.ACTIVE, "en", clock.now())


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise KnownError("central.bad_pair", value=text[:40])
    return name, value


def _read(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise KnownError("central.no_secret_file", path=file, reason=type(error).__name__) from error


def _print(arguments: argparse.Namespace, shown: dict[str, str]) -> None:
    lines: Iterable[str] = (f"{name:<8}  {value}" for name, value in shown.items())
    print(json.dumps(shown, ensure_ascii=False) if arguments.json else "\n".join(lines))
