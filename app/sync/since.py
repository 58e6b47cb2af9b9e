"""When the last round went well. Told once a minute: kept without the history that people's settings have."""

import json
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, update

from app.kernel.clock import from_text
from app.store.settings import read_setting
from app.store.tables import setting
from app.store.writing import Writing

LAST_SUCCESS: Final = "sync_last_success"


def note_success(writing: Writing) -> None:
    """Now."""
    row = {"value": json.dumps(writing.at), "changed_at": writing.at, "changed_by": writing.actor.account_id}
    connection = writing.connection
    if connection.execute(update(setting).where(setting.c.name == LAST_SUCCESS).values(row)).rowcount == 0:
        connection.execute(insert(setting).values(name=LAST_SUCCESS, **row))


def read_success(connection: Connection) -> datetime | None:
    """None: never."""
    kept = read_setting(connection, LAST_SUCCESS)
    return from_text(kept) if isinstance(kept, str) else None
