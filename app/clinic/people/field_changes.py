"""What was changed in a person's record, here and elsewhere, and what disagreed and lost."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from app.clinic.people.model import FieldChange
from app.kernel.clock import from_text
from app.store.tables import account, change_log, field_history, sync_conflict

_DERIVED = ("name_key", "social_key", "mother_key")
_Made = tuple[str, str, str]
"""When, by whom, which field."""


def read_field_changes(connection: Connection, person_id: str) -> tuple[FieldChange, ...]:
    """The changes of a person's fields, newest first; derived keys are left out."""
    shown = field_history.c.field.not_in(_DERIVED)
    rows = connection.execute(
        select(field_history, func.coalesce(account.c.display_name, field_history.c.recorded_by).label("by"))
        .outerjoin(account, account.c.id == field_history.c.recorded_by)
        .where(field_history.c.entity == "person", field_history.c.entity_id == person_id, shown)
        .order_by(field_history.c.recorded_at.desc(), field_history.c.id.desc())
    ).mappings()
    here = _made_here(connection, person_id)
    lost = dict(_lost(connection, person_id))
    found = []
    for row in rows:
        made = (row["recorded_at"], row["recorded_by"], row["field"])
        found.append(
            FieldChange(
                row["field"],
                json.loads(row["old_value"]),
                json.loads(row["new_value"]),
                row["reason"],
                from_text(row["recorded_at"]),
                row["by"],
                elsewhere=made[:2] not in here,
                lost=lost.pop(made, None) is not None,
            )
        )
    # What lost elsewhere was never applied here: the journal's copy tells it.
    found += lost.values()
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def _made_here(connection: Connection, person_id: str) -> set[tuple[str, str]]:
    log = change_log.c
    rows = connection.execute(
        select(log.recorded_at, log.recorded_by).where(
            log.entity == "person", log.entity_id == person_id, log.operation == "change"
        )
    )
    return {(row.recorded_at, row.recorded_by) for row in rows}


def _lost(connection: Connection, person_id: str) -> Iterator[tuple[_Made, FieldChange]]:
    hers = select(sync_conflict.c.event).where(
        sync_conflict.c.entity == "person", sync_conflict.c.entity_id == person_id
    )
    for text in connection.execute(hers).scalars():
        event: dict[str, Any] = json.loads(text)
        content: dict[str, Any] = json.loads(event["payload"])
        at, by = event["recorded_at"], event["recorded_by"]
        name = connection.execute(select(account.c.display_name).where(account.c.id == by)).scalar()
        for field, value in content.get("fields", {}).items():
            old = content["before"].get(field)
            if field not in _DERIVED and old != value:
                change = FieldChange(field, old, value, content.get("reason"), from_text(at), name or by, True, True)
                yield (at, by, field), change
