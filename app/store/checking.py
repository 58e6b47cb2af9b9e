"""Whether a closed or open store file is whole: authentic pages, sound structure, unbroken audit chain."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from app.kernel.errors import KnownError
from app.store import audit_chain
from app.store.engine import build_engine
from app.store.faults import explained
from app.store.opening import read_revision
from app.store.settings import ORIGIN, read_setting
from app.store.tables import SCHEMA_REVISION, change_log


@dataclass(frozen=True)
class StoreContent:
    """What a checked store holds; two copies of the same state are equal."""

    revision: str
    origin: str
    changes: int
    last_sequence: int
    audit_rows: int
    audit_head: str
    audit_broken_at: int | None


def check_file(path: Path, key: bytes) -> StoreContent:
    """Read every page of a closed store file and its audit chain; nothing in it changes. Beside a log with newer pages,
    of a store that is open or was killed, SQLCipher's own check may call whole pages damaged: copy it first.

    Raises KnownError `store.damaged` where a page or the database's structure does not hold, and whatever
    `read_revision` refuses.
    """
    revision = read_revision(path, key)
    engine = build_engine(path, key, read_only=True)
    try:
        with explained(path), engine.connect() as connection, connection.begin():
            if connection.exec_driver_sql("PRAGMA cipher_integrity_check").fetchall():
                raise KnownError("store.damaged", path=str(path))
            if connection.exec_driver_sql("PRAGMA quick_check").scalars().all() != ["ok"]:
                raise KnownError("store.damaged", path=str(path))
            return read_content(connection, revision)
    finally:
        engine.dispose()


def read_content(connection: Connection, revision: str = SCHEMA_REVISION) -> StoreContent:
    """Count, and walk the audit chain. A broken chain is told, not refused: its rows are still worth a backup."""
    chain = audit_chain.verify(connection)
    origin = str(read_setting(connection, ORIGIN))
    ours = select(func.max(change_log.c.sequence)).where(change_log.c.origin == origin)
    return StoreContent(
        revision=revision,
        origin=origin,
        changes=connection.execute(select(func.count()).select_from(change_log)).scalar_one(),
        last_sequence=connection.execute(ours).scalar() or 0,
        audit_rows=chain.rows,
        audit_head=chain.head_hash,
        audit_broken_at=chain.broken_at,
    )
