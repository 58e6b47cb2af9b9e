"""One write transaction: data, its change-log row, its field history and its audit row stand or fall together.

Every service writes through this class, so that nobody can forget the change log on which sync will ride.
"""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Table, select, update

from app.kernel.actor import Actor
from app.kernel.canonical import canonical_json, sha256_hex
from app.kernel.errors import BugError
from app.kernel.ids import Ids
from app.store import audit_chain
from app.store.inserting import insert_rows, last_sequence
from app.store.tables import change_log, field_history

FieldChanges = dict[str, tuple[object, object]]
"""Field → (old value, new value)."""


class Writing:
    """The open transaction of one author at one instant; made by `Store.write`."""

    def __init__(self, connection: Connection, ids: Ids, origin: str, actor: Actor, at: str) -> None:
        self.connection = connection
        self.actor = actor
        self.at = at
        self._ids = ids
        self._origin = origin
        self._sequence: int | None = None

    def new_id(self) -> str:
        """A fresh identifier."""
        return self._ids.new()

    def append(self, table: Table, row: Mapping[str, object]) -> str:
        """Add one fact that is never overwritten; returns its identifier."""
        return self.append_many(table, [row])[0]

    def append_many(self, table: Table, rows: Sequence[Mapping[str, object]]) -> list[str]:
        """Add facts of one table at once; `id`, `recorded_at` and `recorded_by` are filled in where missing."""
        return self._insert(table, rows, "append")

    def create(self, table: Table, row: Mapping[str, object]) -> str:
        """Add one thing whose fields may change later, each with its history; returns its identifier."""
        return self._insert(table, [row], "create")[0]

    def create_many(self, table: Table, rows: Sequence[Mapping[str, object]]) -> list[str]:
        """Add several things at once, as `create` does."""
        return self._insert(table, rows, "create")

    def change(self, table: Table, entity_id: str, fields: Mapping[str, object], reason: str | None) -> FieldChanges:
        """Set fields of one mutable row; what really differs is kept in the field history and returned."""
        columns = [table.c[name] for name in fields]
        old = self.connection.execute(select(*columns).where(table.c.id == entity_id)).mappings().one_or_none()
        if old is None:
            raise BugError(f"{table.name} {entity_id} does not exist")
        changed = {name: (old[name], value) for name, value in fields.items() if old[name] != value}
        if not changed:
            return {}
        new_values = {name: new for name, (_, new) in changed.items()}
        self.connection.execute(update(table).where(table.c.id == entity_id).values(new_values))
        history = [self._history_row(table, entity_id, name, *both, reason) for name, both in changed.items()]
        insert_rows(self.connection, field_history, history)
        payload = {"id": entity_id, "fields": new_values, "reason": reason}
        self._log(table, [(entity_id, payload)], "change")
        return changed

    def audit(self, action: str, subject_kind: str, subject_id: str, **details: object) -> None:
        """Audit row for something done or looked at."""
        self.audit_all([audit_chain.AuditEntry(action, subject_kind, subject_id, details)])

    def audit_all(self, entries: Sequence[audit_chain.AuditEntry]) -> None:
        """Several audit rows at once, in their order."""
        audit_chain.append_all(self.connection, self.at, self.actor, entries)

    def _insert(self, table: Table, rows: Sequence[Mapping[str, object]], operation: str) -> list[str]:
        complete = [self._complete(table, row) for row in rows]
        if not complete:
            return []
        insert_rows(self.connection, table, complete)
        key = _key_column(table)
        self._log(table, [(str(row[key]), row) for row in complete], operation)
        return [str(row[key]) for row in complete]

    def _complete(self, table: Table, row: Mapping[str, object]) -> dict[str, object]:
        filled = dict(row)
        if "id" not in filled and "id" in table.c:
            filled["id"] = self._ids.new()
        filled.setdefault("recorded_at", self.at)
        filled.setdefault("recorded_by", self.actor.account_id)
        return filled

    def _history_row(
        self, table: Table, entity_id: str, field: str, old: object, new: object, reason: str | None
    ) -> dict[str, object]:
        return {
            "id": self._ids.new(),
            "entity": table.name,
            "entity_id": entity_id,
            "field": field,
            "old_value": json.dumps(old, ensure_ascii=False),
            "new_value": json.dumps(new, ensure_ascii=False),
            "reason": reason,
            "recorded_at": self.at,
            "recorded_by": self.actor.account_id,
        }

    def _log(self, table: Table, changes: Sequence[tuple[str, Mapping[str, object]]], operation: str) -> None:
        first = self._next_sequence(len(changes))
        rows = [
            self._log_row(table.name, sequence, entity_id, payload, operation)
            for sequence, (entity_id, payload) in enumerate(changes, start=first)
        ]
        insert_rows(self.connection, change_log, rows)

    def _log_row(
        self, entity: str, sequence: int, entity_id: str, payload: Mapping[str, object], operation: str
    ) -> dict[str, object]:
        text = canonical_json(payload)
        return {
            "id": self._ids.new(),
            "origin": self._origin,
            "sequence": sequence,
            "entity": entity,
            "entity_id": entity_id,
            "operation": operation,
            "payload": text,
            "payload_sha256": sha256_hex(text),
            "recorded_at": self.at,
            "recorded_by": self.actor.account_id,
        }

    def _next_sequence(self, count: int) -> int:
        """Reserve `count` numbers; the transaction holds the write lock, so nobody else can take them."""
        if self._sequence is None:
            self._sequence = last_sequence(self.connection, self._origin)
        first = self._sequence + 1
        self._sequence += count
        return first


def _key_column(table: Table) -> str:
    """What a row is called by in the change log: its `id`, or the only column of its primary key."""
    return "id" if "id" in table.c else table.primary_key.columns[0].name
