"""Takes back what lost or was refused, so that nothing of it stands in the records where nothing own hangs on it."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import Connection, Table, delete, select, update
from sqlalchemy.exc import IntegrityError

from app.store.tables import field_history, metadata, sync_conflict
from app.sync.events import Event
from app.sync.guards import guards
from app.sync.holding import Holding
from app.sync.present import Present
from app.sync.provisional import Provisional, ProvisionalRows, State

CLOSED: Final = {"status": "closed"}


class TakingBack:
    """Works on the transaction of whoever applies a page."""

    def __init__(self, connection: Connection, rows: Present, holding: Holding) -> None:
        self._connection = connection
        self._rows = rows
        self._holding = holding
        self._provisional = ProvisionalRows(connection)

    def what_lost(self) -> None:
        """The latest first; what own values still hold waits."""
        rows = self._connection.execute(
            select(sync_conflict).where(sync_conflict.c.settled == 0).order_by(sync_conflict.c.number.desc())
        ).mappings()
        for row in list(rows):
            event = Event(**json.loads(row["event"]))
            if self._holding.first(guards(event)) is not None:
                continue
            self._undo(event)
            done = update(sync_conflict).where(sync_conflict.c.event_id == event.id)
            self._connection.execute(done.values(settled=1))

    def what_was_refused(self) -> None:
        """Of what came by stick: the latest first. People and pregnancies that were begun stay, with what hangs on
        them, and are shown as refused."""
        for one in reversed(self._provisional.in_states([State.REFUSED])):
            event = one.event
            if self._holding.first(guards(event)) is not None:
                continue
            if event.operation == "change":
                self._give_back_provisional(one)
                self._provisional.set_state(event.id, State.BACK)
            elif event.entity == "pregnancy":
                # A closed one disturbs no other that is current.
                self.set(metadata.tables["pregnancy"], event.entity_id, CLOSED)
            elif event.entity != "person" and self._delete(event):
                # An own correction of it stands for itself, here as at the stations that never had it.
                self._provisional.set_state(event.id, State.BACK)

    def set(self, table: Table, key: str, fields: Mapping[str, Any]) -> None:
        """Set fields of one row."""
        self._connection.execute(update(table).where(table.c.id == key).values(dict(fields)))

    def count_decisions(self, event_ids: Iterable[str], step: int) -> None:
        """A conflict is closed while at least one decision about it stands; a decision that lost counts no more."""
        wanted = list(event_ids)
        if wanted:
            which = update(sync_conflict).where(sync_conflict.c.event_id.in_(wanted))
            self._connection.execute(which.values(resolved=sync_conflict.c.resolved + step))

    def _undo(self, event: Event) -> None:
        table, content = metadata.tables[event.entity], event.content()
        kept = self._provisional.find(event.id)
        if kept is None:
            self.count_decisions(content.get("resolves", ()), -1)
        if event.operation == "change":
            if kept is None:
                self._give_back(table, event.entity_id, content["fields"], content["before"])
            else:
                self._give_back_provisional(kept)
        elif event.entity == "pregnancy":
            self.set(table, event.entity_id, CLOSED)
        else:
            self._rows.delete(table, event.entity_id)
        if kept is not None:
            self._provisional.forget(event.id)

    def _give_back(self, table: Table, key: str, fields: Mapping[str, Any], before: Mapping[str, Any]) -> None:
        """Only where the value still stands: after a refusal another's may have come over it."""
        if not before:
            return
        columns = [table.c[name] for name in before]
        row = self._connection.execute(select(*columns).where(table.c.id == key)).mappings().one()
        still = {name: value for name, value in before.items() if row[name] == fields[name]}
        if still:
            self.set(table, key, still)

    def _give_back_provisional(self, one: Provisional) -> None:
        event = one.event
        fields = event.content()["fields"]
        table = metadata.tables[event.entity]
        self._give_back(table, event.entity_id, fields, self._provisional.unchain(one))
        told = [str(uuid5(NAMESPACE_OID, f"{event.id}/{name}")) for name in fields]
        self._connection.execute(delete(field_history).where(field_history.c.id.in_(told)))

    def _delete(self, event: Event) -> bool:
        """Whether it could be: an own row may hang on it."""
        try:
            with self._connection.begin_nested():
                self._rows.delete(metadata.tables[event.entity], event.entity_id)
        except IntegrityError:
            return False
        return True
