"""The queue of the workers: chunks that get smaller towards the end, and workers that may die at any moment."""

import json
import multiprocessing
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from app.central import queue
from app.central.desks import Desk, Desks
from app.kernel.clock import SystemClock
from app.kernel.ids import TimeOrderedIds
from app.store.tables import message, message_attempt
from tests.central.queue_worker_process import HANDS, work_until_killed
from tests.central.test_working import UNIT, set_up_sending

_LONGEST = 60.0
_SENDS = 30
_OPEN = ("scheduled", "retrying", "sending")


class Gateway(ThreadingHTTPServer):
    """Takes messages slowly and keeps their ids."""

    daemon_threads = True
    taken: list[str]


class _Taking(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.taken.append(body["id"])
        time.sleep(0.2)
        try:
            self.send_response(200)
            self.end_headers()
        except OSError:
            # Who sent it is dead.
            return

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


@given(st.integers(0, 400), st.integers(0, 400), st.sets(st.integers(0, 799)))
def test_what_is_due_and_not_queued_is_cut_into_chunks_once_the_urgent_first(
    urgent: int, others: int, queued: set[int]
) -> None:
    due = [(str(number), 0 if number < urgent else 3) for number in range(urgent + others)]
    cut = list(queue.chunks(due, {str(one) for one in queued}))
    assert [one for _, ids in cut for one in ids] == [one for one, _ in due if int(one) not in queued]
    assert [priority for priority, _ in cut] == sorted(priority for priority, _ in cut)
    assert all(1 <= len(ids) <= queue.LARGEST for _, ids in cut)


def test_a_chunk_has_a_hundred_and_the_last_ones_are_small() -> None:
    sizes = [len(ids) for _, ids in queue.chunks([(str(number), 1) for number in range(3000)], set())]
    assert sizes[0] == queue.LARGEST
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] <= queue.SMALLEST


@pytest.mark.skipif(sys.platform == "win32", reason="processes cannot be killed without a word there")
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_when_a_worker_is_killed_the_others_send_what_it_had_and_what_it_was_sending_is_shown_and_not_sent_again(
    engine: Engine, gateway: Gateway, tmp_path: Path
) -> None:
    url = engine.url.render_as_string(hide_password=False)
    desks = Desks(engine, SystemClock(), TimeOrderedIds(SystemClock()), tmp_path)
    desk = desks.make(UNIT)
    set_up_sending(desk, gateway.server_port, _SENDS)
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=work_until_killed, args=(url, str(tmp_path)), daemon=True) for _ in range(2)]
    try:
        workers[0].start()
        _wait_until(lambda: len(gateway.taken) >= HANDS)
        workers[0].kill()
        workers[0].join()
        workers[1].start()
        _wait_until(lambda: not _open_ones(desk))
    finally:
        for one in workers:
            one.kill()
            one.join()
    counted = Counter(gateway.taken)
    with desk.store.read() as connection:
        stands = {row.id: row.status for row in connection.execute(select(message.c.id, message.c.status))}
        attempts = Counter(connection.execute(select(message_attempt.c.message_id)).scalars())
    desks.close()
    assert max(counted.values()) == 1
    unknown = {one for one, status in stands.items() if status == "unknown"}
    assert 1 <= len(unknown) <= HANDS
    assert {one for one, status in stands.items() if status == "sent"} == stands.keys() - unknown
    assert stands.keys() - unknown <= counted.keys()
    assert attempts == dict.fromkeys(stands, 1)


def _open_ones(desk: Desk) -> int:
    with desk.store.read() as connection:
        wanted = select(func.count()).select_from(message).where(message.c.status.in_(_OPEN))
        return connection.execute(wanted).scalar_one()


def _wait_until(condition: Callable[[], object]) -> None:
    ends = time.monotonic() + _LONGEST
    while not condition():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.05)
