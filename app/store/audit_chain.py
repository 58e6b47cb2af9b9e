"""The audit trail as a chain: each row carries the hash of the one before, the head is kept apart.

A changed, removed or reordered row breaks the chain at a number that `verify` names; rows cut off at the end are
found by the head. Who can rewrite the whole store and knows its key can also rewrite the chain: the heads that
backups and sync carry away are the defence against that.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    Row,
    Text,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)

from app.kernel.actor import Actor
from app.kernel.canonical import canonical_json, sha256_hex
from app.store.inserting import insert_rows
from app.store.tables import audit, audit_head

EMPTY_HASH = "0" * 64
_CONTENT = ("number", "at", "account_id", "account_name", "action", "subject_kind", "subject_id", "details")
_TEXTS = (*_CONTENT[1:], "previous_hash", "hash")
_BATCH = 1000
Watch = Callable[[int, int], object]
"""Told how many rows are checked and how many the kept head promises; what it raises ends the walk."""
_TEXTS_IN_ROW = sum((func.typeof(audit.c[name]) == "text" for name in _TEXTS), literal(0)).label("texts_in_row")


@dataclass(frozen=True)
class AuditEntry:
    """One thing that somebody did or looked at."""

    action: str
    subject_kind: str
    subject_id: str
    details: Mapping[str, object]


@dataclass(frozen=True)
class ChainReport:
    """What `verify` found: `broken_at` is the first number that does not fit (None: the chain holds)."""

    rows: int
    head_hash: str
    broken_at: int | None
    problem: str | None


def row_hash(row: Mapping[str, object], previous_hash: str) -> str:
    """The hash of one row's content chained to the row before it."""
    content = {name: row[name] for name in _CONTENT}
    return sha256_hex(previous_hash + canonical_json(content))


def append(connection: Connection, at: str, actor: Actor, entry: AuditEntry) -> None:
    """Add one row at the head; the caller's transaction must hold the write lock."""
    append_all(connection, at, actor, [entry])


def append_all(connection: Connection, at: str, actor: Actor, entries: Sequence[AuditEntry]) -> None:
    """Add rows at the head, each chained to the one before; the caller's transaction must hold the write lock."""
    if not entries:
        return
    head = connection.execute(select(audit_head.c.number, audit_head.c.hash).where(audit_head.c.id == 1)).one_or_none()
    number, previous_hash = (head.number, head.hash) if head else (0, EMPTY_HASH)
    rows: list[dict[str, object]] = []
    for entry in entries:
        number += 1
        row: dict[str, object] = {
            "number": number,
            "at": at,
            "account_id": actor.account_id,
            "account_name": actor.name,
            "action": entry.action,
            "subject_kind": entry.subject_kind,
            "subject_id": entry.subject_id,
            "details": canonical_json(entry.details),
        }
        row["previous_hash"] = previous_hash
        row["hash"] = previous_hash = row_hash(row, previous_hash)
        rows.append(row)
    insert_rows(connection, audit, rows)
    new_head = {"number": number, "hash": previous_hash}
    connection.execute(update(audit_head).values(new_head) if head else insert(audit_head).values(id=1, **new_head))


def verify(connection: Connection, watch: Watch | None = None) -> ChainReport:
    """Walk the whole chain, oldest first; memory stays constant. What was tampered with is never trusted to be text.

    `watch` is called every thousand rows.
    """
    kept: tuple[ColumnElement[Any], ColumnElement[Any]]
    if connection.dialect.name == "sqlite":
        kept = (cast(audit_head.c.number, Integer).label("number"), cast(audit_head.c.hash, LargeBinary).label("hash"))
        texts = [cast(audit.c[name], LargeBinary).label(name) for name in _TEXTS]
        question = select(audit.c.number, _TEXTS_IN_ROW, *texts)
    else:
        # PostgreSQL holds no other kind of value than the column's own, and no bytes that are no text.
        kept = (audit_head.c.number.label("number"), cast(audit_head.c.hash, Text).label("hash"))
        all_text = literal(len(_TEXTS)).label(_TEXTS_IN_ROW.name)
        question = select(audit.c.number, all_text, *(audit.c[name] for name in _TEXTS))
    head = connection.execute(select(*kept).where(audit_head.c.id == 1)).one_or_none()
    rows = connection.execution_options(yield_per=_BATCH).execute(question.order_by(audit.c.number))
    told = EMPTY_HASH if head is None else head.hash
    head_hash = told.decode(errors="replace") if isinstance(told, bytes) else str(told)
    return _verify_rows(rows, head.number if head else 0, head_hash, watch)


def _verify_rows(
    rows: Iterable[Row[tuple[object, ...]]], head_number: int, head_hash: str, watch: Watch | None
) -> ChainReport:
    previous_hash, count = EMPTY_HASH, 0
    for row in rows:
        count += 1
        if row._mapping["number"] != count:
            return ChainReport(count, previous_hash, count, "missing")
        values = _readable(row)
        if (
            values is None
            or values["previous_hash"] != previous_hash
            or values["hash"] != row_hash(values, previous_hash)
        ):
            return ChainReport(count, previous_hash, count, "changed")
        previous_hash = str(values["hash"])
        if watch is not None and count % _BATCH == 0:
            watch(count, head_number)
    if count != head_number:
        return ChainReport(
            count, previous_hash, min(count, head_number) + 1, "cut_off" if count < head_number else "added"
        )
    if previous_hash != head_hash:
        return ChainReport(count, previous_hash, count, "changed")
    return ChainReport(count, previous_hash, None, None)


def _readable(row: Row[tuple[object, ...]]) -> dict[str, object] | None:
    """The row as it was hashed; None where a column holds another kind of value than the text that was written."""
    values = dict(row._mapping)
    if values.pop(_TEXTS_IN_ROW.name) != len(_TEXTS):
        return None
    try:
        return {name: value.decode() if isinstance(value, bytes) else value for name, value in values.items()}
    except UnicodeDecodeError:
        return None
