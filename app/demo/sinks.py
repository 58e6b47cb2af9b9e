"""Where the demo's messages go: a mail server and an SMS provider of this machine that take everything and keep it.

Nothing leaves the machine. Each message is one file in a folder, for a person to look at what would have been sent.
"""

import json
import socketserver
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

HOST: Final = "127.0.0.1"
_LONGEST_LINE: Final = 4096
_MOST_BYTES: Final = 1_000_000


class Sinks:
    """Both servers, listening on free ports until `close`; `folder` is made and filled."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._lock, self._count = threading.Lock(), 0
        self._mail = _MailServer((HOST, 0), _mail_handler(self._keep))
        self._sms = ThreadingHTTPServer((HOST, 0), _sms_handler(self._keep))
        self._sms.daemon_threads = True
        for server, name in ((self._mail, "mail sink"), (self._sms, "sms sink")):
            threading.Thread(target=server.serve_forever, name=name, daemon=True).start()

    @property
    def mail_port(self) -> int:
        """Where the mail server listens."""
        return int(self._mail.server_address[1])

    @property
    def sms_port(self) -> int:
        """Where the SMS provider listens."""
        return int(self._sms.server_address[1])

    def close(self) -> None:
        """Take nothing more."""
        for server in (self._mail, self._sms):
            server.shutdown()
            server.server_close()

    def _keep(self, kind: str, content: bytes) -> None:
        with self._lock:
            self._count += 1
            number = self._count
        (self.folder / f"{number:05d}.{kind}").write_bytes(content)


Keep = Callable[[str, bytes], None]


class _MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def _mail_handler(keep: Keep) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        """As much of RFC 5321 as a client needs that hands over one letter after the other."""

        def handle(self) -> None:
            self._say("220 demo sink")
            while words := self.rfile.readline(_LONGEST_LINE):
                verb = words[:4].upper().strip()
                if verb == b"QUIT":
                    self._say("221 bye")
                    return
                if verb == b"DATA":
                    self._say("354 go on")
                    keep("eml", self._letter())
                    self._say("250 kept")
                elif verb == b"EHLO":
                    self._say("250-demo sink", f"250 SIZE {_MOST_BYTES}")
                else:
                    self._say("250 ok")

        def _letter(self) -> bytes:
            lines = []
            while (line := self.rfile.readline(_LONGEST_LINE)) not in (b".\r\n", b".\n", b""):
                lines.append(line[1:] if line.startswith(b"..") else line)
            return b"".join(lines)[:_MOST_BYTES]

        def _say(self, *lines: str) -> None:
            self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    return Handler


def _sms_handler(keep: Keep) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Takes any POST and gives it a number."""

        def do_POST(self) -> None:
            length = min(int(self.headers.get("Content-Length") or 0), _MOST_BYTES)
            keep("json", self.rfile.read(length))
            answer = json.dumps({"status": "queued"}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Not to the terminal."""

    return Handler
