"""The connection pool of one encrypted file.

The 256-bit key is used raw, so that opening costs no key derivation. The file's salt (its first 16 bytes) is derived
from the key: a file that the key opens can be told from one that belongs to another key, even when its first page is
damaged. The key lives in the closure below and never in a URL, a `repr` or a log.
"""

import hashlib
import hmac
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

KEY_BYTES = 32
SALT_BYTES = 16
PAGE_BYTES = 4096
CACHE_KIB = 8_000
"""Four times the usual: a transaction of thousands of rows else encrypts many a page more than once."""
BUSY_SECONDS = 10.0
_LAST_SQLITE_WITH_WAL_RESET_BUG = (3, 51, 2)
"""Up to here several connections can lose committed rows in WAL mode (sqlite.org, WAL-reset bug)."""


def salt_of(key: bytes) -> bytes:
    """The first 16 bytes of every file that this key encrypts."""
    return hmac.new(key, b"plantao store salt", hashlib.sha256).digest()[:SALT_BYTES]


def journal_mode() -> str:
    """`wal` where the linked SQLite is safe with several connections, else `truncate`."""
    linked: tuple[int, ...] = sqlcipher.sqlite_version_info
    return "wal" if linked > _LAST_SQLITE_WITH_WAL_RESET_BUG else "truncate"


def build_engine(
    path: Path,
    key: bytes,
    *,
    read_only: bool = False,
    create: bool = False,
    foreign_keys: bool = True,
    settle_journal: bool = True,
    busy_seconds: float = BUSY_SECONDS,
) -> Engine:
    """A pool for an existing file (`create` makes it); nothing is opened before the first connection.

    `settle_journal=False` leaves the file's journal mode as it is, so that looking at a file does not change it.
    A connection with the execution option `plantao_write` starts its transactions with BEGIN IMMEDIATE.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("a store key has 32 bytes")
    mode = "ro" if read_only else "rwc" if create else "rw"
    address = f"{path.absolute().as_uri()}?mode={mode}"
    unlocking = f"PRAGMA key = \"x'{key.hex()}{salt_of(key).hex()}'\""
    settings = [f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}", "PRAGMA synchronous = FULL"]
    settings.append(f"PRAGMA cache_size = -{CACHE_KIB}")
    if settle_journal and not read_only:
        settings.append(f"PRAGMA journal_mode = {journal_mode()}")

    def connect() -> Any:
        connection = sqlcipher.connect(
            address, uri=True, timeout=busy_seconds, isolation_level=None, check_same_thread=False
        )
        try:
            # SQLCipher writes its own lines to standard error; what went wrong reaches us as an exception anyway.
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(unlocking)
            for line in settings:
                connection.execute(line).fetchall()
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine(
        "sqlite://", module=sqlcipher, creator=connect, poolclass=QueuePool, pool_size=8, max_overflow=24,
        pool_use_lifo=True, hide_parameters=True,
    )  # fmt: skip
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    """The driver is in autocommit mode; a writer takes its lock at once instead of failing half-way.

    Said to the driver itself: SQLAlchemy's way of executing costs more than the statement.
    """
    writes = connection.get_execution_options().get("plantao_write", False)
    driver = connection.connection.dbapi_connection
    if driver is not None:
        driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
