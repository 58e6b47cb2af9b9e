"""A mail server in a process of its own that takes its time over each message, and counts them."""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection as Pipe
from typing import Any, Final

SECONDS_EACH: Final = 0.05
_GREETING: Final = b"250-mail.example\r\n250 PIPELINING\r\n"


class MailServerLine:
    """The server as the bench sees it."""

    def __init__(self, port: int, pipe: "Pipe[Any, Any]") -> None:
        self.port = port
        self._pipe = pipe

    def taken(self) -> int:
        """How many messages it took, up to now."""
        self._pipe.send("tell")
        return int(self._pipe.recv())


@contextmanager
def mail_server() -> Iterator[MailServerLine]:
    """Running until left."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_run, args=(there,), daemon=True)
    process.start()
    # So that a process that dies is heard of instead of waited for.
    there.close()
    try:
        yield MailServerLine(here.recv(), here)
    finally:
        process.kill()
        process.join()


class _Server:
    def __init__(self) -> None:
        self.taken = 0

    async def serve(self, pipe: "Pipe[Any, Any]") -> None:
        """Tell the port; then how many were taken, each time that somebody asks."""
        listening = await asyncio.start_server(self._converse, "127.0.0.1", 0, backlog=256)
        pipe.send(listening.sockets[0].getsockname()[1])
        while True:
            while not pipe.poll():
                await asyncio.sleep(0.02)
            try:
                pipe.recv()
            except EOFError:
                return
            pipe.send(self.taken)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """RFC 5321, as much of it as a client needs."""
        writer.write(b"220 mail.example ESMTP\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                writer.write(_GREETING)
            elif verb == b"DATA":
                writer.write(b"354 go on\r\n")
                while await reader.readline() not in (b".\r\n", b""):
                    pass
                await asyncio.sleep(SECONDS_EACH)
                self.taken += 1
                writer.write(b"250 2.0.0 queued\r\n")
            elif verb == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            else:
                writer.write(b"250 2.1.0 ok\r\n")
        writer.close()


def _run(pipe: "Pipe[Any, Any]") -> None:
    asyncio.run(_Server().serve(pipe))
