"""Applies what the journal delivers to the station's tables, in its order: docs/sync.md, "What a station does"."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from app.kernel.errors import KnownError
from app.reminders.hearing import raise_by_row
from app.store.inserting import insert_rows
from app.store.tables import change_log, field_history, metadata, sync_conflict, sync_parked
from app.sync import ledger
from app.sync.backfill import SCOPE
from app.sync.beside import beside
from app.sync.delivered import ACCEPTED, CONFLICT, Delivered, from_text
from app.sync.events import Event
from app.sync.guards import guards, row_guard
from app.sync.present import Present, parents

_CLOSED = {"status": "closed"}


class Applying:
    """One page, in one transaction that its caller holds; the cursor moves with it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: dict[str, int] = {}
        self._rows = Present(connection)
        self._seen: dict[str, int] = {}
        self._unsettled = False
        """Whether anything is parked or waits to be taken back; most pages have nothing of the kind."""

    def page(self, delivered: Sequence[Delivered], through: int) -> None:
        """Apply a page whose events come in the order of the journal.

        KnownError `sync.needs_line` where somebody comes into the scope without her history (app/sync/backfill.py).
        """
        if any(one.event.entity == SCOPE for one in delivered):
            raise KnownError("sync.needs_line")
        own = self._own([one.event.id for one in delivered])
        self._rows.ask_for([one.event for one in delivered])
        self._hold()
        self._unsettled = self._anything_waits()
        for one in delivered:
            if one.event.id in own:
                self._come_back(one)
            else:
                self._take(one)
        self._settle()
        for origin, sequence in self._seen.items():
            ledger.note_seen(self._connection, origin, sequence)
        ledger.advance(self._connection, through)

    # own events

    def _own(self, ids: Sequence[str]) -> set[str]:
        found = self._connection.execute(select(change_log.c.id).where(change_log.c.id.in_(ids)))
        return set(found.scalars())

    def _hold(self) -> None:
        """Count for each guard the own events that are not seen yet."""
        self._held.clear()
        for event in ledger.unseen(self._connection):
            for guard in guards(event):
                self._held[guard] = self._held.get(guard, 0) + 1

    def _come_back(self, one: Delivered) -> None:
        event = one.event
        self._seen[event.origin] = max(self._seen.get(event.origin, 0), event.sequence)
        for guard in guards(event):
            self._held[guard] = self._held.get(guard, 1) - 1
        if one.verdict == CONFLICT:
            self._keep_conflict(one, settled=0)
        # What waited for this one may be taken before the next event of the same guard comes.
        self._settle()

    def _settle(self) -> None:
        """Take back what lost, the latest first, then let in what waited; again while that lets in more."""
        if not self._unsettled:
            return
        self._take_back()
        moved = True
        while moved:
            moved = False
            for number, text in self._waiting():
                one = from_text(text)
                if self._waits_for(one) is None:
                    self._connection.execute(delete(sync_parked).where(sync_parked.c.number == number))
                    self._apply(one)
                    moved = True
        self._unsettled = self._anything_waits()

    def _anything_waits(self) -> bool:
        waits = select(func.count()).select_from(sync_parked).scalar_subquery()
        lost = select(func.count()).where(sync_conflict.c.settled == 0).scalar_subquery()
        return bool(self._connection.execute(select(waits + lost)).scalar_one())

    def _waiting(self) -> list[tuple[int, str]]:
        rows = self._connection.execute(
            select(sync_parked.c.number, sync_parked.c.delivered).order_by(sync_parked.c.number)
        )
        return [(row.number, row.delivered) for row in rows]

    def _take_back(self) -> None:
        rows = self._connection.execute(
            select(sync_conflict).where(sync_conflict.c.settled == 0).order_by(sync_conflict.c.number.desc())
        ).mappings()
        for row in list(rows):
            event = Event(**json.loads(row["event"]))
            if any(self._held.get(guard, 0) > 0 for guard in guards(event)):
                continue
            self._undo(event)
            done = update(sync_conflict).where(sync_conflict.c.event_id == event.id)
            self._connection.execute(done.values(settled=1))

    def _undo(self, event: Event) -> None:
        table, content = metadata.tables[event.entity], event.content()
        self._count_decisions(content.get("resolves", ()), -1)
        if event.operation == "change":
            self._give_back(table, event.entity_id, content)
        elif event.entity == "pregnancy":
            self._set(table, event.entity_id, _CLOSED)
        else:
            self._rows.delete(table, event.entity_id)

    def _give_back(self, table: Table, key: str, content: Mapping[str, Any]) -> None:
        """Only where the own value still stands: after a refusal another's may have come over it."""
        columns = [table.c[name] for name in content["fields"]]
        row = self._connection.execute(select(*columns).where(table.c.id == key)).mappings().one()
        still = [name for name, value in content["fields"].items() if row[name] == value]
        if still:
            self._set(table, key, {name: content["before"][name] for name in still})

    # others' events

    def _take(self, one: Delivered) -> None:
        waits_for = self._waits_for(one)
        if waits_for is None:
            self._apply(one)
        else:
            self._unsettled = True
            self._connection.execute(
                insert(sync_parked).values(number=one.number, waits_for=waits_for, delivered=one.to_text())
            )

    def _waits_for(self, one: Delivered) -> str | None:
        """What stands in the way of an event: an own one that is not seen, an earlier one that waits, a missing row."""
        names = guards(one.event)
        held = next((name for name in names if self._held.get(name, 0) > 0), None)
        if held is not None:
            return held
        if names and self._unsettled:
            earlier = select(sync_parked.c.waits_for).where(
                sync_parked.c.waits_for.in_(names), sync_parked.c.number < one.number
            )
            found: str | None = self._connection.execute(earlier).scalars().first()
            if found is not None:
                return found
        return self._missing_row(one.event)

    def _missing_row(self, event: Event) -> str | None:
        table, content = metadata.tables[event.entity], event.content()
        if event.operation == "change":
            return None if self._rows.has(table, event.entity_id) else row_guard(event.entity, event.entity_id)
        for parent, key in parents(table, content):
            if not self._rows.has(parent, key):
                return row_guard(parent.name, key)
        return None

    def _apply(self, one: Delivered) -> None:
        event, content = one.event, one.event.content()
        table = metadata.tables[event.entity]
        if one.verdict == CONFLICT:
            self._keep_conflict(one, settled=1)
            if event.entity == "pregnancy" and event.operation == "create":
                self._rows.insert(table, event.entity_id, {**content, **_CLOSED})
            return
        if event.operation == "change":
            self._note_history(table, event, content)
            self._set(table, event.entity_id, content["fields"])
        else:
            row = content if self._rows.has(table, event.entity_id) else beside(self._connection, event.entity, content)
            if row is not None:
                self._rows.insert(table, event.entity_id, row)
            if event.entity == "message_feedback":
                raise_by_row(self._connection, content)
        self._count_decisions(content.get("resolves", ()), 1)

    def _set(self, table: Table, key: str, fields: Mapping[str, Any]) -> None:
        self._connection.execute(update(table).where(table.c.id == key).values(dict(fields)))

    def _note_history(self, table: Table, event: Event, content: Mapping[str, Any]) -> None:
        """Who changed a field elsewhere, and when, is asked here too; a decision to leave it as it is says nothing."""
        fields = content["fields"]
        columns = [table.c[name] for name in fields]
        old = self._connection.execute(select(*columns).where(table.c.id == event.entity_id)).mappings().one()
        whose = {"entity": event.entity, "entity_id": event.entity_id, "reason": content.get("reason")}
        author = {"recorded_at": event.recorded_at, "recorded_by": event.recorded_by}
        rows = [
            {
                "id": str(uuid5(NAMESPACE_OID, f"{event.id}/{name}")),
                "field": name,
                "old_value": json.dumps(old[name], ensure_ascii=False),
                "new_value": json.dumps(value, ensure_ascii=False),
                **whose,
                **author,
            }
            for name, value in fields.items()
            if old[name] != value
        ]
        insert_rows(self._connection, field_history, rows)

    def _count_decisions(self, event_ids: Iterable[str], step: int) -> None:
        """A conflict is closed while at least one decision about it stands; a decision that lost counts no more."""
        wanted = list(event_ids)
        if wanted:
            which = update(sync_conflict).where(sync_conflict.c.event_id.in_(wanted))
            self._connection.execute(which.values(resolved=sync_conflict.c.resolved + step))

    def _keep_conflict(self, one: Delivered, *, settled: int) -> None:
        event = one.event
        known = select(sync_conflict.c.event_id).where(sync_conflict.c.event_id == event.id)
        if self._connection.execute(known).first() is not None:
            return
        self._unsettled = self._unsettled or not settled
        row = {"event_id": event.id, "number": one.number, "against": one.against or "", "entity": event.entity}
        whole = {"entity_id": event.entity_id, "event": json.dumps(event.to_wire(), ensure_ascii=False)}
        self._connection.execute(insert(sync_conflict).values({**row, **whole, "settled": settled, "resolved": 0}))


__all__ = ["ACCEPTED", "CONFLICT", "Applying"]
