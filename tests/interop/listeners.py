"""A listener under test, and a device that talks to it over a real socket."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.interop.hl7.framing import END, START
from app.interop.listening import TcpInput
from app.ward.signals import DeviceMessage, Refusal

WAIT_SECONDS = 30.0


@dataclass
class Heard:
    """What a listener delivered and refused."""

    messages: list[DeviceMessage] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        return [one.code for one in self.refusals]


@contextmanager
def listening(listener: TcpInput) -> Iterator[Heard]:
    """The listener at work; stopped when left."""
    heard = Heard()
    listener.start(heard.messages.append, heard.refusals.append)
    try:
        yield heard
    finally:
        listener.stop()


class Device:
    """A sender: one connection."""

    def __init__(self, port: int, tls: ssl.SSLContext | None = None) -> None:
        plain = socket.create_connection(("127.0.0.1", port), timeout=WAIT_SECONDS)
        self.socket = tls.wrap_socket(plain, server_hostname="localhost") if tls is not None else plain
        self._kept = b""

    def __enter__(self) -> "Device":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def answer(self) -> bytes:
        """The next acknowledgement; empty where the other side has closed."""
        while END not in self._kept:
            more = self._received()
            if not more:
                return b""
            self._kept += more
        found, _, self._kept = self._kept.partition(END)
        return found.removeprefix(START)

    def is_closed(self) -> bool:
        """Waits until the other side closes; False where it says something instead."""
        return self._received() == b""

    def _received(self) -> bytes:
        try:
            return self.socket.recv(65536)
        except ConnectionError:
            return b""


def wait_for(condition: Callable[[], object]) -> None:
    """Until the condition holds; an assertion error where it never does."""
    end = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < end, "the condition never came to hold"
        time.sleep(0.005)
