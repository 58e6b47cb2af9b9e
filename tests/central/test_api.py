"""The interface as it is met from outside: a real server over TLS, real requests, honest and hostile ones."""

import gzip
import json
import logging
import socket
import ssl
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from sqlalchemy import Engine

from app.central.limits import MOST_BODY
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.support.json_lines import log_to
from app.sync.pinned import PinnedServer
from tests.central.keys import new_key, public
from tests.central.serving import Served, served
from tests.central.writer import HERE, Writer
from tests.conftest import ExpectedLogs


@dataclass
class Caller:
    """A station made of bare requests."""

    served: Served
    server: PinnedServer
    headers: dict[str, str] = field(default_factory=dict)
    station: str = ""

    def join(self, cnes: str = "1111111") -> None:
        """Enrol and fetch a token."""
        key = new_key()
        asked = {"code": self.served.code(cnes), "public_key": public(key)}
        self.station = self.server.call("POST", "/api/stations/enrol", json=asked).json()["station_id"]
        challenge = self.server.call("POST", "/api/token/challenge", json={"station_id": self.station}).json()
        signed = {**challenge, "signature": key.sign(challenge["challenge"].encode()).hex()}
        token = self.server.call("POST", "/api/token", json=signed).json()["token"]
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> requests.Response:
        return self.server.call("GET", path, headers=self.headers)

    def push(self, body: bytes, **headers: str) -> requests.Response:
        return self.server.call("POST", "/api/sync/push", data=body, headers={**self.headers, **headers})

    def push_events(self, *events: Any) -> list[str]:
        body = gzip.compress(json.dumps({"events": [one.to_wire() for one in events]}).encode())
        answer = self.push(body, **{"Content-Encoding": "gzip"})
        assert answer.status_code == 200
        return [one["status"] for one in answer.json()["results"]]


@pytest.fixture
def caller(engine: Engine, tmp_path: Path) -> Iterator[Caller]:
    """A station that has joined a server which runs."""
    with served(engine, tmp_path / "server") as one:
        made = Caller(one, one.pinned())
        made.join()
        yield made
        made.server.close()


def test_what_is_pushed_packed_is_pulled(caller: Caller) -> None:
    assert caller.push_events(Writer(HERE).person("p1")) == ["accepted"]
    page = caller.get("/api/sync/pull?after=0").json()
    assert [(one["number"], one["event"]["entity_id"]) for one in page["events"]] == [(1, "p1")]
    assert (page["through"], page["more"]) == (1, False)


def test_one_persons_history_is_given_to_her_unit_only(caller: Caller) -> None:
    writer = Writer(HERE)
    caller.push_events(writer.person("p1"), writer.phone("p1", "1"))
    path = "/api/sync/people/p1?after=0&until=1"
    assert len(caller.get(path).json()["events"]) == 1
    other = Caller(caller.served, caller.served.pinned())
    other.join("2222222")
    assert other.get(path).json()["events"] == []
    assert other.get("/api/sync/pull?after=0").json()["events"] == []
    other.server.close()


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer x"}, {"Authorization": "Basic YTpi"}])
def test_without_a_good_token_nothing_is_answered_and_no_body_is_read(caller: Caller, header: dict[str, str]) -> None:
    caller.headers = header
    assert caller.get("/api/sync/pull?after=0").status_code == 401
    assert caller.push(b"\x1f\x8b broken", **{"Content-Encoding": "gzip"}).json()["code"] == "central.not_you"


def test_a_suspended_station_is_refused_with_a_living_token(caller: Caller) -> None:
    caller.served.services.enrolment.suspend(caller.station)
    answer = caller.get("/api/sync/pull?after=0")
    assert (answer.status_code, answer.json()["code"]) == (403, "central.suspended")


def test_a_packet_that_unpacks_to_gigabytes_is_refused(caller: Caller) -> None:
    bomb = gzip.compress(b" " * (MOST_BODY * 8))
    assert len(bomb) < 200_000
    assert caller.push(bomb, **{"Content-Encoding": "gzip"}).status_code == 413
    assert caller.get("/healthz").status_code == 200


def test_a_body_without_end_is_cut_at_the_limit(caller: Caller) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 40 * MOST_BODY:
            sent += 1 << 20
            yield b" " * (1 << 20)

    _refused_as_too_large(caller, "/api/sync/push", data=endless())
    assert sent < 10 * MOST_BODY


def test_a_large_body_on_a_small_route_is_refused(caller: Caller) -> None:
    asked = {"code": "x" * 200_000, "public_key": "0" * 64}
    _refused_as_too_large(caller, "/api/stations/enrol", json=asked)


def _refused_as_too_large(caller: Caller, path: str, **body: Any) -> None:
    try:
        assert caller.server.call("POST", path, headers=caller.headers, **body).status_code == 413
    except KnownError as error:
        # The server hung up while the station was still talking.
        assert error.code == "sync.unreachable"
    assert caller.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("body", "encoding", "status"),
    [
        (b"", "", 422),
        (b"{", "", 422),
        (b'{"events": 7}', "", 422),
        (b'{"events": [7]}', "", 422),
        (b'{"events": ["' + b"x" * 1000 + b'"]}', "", 422),
        (b"[" * 50_000, "", 422),
        (b'{"events": [' + b"{}," * 1000 + b"{}]}", "", 422),
        (b"no gzip", "gzip", 400),
        (gzip.compress(b'{"events": []}', mtime=0)[:-6], "gzip", 400),
        (b'{"events": []}', "", 200),
    ],
)
def test_a_body_that_is_no_push_is_refused(caller: Caller, body: bytes, encoding: str, status: int) -> None:
    headers = {"Content-Encoding": encoding} if encoding else {}
    assert caller.push(body, **headers).status_code == status


@pytest.mark.parametrize("query", ["", "?after=-1", "?after=x", "?after=1&size=0", "?after=99999999999999999999999"])
def test_a_question_that_makes_no_sense_is_refused(caller: Caller, query: str) -> None:
    assert caller.get(f"/api/sync/pull{query}").status_code == 422


def test_the_interface_describes_itself_and_says_how_it_is(caller: Caller) -> None:
    paths = caller.get("/api/openapi.json").json()["paths"]
    assert {"/healthz", "/api/sync/push", "/api/sync/pull", "/api/stations/enrol", "/api/token"} <= paths.keys()
    health = caller.get("/healthz").json()
    assert health["status"] == "ok"


def test_a_database_that_fails_is_said_and_logged_without_its_rows(
    caller: Caller, engine: Engine, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.central.api", "the database failed")
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE station RENAME TO gone")
    answer = caller.get("/api/sync/pull?after=0")
    assert (answer.status_code, answer.json()["code"]) == (503, "central.no_database")


def test_the_log_names_routes_and_no_people(caller: Caller, expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("uvicorn.error")
    stream = StringIO()
    handler = log_to(stream, FakeClock())
    try:
        person = Writer(HERE).event("person", "p-secret-1", "create", full_name="Maria Sintética Secreta", cpf="529")
        caller.push_events(person)
        caller.get("/api/sync/people/p-secret-1?after=0&until=9")
        caller.get("/maria/secreta")
        caller.push(b'{"events": ["Maria Secreta"]}')
        _fail_with(caller, "Maria Secreta")
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(logging.WARNING)
    text = stream.getvalue()
    lines = [json.loads(line) for line in text.splitlines()]
    assert {"/api/sync/people/{person_id}", "/api/sync/push", "-"} <= {line.get("route") for line in lines}
    assert any(line.get("error") == "builtins.RuntimeError" for line in lines)
    for secret in ("ecreta", "secret", "maria", "529", caller.station, "Bearer"):
        assert secret not in text


def _fail_with(caller: Caller, words: str) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(words)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(caller.served.services.reader, "page", broken)
        assert caller.get("/api/sync/pull?after=0").status_code == 500


def test_no_answer_of_the_interface_runs_is_kept_or_taken_for_something_else(caller: Caller) -> None:
    for path in ("/healthz", "/api/openapi.json", "/api/sync/pull?after=0", "/nowhere", "/api/docs"):
        headers = caller.get(path).headers
        assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'", path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Cache-Control"] == "no-store", path
        assert headers["Strict-Transport-Security"].startswith("max-age="), path
        assert "Server" not in headers, path
    assert caller.get("/api/docs").status_code == 404, "the usual page runs scripts of another server"


def test_only_a_safe_tls_is_spoken(caller: Caller) -> None:
    assert _greeted(caller) in ("TLSv1.2", "TLSv1.3")
    # The server hangs up on the greeting; a side of ours that would not begin fails with another error.
    with pytest.raises((ssl.SSLEOFError, ConnectionResetError)):
        _greeted(caller, old=True)


def _greeted(caller: Caller, *, old: bool = False) -> str | None:
    """The version that the server agrees to; `old`: offered are TLS 1.0 and 1.1 alone, with any cipher."""
    address = urlsplit(caller.served.address)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if old:
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with (
        socket.create_connection((address.hostname or "", address.port or 0), 10) as raw,
        context.wrap_socket(raw) as wrapped,
    ):
        return wrapped.version()
