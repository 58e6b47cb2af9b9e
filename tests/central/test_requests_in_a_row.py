"""Several requests over one connection whose peer hangs up: whoever answers one is told. Raw sockets, real TLS."""

import socket
import ssl
import threading
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.central.certificate import own
from app.central.https import HttpProtocol, running
from app.kernel.clock import FakeClock
from app.phones.door import PageProtocol

_REQUEST = b"GET /one HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.mark.parametrize("protocol", [HttpProtocol, PageProtocol])
@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning")
def test_who_answers_the_first_of_several_requests_is_told_that_the_peer_has_gone(
    protocol: type[HttpToolsProtocol], times: int, tmp_path: Path, fake_clock: FakeClock
) -> None:
    entered, told = threading.Event(), threading.Event()

    async def app(_: Scope, receive: Receive, send: Send) -> None:
        entered.set()
        while (await receive())["type"] != "http.disconnect":
            pass
        # Into a line that is no more: nothing may come of it.
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})
        told.set()

    certificate = own(tmp_path / "server", fake_clock)
    with running(app, certificate, more={"http": protocol}) as one:
        port = int(one.address.rpartition(":")[2])
        trusted = ssl.create_default_context(cafile=str(certificate.certificate))
        line = socket.create_connection(("127.0.0.1", port), 10)
        with trusted.wrap_socket(line, server_hostname="127.0.0.1") as peer:
            peer.sendall(times * _REQUEST)
            assert entered.wait(10)
        assert told.wait(10)
