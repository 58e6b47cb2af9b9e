"""The central server's interface asked by its own description, with answers that it does not expect.

The routes, their parameters and bodies come from the OpenAPI description of the running program, so that a new route is
tried without a word here. The server's application is called in this process, past TLS and HTTP.
"""

import asyncio
import gzip
import json
import logging
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI

from app.central.api import create_app
from app.central.clients import Clients
from app.central.database import open_database
from app.central.desks import Desks
from app.central.public.routes import add_public
from app.central.server import make_services
from app.central.treatments import Treatments, add_treatments
from app.commands.campaigns.mutations import mutated_json
from app.commands.campaigns.plan import Outcome, Plan
from app.kernel.clock import SystemClock
from app.kernel.ids import TimeOrderedIds
from app.sync.bundles.keys import keys_from_seed

_UNIT: Final = "1234567"
_SEED: Final = bytes(range(32))
_MOST_SECONDS: Final = 10.0
_WORDS: Final = ("a", "1", "2026-03-02T11:00:00.000000Z", "01a200fe-7298-75b4-83f6-5ca48b154418", "x" * 300, "São")
_ODD: Final = ("", "\x00", "../..", "%00", "-1", "9" * 40, "nan", "é" * 50, "null", "[]")


@dataclass(frozen=True)
class Asked:
    """One request. `query`: as it stands behind the question mark."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    def shown(self) -> str:
        """To be tried again."""
        return f"{self.method} {self.path}?{self.query} {self.body[:300]!r}"


def run(plan: Plan) -> Outcome:
    """So many requests to each route."""
    clock = SystemClock()
    engine = open_database(f"sqlite:///{plan.folder / 'api.db'}")
    ids, noisy = TimeOrderedIds(clock), logging.getLogger("app.central")
    desks, level = Desks(engine, clock, ids, plan.folder / "desks"), noisy.level
    noisy.setLevel(logging.CRITICAL)
    try:
        services = make_services(engine, clock, ids)
        clients = Clients(engine, clock, ids)
        services.enrolment.put_unit(_UNIT, "UBS Sintética", "primary_care")
        app = create_app(services)
        add_treatments(app, Treatments(clients, desks, clock))
        add_public(app, engine, services.tokens, clock, ids, "https://campaign.example")
        tokens = [_station_token(services), clients.make(_UNIT, "campanha", "manage")[1], "nonsense", ""]
        return asyncio.run(_ask_all(app, tokens, plan))
    finally:
        noisy.setLevel(level)
        desks.close()
        engine.dispose()


def _station_token(services: Any) -> str:
    keys = keys_from_seed(_SEED)
    enrolled = services.enrolment.enrol(services.enrolment.make_code(_UNIT, "Sala 1"), keys.public.signing)
    challenge = services.tokens.challenge(enrolled.station_id)
    signature = Ed25519PrivateKey.from_private_bytes(_SEED).sign(challenge.encode()).hex()
    return str(services.tokens.issue(challenge, signature).token)


async def _ask_all(app: FastAPI, tokens: list[str], plan: Plan) -> Outcome:
    described, chance = app.openapi(), random.Random(plan.seed)
    statuses: Counter[int] = Counter()
    findings: dict[str, str] = {}
    slowest = 0.0
    for path, method, route in _routes(described):
        for _ in range(max(1, plan.times // 10)):
            asked = _request(chance, described, path, method, route, chance.choice(tokens))
            began = time.perf_counter()
            status, problem = await call(app, asked)
            took = time.perf_counter() - began
            slowest = max(slowest, took)
            statuses[status] += 1
            if problem or status >= 500 or took > _MOST_SECONDS:
                findings.setdefault(f"{method} {path}: {problem or status}", asked.shown())
    return judge(statuses, findings, slowest)


def judge(statuses: Counter[int], findings: Mapping[str, str], slowest: float) -> Outcome:
    """Every answer of the 500s, and every exception, is a promise broken: the database is there, nothing is full."""
    found = Outcome(
        {
            "api_requests": sum(statuses.values()),
            "api_answers": dict(sorted(statuses.items())),
            "api_findings": len(findings),
            "api_slowest_s": slowest,
        }
    )
    for what, shown in findings.items():
        found.promise(False, f"API {what}; {shown}")
    return found


def _routes(described: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, route in methods.items():
            yield path, method.upper(), route


def _request(
    chance: random.Random, described: Mapping[str, Any], path: str, method: str, route: Mapping[str, Any], token: str
) -> Asked:
    query: list[tuple[str, str]] = []
    headers = [(b"host", b"campaign.example")]
    for one in route.get("parameters", ()):
        value = chance.choice(_ODD) if chance.random() < 0.4 else str(_example(chance, described, one["schema"]))
        if one["in"] == "path":
            path = path.replace("{" + one["name"] + "}", quote(value, safe="") or "-")
        elif one["in"] == "query" and chance.random() < 0.9:
            query.append((one["name"], value))
        elif one["in"] == "header":
            headers.append((one["name"].lower().encode(), value.encode("ascii", "ignore")))
    if token:
        headers.append((b"authorization", f"Bearer {token}".encode()))
    body = _body(chance, described, route, headers)
    headers.append((b"content-length", str(len(body)).encode()))
    return Asked(method, path, urlencode(query), tuple(headers), body)


def _body(
    chance: random.Random, described: Mapping[str, Any], route: Mapping[str, Any], headers: list[tuple[bytes, bytes]]
) -> bytes:
    content = route.get("requestBody", {}).get("content", {})
    if not content:
        return b""
    kind, told = next(iter(content.items()))
    headers.append((b"content-type", kind.encode()))
    good = _example(chance, described, told.get("schema", {}))
    body = json.dumps(good if chance.random() < 0.2 else mutated_json(chance, good)).encode()
    drawn = chance.random()
    if drawn < 0.1:
        return body[: chance.randrange(len(body) + 1)]
    if drawn < 0.2:
        headers.append((b"content-encoding", b"gzip"))
        return gzip.compress(body)[: None if chance.random() < 0.7 else -4]
    return body


def _example(chance: random.Random, described: Mapping[str, Any], schema: Mapping[str, Any], depth: int = 0) -> Any:
    """Something that the schema allows, or nearly."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _example(chance, described, described["components"]["schemas"][name], depth + 1)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return _example(chance, described, chance.choice(schema[several]), depth + 1)
    if "enum" in schema or "const" in schema:
        return chance.choice(schema.get("enum", [schema.get("const")]))
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        fields = schema.get("properties", {})
        return {name: _example(chance, described, one, depth + 1) for name, one in fields.items()} if depth < 8 else {}
    if kind == "array":
        return [_example(chance, described, schema.get("items", {}), depth + 1) for _ in range(chance.randrange(3))]
    if kind in ("integer", "number"):
        return chance.choice((0, 1, 7, schema.get("minimum", 0), schema.get("maximum", 100)))
    if kind == "boolean":
        return chance.random() < 0.5
    return None if kind == "null" else chance.choice(_WORDS)


async def call(app: FastAPI, asked: Asked) -> tuple[int, str]:
    """Status and, where the program itself failed, what was raised."""
    told: list[Mapping[str, Any]] = []
    waiting = [{"type": "http.request", "body": asked.body, "more_body": False}]

    async def receive() -> Mapping[str, Any]:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    async def send(message: Mapping[str, Any]) -> None:
        told.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": asked.method,
        "scheme": "https",
        "path": asked.path.replace("%2F", "/"),
        "raw_path": asked.path.encode(),
        "query_string": asked.query.encode(),
        "headers": list(asked.headers),
        "client": ("127.0.0.1", 40_000),
        "server": ("campaign.example", 443),
    }
    problem = ""
    try:
        await asyncio.wait_for(app(scope, receive, send), _MOST_SECONDS)  # type: ignore[arg-type]  # plain dictionaries
    except TimeoutError:
        problem = f"longer than {_MOST_SECONDS:g} s"
    except Exception as error:
        problem = type(error).__name__
    return next((int(one["status"]) for one in told if one["type"] == "http.response.start"), 0), problem
