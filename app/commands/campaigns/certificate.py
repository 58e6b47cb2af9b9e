"""`campaign certificate`: one that has expired, or was replaced. It is said which; whoever works goes on meanwhile.

Stations know their server by its fingerprint, so that dates cut nobody off; devices and telephones go by the dates, and
an expired certificate for them is refused where it is chosen.
"""

import contextlib
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from app.bootstrap import open_station
from app.central.certificate import Certificate, Kind, own
from app.central.database import open_database
from app.central.enrolment import Enrolment
from app.central.tables import event
from app.commands.campaigns.deeds import deeds
from app.commands.campaigns.home import PORTS, Home, make_home
from app.commands.campaigns.plan import Outcome, Plan
from app.commands.campaigns.processes import Served, free_ports, until
from app.demo.unit import DEMO_PROFILE
from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock, SystemClock
from app.kernel.errors import BugError, KnownError
from app.kernel.ids import TimeOrderedIds
from app.router.settings import RouterSettings, RouterSettingsService
from app.security.roles import Role
from app.station import Station
from app.sync.enrolling import EnrollingService
from app.ward.node.settings import NodeSettings, NodeSettingsService

_LONG_AGO: Final = datetime(2001, 1, 1, tzinfo=UTC)
_DEEDS: Final = 12


def run(plan: Plan) -> Outcome:
    """The server's, then those that go by their dates."""
    found = Outcome()
    home = make_home(plan.folder / "station", plan.seed, women=2)
    _of_the_server(plan, home, found)
    _of_devices(plan.folder, home, found)
    return found


def expired(folder: Path) -> Certificate:
    """A certificate whose time was over long ago."""
    names = ("127.0.0.1", "localhost")
    return own(folder, FakeClock(_LONG_AGO), names, Kind("expired", timedelta(days=30)))


def _of_the_server(plan: Plan, home: Home, found: Outcome) -> None:
    old, new = expired(plan.folder / "certificates"), own(plan.folder / "certificates", SystemClock())
    database = f"sqlite:///{plan.folder / 'central.db'}"
    server, clock = open_database(database), SystemClock()
    enrolment = Enrolment(server, clock, TimeOrderedIds(clock))
    enrolment.put_unit(DEMO_PROFILE.cnes, DEMO_PROFILE.unit_name, "primary_care")
    code, (port,) = enrolment.make_code(DEMO_PROFILE.cnes, "Sala 1"), free_ports(1)
    try:
        with _central(plan, database, port, old) as address:
            store = home.opened()
            EnrollingService(store).enrol(PROGRAM, address, code, old.fingerprint)
            store.close()
            station = open_station(home.folders, home.key, PORTS)
            told = told_by(station)
            found.promise(told == "", f"an expired certificate that is pinned cut the station off: {told}")
        work = deeds(station, home, random.Random(plan.seed))
        for name, certificate, expected in (
            ("another_certificate", new, "sync.wrong_certificate"),
            ("server_gone", None, "sync.unreachable"),
            ("the_right_one_again", old, ""),
        ):
            with _central(plan, database, port, certificate) if certificate else contextlib.nullcontext():
                written = [next(work) for _ in range(_DEEDS)]
                told = told_by(station)
            found.figures[name] = told or "synchronised"
            found.promise(told == expected, f"{name}: told {told!r}, not {expected!r}")
            found.promise(len(written) == _DEEDS, f"{name}: nobody could work")
        with server.connect() as connection:
            there = connection.execute(select(func.count()).select_from(event)).scalar_one()
        pending = station.sync.status().counts.pending
        found.figures |= {"written_meanwhile": 3 * _DEEDS, "events_at_the_server": there}
        found.promise(pending == 0 and there >= 3 * _DEEDS, f"{pending} events never came to the server")
        station.close()
    finally:
        server.dispose()


def told_by(station: Station) -> str:
    """The code of what a round of sync is refused with, "" where it went well."""
    try:
        station.sync.run_round()
    except KnownError as refused:
        return refused.code
    failure = station.sync.status().failure
    return failure.code if failure is not None else ""


@contextlib.contextmanager
def _central(plan: Plan, database: str, port: int, certificate: Certificate) -> Iterator[str]:
    """The real server with this certificate, at this port; its address."""
    shown = ("--certificate", str(certificate.certificate), "--key", str(certificate.key))
    where = ("--folder", str(plan.folder / "server"), "--database", database, "--host", "127.0.0.1")
    log = plan.folder / f"central-{certificate.fingerprint[:6]}-{len(list(plan.folder.glob('central-*')))}.log"
    served = Served("central", ("central", *where, "--port", str(port), *shown, "--json"), log)
    served.start()
    try:
        if not until(lambda: '"started"' in served.said()):
            raise BugError(f"the server did not start: {served.said()[-400:]}")
        told = next(json.loads(line) for line in served.said().splitlines() if '"fingerprint"' in line)
        yield str(told["address"])
    finally:
        served.stop()


def _of_devices(folder: Path, home: Home, found: Outcome) -> None:
    """What devices and telephones would turn away is refused where somebody chooses it."""
    old, administrator = expired(folder / "certificates"), home.staff[Role.ADMINISTRATOR]
    shown, key = str(old.certificate.absolute()), str(old.key.absolute())
    node, router = NodeSettings(certificate=shown, certificate_key=key), RouterSettings(certificate=shown)
    router = replace(router, certificate_key=key)
    store = home.opened()
    try:
        chosen: dict[str, Callable[[], None]] = {
            "devices": lambda: NodeSettingsService(store).change(administrator, node),
            "telephones": lambda: RouterSettingsService(store).change(administrator, router),
        }
        for name, choose in chosen.items():
            told = "taken"
            try:
                choose()
            except KnownError as refused:
                told = refused.code
            found.figures[f"expired_for_{name}"] = told
            found.promise(told == "ward.certificate_expired", f"an expired certificate for {name}: {told}")
    finally:
        store.close()
