"""A station copied to a second computer: two programs go on with one change log. What the server does about it."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlalchemy import select

from app.bootstrap import open_station
from app.central.database import open_database
from app.central.enrolment import Enrolment
from app.central.tables import event, rejected
from app.commands.campaigns.certificate import told_by
from app.commands.campaigns.deeds import deeds
from app.commands.campaigns.home import PORTS, Home
from app.commands.campaigns.plan import Outcome
from app.commands.campaigns.processes import Served, free_ports, until
from app.commands.campaigns.two_judge import Copied, Server, judge_copied
from app.demo.unit import DEMO_PROFILE
from app.kernel.actor import PROGRAM
from app.kernel.clock import SystemClock
from app.kernel.errors import BugError
from app.kernel.ids import TimeOrderedIds
from app.store.tables import change_log
from app.sync.enrolling import EnrollingService

_DEEDS: Final = 10


def push_both(folder: Path, home: Home, copy_it: Callable[[], object], copy: Home, seed: int) -> Outcome:
    """Join, copy, write at both, push from both; nothing that a person wrote may vanish without a word."""
    found, clock = Outcome(), SystemClock()
    database = f"sqlite:///{folder / 'copied-central.db'}"
    server = open_database(database)
    enrolment = Enrolment(server, clock, TimeOrderedIds(clock))
    enrolment.put_unit(DEMO_PROFILE.cnes, DEMO_PROFILE.unit_name, "primary_care")
    code, (port,) = enrolment.make_code(DEMO_PROFILE.cnes, "Sala 1"), free_ports(1)
    where = ("--folder", str(folder / "copied-server"), "--database", database, "--host", "127.0.0.1")
    central = Served("central", ("central", *where, "--port", str(port), "--json"), folder / "copied-central.log")
    central.start()
    try:
        if not until(lambda: '"started"' in central.said()):
            raise BugError(f"the server did not start: {central.said()[-400:]}")
        _join(home, f"https://127.0.0.1:{port}", code, central)
        copy_it()
        seen = [_work_and_push(home, seed, "original"), _work_and_push(copy, seed + 1, "copy")]
        with server.connect() as connection:
            there = set(connection.execute(select(event.c.id)).scalars())
            at_server = Server(there, set(connection.execute(select(rejected.c.event_id)).scalars()))
        for one in seen:
            judge_copied(one, at_server, found)
    finally:
        central.stop()
        server.dispose()
    return found


def _join(home: Home, address: str, code: str, central: Served) -> None:
    fingerprint = central.said().split('"fingerprint": "')[1][:64]
    store = home.opened()
    EnrollingService(store).enrol(PROGRAM, address, code, fingerprint)
    store.close()
    station = open_station(home.folders, home.key, PORTS)
    told_by(station)
    station.close()


def _work_and_push(home: Home, seed: int, name: str) -> Copied:
    station = open_station(home.folders, home.key, PORTS)
    try:
        work = deeds(station, home, random.Random(seed))
        for _ in range(_DEEDS):
            next(work)
        told = told_by(station)
        counts = station.sync.status().counts
    finally:
        station.close()
    store = home.opened()
    try:
        with store.read() as connection:
            own = set(connection.execute(select(change_log.c.id)).scalars())
    finally:
        store.close()
    return Copied(name, own, told, counts.pending, counts.rejected)
