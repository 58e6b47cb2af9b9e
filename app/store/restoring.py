"""Putting a backup in the place of the store: prepared beside it, made final by a marker, then moved in.

Until the marker is written nothing has happened; after it, every step can be repeated, so that a power cut in the
middle is finished by the next start. The replaced store is kept, whole, in a folder of its own; nothing is deleted.
"""

import json
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.kernel.actor import Actor
from app.kernel.clock import Clock, to_text
from app.kernel.errors import KnownError
from app.kernel.ids import Ids
from app.store import audit_chain
from app.store.checking import StoreContent, check_file
from app.store.engine import build_engine
from app.store.faults import explained_with_files
from app.store.files import flush_file, flush_folder, remove_store_files, replace_atomically, side_file, slots_of
from app.store.locks import is_open
from app.store.opening import write_origin
from app.store.tables import SCHEMA_REVISION

_STORE_SUFFIXES = ("", "-wal", "-journal")
_ASK_AGAIN_SECONDS: Final = 0.2
PATIENCE_SECONDS: Final = 20.0
"""What a node of the ward that writes its last rows needs to end, and more."""


@dataclass(frozen=True)
class RestorePlan:
    """A prepared restore: `replaced` is where the present store will be kept; `content` is what the backup holds."""

    replaced: Path
    content: StoreContent


def prepare_restore(
    backup: Path, key: bytes, store_path: Path, slots_path: Path, clock: Clock, ids: Ids, actor: Actor
) -> RestorePlan:
    """Check a backup with its key and lay it ready; `finish_restore` (or the next start) puts it in place.

    The restored store gets a new origin, so that its next sequence numbers cannot meet those of the replaced one.
    Raises KnownError store.wrong_key, store.damaged, store.newer_than_program, store.disk_full, backup.no_slots, …
    """
    content = check_file(backup, key)
    slots = slots_of(backup)
    if not slots.exists():
        raise KnownError("backup.no_slots", path=str(slots))
    ready = _ready(store_path)
    with explained_with_files(store_path):
        store_path.parent.mkdir(parents=True, exist_ok=True)
        remove_store_files(ready)
        shutil.copyfile(backup, ready)
        _make_ours(ready, key, clock, ids, actor, backup.name, content)
        flush_file(ready)
        replaced = store_path.parent / "replaced" / clock.now().strftime("%Y-%m-%d-%H%M%S")
        while replaced.exists():
            replaced = replaced.with_name(replaced.name + "-again")
        # Of the same store the present slots stay: a passphrase that was removed must not come back.
        keep_slots = slots_path.exists() and _store_id(slots_path) == _store_id(slots)
        new_slots = None if keep_slots else slots.read_text(encoding="utf-8")
        marker = {"replaced": str(replaced), "slots": new_slots}
        replace_atomically(_marker(store_path), json.dumps(marker).encode())
    return RestorePlan(replaced, content)


def is_prepared(store_path: Path) -> bool:
    """Whether a restore waits for `finish_restore`."""
    return _marker(store_path).exists()


def finish_restore(store_path: Path, slots_path: Path, patience_seconds: float = 0.0) -> bool:
    """Move a prepared restore into its place; False where none waits. No connection to the store may be open.

    Raises KnownError store.in_use while another process has the store open: nothing has changed then.
    `patience_seconds`: how long it waits for others to end, as the ward's node does by itself once a restore waits.
    """
    marker_path = _marker(store_path)
    if not marker_path.exists():
        return False
    with explained_with_files(store_path):
        marker = json.loads(marker_path.read_bytes())
        if _ready(store_path).exists():
            until = time.monotonic() + patience_seconds
            while (still_open := is_open(store_path)) and time.monotonic() < until:
                time.sleep(_ASK_AGAIN_SECONDS)
            if still_open:
                raise KnownError("store.in_use", path=str(store_path))
            _keep_replaced(store_path, slots_path, Path(marker["replaced"]))
            # The old log first: beside the new file it would be taken for its own.
            for suffix in ("-wal", "-shm", "-journal"):
                side_file(store_path, suffix).unlink(missing_ok=True)
            _ready(store_path).replace(store_path)
            flush_folder(store_path.parent)
        if marker["slots"] is not None:
            for one in (slots_path, slots_path.with_name(slots_path.name + ".bak")):
                replace_atomically(one, str(marker["slots"]).encode())
        marker_path.unlink()
        flush_folder(store_path.parent)
    return True


def _make_ours(path: Path, key: bytes, clock: Clock, ids: Ids, actor: Actor, name: str, content: StoreContent) -> None:
    """Bring the copy to this program's schema, give it a new origin, and say so in its audit trail."""
    engine = build_engine(path, key, foreign_keys=False)
    at = to_text(clock.now())
    entry = audit_chain.AuditEntry(
        "restored",
        "store",
        name,
        {"former_origin": content.origin, "last_sequence": content.last_sequence, "audit_head": content.audit_head},
    )
    try:
        with engine.connect().execution_options(plantao_write=True) as connection, connection.begin():
            if content.revision != SCHEMA_REVISION:
                from app.store.migrate import upgrade  # noqa: PLC0415 - Alembic is seldom needed

                upgrade(connection)
            write_origin(connection, ids.new(), at)
            audit_chain.append(connection, at, actor, entry)
    finally:
        engine.dispose()


def _keep_replaced(store_path: Path, slots_path: Path, folder: Path) -> None:
    """Give the present files second names in `folder`; repeated after a power cut, it finds them there."""
    folder.mkdir(parents=True, exist_ok=True)
    present = [store_path if not suffix else side_file(store_path, suffix) for suffix in _STORE_SUFFIXES]
    for one in (*present, slots_path):
        kept = folder / one.name
        if not one.exists() or kept.exists():
            continue
        try:
            os.link(one, kept)
        except OSError:  # a file system without hard links: a copy, which needs the space
            half = kept.with_name(kept.name + ".half")
            half.unlink(missing_ok=True)
            shutil.copy2(one, half)
            flush_file(half)
            half.rename(kept)
    flush_folder(folder)
    flush_folder(folder.parent)


def _store_id(slots: Path) -> object:
    """Which store a slots file belongs to; None where it cannot be read."""
    try:
        return json.loads(slots.read_bytes())["store_id"]
    except (ValueError, KeyError, TypeError):
        return None


def _ready(store_path: Path) -> Path:
    return store_path.with_name(store_path.name + ".restoring")


def _marker(store_path: Path) -> Path:
    return store_path.with_name(store_path.name + ".restore-ready")
