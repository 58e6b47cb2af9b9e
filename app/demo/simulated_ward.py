"""A simulated ward beside a station: a node and a simulator that sends to it over HL7, each a process of its own."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from app.kernel.folders import StationFolders
from app.kernel.program import program

WARD: Final = "icu-49"
_PATIENCE_SECONDS: Final = 20.0


@contextmanager
def simulated_ward(folders: StationFolders, ward: str = WARD) -> Iterator[int]:
    """Both run as long as the block does, and end too where this process is killed; gives the node's process number.

    The window of the station in `folders` finds the node by itself.
    """
    folders.home.mkdir(parents=True, exist_ok=True)
    with _running(folders, ward, "--simulated", ward) as node:
        yield node


@contextmanager
def ward_of_station(folders: StationFolders, ward: str = WARD) -> Iterator[int]:
    """The same over the beds of the station's store (`ward_beds.fill_ward`): signals are recorded, alarms logged."""
    with _running(folders, ward) as node:
        yield node


@contextmanager
def _running(folders: StationFolders, ward: str, *options: str) -> Iterator[int]:
    port = str(_free_port())
    node = _start(folders, "node", *options, "--hl7-port", port)
    try:
        simulator = _start(folders, "simulate", "--ward", ward, "--hl7", f"127.0.0.1:{port}")
        try:
            yield node.pid
        finally:
            _end(simulator)
    finally:
        _end(node)


def _start(folders: StationFolders, *arguments: str) -> "subprocess.Popen[bytes]":
    folders.logs.mkdir(parents=True, exist_ok=True)
    with (folders.logs / f"{arguments[0]}.log").open("ab") as log:
        return subprocess.Popen(
            program(*arguments, "--with-parent"),
            env={**os.environ, "PLANTAO_HOME": str(folders.home)},
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
        )


def _end(child: "subprocess.Popen[bytes]") -> None:
    child.terminate()
    try:
        child.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    if child.stdin is not None:
        child.stdin.close()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
