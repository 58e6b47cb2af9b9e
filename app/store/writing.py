"""One write transaction: data, its change-log row, its field history and its audit row stand or fall together.

Every service writes through this class, so that nobody can forget the change log on which sync will ride.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import Connection, Table, func, select, update

from app.kernel.actor import Actor
from app.kernel.canonical import canonical_json, sha256_hex
from app.kernel.clock import from_text, to_text
from app.kernel.errors import BugError
from app.kernel.ids import Ids
from app.store import audit_chain
from app.store.field_groups import grouped
from app.store.inserting import insert_rows, last_sequence
from app.store.known import Known
from app.store.tables import change_log, field_history, sync_conflict, sync_parked, sync_state

_OWNER = ("person_id",)
"""What a change says besides its fields, so that whoever receives it knows whose record it belongs to."""
_INSTANT = timedelta(microseconds=1)
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
        self._seen: int | None = None
        self._resolves: list[str] = []
        self._choice = ""
        self._known = Known(connection)

    def new_id(self) -> str:
        """A fresh identifier."""
        return self._ids.new()

    def new_ids(self, count: int) -> list[str]:
        """As many fresh identifiers."""
        return self._ids.many(count)

    def after(self, last: str | None) -> str:
        """When to write a row down where the latest counts: after `last`, though the clock was ahead of time then."""
        if last is None or last < self.at:
            return self.at
        return to_text(from_text(last) + _INSTANT)

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
        columns = [table.c[name] for name in (*fields, *_OWNER) if name in table.c]
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
        owner = {name: old[name] for name in _OWNER if name in table.c}
        payloads = [
            {"id": entity_id, "fields": _part(changed, names, 1), "before": _part(changed, names, 0), "reason": reason}
            for names in grouped(table.name, changed)
        ]
        self._log(table, [(entity_id, {**owner, **one}) for one in payloads], "change")
        return changed

    def affirm(self, table: Table, entity_id: str, fields: Sequence[str], reason: str) -> None:
        """Log that these fields of one guard stay as they are: a decision that other stations must hear of."""
        columns = [table.c[name] for name in (*fields, *_OWNER) if name in table.c]
        row = dict(self.connection.execute(select(*columns).where(table.c.id == entity_id)).mappings().one())
        kept = {name: row[name] for name in fields}
        owner = {name: row[name] for name in _OWNER if name in table.c}
        payload = {**owner, "id": entity_id, "fields": kept, "before": kept, "reason": reason}
        self._log(table, [(entity_id, payload)], "change")

    def resolve(self, event_ids: Sequence[str], choice: str) -> None:
        """The one event logged after this in its transaction decides between these and what stands (docs/sync.md).

        `choice`: which of them, for whoever reads the decision later.
        """
        self._resolves, self._choice = list(event_ids), choice
        one_more = update(sync_conflict).where(sync_conflict.c.event_id.in_(self._resolves))
        self.connection.execute(one_more.values(resolved=sync_conflict.c.resolved + 1))

    def audit(self, action: str, subject_kind: str, subject_id: str, **details: object) -> None:
        """Audit row for something done or looked at."""
        self.audit_all([audit_chain.AuditEntry(action, subject_kind, subject_id, details)])

    def audit_all(self, entries: Sequence[audit_chain.AuditEntry]) -> None:
        """Several audit rows at once, in their order."""
        audit_chain.append_all(self.connection, self.at, self.actor, entries)

    def _insert(self, table: Table, rows: Sequence[Mapping[str, object]], operation: str) -> list[str]:
        if not rows:
            return []
        fresh = iter(self._ids.many(sum(1 for row in rows if "id" not in row)) if "id" in table.c else ())
        complete = [self._complete(table, row, fresh) for row in rows]
        insert_rows(self.connection, table, complete)
        key = _key_column(table)
        self._log(table, [(str(row[key]), row) for row in complete], operation)
        return [str(row[key]) for row in complete]

    def _complete(self, table: Table, row: Mapping[str, object], fresh: Iterator[str]) -> dict[str, object]:
        filled = dict(row)
        if "id" not in filled and "id" in table.c:
            filled["id"] = next(fresh)
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
        # Asked first: at the server others wait for their numbers from then on.
        self._seen_through()
        first = self._next_sequence(len(changes))
        numbered = zip(range(first, first + len(changes)), self._ids.many(len(changes)), changes, strict=True)
        rows = [
            self._log_row(table.name, sequence, log_id, entity_id, payload, operation)
            for sequence, log_id, (entity_id, payload) in numbered
        ]
        insert_rows(self.connection, change_log, rows)

    def _log_row(
        self, entity: str, sequence: int, log_id: str, entity_id: str, payload: Mapping[str, object], operation: str
    ) -> dict[str, object]:
        told: dict[str, object] = {"resolves": self._resolves, "choice": self._choice} if self._resolves else {}
        knows = self._known.by(entity_id, payload)
        if knows:
            told["knows"] = knows
        text = canonical_json({**payload, **told} if told else payload)
        return {
            "id": log_id,
            "origin": self._origin,
            "sequence": sequence,
            "entity": entity,
            "entity_id": entity_id,
            "operation": operation,
            "payload": text,
            "payload_sha256": sha256_hex(text),
            "seen": self._seen_through(),
            "recorded_at": self.at,
            "recorded_by": self.actor.account_id,
        }

    def _seen_through(self) -> int:
        """How far the server's journal was applied here when this is written: its conflicts are judged by it."""
        if self._seen is None:
            through = self.connection.execute(select(sync_state.c.through)).scalar_one_or_none() or 0
            # What is parked was delivered, but nobody here has seen it: whoever writes over it disagrees with it.
            parked = self.connection.execute(select(func.min(sync_parked.c.number))).scalar_one_or_none()
            self._seen = through if parked is None else min(through, parked - 1)
        return self._seen

    def _next_sequence(self, count: int) -> int:
        """Reserve `count` numbers; the transaction holds the write lock, so nobody else can take them."""
        if self._sequence is None:
            self._sequence = last_sequence(self.connection, self._origin)
        first = self._sequence + 1
        self._sequence += count
        return first


def _part(changed: FieldChanges, names: Sequence[str], which: int) -> dict[str, object]:
    return {name: changed[name][which] for name in names}


def _key_column(table: Table) -> str:
    """What a row is called by in the change log: its `id`, or the only column of its primary key."""
    return "id" if "id" in table.c else table.primary_key.columns[0].name
