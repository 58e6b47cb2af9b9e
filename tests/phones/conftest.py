"""The gateway on real sockets, before a real hub; a phone made of plain requests and a plain WebSocket."""

import json
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import websocket

from app.central.certificate import own
from app.kernel.clock import SystemClock
from app.phones.cookie import Pass, to_header
from app.phones.gateway import Gateway
from app.phones.serving import phones_running
from app.sync.pinned import PinnedServer
from tests.phones.router_for_phones import LOGIN, PASSWORD, PhonesRouter, phones_router

_PATIENCE_SECONDS = 20.0


@dataclass
class PlainPhone:
    """A page in the hands of a test: answers beats, says and hears what it likes. `kept`: everything heard."""

    socket: websocket.WebSocket
    kept: list[dict[str, Any]] = field(default_factory=list)
    visible: bool = True
    beats: bool = True
    rows: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def say(self, kind: str, **values: object) -> None:
        self.socket.send(json.dumps({"t": kind, **values}))

    def hear(self, kind: str, **wanted: object) -> dict[str, Any]:
        """The next message of this kind with these values; whatever comes before is kept."""
        ends = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < ends:
            one = self.next()
            if one["t"] == kind and all(one.get(name) == value for name, value in wanted.items()):
                return one
        raise AssertionError((kind, wanted, self.kept[-5:]))

    def next(self) -> dict[str, Any]:
        text = self.socket.recv()
        if not text:
            raise ConnectionError(self.socket.sock)
        one: dict[str, Any] = json.loads(text)
        self.kept.append(one)
        if one["t"] == "beat" and self.beats:
            self.say("beat", n=one["n"], visible=self.visible)
        if one["t"] == "rows":
            self.rows |= {(row["bed"], row["alarm"]): row for row in one["set"]}
        return one

    def ended(self) -> int:
        """The code by which the gateway ends it."""
        ends = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < ends:
            opcode, data = self.socket.recv_data()
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                return int.from_bytes(data[:2], "big")
        raise AssertionError("never ended")

    def sign_in(self) -> None:
        self.say("sign_in", login=LOGIN, password=PASSWORD)
        self.hear("reply", to="sign_in", ok=True, text="")

    def paint(self, *rows: dict[str, Any]) -> None:
        self.say("painted", rows=[[row["bed"], row["alarm"], row["version"]] for row in rows])

    def row(self, alarm: str = "spo2_low") -> dict[str, Any]:
        """The newest of this alarm, once it is there."""
        while not any(name == alarm for _bed, name in self.rows):
            self.next()
        return next(row for (_bed, name), row in self.rows.items() if name == alarm)

    @property
    def state(self) -> dict[str, Any]:
        """The newest word about link, person and lock."""
        return next(one for one in reversed(self.kept) if one["t"] == "state")

    def close(self) -> None:
        self.socket.close(timeout=1)
        self.socket.shutdown()  # type: ignore[no-untyped-call] # it has no types


@dataclass
class Ward:
    """A router and the gateway before it."""

    router: PhonesRouter
    gateway: Gateway
    address: str
    certificate: Path
    fingerprint: str
    home: Path
    phones: list[PlainPhone] = field(default_factory=list)

    @property
    def host(self) -> str:
        return self.address.removeprefix("https://")

    def trusts(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))

    def pinned(self) -> PinnedServer:
        return PinnedServer(self.address, self.fingerprint)

    def cookie(self, phone: Pass) -> str:
        return to_header(phone).partition(";")[0]

    def admitted(self, name: str) -> str:
        """The cookie of a phone that the router knows."""
        return self.cookie(Pass(name, self.router.admit(name).secret))

    def connect(self, cookie: str, origin: str | None = None, **options: Any) -> websocket.WebSocket:
        return websocket.create_connection(
            f"wss://{self.host}/link",
            cookie=cookie,
            origin=origin or self.address,
            sslopt={"context": self.trusts()},
            timeout=_PATIENCE_SECONDS,
            **options,
        )

    def open(self, name: str, *, sign_in: bool = True, **hello: object) -> PlainPhone:
        """A page of this phone, its person signed in."""
        pair = self.router.pairs.get(name)
        cookie = self.cookie(Pass(name, pair.secret)) if pair else self.admitted(name)
        one = PlainPhone(self.connect(cookie))
        self.phones.append(one)
        one.say("hello", visible=True, **hello)
        one.hear("state", link=True)
        if sign_in:
            one.sign_in()
        return one


@contextmanager
def made_ward(folder: Path) -> Iterator[Ward]:
    """A router, and the gateway that finds it in this folder."""
    clock = SystemClock()
    certificate = own(folder / "phones", clock)
    with phones_router(folder) as router, phones_running(folder, clock, certificate) as (address, gateway):
        named = address.replace("127.0.0.1", "localhost")
        one = Ward(router, gateway, named, certificate.certificate, certificate.fingerprint, folder)
        yield one
        for phone in one.phones:
            phone.close()


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    with made_ward(tmp_path) as one:
        yield one
