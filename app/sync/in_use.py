"""What stands where something lost: the row or the pregnancy that is in use everywhere."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, select

from app.store.tables import metadata, referral_event
from app.sync.events import Event

CURRENT: Final = "current"
_TURNS: Final = ("answered", "counter_reply", "closed")
Row = Mapping[str, Any]


def pregnancy_in_use(connection: Connection, person_id: str) -> str | None:
    """Her current pregnancy."""
    table = metadata.tables["pregnancy"]
    found: str | None = connection.execute(
        select(table.c.id).where(table.c.person_id == person_id, table.c.status == CURRENT)
    ).scalar_one_or_none()
    return found


def row_in_use(connection: Connection, thread: Sequence[Event]) -> Row | None:
    """The appended row that stands where the first of a thread lost: the last correction, the dating in use …"""
    first, table = thread[0], metadata.tables[thread[0].entity]
    content = first.content()
    if first.entity == "dating_choice":
        return _latest(connection, table, table.c.pregnancy_id == content["pregnancy_id"])
    if first.entity == "person_merge":
        return _latest(connection, table, table.c.losing_id == content["losing_id"])
    if first.entity == "referral":
        return _referral(connection, table, content)
    if first.entity == "referral_event":
        return _step(connection, content)
    key, row = content.get("supersedes"), None
    while key is not None:
        found = connection.execute(select(table).where(table.c.supersedes == key)).mappings().one_or_none()
        row, key = (row, None) if found is None else (dict(found), found["id"])
    return row


def _latest(connection: Connection, table: Table, mine: ColumnElement[bool]) -> Row | None:
    return _first(connection, select(table).where(mine).order_by(table.c.number.desc()).limit(1))


def _referral(connection: Connection, table: Table, content: Row) -> Row | None:
    """The other referral of this pregnancy that is under way; of ended ones the latest."""
    mine = select(table).where(table.c.pregnancy_id == content["pregnancy_id"], table.c.priority != "emergency")
    rows = connection.execute(mine.order_by(table.c.recorded_at.desc(), table.c.id.desc())).mappings().all()
    step = referral_event.c
    closed = connection.execute(
        select(step.referral_id).where(step.referral_id.in_([row["id"] for row in rows]), step.kind == "closed")
    ).scalars()
    ended = set(closed)
    found = next((row for row in rows if row["id"] not in ended), rows[0] if rows else None)
    return None if found is None else dict(found)


def _step(connection: Connection, content: Row) -> Row | None:
    """The step of the same referral that was there first; its reader, where a reader lost."""
    step = referral_event.c
    kinds = _TURNS if content["kind"] in _TURNS else (str(content["kind"]),)
    mine = select(referral_event).where(step.referral_id == content["referral_id"], step.kind.in_(kinds))
    after = mine.where(step.place >= int(content["place"])).order_by(step.place, step.id).limit(1)
    return _first(connection, after) or _first(connection, mine.order_by(step.place.desc()).limit(1))


def _first(connection: Connection, statement: Any) -> Row | None:
    found = connection.execute(statement).mappings().first()
    return None if found is None else dict(found)
