"""A mailbox on this machine that speaks as much IMAP as is needed to read it (RFC 3501)."""

import base64
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Box:
    """The server's memory. `letters`: number → message; `seen`: numbers marked as read."""

    user: str = "retorno"
    password: str = "senha do retorno ç"
    life: int = 17
    folder: str = "INBOX"
    letters: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    plain_sign_in: bool = True
    port: int = 0

    def put(self, raw: bytes) -> None:
        """A letter comes in."""
        self.letters[len(self.letters) + 1] = raw


def _converse(box: Box, line: ssl.SSLSocket) -> None:
    with line, line.makefile("rb") as file:

        def say(text: str) -> None:
            line.sendall(text.encode() + b"\r\n")

        say("* OK ready")
        while raw := file.readline():
            tag, _, command = raw.decode().rstrip("\r\n").partition(" ")
            box.said.append(command)
            verb = command.split(" ")[0].upper()
            if verb == "CAPABILITY":
                say(f"* CAPABILITY IMAP4rev1{' AUTH=PLAIN' if box.plain_sign_in else ''}")
            elif verb == "AUTHENTICATE":
                say("+ ")
                given = base64.b64decode(file.readline()).decode().split("\0")[1:]
                if given != [box.user, box.password]:
                    say(f"{tag} NO [AUTHENTICATIONFAILED] {given}")
                    continue
            elif verb == "LOGIN":
                if command.split(" ", 1)[1] != f'{box.user} "{box.password}"':
                    say(f"{tag} NO [AUTHENTICATIONFAILED] no")
                    continue
            elif verb == "SELECT":
                if command.split(" ", 1)[1] != f'"{box.folder}"':
                    say(f"{tag} NO no such folder")
                    continue
                say(f"* {len(box.letters)} EXISTS\r\n* OK [UIDVALIDITY {box.life}] valid")
            elif verb == "UID":
                _uid(box, command, line)
            elif verb == "LOGOUT":
                say(f"* BYE\r\n{tag} OK bye")
                return
            say(f"{tag} OK done")


def _uid(box: Box, command: str, line: ssl.SSLSocket) -> None:
    if command.startswith("UID SEARCH UNSEEN"):
        found = " ".join(str(number) for number in sorted(box.letters) if number not in box.seen)
        line.sendall(f"* SEARCH {found}".rstrip().encode() + b"\r\n")
    elif command.startswith("UID STORE"):
        box.seen |= {int(number) for number in command.split(" ")[2].split(",")}
    elif wanted := re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", command):
        number, raw = int(wanted[1]), box.letters[int(wanted[1])][: int(wanted[2])]
        line.sendall(f"* {number} FETCH (UID {number} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")


@contextmanager
def mailbox_server(box: Box, context: ssl.SSLContext) -> Iterator[Box]:
    """The mailbox over TLS."""
    door = socket.create_server(("127.0.0.1", 0))
    box.port = int(door.getsockname()[1])
    sessions: list[threading.Thread] = []

    def admit(line: socket.socket) -> None:
        try:
            line.settimeout(10)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _converse(box, context.wrap_socket(line, server_side=True))
        except OSError:
            line.close()

    def listen() -> None:
        while True:
            try:
                line, _ = door.accept()
            except OSError:
                return
            thread = threading.Thread(target=admit, args=(line,))
            thread.start()
            sessions.append(thread)

    listener = threading.Thread(target=listen)
    listener.start()
    try:
        yield box
    finally:
        door.shutdown(socket.SHUT_RDWR)
        door.close()
        listener.join()
        for thread in sessions:
            thread.join()
