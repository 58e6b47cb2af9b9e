"""The station's settings: JSON values by name, each change kept in the field history."""

import json

from sqlalchemy import Connection, bindparam, insert, select, update

from app.store.tables import field_history, setting
from app.store.writing import Writing

ORIGIN = "origin"
"""The station's identifier in its change log; a restored store gets a new one."""


_READ = select(setting.c.value).where(setting.c.name == bindparam("wanted"))


def read_setting(connection: Connection, name: str) -> object:
    """The JSON value kept under this name, or None."""
    text = connection.execute(_READ, {"wanted": name}).scalar_one_or_none()
    return None if text is None else json.loads(text)


def write_setting(writing: Writing, name: str, value: object) -> None:
    """Keep a JSON value under this name (36 characters at most); an equal value changes nothing."""
    if len(name) > 36:
        raise ValueError("a setting's name has 36 characters at most")
    old = writing.connection.execute(select(setting.c.value).where(setting.c.name == name)).scalar_one_or_none()
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)
    if old == text:
        return
    row = {"value": text, "changed_at": writing.at, "changed_by": writing.actor.account_id}
    if old is None:
        writing.connection.execute(insert(setting).values(name=name, **row))
    else:
        writing.connection.execute(update(setting).where(setting.c.name == name).values(row))
    writing.connection.execute(
        insert(field_history).values(
            id=writing.new_id(), entity="setting", entity_id=name, field="value", old_value=old, new_value=text,
            recorded_at=writing.at, recorded_by=writing.actor.account_id,
        )
    )  # fmt: skip
