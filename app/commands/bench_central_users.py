"""The users of `bench central`: one process, one kept-open TLS line for each, requests written and read by hand.

A library for requests costs more than the server's answer, and would measure itself.
"""

import asyncio
import contextlib
import gzip
import json
import random
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.commands.bench_network import people_events

SEARCH, REGISTER, LIST = "search", "register", "list"
REPETITION: Final = (SEARCH, LIST, REGISTER, SEARCH, LIST, SEARCH, LIST, REGISTER, SEARCH, LIST)
"""Ten requests, as often as each user repeats them."""
_LIST_SIZE: Final = 50
_AT_ONCE: Final = 50
"""Lines that are opened, and users that join, at the same time: before the clock runs."""
_PATIENCE_SECONDS: Final = 120.0


@dataclass(frozen=True)
class Load:
    """`pause`: mean seconds that a user looks at an answer before the next request; 0: none."""

    address: str
    codes: Sequence[str]
    repetitions: int
    pause: float


@dataclass
class Measured:
    """Seconds of each answered request by its kind, what was not answered, and how long everything took."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {SEARCH: [], REGISTER: [], LIST: []})
    sign_in: list[float] = field(default_factory=list)
    unanswered: int = 0
    first_failure: str = ""
    whole: float = 0.0


def run_users(load: Load) -> Measured:
    """Every user's work, in this process."""
    return asyncio.run(_everybody(load))


async def _everybody(load: Load) -> Measured:
    measured, door = Measured(), asyncio.Semaphore(_AT_ONCE)
    users = [_User(load, number, code, measured) for number, code in enumerate(load.codes)]
    await asyncio.gather(*(one.join(door) for one in users))
    start = time.perf_counter()
    await asyncio.gather(*(one.work() for one in users))
    measured.whole = time.perf_counter() - start
    await asyncio.gather(*(one.line.close() for one in users))
    return measured


class _User:
    """A station of a unit, with somebody at it."""

    def __init__(self, load: Load, number: int, code: str, measured: Measured) -> None:
        self.line = _Line(load.address)
        self._load = load
        self._code = code
        self._origin = f"{number:08}" + "u" * 28
        self._source = random.Random(number)
        self._measured = measured
        self._token = ""
        self._known: list[str] = []
        self._through = 0
        self._key = Ed25519PrivateKey.generate()
        self._station = ""

    async def join(self, door: asyncio.Semaphore) -> None:
        """Open the line and enrol: done once for years, and not measured."""
        async with door:
            await self.line.open()
            raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
            asked = {"code": self._code, "public_key": self._key.public_key().public_bytes(*raw).hex()}
            self._station = (await self.line.call("POST", "/api/stations/enrol", asked))["station_id"]

    async def work(self) -> None:
        """Sign in once, then the repetitions."""
        if self._load.pause:
            # Nobody's day begins at the same second as everybody's.
            await asyncio.sleep(self._source.uniform(0, self._load.pause))
        await self._sign_in()
        # The first of all is what everybody does first: somebody to search for.
        for _ in range(self._load.repetitions):
            for kind in REPETITION:
                await self._measure(kind)
                if self._load.pause:
                    await asyncio.sleep(self._source.uniform(0, 2 * self._load.pause))

    async def _sign_in(self) -> None:
        start = time.perf_counter()
        asked = {"station_id": self._station}
        challenge = (await self.line.call("POST", "/api/token/challenge", asked))["challenge"]
        signed = {"challenge": challenge, "signature": self._key.sign(challenge.encode()).hex()}
        self._token = (await self.line.call("POST", "/api/token", signed))["token"]
        self._measured.sign_in.append(time.perf_counter() - start)

    async def _measure(self, kind: str) -> None:
        start = time.perf_counter()
        try:
            await asyncio.wait_for(getattr(self, f"_{kind}")(), _PATIENCE_SECONDS)
        except (TimeoutError, OSError, EOFError, ValueError, KeyError) as error:
            self._measured.unanswered += 1
            self._measured.first_failure = self._measured.first_failure or f"{kind}: {error!r}"[:200]
            await self.line.open()
        else:
            self._measured.seconds[kind].append(time.perf_counter() - start)

    async def _search(self) -> None:
        """One person's record."""
        person = self._source.choice(self._known) if self._known else "nobody-yet"
        path = f"/api/sync/people/{person}?after=0&until={2**40}"
        found = await self.line.call("GET", path, token=self._token)
        if self._known and not found["events"]:
            raise ValueError("a person that was registered was not found")

    async def _list(self) -> None:
        """What is new in the unit since the last look."""
        path = f"/api/sync/pull?after={self._through}&size={_LIST_SIZE}"
        self._through = (await self.line.call("GET", path, token=self._token))["through"]

    async def _register(self) -> None:
        """One new person."""
        event = people_events(self._origin, len(self._known) + 1, 1)[0]
        told = await self.line.call("POST", "/api/sync/push", {"events": [event.to_wire()]}, self._token)
        if [one["status"] for one in told["results"]] != ["accepted"]:
            raise ValueError(str(told)[:150])
        self._known.append(event.entity_id)


class _Line:
    """One kept-open connection, HTTP/1.1."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port or 443
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def open(self) -> None:
        """Greet the server; a line that is open is dropped first."""
        await self.close()
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port, ssl=_CONTEXT)

    async def call(self, method: str, path: str, body: Mapping[str, Any] | None = None, token: str = "") -> Any:
        """The answer's content; ValueError for any status but 200."""
        assert self._reader is not None, "`open` comes first"
        assert self._writer is not None, "`open` comes first"
        packed = gzip.compress(json.dumps(body).encode(), 4) if token and body else json.dumps(body or {}).encode()
        head = [f"{method} {path} HTTP/1.1", f"Host: {self._host}", "Content-Type: application/json"]
        if token:
            head.append(f"Authorization: Bearer {token}")
        if token and body:
            head.append("Content-Encoding: gzip")
        text = "\r\n".join([*head, f"Content-Length: {len(packed) if body else 0}", "", ""])
        self._writer.write(text.encode() + (packed if body else b""))
        answered = await self._reader.readuntil(b"\r\n\r\n")
        lines = answered.decode("latin-1").split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        content = await self._reader.readexactly(int(fields["content-length"]))
        if lines[0].split(" ", 2)[1] != "200":
            raise ValueError(f"{lines[0]} {content[:100]!r}")
        return json.loads(content)

    async def close(self) -> None:
        """Hang up, without waiting for the other side's farewell."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.transport.abort()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


def _context() -> ssl.SSLContext:
    # The bench started the server itself, on this machine; the station's own line pins the certificate.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


_CONTEXT: Final = _context()
