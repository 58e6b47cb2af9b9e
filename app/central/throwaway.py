"""A PostgreSQL server of one's own on a temporary folder: for the tests and for the benches, never for a network."""

import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import create_engine
from sqlalchemy.engine import URL

from app.kernel.errors import KnownError

_ROLE: Final = "plantao"
_START_SECONDS: Final = 60
DURABLE: Final[Sequence[str]] = ()
HASTY: Final = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
"""For tests, which lose nothing when the machine stops."""
_AFTER_US: Final = 'cat >&2; "$0" -D "$1/data" -w -m immediate stop; rm -rf "$1"'
"""Waits for the end of its input, which comes when the process at the other end is gone, however that ended."""


class ThrowawayServer:
    """A running server that listens on a socket in its own folder only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def url(self, database: str = "postgres") -> URL:
        """The address of one of its databases."""
        query = {"host": str(self._folder)}
        return URL.create("postgresql+psycopg", username=_ROLE, database=database, query=query)

    def new_database(self) -> URL:
        """An empty database."""
        name = f"db_{uuid.uuid4().hex}"
        self._administer(f'CREATE DATABASE "{name}" STRATEGY file_copy')
        return self.url(name)

    def drop(self, database: URL) -> None:
        """Away with it, whoever is still connected."""
        self._administer(f'DROP DATABASE IF EXISTS "{database.database}" WITH (FORCE)')

    def _administer(self, sql: str) -> None:
        engine = create_engine(self.url(), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql(sql)
        finally:
            engine.dispose()


@contextmanager
def throwaway_server(options: Sequence[str] = HASTY) -> Iterator[ThrowawayServer]:
    """Start one, stop it at the end. KnownError `central.no_postgresql` where the machine has no PostgreSQL."""
    programs = postgresql_programs()
    if programs is None:
        raise KnownError("central.no_postgresql", line="sudo apt-get install -y postgresql")
    folder = Path(tempfile.mkdtemp(prefix="plantao-pg-"))
    user = _user()
    try:
        if user is not None:
            shutil.chown(folder, user)
        data = folder / "data"
        _run(user, programs / "initdb", "-D", data, "-U", _ROLE, "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C")
        # A socket in a folder that nobody else may enter: no port to guess, no password to keep.
        settings = f"-k {folder} -c listen_addresses='' -c max_connections=80 {' '.join(options)}"
        control = (programs / "pg_ctl", "-D", data, "-w", "-t", str(_START_SECONDS))
        with _outliving(user, programs, folder):
            _run(user, *control, "-l", folder / "log", "-o", settings, "start")
            try:
                yield ThrowawayServer(folder)
            finally:
                _run(user, *control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _outliving(user: str | None, programs: Path, folder: Path) -> Iterator[None]:
    """Somebody who stops the server and clears its folder where this process is killed and cannot."""
    if sys.platform == "win32":
        yield
        return
    command = ["sh", "-c", _AFTER_US, str(programs / "pg_ctl"), str(folder)]
    streams: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    # A session of its own: what ends us by the keyboard or a time limit must not end it too.
    with subprocess.Popen(command, cwd="/", start_new_session=True, **streams, **_as_user(user)) as watching:
        try:
            yield
        finally:
            watching.kill()


def postgresql_programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl`, the newest where there are several."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    # Debian keeps each version's programs outside of PATH.
    versions = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(versions, key=lambda path: int(path.parent.name), default=None)


def _user() -> str | None:
    """PostgreSQL refuses to run as root: then as its own user, or as nobody."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415 - not on Windows

    known = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _run(user: str | None, *command: str | Path) -> None:
    # Files, not pipes: the server that stays would hold a pipe open, and the call would never end.
    with tempfile.TemporaryFile() as said:
        streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": said, "stderr": said}
        done = subprocess.run([str(part) for part in command], cwd="/", check=False, **streams, **_as_user(user))
        if done.returncode != 0:
            said.seek(0)
            raise RuntimeError(f"{Path(command[0]).name}: {said.read().decode(errors='replace')[-2000:]}")


def _as_user(user: str | None) -> dict[str, Any]:
    return {} if user is None else {"user": user, "group": _group(user), "extra_groups": []}


def _group(user: str) -> int:
    import pwd  # noqa: PLC0415 - not on Windows

    return pwd.getpwnam(user).pw_gid
