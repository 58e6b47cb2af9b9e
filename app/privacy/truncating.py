"""After an erasure: what SQLite still holds beside the file's own pages goes too."""

import logging

from app.kernel.errors import KnownError
from app.store.store import Store

_logger = logging.getLogger(__name__)


def empty_journal(store: Store) -> None:
    """Move the write-ahead log into the file and cut it to nothing; the erased bytes lay in its old frames.

    Somebody who reads at that moment keeps it from being cut: the nightly work tries again.
    """
    if store.engine.dialect.name != "sqlite":
        return
    try:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except KnownError as error:
        _logger.warning("the journal could not be cut: %s", error.code)
