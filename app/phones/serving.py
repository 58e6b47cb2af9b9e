"""The gateway as a server: its certificate, its socket, and what the station is told of where it is."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from app.central import certificate as certificates
from app.central.certificate import Certificate
from app.central.https import listen, running, serve
from app.kernel.clock import Clock
from app.phones.door import CountingSocket, PageProtocol, PageSocketProtocol
from app.phones.gateway import Gateway
from app.phones.limits import LARGEST_WORD
from app.phones.started import Started, remember_started
from app.phones.web import make_app

_NAME: Final = "phones"
_OWN: Final = certificates.Kind(_NAME, timedelta(days=820), timedelta(days=30))
"""Telephones believe no server's certificate of more than 825 days."""
OPTIONS: Final[dict[str, Any]] = {
    "http": PageProtocol,
    "ws": PageSocketProtocol,
    "ws_max_size": LARGEST_WORD,
    # The page's own beats say more: that somebody sees it.
    "ws_ping_interval": None,
    "ws_per_message_deflate": False,
    # Nobody stands before it who could say for whom he asks.
    "proxy_headers": False,
}


def certificate_of(home: Path, clock: Clock, given: tuple[Path, Path] | None, names: tuple[str, ...]) -> Certificate:
    """The given one (certificate, key), else the gateway's own, made anew before it ends. KnownError
    central.bad_certificate."""
    if given is not None:
        return certificates.given(*given)
    return certificates.own(home / _NAME, clock, names, _OWN)


def serve_phones(
    home: Path, clock: Clock, certificate: Certificate, where: tuple[str, int], started: Callable[[Started], None]
) -> None:
    """Serve until SIGTERM or SIGINT. KnownError central.cannot_listen."""
    host, port = where
    listening = CountingSocket(listen(host, port))
    told = Started(f"https://{called(host)}:{listening.getsockname()[1]}", certificate.fingerprint)
    gateway = Gateway(home, clock)

    def on_start() -> None:
        remember_started(home, told)
        started(told)

    try:
        serve(make_app(gateway, certificate.certificate), listening, certificate, on_start, OPTIONS)
    finally:
        listening.close()
        gateway.end()


@contextmanager
def phones_running(home: Path, clock: Clock, certificate: Certificate) -> Iterator[tuple[str, Gateway]]:
    """The gateway beside something else: the demo and the tests. Its address, and itself; stopped when left."""
    gateway = Gateway(home, clock)
    with running(make_app(gateway, certificate.certificate), certificate, "127.0.0.1", OPTIONS, CountingSocket) as one:
        remember_started(home, Started(one.address, certificate.fingerprint))
        yield one.address, gateway
    gateway.end()


def called(host: str) -> str:
    """As phones call this machine."""
    if host in ("0.0.0.0", "::"):
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host
