"""What stands before the pages: how many connections an address may hold, how long and how large what it says may be.

uvicorn's own protocols read what comes; here is what they leave open: a peer that says nothing, that sends heads or
pings without end, or that reads nothing of what it is answered.
"""

import asyncio
import contextlib
import logging
import socket
from collections import Counter
from typing import Any, Final

from uvicorn.protocols.websockets.wsproto_impl import WSProtocol
from wsproto import events
from wsproto.utilities import LocalProtocolError

from app.central.https import HttpProtocol
from app.central.public.limits import address_key
from app.phones.limits import HEAD_SECONDS, LARGEST_HEAD, MOST_CONNECTIONS, MOST_OF_AN_ADDRESS, MOST_UNREAD

_MOST_CONTROL: Final = 64
"""Pings between two messages; a browser sends none by itself."""
_FAREWELL_SECONDS: Final = 0.5
_quiet: Final = logging.getLogger("app.phones.uvicorn")
"""uvicorn warns of each request that is none: with phones' peers a way to fill the log."""
_quiet.setLevel(logging.ERROR)


class CountedConnection(socket.socket):
    """One that tells when it closes."""

    door: "CountingSocket | None" = None
    whose: str = ""

    def close(self) -> None:
        """Close, and give the place back."""
        door, self.door = self.door, None
        if door is not None:
            door.left(self.whose)
        super().close()


class CountingSocket(socket.socket):
    """A listening socket that takes so many connections of one address, and so many of all; the rest is closed."""

    most, most_of_one = MOST_CONNECTIONS, MOST_OF_AN_ADDRESS

    def __init__(self, listening: socket.socket) -> None:
        super().__init__(listening.family, listening.type, listening.proto, fileno=listening.detach())
        self._open: Counter[str] = Counter()
        self.turned_away = 0

    def accept(self) -> tuple[socket.socket, Any]:
        """The next that may come in; BlockingIOError where none waits."""
        while True:
            one, address = super().accept()
            whose = address_key(address[0])
            if self._open.total() >= self.most or self._open[whose] >= self.most_of_one:
                one.close()
                self.turned_away += 1
                continue
            counted = CountedConnection(one.family, one.type, one.proto, fileno=one.detach())
            counted.door, counted.whose = self, whose
            self._open[whose] += 1
            return counted, address

    def left(self, whose: str) -> None:
        """One of this address has closed."""
        self._open[whose] -= 1
        if self._open[whose] <= 0:
            del self._open[whose]

    def open(self) -> int:
        """How many are open now."""
        return self._open.total()


class PageProtocol(HttpProtocol):
    """HTTP, with an end to heads that never end."""

    _head_timer: asyncio.TimerHandle | None = None
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """A connection whose greeting was understood."""
        super().connection_made(transport)
        self.logger = _quiet
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._forget_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """What it says; what is no head within its limits ends it."""
        self._head_bytes += len(data)
        if self._head_bytes > LARGEST_HEAD and self._head_timer is not None:
            self._give_up()
            return
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._forget_timer()
        super().on_headers_complete()

    def on_message_begin(self) -> None:
        """Another request over the same connection."""
        super().on_message_begin()
        self._head_bytes = 0
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _give_up(self) -> None:
        self._head_timer = None
        if self.transport is not None:
            self.transport.abort()

    def _forget_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None


class PageSocketProtocol(WSProtocol):
    """A WebSocket whose peer has to read what it is sent, pongs included, and cannot keep one open that has ended."""

    _pings = 0
    _below: Any = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """From a page's connection to its WebSocket."""
        super().connection_made(transport)
        self._below = transport.get_extra_info("socket")

    def on_task_complete(self, task: "asyncio.Task[None]") -> None:
        """The session is over; a peer that does not say goodbye goes without."""
        super().on_task_complete(task)
        self.loop.call_later(_FAREWELL_SECONDS, self._cut)

    def shutdown(self) -> None:
        """So is the server."""
        # A peer that has just said goodbye itself needs none.
        with contextlib.suppress(LocalProtocolError):
            super().shutdown()
        self.loop.call_later(_FAREWELL_SECONDS, self._cut)

    def _cut(self) -> None:
        # Not `abort`: closed a second time, asyncio's transport of TLS has forgotten what lies below it.
        with contextlib.suppress(OSError):
            self._below.shutdown(socket.SHUT_RDWR)

    def data_received(self, data: bytes) -> None:
        """What it says, as long as it reads what it is told."""
        if self.transport.get_write_buffer_size() > MOST_UNREAD:
            self.transport.abort()
            return
        try:
            super().data_received(data)
        except UnicodeError:
            # A name of the host that is none: the library below decodes it before it judges the request.
            self.transport.abort()

    def handle_message(self, event: events.TextMessage | events.BytesMessage) -> None:
        """A message: whoever speaks may ping again."""
        self._pings = 0
        super().handle_message(event)

    def handle_ping(self, event: events.Ping) -> None:
        """Answered, so often."""
        self._pings += 1
        if self._pings > _MOST_CONTROL:
            self.transport.abort()
            return
        super().handle_ping(event)
