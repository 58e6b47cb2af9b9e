"""The versions of a rule, read from the history of its fields: who changed what and when."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, func, select

from app.kernel.clock import from_text
from app.store.tables import account, field_history, reminder_rule


@dataclass(frozen=True)
class StoredVersion:
    """A rule as it stood. `number` counts from 1; `row`: its columns; `by`: a name."""

    number: int
    at: datetime
    by: str
    row: Mapping[str, Any]


def read_versions(connection: Connection, rule_id: str) -> list[StoredVersion]:
    """The latest first; nothing for a rule that there is none of. What two stations changed of it at one time stands
    as each wrote it."""
    wanted = _ROWS.where(reminder_rule.c.id == rule_id)
    now = connection.execute(wanted).mappings().one_or_none()
    if now is None:
        return []
    changes = connection.execute(_CHANGES.where(field_history.c.entity_id == rule_id)).mappings().all()
    saves = [(key, list(rows)) for key, rows in groupby(changes, key=lambda one: (one["recorded_at"], one["by"]))]
    row, found = dict(now), []
    for number, ((at, by), rows) in zip(range(len(saves) + 1, 1, -1), saves, strict=True):
        found.append(StoredVersion(number, from_text(at), by, dict(row)))
        row |= {one["field"]: json.loads(one["old_value"]) for one in rows}
    found.append(StoredVersion(1, from_text(now["recorded_at"]), now["by"], row))
    return found


_ROWS = select(reminder_rule, func.coalesce(account.c.display_name, reminder_rule.c.recorded_by).label("by"))
_ROWS = _ROWS.outerjoin(account, account.c.id == reminder_rule.c.recorded_by)
_CHANGES = (
    select(field_history, func.coalesce(account.c.display_name, field_history.c.recorded_by).label("by"))
    .outerjoin(account, account.c.id == field_history.c.recorded_by)
    .where(field_history.c.entity == reminder_rule.name)
    .order_by(field_history.c.recorded_at.desc(), field_history.c.id.desc())
)
