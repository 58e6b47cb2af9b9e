"""`campaign certificate`: one that has expired, or was replaced. It is said which; whoever works goes on meanwhile.

Stations know their server by its fingerprint, so that dates cut nobody off; devices and telephones go by the dates, and
an expired certificate for them is refused where it is chosen.
"""

import contextlib
import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select

from app.bootstrap import open_station
from app.central.certificate import Certificate, Kind, own
from app.central.database import open_database
from app.central.enrolment import Enrolment
from app.central.tables import event
from app.commands.campaigns.certificate_judge import TURNS, Chosen, Served, Turn, judge_chosen, judge_served
from app.commands.campaigns.deeds import deeds
from app.commands.campaigns.home import PORTS, Home, make_home
from app.commands.campaigns.plan import Outcome, Plan
from app.commands.campaigns.processes import Served as Process
from app.commands.campaigns.processes import free_ports, until
from app.demo.unit import DEMO_PROFILE
from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock, SystemClock
from app.kernel.errors import BugError, KnownError
from app.kernel.ids import TimeOrderedIds
from app.router.settings import RouterSettings, RouterSettingsService
from app.security.roles import Role
from app.station import Station
from app.store.tables import change_log
from app.sync.enrolling import EnrollingService
from app.ward.node.settings import NodeSettings, NodeSettingsService

_LONG_AGO: Final = datetime(2001, 1, 1, tzinfo=UTC)
_DEEDS: Final = 12


def run(plan: Plan) -> Outcome:
    """The server's, then those that go by their dates."""
    found = Outcome()
    home = make_home(plan.folder / "station", plan.seed, women=2)
    judge_served(_of_the_server(plan, home), found)
    for chosen in _of_devices(plan.folder, home):
        judge_chosen(chosen, found)
    return found


def expired(folder: Path) -> Certificate:
    """A certificate whose time was over long ago."""
    names = ("127.0.0.1", "localhost")
    return own(folder, FakeClock(_LONG_AGO), names, Kind("expired", timedelta(days=30)))


def _of_the_server(plan: Plan, home: Home) -> Served:
    old, new = expired(plan.folder / "certificates"), own(plan.folder / "certificates", SystemClock())
    database = f"sqlite:///{plan.folder / 'central.db'}"
    server, clock, seen = open_database(database), SystemClock(), Served()
    enrolment = Enrolment(server, clock, TimeOrderedIds(clock))
    enrolment.put_unit(DEMO_PROFILE.cnes, DEMO_PROFILE.unit_name, "primary_care")
    code, (port,) = enrolment.make_code(DEMO_PROFILE.cnes, "Sala 1"), free_ports(1)
    try:
        with _central(plan, database, port, old) as address:
            store = home.opened()
            EnrollingService(store).enrol(PROGRAM, address, code, old.fingerprint)
            store.close()
            station = open_station(home.folders, home.key, PORTS)
            worker = _Worker(station, home, plan.seed)
            (name, _), *others = TURNS
            seen.turns.append(worker.turn(name))
        for (name, _), certificate in zip(others, (new, None, old), strict=True):
            with _central(plan, database, port, certificate) if certificate else contextlib.nullcontext():
                seen.turns.append(worker.turn(name))
        seen.pending, seen.here = station.sync.status().counts.pending, worker.events()
        with server.connect() as connection:
            seen.there = frozenset(connection.execute(select(event.c.id)).scalars())
        station.close()
    finally:
        server.dispose()
    return seen


class _Worker:
    """Who works at the station through all turns."""

    def __init__(self, station: Station, home: Home, seed: int) -> None:
        self._station, self._home, self._chance = station, home, random.Random(seed)
        self._work = deeds(station, home, self._chance)

    def turn(self, name: str) -> Turn:
        """So many deeds, then a round of sync."""
        refused = [self._deed() for _ in range(_DEEDS)]
        return Turn(name, told_by(self._station), refused, len(self.events()))

    def events(self) -> frozenset[str]:
        """All that the station has written so far."""
        store = self._home.opened()
        try:
            with store.read() as connection:
                return frozenset(connection.execute(select(change_log.c.id)).scalars())
        finally:
            store.close()

    def _deed(self) -> str:
        try:
            next(self._work)
        except KnownError as refused:
            # A generator that has raised is over.
            self._work = deeds(self._station, self._home, self._chance)
            return refused.code
        return ""


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
    served = Process("central", ("central", *where, "--port", str(port), *shown, "--json"), log)
    served.start()
    try:
        if not until(lambda: '"started"' in served.said()):
            raise BugError(f"the server did not start: {served.said()[-400:]}")
        told = next(json.loads(line) for line in served.said().splitlines() if '"fingerprint"' in line)
        yield str(told["address"])
    finally:
        served.stop()


def _of_devices(folder: Path, home: Home) -> Iterator[Chosen]:
    """What devices and telephones would turn away is refused where somebody chooses it."""
    old, administrator = expired(folder / "certificates"), home.staff[Role.ADMINISTRATOR]
    shown, key = str(old.certificate.absolute()), str(old.key.absolute())
    store = home.opened()
    try:
        node, router = NodeSettingsService(store), RouterSettingsService(store)
        wanted = NodeSettings(certificate=shown, certificate_key=key)
        told = _refusal(lambda: node.change(administrator, wanted))
        yield Chosen("devices", told, node.settings(administrator).certificate)
        pages = RouterSettings(certificate=shown, certificate_key=key)
        told = _refusal(lambda: router.change(administrator, pages))
        yield Chosen("telephones", told, router.settings(administrator).certificate)
    finally:
        store.close()


def _refusal(choose: Callable[[], None]) -> str:
    try:
        choose()
    except KnownError as refused:
        return refused.code
    return "taken"
