"""Applies one event that has no number yet where nothing speaks against it; everything doubtful stays beside.

An event is doubtful where it disagrees, or might, with anything here: what is written in its place, what waits, or what
an own value holds. Only the plain record of a person is tried; accounts, referrals, merges, messages and what a person
decided between two values keep the order that the server gives.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import Connection, Table, func, select, update
from sqlalchemy.exc import IntegrityError

from app.central.shape import require_shape
from app.kernel.errors import KnownError
from app.store.inserting import insert_rows
from app.store.tables import field_history, metadata, sync_conflict, sync_parked
from app.sync import ledger
from app.sync.delivered import from_text
from app.sync.erased import is_erased
from app.sync.events import Event
from app.sync.guards import guards
from app.sync.present import Present, parents
from app.sync.provisional import WAITING, ProvisionalRows, State

TRIED: Final = frozenset(
    ("person", "pregnancy", "observation", "prenatal_fact", "dating_choice", "assessment", "consent", "allergy")
)


class Trying:
    """Belongs to one transaction; knows what stands in the way when it begins, and is told of each event after."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = Present(connection)
        self._in_the_way: set[str] = set()
        """Guards of own events that are not seen, of what waits here, and of what was not tried."""
        self._applied: dict[str, str] = {}
        """Guard → the change log whose event holds it without a number."""
        for event in ledger.unseen(connection):
            self._in_the_way.update(guards(event))
        for text in connection.execute(select(sync_parked.c.delivered)).scalars():
            self._in_the_way.update(guards(from_text(text).event))
        for text in connection.execute(select(sync_conflict.c.event).where(sync_conflict.c.settled == 0)).scalars():
            self._in_the_way.update(guards(Event(**json.loads(text))))
        rows = ProvisionalRows(connection)
        for one in rows.in_states([*WAITING, State.REFUSED]):
            self.note(one.event, one.state)

    def ask_for(self, events: Sequence[Event]) -> None:
        """Look up at once what these events will ask for."""
        self._rows.ask_for([event for event in events if event.entity in TRIED])

    def state_of(self, event: Event) -> State:
        """Apply it, or leave it beside."""
        if not self._is_plain(event):
            return State.BESIDE
        try:
            with self._connection.begin_nested():
                done = self._change(event) if event.operation == "change" else self._insert(event)
        except IntegrityError:
            # Something here excludes it; `Present` must not remember what was undone.
            self._rows = Present(self._connection)
            done = False
        return State.APPLIED if done else State.BESIDE

    def note(self, event: Event, state: State) -> None:
        """What follows it in the same place depends on how it stands."""
        for guard in guards(event):
            if state == State.APPLIED:
                self._applied[guard] = event.origin
            else:
                self._in_the_way.add(guard)

    def _is_plain(self, event: Event) -> bool:
        if event.entity not in TRIED or event.content().get("resolves") or is_erased(event.content()):
            return False
        try:
            require_shape(event, event.content())
        except KnownError:
            return False
        names = guards(event)
        others = any(self._applied.get(name, event.origin) != event.origin for name in names)
        return not (others or self._in_the_way.intersection(names))

    def _change(self, event: Event) -> bool:
        table, content = metadata.tables[event.entity], event.content()
        fields, before = content["fields"], content["before"]
        if "person_id" in fields or not self._rows.has(table, event.entity_id):
            return False
        old = self._row(table, event.entity_id, list(fields))
        if any(old[name] != before[name] for name in fields):
            return False
        self._connection.execute(update(table).where(table.c.id == event.entity_id).values(fields))
        insert_rows(self._connection, field_history, history_rows(event, old))
        return True

    def _insert(self, event: Event) -> bool:
        table, content = metadata.tables[event.entity], event.content()
        if self._rows.has(table, event.entity_id):
            return False
        if not all(self._rows.has(parent, key) for parent, key in parents(table, content)):
            return False
        if not self._follows_the_last(table, content):
            return False
        self._rows.insert(table, event.entity_id, content)
        return True

    def _follows_the_last(self, table: Table, content: Mapping[str, Any]) -> bool:
        replaced = content.get("supersedes")
        if replaced and not self._rows.has(table, str(replaced)):
            return False
        if table.name == "dating_choice":
            last = select(func.max(table.c.number)).where(table.c.pregnancy_id == content["pregnancy_id"])
            return bool(content["number"] == (self._connection.execute(last).scalar() or 0) + 1)
        return True

    def _row(self, table: Table, key: str, names: list[str]) -> Mapping[Any, Any]:
        columns = [table.c[name] for name in names]
        return self._connection.execute(select(*columns).where(table.c.id == key)).mappings().one()


def history_rows(event: Event, old: Mapping[Any, Any]) -> list[dict[str, object]]:
    """What the field history says of another's change; `old`: the values here before it."""
    content = event.content()
    whose = {"entity": event.entity, "entity_id": event.entity_id, "reason": content.get("reason")}
    author = {"recorded_at": event.recorded_at, "recorded_by": event.recorded_by}
    return [
        {
            "id": str(uuid5(NAMESPACE_OID, f"{event.id}/{name}")),
            "field": name,
            "old_value": json.dumps(old[name], ensure_ascii=False),
            "new_value": json.dumps(value, ensure_ascii=False),
            **whose,
            **author,
        }
        for name, value in content["fields"].items()
        if old[name] != value
    ]
