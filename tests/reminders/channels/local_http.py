"""A provider on this machine: it notes what it is asked, and answers what the test has laid ready."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True)
class Answer:
    """What is said to one request. `hang_up`: the line is cut instead; `silent`: it stays open without a word."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    hang_up: bool = False
    silent: bool = False


class Provider:
    """The server's memory; used by the test's thread and by the server's."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.address = ""
        self.port = 0
        self.connections = 0
        self.finished = threading.Event()
        self._answers: list[Answer] = []
        self._default = Answer()
        self._lock = threading.Lock()

    def says(self, status: int, body: object = None, **headers: str) -> None:
        """The next answer; afterwards the default again. `Retry_After` becomes the header Retry-After."""
        raw = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._answers.append(Answer(status, raw, named))

    def always(self, status: int, body: object) -> None:
        """What is said where nothing else was laid ready."""
        self._default = Answer(status, json.dumps(body).encode())

    def hangs_up(self) -> None:
        """The next request is taken, and the line cut."""
        self._answers.append(Answer(hang_up=True))

    def is_silent(self) -> None:
        """The next request is taken, and never answered."""
        self._answers.append(Answer(silent=True))

    def forget(self) -> None:
        """What was laid ready and not asked for is not said any more."""
        self._answers.clear()

    def take(self, asked: Asked) -> Answer:
        with self._lock:
            self.asked.append(asked)
            return self._answers.pop(0) if self._answers else self._default


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    memory: Provider
    lines: list[socket.socket]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is part of many tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        self.server.memory.connections += 1
        self.server.lines.append(self.request)
        super().setup()

    def _answer(self) -> None:
        memory = self.server.memory
        length = int(self.headers.get("Content-Length", "0"))
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, parts.path, dict(parse_qsl(parts.query)), headers, self.rfile.read(length))
        answer = memory.take(asked)
        if answer.silent:
            memory.finished.wait(10)
        if answer.hang_up or answer.silent:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def do_OPTIONS(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the screen."""


@contextmanager
def provider(context: ssl.SSLContext | None = None) -> Iterator[Provider]:
    """A provider that listens on this machine, over TLS where a context is given."""
    memory = Provider()
    server = _Server(("127.0.0.1", 0), _Handler)
    server.memory, server.lines = memory, []
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    memory.port = server.server_address[1]
    memory.address = f"{'https' if context else 'http'}://127.0.0.1:{memory.port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield memory
    finally:
        memory.finished.set()
        server.shutdown()
        thread.join()
        for line in server.lines:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        server.server_close()


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
