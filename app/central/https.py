"""Serving over HTTPS as a process: uvicorn, and a stop that lets answers be finished. Knows no database."""

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.central.certificate import Certificate
from app.kernel.errors import KnownError

GRACE_SECONDS: Final = 20
"""How long a stop waits for answers that are being made."""
_FAREWELL_SECONDS: Final = 0.2
_START_SECONDS: Final = 30.0
_logger = logging.getLogger(__name__)


def listen(host: str, port: int) -> socket.socket:
    """A socket that is bound; port 0 takes any free one. KnownError `central.cannot_listen`."""
    try:
        return socket.create_server((host, port), family=_family(host), backlog=1024)
    except OSError as error:
        reason = error.strerror or str(error)
        raise KnownError("central.cannot_listen", host=host, port=str(port), reason=reason) from error


def serve(
    app: ASGIApp,
    listening: socket.socket,
    certificate: Certificate,
    on_start: Callable[[], None],
    more: Mapping[str, Any] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT; answers that are being made are finished first. `more`: options of uvicorn."""
    server = _server(app, certificate, on_start, more)

    def noted(number: int, _frame: FrameType | None) -> None:
        _logger.info("stopped", extra={"signal": signal.Signals(number).name})

    # uvicorn raises the signal again once it has stopped; it must then find somebody who takes it.
    before = {number: signal.signal(number, noted) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        server.run(sockets=[listening])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass(frozen=True)
class Running:
    """A server in a thread of this process."""

    address: str
    certificate: Certificate


@contextmanager
def running(
    app: ASGIApp,
    certificate: Certificate,
    host: str = "127.0.0.1",
    more: Mapping[str, Any] | None = None,
    wrap: Callable[[socket.socket], socket.socket] = lambda one: one,
) -> Iterator[Running]:
    """The server beside something else: the demo, the benches, the tests. Stopped when left.

    `wrap`: around the socket that listens.
    """
    listening, started = wrap(listen(host, 0)), threading.Event()
    server = _server(app, certificate, started.set, more)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="central", daemon=True)
    thread.start()
    try:
        if not started.wait(_START_SECONDS):
            raise KnownError("central.cannot_listen", host=host, port="0", reason="")
        yield Running(f"https://{host}:{listening.getsockname()[1]}", certificate)
    finally:
        server.should_exit = True
        thread.join(GRACE_SECONDS + 10)
        listening.close()


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's, which tells only the last of several requests in a row that the peer has gone: whoever answered an
    earlier one wrote into a line that was no more."""

    _earlier: tuple[RequestResponseCycle, ...] = ()

    def on_headers_complete(self) -> None:
        """The head of one more request is whole."""
        before: RequestResponseCycle | None = self.cycle
        super().on_headers_complete()
        if before is not None and before is not self.cycle:
            self._earlier = tuple(one for one in (*self._earlier, before) if not one.response_complete)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        for one in self._earlier:
            one.disconnected = True
            one.message_event.set()
        super().connection_lost(exc)


class _Server(uvicorn.Server):
    """Tells when it listens."""

    on_start: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does it, then the word."""
        await super().startup(sockets)
        if self.started:
            self.on_start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does it, but nobody waits for the farewell of stations that are only keeping a line open."""
        for one in list(self.server_state.connections):
            # Already waiting for a farewell: closing a second time would make asyncio forget how to cut it.
            if isinstance(one, HttpToolsProtocol) and one.transport.is_closing():
                one.transport.abort()
        cutting = asyncio.create_task(self._cut_idle())
        try:
            await super().shutdown(sockets)
        finally:
            cutting.cancel()
        await asyncio.sleep(0)

    async def _cut_idle(self) -> None:
        while True:
            await asyncio.sleep(_FAREWELL_SECONDS)
            for one in list(self.server_state.connections):
                if isinstance(one, HttpToolsProtocol) and (one.cycle is None or one.cycle.response_complete):
                    one.transport.abort()


def _server(
    app: ASGIApp, certificate: Certificate, on_start: Callable[[], None], more: Mapping[str, Any] | None
) -> _Server:
    options: dict[str, Any] = {
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "ws": "none",
        # The same on every system, whatever else is installed.
        "http": HttpProtocol,
        **(more or {}),
    }
    config = uvicorn.Config(
        app,
        lifespan="off",
        loop="asyncio",
        ssl_certfile=certificate.certificate,
        ssl_keyfile=certificate.key,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=30,
        **options,
    )
    # Its lines hold the path as called, which may name a person; ours hold the route (app/central/limits.py).
    logging.getLogger("uvicorn.access").disabled = True
    server = _Server(config)
    server.on_start = on_start
    return server


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
