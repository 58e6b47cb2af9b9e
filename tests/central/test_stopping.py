"""A server that is stopped or was set back: what is being stored is finished, what is missing is said."""

import threading
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.central.journal import Journal, Push, Result
from app.kernel.errors import KnownError
from tests.central.serving import served
from tests.central.test_api import Caller
from tests.central.writer import HERE, Writer
from tests.sync.processes import wait_until


# A door that closes between greeting and handshake: Python 3.11 then forgets to close its end of the line.
@pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning")
def test_a_push_that_is_being_stored_is_answered_before_the_server_stops(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, go_on, said = threading.Event(), threading.Event(), list[str]()
    store = Journal.push_all

    def slow(self: Journal, pushes: list[Push]) -> list[tuple[Result, ...]]:
        entered.set()
        assert go_on.wait(30)
        return store(self, pushes)

    with ExitStack() as running:
        one = running.enter_context(served(engine, tmp_path / "server"))
        caller = Caller(one, one.pinned())
        caller.join()
        monkeypatch.setattr(Journal, "push_all", slow)
        pushing = threading.Thread(target=lambda: said.extend(caller.push_events(Writer(HERE).person("p1"))))
        pushing.start()
        assert entered.wait(30)
        stopping = threading.Thread(target=running.pop_all().close)
        stopping.start()
        wait_until(lambda: not _answers(Caller(one, one.pinned())), "the door is closed")
        assert said == []
        go_on.set()
        pushing.join(30)
        stopping.join(30)
        caller.server.close()
    assert said == ["accepted"]


def test_a_station_that_has_seen_more_than_a_restored_database_is_refused(engine: Engine, tmp_path: Path) -> None:
    with served(engine, tmp_path / "server") as one:
        caller = Caller(one, one.pinned())
        caller.join()
        caller.push_events(Writer(HERE).person("p1"))
        assert caller.get("/api/sync/pull?after=1").status_code == 200
        answer = caller.get("/api/sync/pull?after=2")
        assert (answer.status_code, answer.json()["code"]) == (409, "central.older_than_station")
        caller.server.close()


def _answers(caller: Caller) -> bool:
    try:
        return caller.get("/healthz").status_code == 200
    except KnownError:
        return False
    finally:
        caller.server.close()
