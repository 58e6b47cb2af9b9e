"""`central stations`, `central version`: how the stations are, and which version of the program they are told of."""

import argparse
import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Final

from app.central.database import open_database
from app.central.enrolment import Enrolment
from app.central.folder import ServerFolder
from app.central.health import Health, StationState
from app.central.offers import Offers
from app.fleet.versions import Offer
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.kernel.ids import TimeOrderedIds
from app.policy.model import CHANNELS

AddSub = Callable[["argparse._SubParsersAction[argparse.ArgumentParser]", str, str], argparse.ArgumentParser]
_BLOCK: Final = 1024 * 1024
_WORDS: Final = {
    "silent": "silent",
    "clock": "wrong clock",
    "disk": "little disk",
    "pending": "records have waited long",
    "refused": "records were refused",
    "backup": "old backup",
    "disagreements": "disagreements",
    "old_version": "older version",
    "never_reported": "has not reported",
}


def add_fleet(actions: "argparse._SubParsersAction[argparse.ArgumentParser]", sub: AddSub) -> None:
    """Declare the sub-commands; `sub` makes one."""
    summary = "list units and stations with what each last said of itself; what asks for a look comes first"
    sub(actions, "stations", summary).set_defaults(action=_stations)
    version = sub(
        actions, "version", "show, put out or withdraw the version that stations tell their administrators of"
    )
    version.add_argument("--channel", choices=CHANNELS, default=CHANNELS[0], help="default: %(default)s")
    what = version.add_mutually_exclusive_group()
    what.add_argument("--offer", metavar="VERSION", help="put one out, such as 1.4.0; no station takes it by itself")
    what.add_argument("--withdraw", action="store_true", help="offer nothing any more")
    version.add_argument("--note", type=Path, metavar="FILE", help="what is new, in plain text (UTF-8)")
    version.add_argument(
        "--package", type=Path, action="append", default=[], metavar="FILE", help="its SHA-256 is shown at stations"
    )
    version.add_argument(
        "--sha256", action="append", default=[], metavar="NAME=HEX", help="of a package that does not lie here"
    )
    version.set_defaults(action=_version)


def _stations(arguments: argparse.Namespace, folder: ServerFolder) -> int:
    clock, engine = SystemClock(), open_database(folder.database(arguments.database))
    try:
        units = Enrolment(engine, clock, TimeOrderedIds(clock)).units()
        stations = Health(engine, clock).stations()
    finally:
        engine.dispose()
    if arguments.json:
        told = [{**one.told(), "concerns": list(one.concerns)} for one in stations]
        print(json.dumps({"units": units, "stations": told}, ensure_ascii=False))
        return 0
    now = clock.now()
    for one in stations:
        if one.concerns:
            print(f"LOOK  {one.id}  {one.unit_name} / {one.name}: {', '.join(_WORDS[name] for name in one.concerns)}")
    for each in units:
        print(f"{each['cnes']}  {each['name']}  ({each['kind']})")
        for one in sorted(stations, key=lambda one: one.name):
            if one.unit == each["cnes"]:
                print(f"    {one.id}  {one.status:<9}  {one.name}  {one.last_contact or '-'}{_said(one, now)}")
    return 0


def _said(one: StationState, now: datetime) -> str:
    if one.report is None:
        return ""
    report = one.report.by(now)
    waits = "" if report.oldest_pending is None else f" for {_hours(report.oldest_pending)}"
    backup = "never" if report.backup_age is None else _hours(report.backup_age)
    disk = "-" if report.disk_free is None else f"{report.disk_free / 1e9:.1f} GB"
    return (
        f"\n        {report.version} ({report.system}, format {report.store_format})  to send {report.pending}{waits}"
        f"  disk {disk}  backup {backup}  clock {report.clock_ahead:+d} s  store {report.store_size / 1e6:.1f} MB"
    )


def _hours(seconds: int) -> str:
    return f"{seconds / 3600:.1f} h"


def _version(arguments: argparse.Namespace, folder: ServerFolder) -> int:
    packages = {
        **dict(_named(text) for text in arguments.sha256),
        **{one.name: _digest(one) for one in arguments.package},
    }
    note = _note(arguments.note) if arguments.note else ""
    if not arguments.offer and (packages or note):
        raise KnownError("central.bad_version", value="-")
    engine = open_database(folder.database(arguments.database))
    try:
        offers = Offers(engine, SystemClock())
        if arguments.offer:
            offers.put_out(arguments.channel, arguments.offer, note, packages)
        elif arguments.withdraw:
            offers.withdraw(arguments.channel)
        found = offers.list()
    finally:
        engine.dispose()
    if arguments.json:
        print(json.dumps({channel: asdict(one) for channel, one in found.items()}, ensure_ascii=False))
        return 0
    for channel in CHANNELS:
        for line in _lines(channel, found.get(channel)):
            print(line)
    return 0


def _lines(channel: str, offer: Offer | None) -> list[str]:
    if offer is None:
        return [f"{channel:<8}  nothing is offered"]
    packages = [f"          {digest}  {name}" for name, digest in sorted(offer.packages.items())]
    note = [f"          {line}" for line in offer.note.splitlines()]
    return [f"{channel:<8}  {offer.version}  since {offer.offered_at}", *packages, *note]


def _note(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnownError("central.cannot_read", path=str(path), reason=type(error).__name__) from None


def _named(text: str) -> tuple[str, str]:
    name, _, digest = text.partition("=")
    return name, digest.lower()


def _digest(path: Path) -> str:
    """In pieces: a package is large."""
    taken = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(_BLOCK):
                taken.update(piece)
    except OSError as error:
        raise KnownError("central.cannot_read", path=str(path), reason=type(error).__name__) from None
    return taken.hexdigest()
