"""A machine or provider on a socket of this computer that says whatever it is given, to whoever connects."""

import contextlib
import socket
import ssl
import threading
from typing import Final

_SECONDS: Final = 5.0
_TURN_SECONDS: Final = 0.25
_READ: Final = 65_536
BREAK: Final = b"\n~~\n"
"""Between what is said at once and what is said after the other side has spoken again."""
TAG: Final = b"{tag}"
"""Stands for the first word of what was asked (IMAP wants its own mark back)."""


class Peer:
    """`says`: everything, at once, after the first bytes of the other side; `in_turn`: it begins itself, and goes on
    with each line that it hears, piece by piece (`BREAK`). Then it says nothing more, and its side is closed."""

    def __init__(self, *, in_turn: bool = False, tls: ssl.SSLContext | None = None) -> None:
        self.says = b""
        self._in_turn, self._tls = in_turn, tls
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._former: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, name="peer", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._listening.getsockname()[1]
        return port

    @property
    def address(self) -> str:
        """host:port."""
        return f"127.0.0.1:{self.port}"

    def close(self) -> None:
        """Nobody listens any more."""
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(_SECONDS)
        self._forget()

    def _run(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            # Closed only now: with unread bytes in it, closing would take back what was said there.
            self._forget()
            self._former = line
            with contextlib.suppress(OSError):
                self._speak(line)

    def _speak(self, line: socket.socket) -> None:
        line.settimeout(_SECONDS)
        if self._tls is not None:
            line = self._former = self._tls.wrap_socket(line, server_side=True)
        try:
            if self._in_turn:
                _talk(line, self.says.split(BREAK))
            else:
                line.recv(_READ)
                line.sendall(self.says)
        finally:
            if self._tls is not None:
                line.close()
            else:
                line.shutdown(socket.SHUT_WR)

    def _forget(self) -> None:
        former, self._former = self._former, None
        if former is not None:
            former.close()


def _talk(line: socket.socket, pieces: list[bytes]) -> None:
    tag = b""
    for number, piece in enumerate(pieces):
        if number:
            # Both may wait for each other, now that something is missing: then it is over.
            line.settimeout(_TURN_SECONDS)
            heard = line.recv(_READ)
            if not heard:
                return
            tag = heard.split(b" ", 1)[0].strip()[:20]
        line.sendall(piece.replace(TAG, tag))
