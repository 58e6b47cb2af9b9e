"""What a unit has set for all of its stations, and for the server that sends in its place: rows that travel, of each
code the latest counts."""

import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from app.kernel.canonical import canonical_json
from app.store.tables import unit_setting
from app.store.writing import Writing

MANNERS: Final = "manners"
PLACE: Final = "place"
"""Time zone and telephone."""


def read_unit_setting(connection: Connection, code: str) -> Any:
    """As it stands; None where nobody has set it."""
    value = connection.execute(_latest(code).with_only_columns(unit_setting.c.value)).scalar_one_or_none()
    return None if value is None else json.loads(value)


def write_unit_setting(writing: Writing, code: str, value: Mapping[str, object]) -> None:
    """Set it for the unit; what stands already is not said again."""
    row = writing.connection.execute(_latest(code)).mappings().one_or_none()
    said = canonical_json(value)
    if row is None or row["value"] != said:
        at = writing.after(row["recorded_at"] if row else None)
        writing.append(unit_setting, {"code": code, "value": said, "recorded_at": at})


def _latest(code: str) -> Select[Any]:
    table = unit_setting
    return select(table).where(table.c.code == code).order_by(table.c.recorded_at.desc(), table.c.id.desc()).limit(1)
