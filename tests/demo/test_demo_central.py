"""The demo's own central server is a real one: its station joins with a code, and every round after that is real."""

import random
import signal
import socket
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Connection, Engine, Table, select

from app.central.database import open_database, writing
from app.central.journal import MOST_EVENTS, Journal
from app.central.tables import event as event_table
from app.central.tables import guard_head, scope, station_origin
from app.demo.central import demo_central, lay_down
from app.demo.unit import DEMO_PROFILE
from app.kernel.clock import FakeClock, SystemClock
from app.kernel.ids import TimeOrderedIds
from app.store.store import Store
from app.store.tables import change_log
from app.sync import ledger
from app.sync.enrolling import EnrollingService
from app.sync.events import Event
from app.sync.round import Round
from tests.central.writer import HERE
from tests.house.tree import ROOT
from tests.sync.simulation import Deeds

_SERVING = """
import sys, time
from pathlib import Path
from app.demo.central import demo_central
from app.kernel.clock import SystemClock
from app.kernel.ids import TimeOrderedIds
clock = SystemClock()
with demo_central(Path(sys.argv[1]), clock, TimeOrderedIds(clock)) as one:
    print(one.address, flush=True)
    time.sleep(600)
"""


@dataclass
class _Nurse(Deeds):
    number: int
    source: random.Random
    store: Store


@pytest.fixture
def nurse(store: Store) -> _Nurse:
    """Who has written for some time, before anybody thought of a network."""
    one = _Nurse(1, random.Random(5), store)
    for _ in range(60):
        one.act()
    return one


def _history(connection: Connection) -> list[tuple[object, ...]]:
    columns = [change_log.c[name] for name in Event.__dataclass_fields__]
    return [tuple(row) for row in connection.execute(select(*columns).order_by(change_log.c.sequence))]


def _rows(engine: Engine, table: Table) -> list[tuple[object, ...]]:
    columns = [one for one in table.c if one.name != "received_at"]
    with engine.connect() as connection:
        return sorted((tuple(row) for row in connection.execute(select(*columns))), key=repr)


def test_a_history_that_is_laid_down_is_what_the_journal_would_have_decided(nurse: _Nurse, tmp_path: Path) -> None:
    with nurse.store.read() as connection:
        history = _history(connection)
    decided, laid = (open_database(f"sqlite:///{tmp_path / name}.db") for name in ("decided", "laid"))
    for engine in (decided, laid):
        with engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO unit VALUES ('1111111', 'UBS', 'primary_care')")
            connection.exec_driver_sql(
                "INSERT INTO station (id, unit, name, public_key, status, enrolled_at)"
                f" VALUES ('{HERE.station_id}', '1111111', 'x', 'k', 'active', '2026')"
            )
    raw = [dict(zip(Event.__dataclass_fields__, one, strict=True)) for one in history]
    for start in range(0, len(raw), MOST_EVENTS):
        Journal(decided, FakeClock()).push(HERE, raw[start : start + MOST_EVENTS])
    with writing(laid).begin() as connection:
        lay_down(connection, history, HERE)
    for table in (event_table, guard_head, scope, station_origin):
        assert _rows(laid, table) == _rows(decided, table), table.name
        assert _rows(laid, table), table.name
    decided.dispose()
    laid.dispose()


def test_the_station_joins_with_a_code_and_syncs_for_real_afterwards(nurse: _Nurse, tmp_path: Path) -> None:
    store, clock = nurse.store, SystemClock()
    with demo_central(tmp_path / "central", clock, TimeOrderedIds(clock)) as central:
        laid = central.take_in(store, DEMO_PROFILE)
        assert laid == len(nurse.events())
        assert nurse.counts() == ledger.SyncCounts(0, 0, 0, 0, 0, None)
        joined = EnrollingService(store).current()
        assert joined is not None
        assert (joined.address, joined.fingerprint, joined.unit) == (
            central.address,
            central.fingerprint,
            DEMO_PROFILE.cnes,
        )
        for _ in range(20):
            nurse.act()
        assert nurse.counts().pending > 0
        with closing(EnrollingService(store).open_line()) as line:
            Round(store, line).run()
        assert nurse.counts().synchronised
    engine = open_database(f"sqlite:///{tmp_path / 'central' / 'central.db'}")
    with engine.connect() as connection:
        assert set(connection.execute(select(event_table.c.id)).scalars()) == set(nurse.events())
    engine.dispose()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_nothing_listens_any_more_once_the_demo_was_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _SERVING, str(tmp_path / "central")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = urlsplit(process.stdout.readline().strip())
        where = (str(found.hostname), int(found.port or 0))
        socket.create_connection(where, timeout=10).close()
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=60)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(where, timeout=10)
