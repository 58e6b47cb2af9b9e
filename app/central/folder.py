"""Where the server keeps its files, which database it uses, and what it told of itself when it started."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.kernel.errors import KnownError

DATABASE: Final = "PLANTAO_CENTRAL_DATABASE"
PASSWORD: Final = "PLANTAO_CENTRAL_DATABASE_PASSWORD"
PASSWORD_FILE: Final = "PLANTAO_CENTRAL_DATABASE_PASSWORD_FILE"
HOME: Final = "PLANTAO_CENTRAL_HOME"
_DRIVERS: Final = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg", "sqlite": "sqlite"}
_ENDINGS: Final = frozenset((*_DRIVERS.values(), "sqlite+pysqlite"))


@dataclass(frozen=True)
class LastStart:
    """What the other sub-commands need to know of the running server; no secret among it."""

    address: str
    fingerprint: str
    database: str


class ServerFolder:
    """`central.db`, `central.crt`, `central.key` and `central.json`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def logs(self) -> Path:
        """Technical logs without personal data."""
        return self.path / "logs"

    def remember(self, start: LastStart) -> None:
        """Keep what this start used."""
        self.path.mkdir(parents=True, exist_ok=True)
        (self.path / "central.json").write_text(json.dumps(asdict(start), indent=1), encoding="utf-8")

    def last_start(self) -> LastStart | None:
        """What the last start used; None before the first."""
        try:
            return LastStart(**json.loads((self.path / "central.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def database(self, wanted: str | None) -> URL:
        """The database named here, by the environment, at the last start, or the file in this folder, in this order.

        The password may stand in the address, in PLANTAO_CENTRAL_DATABASE_PASSWORD or in the file that
        PLANTAO_CENTRAL_DATABASE_PASSWORD_FILE names. KnownError `central.bad_database`.
        """
        last = self.last_start()
        text = wanted or os.environ.get(DATABASE) or (last.database if last else None)
        if text is None:
            self.path.mkdir(parents=True, exist_ok=True)
            return URL.create("sqlite", database=str(self.path / "central.db"))
        return with_password(_url(text))


def server_folder(wanted: Path | None) -> ServerFolder:
    """The folder named here, by PLANTAO_CENTRAL_HOME, or this user's own."""
    chosen = os.environ.get(HOME)
    if wanted is None and not chosen:
        import platformdirs  # noqa: PLC0415 - not needed where the folder is given

        wanted = Path(platformdirs.user_data_dir("plantao-central", appauthor=False))
    return ServerFolder((wanted or Path(str(chosen))).expanduser().resolve())


def without_password(url: URL) -> str:
    """As it may be kept and shown. (`URL.set` takes None for "leave it".)"""
    return url._replace(password=None).render_as_string(hide_password=False)


def with_password(url: URL) -> URL:
    """The password from the environment or a file, where the address has none."""
    if url.password is not None or url.get_backend_name() == "sqlite":
        return url
    file = os.environ.get(PASSWORD_FILE)
    if file:
        try:
            return url.set(password=Path(file).read_text(encoding="utf-8").strip())
        except (OSError, ValueError) as error:
            raise KnownError("central.no_password_file", path=file, reason=type(error).__name__) from error
    password = os.environ.get(PASSWORD)
    return url.set(password=password) if password else url


def _url(text: str) -> URL:
    try:
        url = make_url(text)
        url = url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))
    except (ArgumentError, ValueError) as error:
        # The text itself may hold a password.
        raise KnownError("central.bad_database", kinds="sqlite:///…, postgresql://…") from error
    if url.drivername not in _ENDINGS:
        raise KnownError("central.bad_database", kinds="sqlite:///…, postgresql://…")
    return url
