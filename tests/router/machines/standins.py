"""Machines that answer as real ones do, on sockets of this machine; and one that runs against a real hub."""

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from app.interop.hl7.framing import Unframer, frame
from app.interop.hl7.wire import Message, parse
from app.kernel.clock import SystemClock
from app.router.contents import Content
from app.router.links.client import ReceiverLink
from app.router.links.events import Answered, Left, Shown
from app.router.machines.outlet import Outlet
from app.router.machines.running import PROBE_SECONDS, RunningMachine
from app.router.messages import Message as RouterMessage
from app.router.node.packing import About, Packer
from app.router.receiver.rows import OLD_SECONDS
from tests.router.links.linked import Linked

NAME = "machine-1"


@contextmanager
def served(answer: Callable[[socket.socket], None]) -> Iterator[tuple[str, int]]:
    """A TCP server that has each connection answered in a thread of its own, until the end."""
    listening = socket.create_server(("127.0.0.1", 0))
    lines: list[socket.socket] = []

    def one(line: socket.socket) -> None:
        try:
            with line:
                answer(line)
        except OSError:
            pass

    def accept() -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            lines.append(line)
            threading.Thread(target=one, args=(line,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for line in lines:
            line.close()
        thread.join(5)


@dataclass
class Board:
    """A relay board that speaks Modbus/TCP. `broken`: it answers with an exception."""

    coils: dict[int, bool] = field(default_factory=dict)
    writes: list[tuple[int, bool]] = field(default_factory=list)
    broken: bool = False

    def answer(self, line: socket.socket) -> None:
        while head := line.recv(7):
            transaction, _, length, unit = struct.unpack(">HHHB", head)
            asked = line.recv(length - 1)
            function, coil, value = struct.unpack(">BHH", asked)
            if self.broken:
                told = bytes([function | 0x80, 4])
            elif function == 5:
                self.coils[coil] = value == 0xFF00
                self.writes.append((coil, self.coils[coil]))
                told = asked
            else:
                told = bytes([function, 1, int(self.coils.get(coil, False))])
            line.sendall(struct.pack(">HHHB", transaction, 0, len(told) + 1, unit) + told)


@dataclass
class Printer:
    """A receipt printer. `status`: what it answers to DLE EOT 4, None: nothing."""

    status: int | None = 0x12
    slips: list[bytes] = field(default_factory=list)

    def answer(self, line: socket.socket) -> None:
        printed = b""
        while data := line.recv(4096):
            while b"\x10\x04\x04" in data:
                data = data.replace(b"\x10\x04\x04", b"", 1)
                if self.status is not None:
                    line.sendall(bytes([self.status]))
            printed += data
        if printed:
            self.slips.append(printed)


@dataclass
class Manager:
    """An alarm manager that acknowledges each report with `code`."""

    code: str = "CA"
    reports: list[Message] = field(default_factory=list)
    lines: list[socket.socket] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)

    def answer(self, line: socket.socket) -> None:
        self.lines.append(line)
        unframer = Unframer(100_000)
        while data := line.recv(4096):
            for piece in unframer.feed(data):
                assert piece.message is not None
                message = parse(piece.message)
                if message.header.component(9, 1) == "ACK":
                    self.acknowledged.append(message.first("MSA").component(2, 1))
                    continue
                self.reports.append(message)
                control = message.header.component(10, 1)
                line.sendall(frame(f"MSH|^~\\&|AM||||||ACK|a{control}|P|2.6\rMSA|{self.code}|{control}\r".encode()))

    def alarms(self) -> list[Message]:
        """Reports that are no watchdog."""
        return [one for one in self.reports if "MDC_EVT_ACTIVE" not in one.all("OBX")[1].field(3)]


@dataclass
class Service:
    """A web service. `status`: what it answers to POST."""

    status: int = 204
    posted: list[dict[str, object]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @contextmanager
    def running(self) -> Iterator[str]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                service.headers.append(dict(self.headers))
                service.posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(service.status)
                self.end_headers()

            def do_OPTIONS(self) -> None:
                self.send_response(405)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Nothing to say."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/alarms"
        finally:
            server.shutdown()
            server.server_close()
            thread.join(5)


class Ward:
    """A hub that carries alarms to one running machine."""

    def __init__(
        self, one: Linked, outlet: Outlet, again_seconds: float, complete_seconds: float = OLD_SECONDS
    ) -> None:
        self.one, self._packer = one, Packer()
        pair = one.admit(NAME)

        def open_link() -> ReceiverLink:
            return ReceiverLink(one.address(), pair, SystemClock())

        self.machine = RunningMachine(
            NAME, outlet, open_link, SystemClock(), again_seconds=again_seconds, complete_seconds=complete_seconds
        )

    def connected(self) -> None:
        """Wait until it has come."""
        self.one.until(lambda: NAME in self.one.hub.reachable())

    def tell(self, content: Content, priority: int = 0) -> RouterMessage:
        """Send one content; the message."""
        message = self._packer.message(priority, About("bed-7", "1", "spo2_low"), content, self.one.clock.monotonic())
        assert self.one.hub.offer(message, [NAME]) == []
        return message

    def shown(self, message: RouterMessage) -> None:
        """Wait until the machine has told that it did it."""
        self.one.until(lambda: message.number in self.told())

    def told(self) -> set[int]:
        """The numbers that it told as shown."""
        return {number for event in self.one.all(Shown) for number in event.numbers}

    def answers(self) -> list[Answered]:
        """What came back from people."""
        return self.one.all(Answered)

    def left(self) -> list[Left]:
        """That it went."""
        return self.one.all(Left)


@contextmanager
def ward(
    one: Linked, outlet: Outlet, again_seconds: float = PROBE_SECONDS, complete_seconds: float = OLD_SECONDS
) -> Iterator[Ward]:
    """The machine runs until the end."""
    found = Ward(one, outlet, again_seconds, complete_seconds)
    found.machine.start()
    try:
        yield found
    finally:
        found.machine.stop()
