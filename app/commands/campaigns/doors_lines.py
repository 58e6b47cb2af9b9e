"""Lines that stay open: the pages of telephones by their requests and frames, the server, a mail server, a mailbox."""

import logging
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http import HTTPStatus
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from typing import Final

from wsproto.frame_protocol import FrameProtocol

from app.central.certificate import Certificate, own
from app.commands.campaigns.doors import Door, of_bytes
from app.commands.campaigns.peers import BREAK, Peer
from app.kernel.clock import FakeClock, SystemClock
from app.kernel.errors import BugError
from app.phones.cookie import Pass, to_header
from app.phones.serving import phones_running
from app.reminders.channels.interface import Outgoing
from app.reminders.channels.registry import CHANNELS
from app.router.links.admitted import fresh_pair
from app.sync.pinned import PinnedServer

_SECONDS: Final = 10.0
_TO: Final = Outgoing("01a200fe-7298-75b4-83f6-5ca48b154418", "p1@example.org", "Aviso", "Aviso sintético")


def doors(folder: Path) -> Iterator[Door]:
    """All of them; `folder`: for the certificate of what is served here, and for a gateway without a router."""
    certificate = own(folder, SystemClock(), ("127.0.0.1", "localhost"))
    framed = _Phones(folder, certificate)
    yield Door("phone_frames", of_bytes("", list(_frames()), framed.frames).make, framed.frames, close=framed.close)
    asked = _Phones(folder, certificate)
    seeds = [*asked.requests(), asked.upgrade() + b"".join(_frames())]
    yield Door("phone_requests", of_bytes("", seeds, asked.requested).make, asked.requested, close=asked.close)
    server = _MailServer()
    yield Door("mail_server", of_bytes("", [_SMTP, _GREY], server.answer).make, server.answer, close=server.close)
    central = _Central(certificate)
    yield Door("server_http", of_bytes("", list(_HTTP), central.answer).make, central.answer, close=central.close)
    box = _Box(certificate)
    yield Door("mailbox", of_bytes("", [_IMAP], box.answer).make, box.answer, close=box.close)


# ---- a telephone's page


def _frames() -> Iterator[bytes]:
    """What a browser may send once its WebSocket stands, masked as browsers do."""
    page = FrameProtocol(client=True, extensions=[])
    hello = '{"t":"hello","language":"pt","visible":true,"resume":"x"}'
    yield bytes(page.send_data(hello, fin=True))
    yield bytes(page.send_data(hello[:9], fin=False) + page.ping(b"x" * 20) + page.send_data(hello[9:], fin=True))
    yield bytes(page.pong(b"") + page.send_data(b"\x00\x01", fin=True) + page.close(1000, "bye"))


class _Mistakes(logging.Handler):
    """What was logged as an error: an exception in the server's own thread reaches nobody else."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self.found.append(error or BugError(record.getMessage()))


class _Phones:
    """The gateway as it is, which has no router to lead to; and somebody honest who is answered all the time."""

    def __init__(self, folder: Path, certificate: Certificate) -> None:
        self._ending, self._mistakes, self._clock = ExitStack(), _Mistakes(), FakeClock()
        logging.getLogger().addHandler(self._mistakes)
        self._ending.callback(logging.getLogger().removeHandler, self._mistakes)
        served = phones_running(folder, self._clock, certificate)
        address, _gateway = self._ending.enter_context(served)
        self._port = int(address.rpartition(":")[2])
        self._trust = ssl.create_default_context(cafile=str(certificate.certificate))
        self._honest = HTTPSConnection("127.0.0.1", self._port, timeout=_SECONDS, context=self._trust)
        self._cookie = to_header(Pass("telephone", fresh_pair().secret)).partition(";")[0]

    def frames(self, raw: bytes) -> None:
        """On a WebSocket that was properly begun."""
        with closing(self._connected()) as line:
            line.sendall(self.upgrade())
            answer = b""
            while not answer.endswith(b"\r\n\r\n"):
                part = line.recv(1)
                if not part:
                    break
                answer += part
            if b" 101 " not in answer:
                raise BugError(f"no WebSocket was begun: {answer!r}")
            self._say(line, raw)

    def requested(self, raw: bytes) -> None:
        """From the first byte of a connection."""
        self._say(self._connected(), raw)

    def requests(self) -> Iterator[bytes]:
        """What the page asks for before it has a WebSocket."""
        body = b'{"code": "1234-5678", "name": "Sintetico", "language": "pt"}'
        yield self._asks("GET /me", f"Cookie: {self._cookie}")
        yield self._asks("POST /pair", "Content-Type: application/json", f"Content-Length: {len(body)}") + body
        yield self._asks("GET /", "If-None-Match: x", "Accept-Encoding: gzip")
        yield self._asks("POST /forget", "Transfer-Encoding: chunked") + b"3\r\nabc\r\n0\r\n\r\n"

    def upgrade(self) -> bytes:
        """Asks for the WebSocket of a phone that has paired."""
        key = f"Sec-WebSocket-Key: {b64encode(bytes(16)).decode()}"
        more = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", key)
        return self._asks("GET /link", f"Cookie: {self._cookie}", *more)

    def close(self) -> None:
        """All of it."""
        self._honest.close()
        self._ending.close()

    def _asks(self, what: str, *headers: str) -> bytes:
        where = f"127.0.0.1:{self._port}"
        return "\r\n".join(
            (f"{what} HTTP/1.1", f"Host: {where}", f"Origin: https://{where}", *headers, "", "")
        ).encode()

    def _say(self, line: ssl.SSLSocket, raw: bytes) -> None:
        try:
            line.sendall(raw)
        except OSError:
            # It has hung up on what came first.
            pass
        finally:
            line.close()
        # Twice: by then the server has seen what came before on the other connection.
        for _ in range(2):
            self._is_served()
        # Nobody is kept out for asking often: that is tried elsewhere.
        self._clock.advance(60)
        found, self._mistakes.found = self._mistakes.found, []
        if found:
            raise found[0]

    def _is_served(self) -> None:
        for again in (True, False):
            try:
                self._honest.request("GET", "/me")
                answer = self._honest.getresponse()
                answer.read()
            except (HTTPException, OSError):
                # A connection that has rested may be closed; a new one must be taken.
                self._honest.close()
                if not again:
                    raise
            else:
                if answer.status != HTTPStatus.OK:
                    raise BugError(f"somebody honest was answered {answer.status}")
                return

    def _connected(self) -> ssl.SSLSocket:
        plain = socket.create_connection(("127.0.0.1", self._port), _SECONDS)
        return self._trust.wrap_socket(plain, server_hostname="127.0.0.1")


# ---- the network's server, as a station hears it


_HTTP: Final = (
    b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{"ok": "yes"}',
    b"HTTP/1.1 302 Found\r\nLocation: https://other.example/x\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    b"HTTP/1.1 503 Busy\r\nRetry-After: 5\r\nSet-Cookie: a=b\r\nDate: Mon, 02 Mar 2026 11:00:00 GMT\r\n\r\n",
)


class _Central:
    """Behind the certificate that the station knows, and says anything."""

    def __init__(self, certificate: Certificate) -> None:
        self._peer = Peer(tls=_serving(certificate))
        self._fingerprint, self.close = certificate.fingerprint, self._peer.close

    def answer(self, raw: bytes) -> None:
        """Asked once, on a connection of its own."""
        self._peer.says = raw
        line = PinnedServer(f"https://{self._peer.address}", self._fingerprint)
        try:
            line.call("GET", "/healthz")
        finally:
            line.close()


def _serving(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    return context


# ---- mail


_MAIL: Final = {"host": "127.0.0.1", "security": "none", "sender": "ubs@example.org"}
_SMTP: Final = (
    b"220 mail.example ESMTP\r\n250-mail.example\r\n250-PIPELINING\r\n250-SIZE 1000000\r\n250 AUTH PLAIN LOGIN\r\n"
    b"235 2.7.0 ok\r\n250 2.1.0 ok\r\n250 2.1.5 ok\r\n354 go on\r\n250 2.0.0 queued as 7\r\n221 bye\r\n"
)
_GREY: Final = (
    b"220 m\r\n250 m\r\n503 no\r\n250 ok\r\n450 4.7.1 grey\r\n550-5.1.1 unknown\r\n550 5.1.1 x\r\n221 bye\r\n"
)


class _MailServer:
    """A message is handed over to it, and it is tried; it begins, and says everything at once."""

    def __init__(self) -> None:
        self._peer = Peer(in_turn=True)
        settings = _MAIL | {"port": str(self._peer.port), "user": "synthetic"}
        self._channel = CHANNELS["email"].opener(settings, {"password": "synthetic-word"})
        self.close = self._peer.close

    def answer(self, raw: bytes) -> None:
        """A message has an outcome whatever it says; a test is refused by name."""
        self._peer.says = raw
        self._channel.send(_TO)
        self._channel.test()


_LETTER: Final = b"From: p1@example.org\r\nSubject: Re: x\r\n\r\nSAIR, nao\r\n"
_IMAP: Final = BREAK.join(
    (
        b"* OK [CAPABILITY IMAP4rev1] ready\r\n",
        b"* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n",
        b"{tag} OK signed in\r\n",
        b"* FLAGS (\\Seen)\r\n* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n{tag} OK [READ-WRITE] done\r\n",
        b"* SEARCH 3 4\r\n{tag} OK done\r\n",
        b"* 1 FETCH (UID 3 BODY[]<0> {%d}\r\n%s)\r\n{tag} OK done\r\n" % (len(_LETTER), _LETTER),
        b"* 2 FETCH (UID 4 BODY[]<0> {5}\r\nhello)\r\n{tag} OK done\r\n",
        b"* BYE\r\n{tag} OK bye\r\n",
    )
)


class _Box:
    """A mailbox over TLS that speaks in turn."""

    def __init__(self, certificate: Certificate) -> None:
        self._peer = Peer(in_turn=True, tls=_serving(certificate))
        here = {"mailbox_host": "127.0.0.1", "mailbox_port": str(self._peer.port), "mailbox_user": "synthetic"}
        self._settings = _MAIL | here | {"certificate_file": str(certificate.certificate)}
        self.close = self._peer.close

    def answer(self, raw: bytes) -> None:
        """What is new in it, told or refused by name. Anew each time: what was read is marked by the next call."""
        self._peer.says = raw
        CHANNELS["email"].opener(self._settings, {"mailbox_password": "synthetic-word"}).listen()
