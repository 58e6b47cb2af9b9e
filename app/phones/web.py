"""What the gateway answers over HTTPS: the page's files, a one-time code, and the WebSocket of each session."""

import contextlib
import re
from pathlib import Path
from typing import Annotated, Final

import msgspec
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.kernel.errors import KnownError
from app.phones.cookie import from_cookies, to_header
from app.phones.files import SAFE, files, policy
from app.phones.gateway import Gateway
from app.phones.limits import LARGEST_BODY
from app.phones.words import Words

_HOST: Final = re.compile(r"[A-Za-z0-9.\-_\[\]:]{1,255}")
_CERTIFICATE: Final = "/plantao.crt"


class Code(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a phone says to become a receiver: the code on the station's screen, how the phone is called."""

    code: Annotated[str, msgspec.Meta(max_length=40)]
    name: Annotated[str, msgspec.Meta(max_length=60)] = ""
    language: Annotated[str, msgspec.Meta(max_length=8)] = "pt"


def make_app(gateway: Gateway, certificate: Path) -> ASGIApp:
    """Everything that is served. `certificate`: to be given to phones that are to trust it."""
    pages = _Pages(gateway, certificate.read_bytes())
    app = Starlette(
        routes=[
            WebSocketRoute("/link", pages.link),
            Route("/me", pages.me, methods=["GET"]),
            Route("/pair", pages.pair, methods=["POST"]),
            Route("/forget", pages.forget, methods=["POST"]),
            Route(_CERTIFICATE, pages.certificate, methods=["GET"]),
            Route("/{rest:path}", pages.file, methods=["GET"]),
        ]
    )
    return _Guarded(app, gateway)


class _Pages:
    def __init__(self, gateway: Gateway, certificate: bytes) -> None:
        self._gateway, self._certificate = gateway, certificate

    async def file(self, request: Request) -> Response:
        """A file of the page."""
        found = files().get(request.url.path)
        if found is None:
            return Response(status_code=404)
        headers = {"ETag": found.tag, "Cache-Control": "no-cache"}
        if request.headers.get("if-none-match") == found.tag:
            return Response(status_code=304, headers=headers)
        return Response(found.content, headers=headers, media_type=found.media_type)

    async def certificate(self, _request: Request) -> Response:
        """The certificate (public), for a phone's settings."""
        return Response(self._certificate, media_type="application/x-x509-ca-cert")

    async def me(self, request: Request) -> Response:
        """Who this phone is."""
        phone = from_cookies(request.cookies)
        return _told({"receiver": phone.receiver if phone is not None else ""})

    async def pair(self, request: Request) -> Response:
        """A one-time code makes this phone a receiver."""
        if not _own_page(request):
            return Response(status_code=403)
        try:
            asked = msgspec.json.decode(await _body(request), type=Code)
        except (msgspec.DecodeError, UnicodeError):
            return Response(status_code=400)
        words, whose = Words(asked.language), request.client.host if request.client else None
        if not self._gateway.may_try_code(whose):
            return _told({"text": words.error("phones.too_many_codes")}, 429)
        try:
            phone = await self._gateway.desk.pair(asked.code, asked.name)
            phone.pair()
        except KnownError as problem:
            self._gateway.refusals.add(str(whose), "pairing_code")
            return _told({"text": words.error(problem.code, problem.values)}, 409)
        return _told({"receiver": phone.receiver}, 200, {"Set-Cookie": to_header(phone)})

    async def forget(self, request: Request) -> Response:
        """This phone is no receiver any more; the station revokes its key."""
        if not _own_page(request):
            return Response(status_code=403)
        return _told({"receiver": ""}, 200, {"Set-Cookie": to_header(None)})

    async def link(self, socket: WebSocket) -> None:
        """The session of a phone."""
        phone = from_cookies(socket.cookies)
        # Whoever has gone meanwhile is nobody to be told why; that is no mistake of ours.
        with contextlib.suppress(WebSocketDisconnect):
            if phone is None or not _own_page(socket):
                return await socket.close()
            await self._gateway.serve(socket, phone)


class _Guarded:
    """Around everything: so many answers for each address, bounded bodies, and the headers of safety."""

    def __init__(self, app: ASGIApp, gateway: Gateway) -> None:
        self._app, self._gateway = app, gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on where it is within its limits."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        host = HTTPConnection(scope).headers.get("host", "")
        if not _HOST.fullmatch(host):
            await Response(status_code=400, headers=SAFE)(scope, receive, send)
            return
        client = scope.get("client")
        if not self._gateway.may_ask(client[0] if client else None):
            await Response(status_code=429, headers={**SAFE, "Retry-After": "30"})(scope, receive, send)
            return
        fixed = [(b"Content-Security-Policy".lower(), policy(host).encode())]
        fixed += [(name.lower().encode(), value.encode()) for name, value in SAFE.items()]

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *fixed]
            await send(message)

        await self._app(scope, receive, guarded)


async def _body(request: Request) -> bytes:
    """What was posted; nothing where it is longer than anything that is asked for, or was cut off."""
    found = b""
    try:
        async for part in request.stream():
            found += part
            if len(found) > LARGEST_BODY:
                return b""
    except ClientDisconnect:
        return b""
    return found


def _own_page(connection: HTTPConnection) -> bool:
    """Whether the page that asks is ours: browsers say where it comes from."""
    return connection.headers.get("origin", "") == f"https://{connection.headers.get('host', '')}"


def _told(content: dict[str, str], status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse(content, status, {"Cache-Control": "no-store", **(headers or {})})
