"""`bench workers`: four of the server's workers against one, on sends that wait for the network.

Each worker is a process of its own with two messages on their way at once: the provider takes 200 to 300 ms for each.
All messages are of one unit and fall due at one instant at which every worker stands ready; what is measured lies
between the first and the last that the provider received. Measured on a PostgreSQL that is durable, with the queue; the
comparison in the same run is the same work on a server with SQLite, where the copy of the unit is one file that one
process writes at a time: every message is marked `sending` on disk before it goes out, and for that they wait.
"""

import argparse
import multiprocessing
import os
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any, Final

from app.central.database import open_database
from app.central.desks import Desk, Desks
from app.central.enrolment import Enrolment
from app.central.throwaway import DURABLE, ThrowawayServer, postgresql_programs, throwaway_server
from app.central.working import Working
from app.kernel.actor import PROGRAM
from app.kernel.clock import SystemClock
from app.kernel.ids import TimeOrderedIds
from app.reminders.outbox.model import Planned, Priority
from app.reminders.outbox.planning import plan
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.tables import consent, person, template_version

MESSAGES: Final = 960
"""The first and last ones, when some workers have none, weigh less the more there are."""
_ON_SQLITE: Final = 240
HANDS: Final = 2
READY_SECONDS: Final = 20.0
"""Until all messages fall due: each worker has started and the others have heard of it."""
_LONGEST_SECONDS: Final = 180.0
_SLOWEST, _FASTEST = 0.3, 0.2
_UNIT: Final = "1111111"
_CHANNEL: Final = "http_gateway"
_TEXT: Final = '{"variants":[{"texts":{"pt_BR":{"body":"Olá, {{first_name}}.","subject":""}},"weight":1}]}'
_TARGET: Final = "four against one >= +290 %, nothing twice"


def run(arguments: argparse.Namespace) -> dict[str, object]:
    """Messages a second with one worker and with four, and what four bring; beside it the same with SQLite."""
    del arguments
    compared = measure(_ON_SQLITE, READY_SECONDS)
    shown = {f"with SQLite: {name}": compared[name] for name in compared if "messages/s" in name or "%" in name}
    if postgresql_programs() is None:
        return {"with PostgreSQL": "not measured: this machine has none", **shown, "target": _TARGET}
    with throwaway_server(DURABLE) as server:
        return {**measure(MESSAGES, READY_SECONDS, server=server), **shown}


def measure(
    count: int, ready_seconds: float, several: int = 4, server: ThrowawayServer | None = None
) -> dict[str, object]:
    """As `run`, of one database (`server`: PostgreSQL, else SQLite), with another number of messages; `ready_seconds`:
    until they fall due."""
    one, alone = measured(1, count, ready_seconds, server)
    many, together = measured(several, count, ready_seconds, server)
    return {
        "messages": count,
        "messages on their way at once, of each worker": HANDS,
        "one worker (messages/s)": one,
        f"{several} workers (messages/s)": many,
        "gain (%)": 100.0 * (many / one - 1.0),
        "received more than once": alone + together,
        "target": _TARGET,
        "load of the machine (1 min)": os.getloadavg()[0] if hasattr(os, "getloadavg") else "not measured here",
    }


def measured(workers: int, count: int, ready_seconds: float, server: ThrowawayServer | None) -> tuple[float, int]:
    """(messages a second, how many came more than once)."""
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="plantao-bench-") as folder, _provider() as line:
        url = f"sqlite:///{folder}/central.db"
        if server is not None:
            url = server.new_database().render_as_string(hide_password=False)
        line.send("where")
        _set_up(Path(folder), url, line.recv(), count, ready_seconds)
        stop = spawn.Event()
        processes = [spawn.Process(target=_work, args=(folder, url, stop)) for _ in range(workers)]
        for process in processes:
            process.start()
        try:
            return _watched(line, count)
        finally:
            stop.set()
            for process in processes:
                process.join(60)
                process.kill()


def _watched(line: "Pipe[Any, Any]", count: int) -> tuple[float, int]:
    ends = time.monotonic() + _LONGEST_SECONDS
    while time.monotonic() < ends:
        line.send("tell")
        different, received, first, last = line.recv()
        if different >= count:
            return (received - 1) / (last - first), received - different
        time.sleep(0.2)
    raise RuntimeError(f"only {different} of {count} messages were received in {_LONGEST_SECONDS} s")


def _work(folder: str, url: str, stop: Any) -> None:
    clock = SystemClock()
    engine = open_database(url)
    desks = Desks(engine, clock, TimeOrderedIds(clock), Path(folder), HANDS)
    ended = threading.Event()

    def watch() -> None:
        stop.wait()
        ended.set()

    threading.Thread(target=watch, daemon=True).start()
    Working(desks, clock).run(ended)
    desks.close()
    engine.dispose()


def _set_up(folder: Path, url: str, address: str, count: int, ready_seconds: float) -> None:
    clock = SystemClock()
    engine = open_database(url)
    desks = Desks(engine, clock, TimeOrderedIds(clock), folder)
    Enrolment(engine, clock, TimeOrderedIds(clock)).put_unit(_UNIT, "UBS Sintética", "primary_care")
    desk = desks.make(_UNIT)
    session = Session("bench", "bench", "bench", Role.ADMINISTRATOR, Status.ACTIVE, "en", clock.now())
    settings = {"address": address, "per_second": "1000"}
    desk.reminders.channels.save(session, _CHANNEL, settings, {}, active=True)
    desk.reminders.grant.ask(session)
    _plan(desk, _people(desk, count), ready_seconds)
    desk.sync()
    desks.close()
    engine.dispose()


def _people(desk: Desk, count: int) -> list[str]:
    rows = [
        {
            **{"full_name": f"Sintética {number}", "name_key": f"sintetica {number}", "birth_date": "1990-01-01"},
            **{"sex": "female", "no_document_reason": "synthetic", "synthetic": 1, "phone": f"+55869{number:08}"},
            **{"municipality_code": "2211001", "municipality_name": "Teresina"},
        }
        for number in range(count)
    ]
    with desk.store.write(PROGRAM) as writing:
        people = writing.create_many(person, rows)
        said = {"channel": "sms", "given": 1, "source": "desk", "text_version": "1"}
        writing.append_many(consent, [{"person_id": one, **said} for one in people])
    return people


def _plan(desk: Desk, people: list[str], ready_seconds: float) -> None:
    due = desk.store.clock.now() + timedelta(seconds=ready_seconds)
    until, ways = due + timedelta(hours=1), (_CHANNEL,)
    version = {"id": "v", "template_id": "t", "number": 1, "name": "Oi", "content": _TEXT, "retired": 0}
    planned = [Planned(f"bench/{one}", one, "v", "A", ways, _CHANNEL, due, until, Priority.URGENT) for one in people]
    with desk.store.write(PROGRAM) as writing:
        writing.append(template_version, version)
        plan(writing, planned)


@contextmanager
def _provider() -> "Iterator[Pipe[Any, Any]]":
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    try:
        yield here
    finally:
        process.kill()
        process.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.received: list[tuple[float, bytes]] = []
        self.dice = random.Random(5)


class _Taking(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Take it, as slowly as a provider does."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((time.monotonic(), body))
        time.sleep(self.server.dice.uniform(_FASTEST, _SLOWEST))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


def _serve(pipe: "Pipe[Any, Any]") -> None:
    server = _Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    while True:
        if pipe.recv() == "where":
            pipe.send(f"http://127.0.0.1:{server.server_port}/sms")
            continue
        received = list(server.received)
        times = [at for at, _ in received] or [0.0]
        pipe.send((len({body for _, body in received}), len(received), times[0], times[-1]))
