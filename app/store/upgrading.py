"""Bringing an older store to this program's schema: a verified copy first, then one transaction."""

from pathlib import Path

from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.store.copying import copy_store
from app.store.engine import build_engine
from app.store.files import remove_store_files, replace_atomically, slots_of
from app.store.migrate import upgrade
from app.store.tables import SCHEMA_REVISION


def upgrade_store(path: Path, key: bytes, clock: Clock, revision: str) -> Path:
    """Upgrade the store at `path` from `revision`; returns the copy that was kept before.

    A failing step leaves the store as it was: KnownError `store.migration_failed`.
    """
    kept = _keep_copy(path, key, clock, revision)
    engine = build_engine(path, key, foreign_keys=False)
    try:
        with engine.connect().execution_options(plantao_write=True) as connection, connection.begin():
            upgrade(connection)
    except Exception as error:
        # Whatever a step raises, the transaction is rolled back and the user must learn that nothing is lost.
        raise KnownError(
            "store.migration_failed", path=str(path), store=revision, program=SCHEMA_REVISION, copy=str(kept)
        ) from error
    finally:
        engine.dispose()
    return kept


def _keep_copy(path: Path, key: bytes, clock: Clock, revision: str) -> Path:
    folder = path.parent / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    moment = clock.now().strftime("%Y-%m-%d-%H%M%S")
    kept = folder / f"before-migration-{revision}-{moment}.db"
    remove_store_files(kept)
    copy_store(path, key, kept)
    slots = slots_of(path)
    if slots.is_file():
        # Whoever goes back to the older program restores from it, which needs its keys beside it.
        replace_atomically(slots_of(kept), slots.read_bytes())
    return kept
