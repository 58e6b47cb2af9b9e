"""A provider in a process of its own that counts what it receives by message id, and tells when it is asked."""

import json
import multiprocessing
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection as Pipe
from typing import Any, Final

LONGEST_SECONDS: Final = 0.02
"""Within this time it answers: long enough for a kill to come between the message and the note that it was sent."""
AWAY_SHARE: Final = 0.03
"""This share of all requests is turned away for now (503), and has to come again."""


class ProviderLine:
    """The provider as the bench sees it."""

    def __init__(self, address: str, pipe: "Pipe[Any, Any]") -> None:
        self.address = address
        self._pipe = pipe

    def received(self) -> Counter[str]:
        """Message id → how often it was taken, up to now."""
        self._pipe.send("tell")
        found: Counter[str] = self._pipe.recv()
        return found


@contextmanager
def provider() -> Iterator[ProviderLine]:
    """Running until left."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    # So that a process that dies is heard of instead of waited for.
    there.close()
    try:
        yield ProviderLine(here.recv(), here)
    finally:
        process.kill()
        process.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.dice = random.Random(5)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that is killed is what this is for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        """Take a message, or turn it away for now."""
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True
            return
        with self.server.lock:
            taken = self.server.dice.random() >= AWAY_SHARE
            pause = self.server.dice.uniform(0, LONGEST_SECONDS)
            if taken:
                self.server.taken[json.loads(body)["id"]] += 1
        time.sleep(pause)
        self.send_response(200 if taken else 503)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the screen."""


def _serve(pipe: "Pipe[Any, Any]") -> None:
    server = _Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pipe.send(f"http://127.0.0.1:{server.server_address[1]}")
    while True:
        try:
            pipe.recv()
        except EOFError:
            return
        with server.lock:
            pipe.send(Counter(server.taken))
