"""Connections to machines: short, bounded, and every way of failing one `OutletFailure`."""

import contextlib
import socket
from collections.abc import Iterator

from app.router.machines.outlet import ANSWER_SECONDS, CONNECT_SECONDS, OutletFailure


@contextlib.contextmanager
def connected(host: str, port: int) -> Iterator[socket.socket]:
    """A connection that waits `ANSWER_SECONDS` for anything. OutletFailure unreachable, silent, cut_off."""
    try:
        line = socket.create_connection((host, port), CONNECT_SECONDS)
    except TimeoutError as problem:
        raise OutletFailure("silent") from problem
    except OSError as problem:
        raise OutletFailure("unreachable", problem.strerror or "") from problem
    try:
        with line:
            line.settimeout(ANSWER_SECONDS)
            yield line
    except TimeoutError as problem:
        raise OutletFailure("silent") from problem
    except OSError as problem:
        raise OutletFailure("cut_off", problem.strerror or "") from problem


def whole(line: socket.socket, size: int) -> bytes:
    """Exactly so many bytes. OutletFailure cut_off."""
    found = b""
    while len(found) < size:
        part = line.recv(size - len(found))
        if not part:
            raise OutletFailure("cut_off")
        found += part
    return found
