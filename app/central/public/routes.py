"""Where the public pages lie, beside the interface of the stations; they have workers of their own, so that however
many people look at them, no station waits."""

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Request
from pydantic import BaseModel
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from starlette.responses import Response

from app.central.public.asked import Asked, BadFormError, read_asked
from app.central.public.links import PublicLinks, remember_address, told_of_links
from app.central.public.pages import LinkPages
from app.central.public.record import PublicRecord
from app.central.public.registering import DONE, PATH, RegisterPages
from app.central.public.rendering import message, plain, style, style_path
from app.central.tokens import Tokens
from app.central.wire import REFUSED, Token
from app.kernel.clock import Clock, Zone, usual_zone
from app.kernel.errors import KnownError
from app.kernel.ids import Ids

WORKERS: Final = 4
"""Pages that are made at one time."""
_ROBOTS: Final = "User-agent: *\nDisallow: /\n"
_KEPT: Final = ("unit", "done")
_HOST: Final = re.compile(r"[a-z0-9.-]+(:\d{1,5})?")
_logger = logging.getLogger(__name__)
Pages = Callable[..., Response]


class LinksAnswer(BaseModel):
    """Where the public pages are, and the key of this unit's links (hexadecimal)."""

    address: str
    key: str


def clean_public_address(text: str) -> str:
    """`https://host` or `https://host:port`. KnownError `central.bad_public_address`."""
    parts = urlsplit(text.strip().rstrip("/").lower())
    if parts.scheme != "https" or parts.path or parts.query or not _HOST.fullmatch(parts.netloc):
        raise KnownError("central.bad_public_address", value=text[:100])
    return f"https://{parts.netloc}"


def add_public(
    app: FastAPI, engine: Engine, tokens: Tokens, clock: Clock, ids: Ids, address: str, zone: Zone = usual_zone
) -> None:
    """The pages, and what stations must know to make links to them. KnownError `central.bad_public_address`."""
    links, record = PublicLinks(engine, clock), PublicRecord(engine, clock, ids)
    remember_address(engine, clean_public_address(address))

    @app.get(
        "/api/links", summary="How to link to the public pages", responses={200: {"model": LinksAnswer}, **REFUSED}
    )
    def network_links(token: Token) -> dict[str, str]:
        """Their address, and the key of the unit's links."""
        return told_of_links(engine, tokens.sender(token).unit)

    public = _Public(app)
    behind, register = LinkPages(links, record, clock, zone), RegisterPages(engine, record, clock, zone)
    public.add("GET", "/p/out/{token}", behind.way_out)
    public.add("POST", "/p/out/{token}", behind.withdraw, form=False)
    public.add("GET", "/p/preferences/{token}", behind.preferences)
    public.add("POST", "/p/preferences/{token}", behind.prefer)
    public.add("GET", "/p/confirm/{token}", behind.confirm)
    public.add("POST", "/p/confirm/{token}", behind.confirmed)
    public.add("GET", PATH, register.show)
    public.add("POST", PATH, register.send)
    public.add("GET", DONE, register.done)
    _add_files(app)


class _Public:
    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._workers: CapacityLimiter | None = None

    def add(self, method: str, path: str, answer: Pages, *, form: bool = True) -> None:
        """`form`: whether what is posted is read; a click needs no words."""

        async def handle(request: Request) -> Response:
            try:
                asked = await read_asked(request, _KEPT, with_form=form and method == "POST")
            except BadFormError:
                return message(await read_asked(request), "bad_form", 400)
            return await self._work(_guarded, answer, asked, dict(request.path_params))

        self._app.add_api_route(path, handle, methods=[method], include_in_schema=False, response_model=None)

    async def _work(self, work: Callable[..., Response], *arguments: object) -> Response:
        if self._workers is None:
            self._workers = CapacityLimiter(WORKERS)
        return await to_thread.run_sync(work, *arguments, limiter=self._workers)


def _guarded(answer: Pages, asked: Asked, parts: dict[str, str]) -> Response:
    try:
        return answer(asked, **parts)
    except DBAPIError:
        _logger.exception("the database failed")
        return message(asked, "later", 503)


def _add_files(app: FastAPI) -> None:
    files: dict[str, Callable[[], Response]] = {
        "/robots.txt": lambda: plain(_ROBOTS, "text/plain; charset=utf-8"),
        style_path(): lambda: plain(style(), "text/css; charset=utf-8", keep=True),
    }
    for path, made in files.items():
        app.add_api_route(path, _given(made), methods=["GET"], include_in_schema=False, response_model=None)


def _given(made: Callable[[], Response]) -> Callable[[], Awaitable[Response]]:
    async def give() -> Response:
        return made()

    return give
