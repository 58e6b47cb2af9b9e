"""What the system tells every program about ours: no key and no password stands in arguments or in the environment."""

import base64
import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import bootstrap
from app.kernel.folders import StationFolders
from app.router.settings import RouterSettings, RouterSettingsService
from app.store.store import Store
from app.ward.beds.service import BedService
from tests.commands.test_node import NURSE, PORTS, home, store
from tests.commands.test_node_started import watching
from tests.commands.test_router_started import ADMIN, free_ports, is_open, running
from tests.house.tree import ROOT
from tests.told import told_of
from tests.ward.recording.helpers import wait

__all__ = ["home", "store"]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
PASSWORD = b"sete barcos verdes"
"""Of the account that made the station (`home`)."""
_PATIENCE = 180.0
"""Six processes begin at once."""
_SECRET_FILES = ("*.key", "*.pem", "*.json")
_LONG = re.compile(rb"[0-9A-Za-z+/=!#$%&()*.:<>?@^_{}-]{32,}")
"""A key as hexadecimal digits, base64 or Z85."""


@contextlib.contextmanager
def _program(home: Path, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A command as a service or a menu entry of the desktop starts it."""
    environment = {**os.environ, "PLANTAO_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen(
        (sys.executable, "main.py", *arguments),
        cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _secrets_in(folder: Path) -> set[bytes]:
    """Whatever could be a key, out of the files that are made to hold one."""
    found = {path for pattern in _SECRET_FILES for path in folder.rglob(pattern) if path.is_file()}
    private = {path for path in found if path.stat().st_mode & 0o077 == 0}
    return {one for path in private for one in _LONG.findall(path.read_bytes()) if os.fsencode(folder) not in one}


def _told_of_all() -> dict[int, bytes]:
    """Process → its arguments and, where they may be read, its environment."""
    told = {}
    for process in (int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit()):
        # Those that end meanwhile, and other people's.
        with contextlib.suppress(OSError):
            told[process] = told_of(process)
    return told


def _leaks(secrets: set[bytes], told: dict[int, bytes]) -> list[int]:
    return [process for process, words in told.items() if any(one in words for one in secrets)]


def _works(home: Path) -> bool:
    """Whether the agent has opened the store."""
    return any(b'"started"' in path.read_bytes() for path in (home / "logs").glob("agent*"))


def _forms(key: bytes) -> set[bytes]:
    return {key, key.hex().encode(), base64.b64encode(key), base64.urlsafe_b64encode(key)}


def test_a_key_in_arguments_or_in_the_environment_would_be_found(home: Path, store: Store) -> None:
    key = bootstrap.ask_for_key(StationFolders(home), PORTS)
    waits = (sys.executable, "-c", "print(flush=True); input()")
    for arguments, environment in (((*waits, key.hex()), {}), (waits, {"OF_A_TEST": key.hex()})):
        told = {**os.environ, **environment}
        with subprocess.Popen(arguments, env=told, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            # Popen returns before the system knows the new program's arguments.
            assert process.stdout and process.stdout.readline()
            assert _leaks(_forms(key), _told_of_all()) == [process.pid]
            process.kill()


def test_no_key_and_no_password_stands_where_other_programs_may_read_it(home: Path, store: Store) -> None:
    alarms, bulk, pairing, phones, port = free_ports(5)
    settings = RouterSettings(alarms_port=alarms, bulk_port=bulk, pairing_port=pairing, phones=True, phones_port=phones)
    RouterSettingsService(store).change(ADMIN, settings)
    BedService(store).add_bed(NURSE, "Leito 01")
    key = bootstrap.ask_for_key(StationFolders(home), PORTS)
    server, receiver = home.parent / "server", home.parent / "receiver"
    listens = ("--host", "127.0.0.1", "--port", str(port))
    with contextlib.ExitStack() as running_now:
        started = [
            running_now.enter_context(_program(home, *arguments))
            for arguments in (
                ("agent",),
                ("node", "--silent", "--hl7-port", "0"),
                ("central", "--folder", str(server), *listens),
                ("receiver", "--folder", str(receiver)),
            )
        ]
        running_now.callback(_end_router, store)
        wait(lambda: _works(home), _PATIENCE)
        wait(lambda: watching(store) == started[1].pid, _PATIENCE)
        wait(lambda: running(store) > 0 and is_open(phones), _PATIENCE)
        wait(lambda: is_open(port), _PATIENCE)
        wait((receiver / "logs").is_dir, _PATIENCE)
        secrets = _forms(key) | _secrets_in(home) | _secrets_in(server) | _secrets_in(receiver)
        told = _told_of_all()
        assert {*(one.pid for one in started), running(store)} <= told.keys()
        assert [one.poll() for one in started] == [None] * len(started)
    assert len(secrets) > len(_forms(key)) + 4, "keys of the ward's, the router's and the server's own"
    assert _leaks(secrets, told) == []
    ours = {process: words for process, words in told.items() if os.fsencode(home) in words}
    assert ours and _leaks({PASSWORD}, ours) == []


def _end_router(store: Store) -> None:
    process = running(store)
    if process:
        os.kill(process, signal.SIGKILL)
