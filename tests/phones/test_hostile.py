"""Peers that lie, flood, stall or are somebody else: each harms itself alone. Raw sockets, real TLS."""

import contextlib
import json
import socket
import ssl
import time
from collections.abc import Callable
from functools import partial

import pytest
import websocket

from app.phones import door, session
from app.phones.cookie import Pass
from app.phones.door import CountingSocket
from app.phones.limits import CODES, LARGEST_WORD
from app.phones.session import End
from app.router.links.admitted import fresh_pair
from tests.conftest import ExpectedLogs
from tests.phones.conftest import PlainPhone, Ward
from tests.phones.router_for_phones import CODE, until

HERE, THERE = "phone-1", "phone-2"
_FLOOD = range(2_000_000)
"""As long as it is let: on a busy machine much is on its way before the other end hears of it."""


@pytest.fixture(autouse=True)
def _refusals_are_logged(expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("app.router.links.refusals", "refused")


def _goes_on(ward: Ward, phone: PlainPhone, alarm: str = "apnoea") -> None:
    """This phone gets a new alarm within a second, and its receipt counts."""
    before = len(ward.router.shown(HERE))
    began = time.monotonic()
    ward.router.alarm(HERE, alarm=alarm)
    phone.paint(phone.row(alarm))
    assert time.monotonic() - began < 1.0
    until(lambda: len(ward.router.shown(HERE)) == before + 1)


def _left_in_order(ward: Ward, name: str) -> bool:
    return ward.router.left(name) == [True]


def _raw(ward: Ward) -> ssl.SSLSocket:
    host, _, port = ward.host.rpartition(":")
    return ward.trusts().wrap_socket(socket.create_connection((host, int(port)), 10), server_hostname=host)


LIES: dict[str, Callable[[PlainPhone], object]] = {
    "never_sent": lambda phone: phone.say("painted", rows=[["L1", "spo2_low", 10**9]]),
    "beat": lambda phone: phone.say("beat", n=10**6, visible=True),
    "hello_again": lambda phone: phone.say("hello"),
    "unknown": lambda phone: phone.say("admin", please=True),
    "more_than_asked": lambda phone: phone.say("touch", and_more=1),
    "not_json": lambda phone: phone.socket.send("{"),
    "binary": lambda phone: phone.socket.send_binary(b"\xff\x00"),
    "too_many_rows": lambda phone: phone.say("painted", rows=[["L1", "x", 1]] * 300),
}


def test_a_page_that_says_what_it_cannot_know_ends_alone_and_signed_out(ward: Ward) -> None:
    honest = ward.open(HERE)
    for lie in sorted(LIES):
        name = f"liar-{lie}"
        liar = ward.open(name)
        ward.router.alarm(name)
        liar.row()
        LIES[lie](liar)
        assert liar.ended() == End.UNTRUE, lie
        until(partial(_left_in_order, ward, name))
        assert ward.router.shown(name) == [], lie
        _goes_on(ward, honest, f"after_{lie}")


def test_a_word_that_is_too_long_ends_the_page(ward: Ward) -> None:
    honest, liar = ward.open(HERE), ward.open(THERE)
    liar.socket.send('"' + "x" * (LARGEST_WORD + 1) + '"')
    assert liar.ended() == 1009
    _goes_on(ward, honest)


def test_a_page_that_floods_ends_and_the_others_have_their_alarms_meanwhile(ward: Ward) -> None:
    honest, flooder = ward.open(HERE), ward.open(THERE)
    with pytest.raises((OSError, websocket.WebSocketException)):
        for _ in _FLOOD:
            flooder.say("touch")
    _goes_on(ward, honest)
    until(lambda: len(ward.gateway.sessions) == 1)
    assert ward.gateway.refusals.total["too_fast"] == 1


def test_pings_without_end_cut_the_line(ward: Ward) -> None:
    honest, flooder = ward.open(HERE), ward.open(THERE)
    with pytest.raises((OSError, websocket.WebSocketException)):
        for _ in _FLOOD:
            flooder.socket.ping(b"x" * 100)
    _goes_on(ward, honest)
    until(lambda: len(ward.gateway.sessions) == 1)


def test_a_page_that_reads_nothing_is_let_go(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "SILENT_SECONDS", 1.3)
    honest, stalled = ward.open(HERE), ward.open(THERE)
    for place in range(200):
        ward.router.alarm(THERE, alarm=f"alarm-{place}", text="x" * 100, code="device_alarm")
    _goes_on(ward, honest)
    until(lambda: [one.page for one in ward.gateway.sessions.values() if one.page._receiver == THERE] == [])
    _goes_on(ward, honest, "asystole")
    assert stalled.socket.connected


def test_whoever_only_knows_the_name_of_a_phone_gets_nothing_and_does_not_take_its_place(ward: Ward) -> None:
    honest = ward.open(HERE)
    stranger = PlainPhone(ward.connect(ward.cookie(Pass(HERE, fresh_pair().secret))))
    ward.phones.append(stranger)
    stranger.say("hello", visible=True)
    ward.router.alarm(HERE)
    honest.paint(honest.row())
    until(lambda: ward.router.shown(HERE))
    assert stranger.ended() == End.REVOKED
    assert stranger.rows == {} and stranger.kept == []


def test_a_revoked_phone_gets_nothing_from_that_moment_on(ward: Ward) -> None:
    phone = ward.open(HERE)
    ward.router.keys.revoke(HERE)
    assert phone.ended() == End.REVOKED
    ward.router.alarm(HERE)
    until(lambda: not ward.gateway.sessions)
    assert phone.rows == {}


def test_a_page_that_says_no_hello_is_let_go(ward: Ward) -> None:
    phone = PlainPhone(ward.connect(ward.admitted(HERE)))
    ward.phones.append(phone)
    phone.say("touch")
    assert phone.ended() == End.UNTRUE
    assert ward.router.arrivals(HERE) == 0


@pytest.mark.parametrize("broken", ["", "nonsense", "eyJyZWNlaXZlciI6IngiLCJzZWNyZXQiOiJ4In0=", "é"])
def test_without_a_cookie_of_ours_there_is_no_line(ward: Ward, broken: str) -> None:
    with pytest.raises(websocket.WebSocketBadStatusException, match="403"):
        ward.connect(f"__Host-plantao-phone={broken.encode('utf-8').decode('latin-1')}")


def test_the_page_of_another_site_cannot_use_the_phone_s_cookie(ward: Ward) -> None:
    cookie = ward.admitted(HERE)
    with pytest.raises(websocket.WebSocketBadStatusException, match="403"):
        ward.connect(cookie, origin="https://evil.example")
    with pytest.raises(websocket.WebSocketBadStatusException, match="403"):
        ward.connect(cookie, suppress_origin=True)
    with contextlib.closing(ward.pinned()) as server:
        for origin in ("https://evil.example", None):
            headers = {"Origin": origin} if origin else {}
            assert server.call("POST", "/pair", data=json.dumps({"code": CODE}), headers=headers).status_code == 403
            assert server.call("POST", "/forget", headers=headers).status_code == 403


def test_codes_are_tried_a_few_times_by_one_address(ward: Ward) -> None:
    with contextlib.closing(ward.pinned()) as server:
        origin = {"Origin": ward.address}
        tried = [
            server.call("POST", "/pair", data=json.dumps({"code": f"WRONG{place}"}), headers=origin).status_code
            for place in range(int(CODES.burst) + 1)
        ]
    assert tried == [409] * int(CODES.burst) + [429]
    assert not ward.router.pairs


def test_a_head_that_never_ends_and_one_that_is_too_long_are_cut(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "HEAD_SECONDS", 0.3)
    with _raw(ward) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        assert slow.recv(100) == b""
    with _raw(ward) as long, pytest.raises(OSError):
        for _ in range(1_000):
            long.sendall(b"X-More: " + b"x" * 1_000 + b"\r\n" if _ else b"GET / HTTP/1.1\r\nHost: x\r\n")
            time.sleep(0.001)


def test_one_address_holds_so_many_connections_and_no_more(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = ward.open(HERE)
    monkeypatch.setattr(CountingSocket, "most_of_one", 6)
    host, _, port = ward.host.rpartition(":")
    mute = [socket.create_connection((host, int(port)), 10) for _ in range(12)]
    # Those beyond the limit are closed at once, the others wait for a greeting.
    closed = 0
    for one in mute:
        one.settimeout(0.1)
        try:
            closed += one.recv(1) == b""
        except TimeoutError:
            continue
    _goes_on(ward, honest)
    for one in mute:
        one.close()
    assert closed == 7


def test_what_is_no_http_and_what_is_too_long_is_refused_without_a_word_in_the_log(ward: Ward) -> None:
    with _raw(ward) as rubbish:
        rubbish.sendall(b"\x00\x01\x02 nonsense\r\n\r\n")
        assert rubbish.recv(100).startswith(b"HTTP/1.1 400")
    with contextlib.closing(ward.pinned()) as server:
        origin = {"Origin": ward.address}
        assert server.call("POST", "/pair", data="x" * 5_000, headers=origin).status_code in (400, 403)
        assert server.call("GET", "/", headers={"Host": "a b"}).status_code == 400
        assert server.call("GET", "/../../../etc/passwd").status_code == 404
        assert server.call("GET", "/nothing").status_code == 404


def test_whoever_leaves_in_the_middle_of_a_word_is_no_mistake_of_ours(ward: Ward) -> None:
    honest = ward.open(HERE)
    head = f"Host: {ward.host}\r\nOrigin: {ward.address}\r\n"
    upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AA==\r\n"
    for _ in range(10):
        with _raw(ward) as cut:
            cut.sendall(f"POST /pair HTTP/1.1\r\n{head}Content-Length: 60\r\n\r\nhalf".encode())
        with _raw(ward) as gone:
            gone.sendall(f"GET /link HTTP/1.1\r\n{head}Cookie: {ward.admitted(THERE)}\r\n{upgrade}\r\n".encode())
        with _raw(ward) as unnamed:
            unnamed.sendall(f"GET /link HTTP/1.1\r\nHost: \u00ed\r\n{upgrade}\r\n".encode("latin-1"))
            with contextlib.suppress(ConnectionError):
                assert unnamed.recv(100) == b""
    _goes_on(ward, honest)
    until(lambda: len(ward.gateway.sessions) == 1)
