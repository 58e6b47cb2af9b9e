"""How the stations are, for whoever looks after the network: as JSON with a token, and as a page that asks for it.

The page takes the token as the password of the browser's own question (any name): no cookie, no script, nothing kept.
"""

import base64
import binascii
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel
from starlette.responses import Response

from app.central.clients import Client, ClientRole, Clients
from app.central.fleet_view import COLUMNS, GROUPS, Wanted, belongs, chosen, line, named, wanted_by
from app.central.health import Health, StationState
from app.central.health_rules import ORDER
from app.central.public.words import LANGUAGES, TAGS, short, spoken_language
from app.central.wire import REFUSED, Refusal, Responses, Token
from app.kernel.clock import Clock, usual_zone
from app.kernel.errors import KnownError

RESOURCES: Final = Path(__file__).resolve().parents[2] / "resources" / "central"
PAGE: Final = "/fleet"
API: Final = "/api/fleet"
_RESPONSES: Final[Responses] = {
    **REFUSED,
    403: {"model": Refusal, "description": "The token's role is not `watch`."},
    429: {"model": Refusal, "description": "Too many calls of this token."},
}
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class ReportAnswer(BaseModel):
    """What a station last said. Sizes in bytes, ages and `clock_ahead` in seconds."""

    received_at: str
    version: str
    store_format: str
    system: str
    pending: int
    oldest_pending: int | None
    refused: int
    disagreements: int
    disk_free: int | None
    store_size: int
    backup_age: int | None
    clock_ahead: int


class StationAnswer(BaseModel):
    """One station; `concerns`: what asks for a look, the worst first."""

    id: str
    unit: str
    unit_name: str
    name: str
    status: str
    last_contact: str | None
    report: ReportAnswer | None
    concerns: list[str]


class FleetAnswer(BaseModel):
    """Every station, those that ask for a look first."""

    stations: list[StationAnswer]


def add_fleet_page(app: FastAPI, clients: Clients, health: Health, clock: Clock) -> None:
    """`/api/fleet` and `/fleet`, for tokens with the role `watch`."""

    @app.get(API, summary="How the stations are", responses={200: {"model": FleetAnswer}, **_RESPONSES})
    def fleet(token: Token) -> Any:
        """Every station of the network with its last report, those that ask for a look first."""
        return {"stations": [one.told() for one in _watched(clients, health, clients.who(token), API)]}

    @app.get(PAGE, include_in_schema=False)
    async def page(request: Request) -> Response:
        """The same as a page."""
        asked = request.query_params
        language = spoken_language(asked.get("l", ""), request.headers.get("accept-language", ""))
        return await run_in_threadpool(
            _page, request.headers.get("authorization", ""), wanted_by(asked, short(language)), language
        )

    def _page(shown: str, wanted: Wanted, language: str) -> Response:
        try:
            stations = _watched(clients, health, clients.who(_token_in(shown)), PAGE)
        except KnownError as refused:
            if refused.code not in ("central.not_you", "central.not_allowed"):
                raise
            return ask(language)
        return render(stations, wanted, health.offered(), clock.now(), language)

    @app.get(f"{PAGE}.css", include_in_schema=False)
    def style() -> Response:
        """The one style sheet."""
        text = (RESOURCES / "fleet.css").read_text(encoding="utf-8")
        return Response(text, headers=_HEADERS, media_type="text/css; charset=utf-8")


def _watched(clients: Clients, health: Health, client: Client, route: str) -> Sequence[StationState]:
    outcome = "failed"
    try:
        clients.require(client, ClientRole.WATCH)
        found = [one for one in health.stations() if one.calls]
        outcome = "done"
        return found
    except KnownError as refused:
        outcome = refused.code
        raise
    finally:
        clients.note(client, "GET", route, outcome)


def _token_in(authorization: str) -> str:
    kind, _, packed = authorization.partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(packed, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def render(
    stations: Sequence[StationState], wanted: Wanted, offered: str | None, now: datetime, language: str
) -> Response:
    """The page in one of the two languages; times are those of the usual zone. `offered`: the newest version."""
    told, zone = _words(language), ZoneInfo(usual_zone())
    found, shown = named(stations, wanted), chosen(stations, wanted)
    counts = {group: sum(belongs(one, group) for one in found) for group in ("", *GROUPS)}
    return _html(
        language,
        200,
        "fleet.html",
        wanted=wanted,
        lines=[line(one, now, zone, told) for one in shown],
        all=len(stations),
        asking=sum(bool(one.concerns) for one in stations),
        groups=[(group, counts[group]) for group in ("", *GROUPS) if counts[group] or group in ("", wanted.only)],
        columns=COLUMNS,
        order=ORDER,
        concerns=[name for name in ORDER if any(name in one.concerns for one in shown)],
        offered=offered,
        at=now.astimezone(zone).strftime("%d/%m/%Y %H:%M"),
    )


def ask(language: str) -> Response:
    """What whoever has shown no token, or one of another role, is told when the browser's question is left."""
    answer = _html(language, 401, "fleet_ask.html")
    answer.headers["WWW-Authenticate"] = 'Basic realm="Plantao"'
    return answer


def _html(language: str, status: int, template: str, **values: object) -> Response:
    other = next(one for one in TAGS if one != language)
    shared = {"t": _words(language), "spoken": TAGS[language], "other": short(other), "other_tag": TAGS[other]}
    text = _templates().get_template(template).render(**shared, **values)
    headers = {**_HEADERS, "Content-Language": TAGS[language], "Vary": "Accept-Language"}
    return Response(text, status_code=status, headers=headers, media_type="text/html; charset=utf-8")


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((RESOURCES / "words.toml").read_text(encoding="utf-8"))


def _words(language: str) -> Callable[..., str]:
    assert language in LANGUAGES.values()
    return lambda name, **values: _texts()[name][language].format_map(values)


@cache
def _templates() -> Environment:
    loader = FileSystemLoader(RESOURCES)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, auto_reload=False, trim_blocks=True)
