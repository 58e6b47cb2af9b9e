"""What the benches of the network share: a PostgreSQL, a server in a process of its own, made-up events."""

import json
import multiprocessing
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Column, Engine, MetaData, String, Table, Text
from sqlalchemy.dialects.postgresql import insert as upsert

from app.central.api import create_app
from app.central.certificate import own
from app.central.database import open_database
from app.central.https import running
from app.central.limits import PUSH, unpacked
from app.central.server import make_services
from app.central.throwaway import DURABLE, throwaway_server
from app.kernel.canonical import canonical_json, sha256_hex
from app.kernel.clock import SystemClock
from app.kernel.ids import TimeOrderedIds
from app.sync.answers import content_of
from app.sync.client import CentralClient, Identity
from app.sync.events import Event
from app.sync.pinned import PinnedServer

CNES: Final = "1111111"
BARE: Final = "/bench/upsert"
_AT: Final = "2026-03-02T11:00:00.000000Z"
_AUTHOR: Final = {"recorded_at": _AT, "recorded_by": "n" * 36}
_COLUMNS: Final = ("id", "origin", "entity", "entity_id", "operation", "payload", "payload_sha256")
_bare = Table(
    "bare",
    MetaData(),
    Column("id", String(36), primary_key=True),
    *(Column(name, Text) for name in _COLUMNS[1:]),
)


@dataclass(frozen=True)
class Network:
    """A server that runs in another process."""

    address: str
    fingerprint: str
    codes: tuple[str, ...]

    def server(self) -> PinnedServer:
        """Calls to it."""
        return PinnedServer(self.address, self.fingerprint)

    def join(self, code: str) -> CentralClient:
        """A station's line."""
        key = Ed25519PrivateKey.generate()
        raw = serialization.Encoding.Raw
        public = key.public_key().public_bytes(raw, serialization.PublicFormat.Raw).hex()
        private = key.private_bytes(raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()).hex()
        server = self.server()
        asked = {"code": code, "public_key": public}
        joined = content_of(server.call("POST", "/api/stations/enrol", json=asked))
        return CentralClient(server, Identity(joined["station_id"], private), SystemClock())


@contextmanager
def network(stations: int, units: int = 1, *, sqlite: bool = False) -> Iterator[Network]:
    """A database that waits for the disk, and the server over TLS; stopped when left. `stations`: of each unit."""
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="plantao-bench-") as folder, _database(folder, sqlite=sqlite) as url:
        here, there = spawn.Pipe()
        process = spawn.Process(target=_serve, args=(url, folder, stations, units, there))
        process.start()
        try:
            yield Network(*here.recv())
        finally:
            here.send("stop")
            process.join(60)
            process.kill()


@contextmanager
def _database(folder: str, *, sqlite: bool) -> Iterator[str]:
    if sqlite:
        yield f"sqlite:///{folder}/central.db"
        return
    with throwaway_server(DURABLE) as postgresql:
        yield postgresql.new_database().render_as_string(hide_password=False)


def people_events(origin: str, first: int, count: int) -> list[Event]:
    """Registrations of made-up people, numbered from `first`."""
    return [_event(origin, number) for number in range(first, first + count)]


def packed_rows(events: Sequence[Event]) -> bytes:
    """What the bare route takes."""
    return json.dumps([{name: getattr(one, name) for name in _COLUMNS} for one in events]).encode()


def _event(origin: str, number: int) -> Event:
    person = f"{origin[:8]}-{number:012}"
    names = {"full_name": f"Sintética {number}", "name_key": f"sintetica {number}", "no_document_reason": "sintética"}
    place = {"municipality_code": "2408102", "municipality_name": "Natal", "synthetic": 1}
    row = {"id": person, **names, **place, **_AUTHOR, "birth_date": "1990-01-01", "sex": "female"}
    text = canonical_json(row)
    return Event(
        f"e{person}", origin, number, "person", person, "create", text, sha256_hex(text), _AT, "n" * 36, 0
    )  # fmt: skip


def _serve(url: str, folder: str, stations: int, units: int, pipe: "Pipe[Any, Any]") -> None:
    clock = SystemClock()
    engine = open_database(url)
    _bare.metadata.create_all(engine)
    services = make_services(engine, clock, TimeOrderedIds(clock))
    known = [str(int(CNES) + number) for number in range(units)]
    for cnes in known:
        services.enrolment.put_unit(cnes, "UBS Sintética", "primary_care")
    codes = tuple(services.enrolment.make_code(cnes, f"S{number}") for cnes in known for number in range(stations))
    app = create_app(services, (PUSH, BARE))
    if engine.dialect.name == "postgresql":
        _add_bare(app, engine)
    with running(app, own(Path(folder), clock)) as one:
        pipe.send((one.address, one.certificate.fingerprint, codes))
        pipe.recv()
    engine.dispose()


def _add_bare(app: Any, engine: Engine) -> None:
    @app.post(BARE)  # type: ignore[untyped-decorator]  # the application of any framework version
    async def bare(request: Request) -> dict[str, int]:
        """The least that a server could do: unpack, read, upsert."""
        rows = json.loads(await unpacked(request))
        await run_in_threadpool(_upsert, engine, rows)
        return {"rows": len(rows)}


def _upsert(engine: Engine, rows: Sequence[dict[str, Any]]) -> None:
    statement = upsert(_bare)
    newer = {name: statement.excluded[name] for name in _COLUMNS if name != "id"}
    with engine.begin() as connection:
        connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=newer), list(rows))
