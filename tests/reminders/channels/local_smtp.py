"""A mail server on this machine: it notes the conversation, and answers or fails where the test says so."""

import base64
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Letter:
    """One message that was taken. `raw`: as it came, dots no longer doubled."""

    return_path: str
    to: str
    raw: bytes


@dataclass
class Behaviour:
    """What the server does. `replies`: command (MAIL, RCPT, DATA, DOT, AUTH, CONNECT, RSET) → its answers, one after
    the other, then the usual one; an answer of "" hangs up. `cut_after`: bytes of a message after which it hangs up."""

    replies: dict[str, list[str]] = field(default_factory=dict)
    starttls: bool = True
    pipelining: bool = True
    cut_after: int | None = None
    seconds: float = 0.0
    users: Mapping[str, str] = field(default_factory=dict)


class MailRoom:
    """The server's memory; used by the test's thread and by the server's."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.port = 0
        self.letters: list[Letter] = []
        self.said: list[str] = []
        self.connections = 0
        self.encrypted: list[bool] = []
        self._lines: list[socket.socket] = []
        self._lock = threading.Lock()

    def reply(self, command: str, usual: str) -> str:
        with self._lock:
            ready = self.behaviour.replies.get(command, [])
            return ready.pop(0) if ready else usual

    def keep(self, letter: Letter, encrypted: bool) -> None:
        with self._lock:
            self.letters.append(letter)
            self.encrypted.append(encrypted)

    def met(self, line: socket.socket) -> None:
        with self._lock:
            self.connections += 1
            self._lines.append(line)

    def hang_up_on_all(self) -> None:
        """As a server that is tired of silent clients."""
        for line in self._lines:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class _HungUpError(Exception):
    pass


class _Session:
    """One client."""

    def __init__(self, room: MailRoom, line: socket.socket, context: ssl.SSLContext | None, encrypted: bool) -> None:
        self._room = room
        self._behaviour = room.behaviour
        self._line = line
        self._context = context
        self._encrypted = encrypted
        self._file = line.makefile("rb")

    def run(self) -> None:
        try:
            self._converse()
        except (OSError, _HungUpError, ValueError):
            pass
        finally:
            self._file.close()
            self._line.close()

    def _converse(self) -> None:
        if not self._say(self._room.reply("CONNECT", "220 mail.example ESMTP")).startswith("220"):
            return
        return_path = to = ""
        while line := self._file.readline().decode().rstrip("\r\n"):
            self._room.said.append(line)
            verb = line[:4].upper()
            if verb == "EHLO":
                self._say(self._greeting())
            elif verb == "STAR":
                self._say("220 go ahead")
                self._encrypt()
            elif verb == "AUTH":
                self._say(self._room.reply("AUTH", self._admitted(line)))
            elif verb == "MAIL":
                taken = self._say(self._room.reply("MAIL", "250 2.1.0 ok")).startswith("2")
                return_path, to = line[11:-1] if taken else "", ""
            elif verb == "RCPT":
                usual = "250 2.1.5 ok" if return_path else "503 5.5.1 MAIL first"
                if self._say(self._room.reply("RCPT", usual)).startswith("2"):
                    to = line[9:-1]
            elif verb == "DATA":
                self._data(return_path, to)
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say(self._room.reply(line.upper(), "250 ok"))

    def _greeting(self) -> str:
        words = ["mail.example"]
        words += ["STARTTLS"] if self._behaviour.starttls and not self._encrypted and self._context else []
        words += ["PIPELINING"] if self._behaviour.pipelining else []
        words += ["AUTH PLAIN"] if self._behaviour.users else []
        return "\r\n".join(f"250{'-' if word != words[-1] else ' '}{word}" for word in words)

    def _admitted(self, line: str) -> str:
        _, user, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")
        known = self._behaviour.users.get(user) == password
        return "235 2.7.0 welcome" if known else f"535 5.7.8 {user} is not known here"

    def _data(self, return_path: str, to: str) -> None:
        answer = self._room.reply("DATA", "354 go on" if to else "503 5.5.1 no recipient")
        if not self._say(answer).startswith("354"):
            return
        raw = bytearray()
        while (line := self._file.readline()) != b".\r\n":
            if not line:
                raise _HungUpError
            raw += line[1:] if line.startswith(b"..") else line
            if self._behaviour.cut_after is not None and len(raw) > self._behaviour.cut_after:
                self._line.shutdown(socket.SHUT_RDWR)
                raise _HungUpError
        time.sleep(self._behaviour.seconds)
        answer = self._room.reply("DOT", "250 2.0.0 queued as 4F1" if to else "554 5.5.1 no valid recipients")
        if answer.startswith("250"):
            self._room.keep(Letter(return_path, to, bytes(raw)), self._encrypted)
        self._say(answer)

    def _say(self, answer: str) -> str:
        if not answer:
            self._line.shutdown(socket.SHUT_RDWR)
            raise _HungUpError
        self._line.sendall(answer.encode() + b"\r\n")
        return answer

    def _encrypt(self) -> None:
        assert self._context is not None
        self._file.close()
        self._line = self._context.wrap_socket(self._line, server_side=True)
        self._room.met(self._line)
        self._room.connections -= 1
        self._encrypted = True
        self._file = self._line.makefile("rb")


@contextmanager
def mail_server(
    behaviour: Behaviour, context: ssl.SSLContext | None = None, implicit: bool = False
) -> Iterator[MailRoom]:
    """A server on this machine; STARTTLS with a context, TLS from the first byte with `implicit`."""
    room = MailRoom(behaviour)
    sessions: list[threading.Thread] = []
    door = socket.create_server(("127.0.0.1", 0), backlog=64)
    room.port = int(door.getsockname()[1])

    def admit(line: socket.socket) -> None:
        if implicit and context is not None:
            try:
                line = context.wrap_socket(line, server_side=True)
            except OSError:
                line.close()
                return
        room.met(line)
        _Session(room, line, context, implicit).run()

    def listen() -> None:
        while True:
            try:
                line, _ = door.accept()
            except OSError:
                return
            line.settimeout(10)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            thread = threading.Thread(target=admit, args=(line,))
            thread.start()
            sessions.append(thread)

    listener = threading.Thread(target=listen)
    listener.start()
    try:
        yield room
    finally:
        door.shutdown(socket.SHUT_RDWR)
        door.close()
        listener.join()
        room.hang_up_on_all()
        for thread in sessions:
            thread.join()
