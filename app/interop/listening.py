"""A listener for devices over TCP, with TLS where a certificate is given: bounds first, protocol behind one interface.

Everything of one input runs on one thread with its own event loop. Whoever connects may be broken or hostile: sizes,
numbers of connections and waiting times are bounded, and nothing that comes in ends the listener.
"""

import asyncio
import logging
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Final

from app.interop.conversation import USUAL_BOUNDS, Begin, Bounds, Conversation, Counts, HangUp
from app.interop.refusals import Why
from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.ward.inputs import Deliver, Refuse
from app.ward.signals import DeviceMessage, Refusal

_logger = logging.getLogger(__name__)
_LOOK_AROUND_SECONDS: Final = 0.5
_STOP_SECONDS: Final = 5.0


class TcpInput:
    """A `DeviceInput` (`app/ward/inputs.py`) on a TCP port; port 0 takes any free one."""

    def __init__(
        self,
        word: str,
        begin: Begin,
        clock: Clock,
        address: tuple[str, int],
        tls: ssl.SSLContext | None = None,
        bounds: Bounds = USUAL_BOUNDS,
    ) -> None:
        self._word, self._begin, self._clock, self._tls, self.bounds = word, begin, clock, tls, bounds
        self._host, self._port = address
        self._running: _Running | None = None
        self._last = Counts()

    @property
    def name(self) -> str:
        return f"{self._word}:{self.port}"

    @property
    def port(self) -> int:
        """The port that it listens on; what was asked for while it does not run."""
        return self._running.port if self._running is not None else self._port

    @property
    def counts(self) -> Counts:
        return self._running.counts() if self._running is not None else self._last

    def start(self, deliver: Deliver, refuse: Refuse) -> None:
        if self._running is not None:
            return
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        try:
            listening = socket.create_server((self._host, self._port), family=family, backlog=256)
        except OSError as error:
            reason = error.strerror or str(error)
            raise KnownError("ward.input_busy", input=self.name, address=self._host, reason=reason) from error
        self._running = _Running(self, listening, deliver, refuse)
        self._running.begin()

    def stop(self) -> None:
        if self._running is not None:
            self._running.end()
            self._last, self._running = self._running.counts(), None

    def conversation(self, peer: str, deliver: Deliver, refuse: Refuse) -> Conversation:
        """The protocol of one new connection."""
        return self._begin(peer, deliver, refuse)

    @property
    def clock(self) -> Clock:
        """Where times of receipt come from."""
        return self._clock

    @property
    def tls(self) -> ssl.SSLContext | None:
        """With what connections are encrypted; None where they are not."""
        return self._tls


class _Running:
    """One run of an input: its thread, its loop, its connections."""

    def __init__(self, owner: TcpInput, listening: socket.socket, deliver: Deliver, refuse: Refuse) -> None:
        self._owner, self._listening = owner, listening
        self._deliver, self._refuse = deliver, refuse
        self.port: int = listening.getsockname()[1]
        self.open: dict[_Connection, str] = {}
        self.connections = self.bytes = self._delivered = self._refused = 0
        self._failed: Exception | None = None
        self._loop = asyncio.new_event_loop()
        self._ready, self._wanted = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=self._run, name=owner.name, daemon=True)

    def begin(self) -> None:
        self._thread.start()
        self._ready.wait()
        if self._failed is not None:
            self._thread.join()
            raise self._failed

    def end(self) -> None:
        """Close everything; no call is under way when this returns."""
        self._loop.call_soon_threadsafe(self._wanted.set)
        if self._thread is not threading.current_thread():
            self._thread.join()

    def call_soon(self, call: Callable[[bytes], None], data: bytes) -> None:
        """Have the input's own thread do it; RuntimeError where it has ended."""
        self._loop.call_soon_threadsafe(call, data)

    def counts(self) -> Counts:
        return Counts(self.connections, len(self.open), self.bytes, self._delivered, self._refused)

    def deliver(self, message: DeviceMessage) -> None:
        self._delivered += 1
        self._deliver(message)

    def refuse(self, refusal: Refusal) -> None:
        self._refused += 1
        self._refuse(refusal)

    def refuse_connection(self, why: Why, peer: str, where: str = "") -> None:
        # Where this program failed, nobody knows what it was.
        now = self._owner.clock.monotonic()
        self.refuse(Refusal(now, peer, why.value, where, may_be_alarm=why is Why.INTERNAL))

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.set_exception_handler(self._note)
        try:
            self._loop.run_until_complete(self._serve())
        except Exception as error:
            if self._ready.is_set():
                raise
            self._failed = error
        finally:
            self._loop.close()
            self._ready.set()

    async def _serve(self) -> None:
        owner = self._owner
        encrypted = owner.tls is not None
        server = await self._loop.create_server(
            lambda: _Connection(self, owner),
            sock=self._listening,
            ssl=owner.tls,
            ssl_handshake_timeout=owner.bounds.handshake_seconds if encrypted else None,
            ssl_shutdown_timeout=1.0 if encrypted else None,
        )
        self._ready.set()
        while not self._wanted.is_set():
            for connection in list(self.open):
                connection.look()
            try:
                await asyncio.wait_for(self._wanted.wait(), _LOOK_AROUND_SECONDS)
            except TimeoutError:
                continue
        server.close()
        for connection in list(self.open):
            connection.close()
        await self._all_closed()
        await server.wait_closed()

    async def _all_closed(self) -> None:
        end = self._loop.time() + _STOP_SECONDS
        while self.open and self._loop.time() < end:
            await asyncio.sleep(0.01)
        for connection in list(self.open):
            connection.abort()
        # One turn of the loop, so that the aborted ones are told.
        await asyncio.sleep(0)

    def _note(self, _loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        """What goes wrong below a connection: a peer that vanished is none of our business, the rest is."""
        error = context.get("exception")
        if isinstance(error, ssl.SSLError):
            self.refuse_connection(Why.ENCRYPTION, "", type(error).__name__)
        elif not isinstance(error, OSError):
            _logger.error("an input failed: %s", context.get("message"), extra={"input": self._owner.name})
            self.refuse_connection(Why.INTERNAL, "", type(error).__name__)


class _Connection(asyncio.Protocol):
    """One sender."""

    def __init__(self, running: _Running, owner: TcpInput) -> None:
        self._running, self._owner = running, owner
        self._bounds, self._clock = owner.bounds, owner.clock
        self._transport: asyncio.Transport | None = None
        self._conversation: Conversation | None = None
        self._peer = ""
        self._heard = self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        address = transport.get_extra_info("peername") or ("", 0)
        host, self._peer = str(address[0]), f"{address[0]}:{address[1]}"
        self._transport, running = transport, self._running
        running.connections += 1
        same = sum(other == host for other in running.open.values())
        if len(running.open) >= self._bounds.connections or same >= self._bounds.connections_of_one_host:
            running.refuse_connection(Why.TOO_MANY_CONNECTIONS, self._peer)
            transport.abort()
            return
        running.open[self] = host
        taken: socket.socket | None = transport.get_extra_info("socket")
        if taken is not None:
            # A device that lost its power says nothing; the system finds out, and gives the connection back.
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._heard = self._began = self._clock.monotonic()
        self._conversation = self._owner.conversation(self._peer, running.deliver, running.refuse)
        self._conversation.opened(self._write_soon)

    def data_received(self, data: bytes) -> None:
        conversation, transport = self._conversation, self._transport
        if conversation is None or transport is None:
            return
        now = self._clock.monotonic()
        before = conversation.under_way
        self._heard = now
        self._running.bytes += len(data)
        try:
            answer = conversation.take(data, now)
        except HangUp as order:
            self._give_up(order.why)
            return
        except Exception:
            # Ours, and never the sender's fault; the connection ends, the listener goes on, and the log says it.
            _logger.exception("an input failed", extra={"input": self._owner.name})
            self._give_up(Why.INTERNAL)
            return
        if conversation.under_way != before:
            self._began = now
        self._write(answer)

    def _write(self, data: bytes) -> None:
        transport = self._transport
        if data and transport is not None and not transport.is_closing():
            transport.write(data)
            if transport.get_write_buffer_size() > self._bounds.unread_bytes:
                self._give_up(Why.NOT_READING)

    def _write_soon(self, data: bytes) -> bool:
        """From any thread; False where the connection, or the whole input, has ended."""
        if self._conversation is None:
            return False
        try:
            self._running.call_soon(self._write, data)
        except RuntimeError:
            return False  # The loop was closed meanwhile.
        return True

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio hands it on
        self._running.open.pop(self, None)
        self._end()

    def look(self) -> None:
        """Give up whoever is silent for too long, or does not come to an end."""
        conversation = self._conversation
        if conversation is None:
            return
        now = self._clock.monotonic()
        conversation.tick(now)
        if conversation.under_way and now - self._began > self._bounds.message_seconds:
            self._give_up(Why.TOO_SLOW)
        elif now - self._heard > self._bounds.idle_seconds:
            self._give_up(Why.IDLE)

    def close(self) -> None:
        """End in order: what was answered still goes out."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """End at once."""
        if self._transport is not None:
            self._transport.abort()

    def _give_up(self, why: Why) -> None:
        self._running.refuse_connection(why, self._peer)
        if why is Why.INTERNAL:
            # Whatever it held is lost with it, and that is what this refusal says.
            self._conversation = None
        self._end()
        self.abort()

    def _end(self) -> None:
        """Nothing more is taken; what was not whole yet is refused."""
        conversation, self._conversation = self._conversation, None
        if conversation is not None:
            conversation.end(self._clock.monotonic())
