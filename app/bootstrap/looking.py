"""A station's store, opened for a look by who must neither ask anybody nor change anything: `doctor`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from app.bootstrap import Ports, ask_for_key, unlock_silently
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.security.keys.asking import PASSPHRASE_FILE
from app.store.opening import open_store, read_revision
from app.store.restoring import is_prepared
from app.store.store import Store
from app.store.tables import SCHEMA_REVISION

_BUSY_SECONDS = 2.0


@contextmanager
def opened_for_a_look(folders: StationFolders) -> Iterator[Store | KnownError | None]:
    """The store where it opens without asking and is of this program's format; why it does not open where its key is
    there; None where a person would be asked, or where opening would change its format."""
    ports = Ports()
    store: Store | KnownError | None = None
    try:
        # A restore that waits would be put in place by asking for the key.
        if folders.store.exists() and not is_prepared(folders.store):
            given = os.environ.get(PASSPHRASE_FILE)
            key = ask_for_key(folders, ports) if given else unlock_silently(folders, ports).key
            if key is not None and read_revision(folders.store, key) == SCHEMA_REVISION:
                store = open_store(folders.store, key, ports.clock, ports.made_ids(), busy_seconds=_BUSY_SECONDS)
    except KnownError as error:
        # Of the keys there are findings of their own.
        store = error if error.code.startswith("store.") else None
    try:
        yield store
    finally:
        if isinstance(store, Store):
            store.close()
