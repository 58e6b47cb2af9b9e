"""Workers send for the units whose sending the server has; of two that run, each message goes out once."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from app.central.desks import Desk, Desks
from app.central.tables import event
from app.central.working import Working
from app.kernel.actor import PROGRAM
from app.kernel.clock import SystemClock
from app.kernel.ids import TimeOrderedIds
from app.reminders.crew import Crew
from app.reminders.outbox.model import Planned, Priority
from app.reminders.outbox.planning import plan
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.tables import consent, message, person, template_version
from tests.reminders.conftest import CONTENT, VERSION
from tests.store.rows import person_row

UNIT = "1111111"
_LONGEST = 60.0


class Gateway(ThreadingHTTPServer):
    """Takes messages and keeps their ids."""

    taken: list[str]


class _Taking(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.taken.append(body["id"])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """An SMS provider on this machine."""
    server = Gateway(("127.0.0.1", 0), _Taking)
    server.taken = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def desks(engine: Engine, tmp_path: Path) -> Iterator[Desks]:
    """The server's copies, on the machine's own clock."""
    made = Desks(engine, SystemClock(), TimeOrderedIds(SystemClock()), tmp_path / "server")
    yield made
    made.close()


def _session() -> Session:
    now = SystemClock().now()
    return Session("c", "central", "central", Role.ADMINISTRATOR, Status.ACTIVE, "en", now)


def set_up_sending(desk: Desk, port: int, count: int) -> None:
    """People who agreed, a provider at this port, and a message for each of them that is due."""
    values = {"address": f"http://127.0.0.1:{port}/sms"}
    desk.reminders.channels.save(_session(), "http_gateway", values, {}, active=True)
    now = desk.store.clock.now()
    with desk.store.write(PROGRAM) as writing:
        version = {"id": VERSION, "template_id": "t", "number": 1, "name": "Oi", "content": CONTENT, "retired": 0}
        writing.append(template_version, version)
        people = [
            writing.create(person, {**person_row(number), "phone": f"+55869999{number:05}"}) for number in range(count)
        ]
        for one in people:
            said = {"channel": "sms", "given": 1, "source": "desk", "text_version": "1"}
            writing.append(consent, {"person_id": one, **said})
    desk.reminders.grant.ask(_session())
    ways = ("http_gateway",)
    until = now + timedelta(hours=2)
    planned = [Planned(f"m/{one}", one, VERSION, "A", ways, ways[0], now, until, Priority.URGENT) for one in people]
    with desk.store.write(PROGRAM) as writing:
        plan(writing, planned)


@contextmanager
def _working(desks: Desks) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=Working(desks, SystemClock(), 0.1).run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _statuses(desk: Desk) -> set[str]:
    with desk.store.read() as connection:
        return set(connection.execute(select(message.c.status)).scalars())


def test_a_worker_sends_what_is_due_and_what_was_tried_reaches_the_journal(
    desks: Desks, gateway: Gateway, engine: Engine
) -> None:
    desk = desks.make(UNIT)
    set_up_sending(desk, gateway.server_port, 4)
    ends = time.monotonic() + _LONGEST
    with _working(desks):
        while _statuses(desk) != {"sent"} and time.monotonic() < ends:
            time.sleep(0.05)
    desk.sync()
    assert (len(gateway.taken), len(set(gateway.taken))) == (4, 4)
    with engine.connect() as connection:
        tried = connection.execute(select(event.c.entity).where(event.c.entity == "message_attempt")).all()
    assert len(tried) == 4


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_sends_nothing_for_a_unit_whose_sending_is_not_here(desks: Desks, gateway: Gateway) -> None:
    desk = desks.make(UNIT)
    set_up_sending(desk, gateway.server_port, 2)
    desk.reminders.grant.give_back(_session())
    with _working(desks):
        desk.reminders.work.follow()
        assert desk.reminders.work.send_due().claimed == 0
    assert gateway.taken == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_of_two_workers_each_message_goes_out_once(
    desks: Desks, gateway: Gateway, engine: Engine, tmp_path: Path
) -> None:
    desk = desks.make(UNIT)
    set_up_sending(desk, gateway.server_port, 6)
    other = Desks(engine, SystemClock(), TimeOrderedIds(SystemClock()), tmp_path / "server")
    ends = time.monotonic() + _LONGEST
    with _working(desks), _working(other):
        while _statuses(desk) != {"sent"} and time.monotonic() < ends:
            time.sleep(0.05)
    other.close()
    assert (len(gateway.taken), len(set(gateway.taken))) == (6, 6)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_workers_share_the_pace_of_a_provider(desks: Desks, gateway: Gateway, engine: Engine, tmp_path: Path) -> None:
    desk = desks.make(UNIT)
    set_up_sending(desk, gateway.server_port, 1)
    alone = desk.reminders.work.pace("http_gateway")
    Crew(desk.store).size()
    with _working(desks):
        ends = time.monotonic() + _LONGEST
        while not gateway.taken and time.monotonic() < ends:
            time.sleep(0.05)
        shared = desk.reminders.work.pace("http_gateway")
    assert (alone, shared) == (5.0, 2.5)
