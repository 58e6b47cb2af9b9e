"""What surrounds every request, as plain ASGI: bodies are bounded while they arrive, and one log line is written."""

import logging
import time
import zlib
from collections.abc import Collection
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BODY: Final = 16 * 1024 * 1024
"""Bytes of a push, packed or unpacked: a batch of the program stays far below."""
MOST_SMALL_BODY: Final = 64 * 1024
"""Bytes of every other request: a code, a key, a signature."""
MOST_HOOK: Final = 1024 * 1024
"""Bytes of a provider's call: several pieces of news may come together."""
HOOKS: Final = "/hooks/"
PUSH: Final = "/api/sync/push"
_logger = logging.getLogger("app.central.requests")


def too_large(most: int) -> HTTPException:
    """The refusal of a body; the connection closes, so that nobody goes on reading what was refused."""
    return HTTPException(413, f"more than {most} bytes", {"Connection": "close"})


async def unpacked(request: Request) -> bytes:
    """The body of a request, unpacked where it came as gzip. HTTPException 400, 413."""
    raw = await request.body()
    if request.headers.get("content-encoding", "").lower() != "gzip":
        return raw
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        # Bounded: a small packet may unpack to gigabytes.
        body = await run_in_threadpool(unpacking.decompress, raw, MOST_BODY)
    except zlib.error as error:
        raise HTTPException(400, "the body is no gzip") from error
    if unpacking.unconsumed_tail:
        raise too_large(MOST_BODY)
    if not unpacking.eof:
        raise HTTPException(400, "the body was cut off")
    return body


class BoundedBody:
    """Stops reading at the limit, whatever the length that was announced."""

    def __init__(self, app: ASGIApp, large: Collection[str] = (PUSH,)) -> None:
        self._app = app
        self._large = large

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting its bytes."""
        path = scope.get("path", "")
        most = MOST_HOOK if path.startswith(HOOKS) else MOST_BODY if path in self._large else MOST_SMALL_BODY
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise too_large(most)
            return message

        await self._app(scope, counted, send)


class RequestLog:
    """One line for each answer: the route as written, never the path as called, which may name a person."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note how it was answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            _logger.info("request", extra=_fields(scope, status, time.perf_counter() - start))


_SAFE: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"strict-transport-security", b"max-age=15552000"),
)
"""What every answer says to a browser, where the page itself has not said so."""


class SafeAnswers:
    """Nothing that the server answers runs, is kept, framed or taken for something else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add to the head of the answer."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                names = {name.lower() for name, _ in given}
                message["headers"] = [*given, *(one for one in _SAFE if one[0] not in names)]
            await send(message)

        await self._app(scope, receive, guarded)


def _fields(scope: Scope, status: int, seconds: float) -> dict[str, Any]:
    route = getattr(scope.get("route"), "path", "-")
    return {"method": scope["method"], "route": route, "status": status, "milliseconds": round(seconds * 1000, 1)}
