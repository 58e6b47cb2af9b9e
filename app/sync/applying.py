"""Applies what the journal delivers to the station's tables, in its order: docs/sync.md, "What a station does"."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select

from app.kernel.errors import KnownError
from app.reminders.hearing import raise_by_row
from app.store.inserting import insert_rows
from app.store.tables import change_log, field_history, metadata, sync_conflict, sync_parked, sync_provisional
from app.sync import ledger
from app.sync.backfill import SCOPE
from app.sync.beside import beside
from app.sync.delivered import ACCEPTED, CONFLICT, Delivered, from_text
from app.sync.erased import is_erased
from app.sync.events import Event
from app.sync.guards import guards, row_guard
from app.sync.holding import Holding
from app.sync.past import note_from_elsewhere
from app.sync.present import Present, parents
from app.sync.provisional import ALL_HEARD, STANDING, Provisional, ProvisionalRows, State, note_heard
from app.sync.sealed import Sealed
from app.sync.taking_back import CLOSED, TakingBack
from app.sync.trying import history_rows


class Applying:
    """One page, in one transaction that its caller holds; the cursor moves with it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._holding = Holding()
        self._rows = Present(connection)
        self._back = TakingBack(connection, self._rows, self._holding)
        self._provisional = ProvisionalRows(connection)
        self._sealed = Sealed(connection)
        self._by_stick: dict[str, Provisional] = {}
        """What came by stick and has no number yet; mostly nothing."""
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
        self._begin()
        for one in delivered:
            if one.event.id in own:
                self._come_back(one)
            elif one.event.id in self._by_stick:
                self._arrive(one)
            else:
                self._take(one)
        self._settle()
        self._note_heard(one.event for one in delivered if one.event.id not in own)
        for origin, sequence in self._seen.items():
            ledger.note_seen(self._connection, origin, sequence)
        ledger.advance(self._connection, through)

    def settle(self) -> None:
        """Take back what was refused meanwhile, and let in what waited for it."""
        self._begin()
        self._settle()

    def _begin(self) -> None:
        self._by_stick = {one.event.id: one for one in self._provisional.in_states(tuple(State))}
        applied = (one.event for one in self._by_stick.values() if one.state == State.APPLIED)
        self._holding.begin([*ledger.unseen(self._connection), *applied])
        self._unsettled = self._anything_waits()

    def _note_heard(self, others: Iterable[Event]) -> None:
        last: dict[str, int] = {}
        for event in others:
            last[event.origin] = max(last.get(event.origin, 0), event.sequence)
        if ledger.through(self._connection) == 0:
            last[ALL_HEARD] = 1
        note_heard(self._connection, last)

    # events that are here already

    def _own(self, ids: Sequence[str]) -> set[str]:
        found = self._connection.execute(select(change_log.c.id).where(change_log.c.id.in_(ids)))
        return set(found.scalars())

    def _come_back(self, one: Delivered) -> None:
        event = one.event
        self._seen[event.origin] = max(self._seen.get(event.origin, 0), event.sequence)
        self._holding.let_go(event)
        if one.verdict == CONFLICT:
            self._keep_conflict(one, settled=0)
        else:
            if event.operation == "change" and self._by_stick:
                self._provisional.cover(event)
            self._put_back(one)
        # What waited for this one may be taken before the next event of the same guard comes.
        self._settle()

    def _put_back(self, one: Delivered) -> None:
        """It had lost and was taken back; a server that went back to an older copy has let it win."""
        event = one.event
        lost = sync_conflict.c.event_id == event.id
        taken_back = self._connection.execute(select(sync_conflict.c.settled).where(lost)).scalar_one_or_none()
        if taken_back is None:
            return
        self._connection.execute(delete(sync_conflict).where(lost))
        if taken_back and not self._stands_on(event):
            self._take(one)
            if event.operation == "change":
                self._provisional.cover(event, everything=self._holding.first(guards(event)) is None)

    def _stands_on(self, event: Event) -> bool:
        """Whether a later own change of the same guard holds: it was made upon this one, and its value is the newer."""
        if event.operation != "change":
            return False
        later = ledger.later_of(self._connection, event)
        lost = select(sync_conflict.c.event_id).where(sync_conflict.c.event_id.in_([one.id for one in later]))
        gone = set(self._connection.execute(lost).scalars())
        names = set(guards(event))
        return any(one.id not in gone and names.intersection(guards(one)) for one in later)

    def _arrive(self, one: Delivered) -> None:
        """What came by stick has its number: what is in the records already is only numbered, not applied twice."""
        event, state = one.event, self._by_stick[one.event.id].state
        if state == State.APPLIED:
            self._holding.let_go(event)
        if state not in STANDING:
            self._provisional.forget(event.id)
            self._take(one)
        elif state == State.REFUSED and event.entity == "pregnancy" and event.operation != "change":
            # It was closed here; its status comes with `_apply`.
            self._take(one)
        elif one.verdict == CONFLICT:
            self._keep_conflict(one, settled=0)
            self._provisional.set_state(event.id, State.LOST)
        else:
            if event.operation == "change":
                self._provisional.cover(event)
            self._provisional.forget(event.id)
        self._settle()

    def _settle(self) -> None:
        """Take back what lost, the latest first, then let in what waited; again while that lets in more."""
        if not self._unsettled:
            return
        self._back.what_lost()
        self._back.what_was_refused()
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
        refused = select(func.count()).where(sync_provisional.c.state == State.REFUSED).scalar_subquery()
        return bool(self._connection.execute(select(waits + lost + refused)).scalar_one())

    def _waiting(self) -> list[tuple[int, str]]:
        rows = self._connection.execute(
            select(sync_parked.c.number, sync_parked.c.delivered).order_by(sync_parked.c.number)
        )
        return [(row.number, row.delivered) for row in rows]

    # others' events

    def _take(self, one: Delivered) -> None:
        if self._sealed.takes(one.event):
            return
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
        held = self._holding.first(names)
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
        if is_erased(content):
            return None
        if event.operation == "change":
            return None if self._rows.has(table, event.entity_id) else row_guard(event.entity, event.entity_id)
        for parent, key in parents(table, content):
            if not self._rows.has(parent, key):
                return row_guard(parent.name, key)
        return None

    def _apply(self, one: Delivered) -> None:
        event, content = one.event, one.event.content()
        if is_erased(content):
            return
        table = metadata.tables[event.entity]
        if one.verdict == CONFLICT:
            self._keep_conflict(one, settled=1)
            if event.entity == "pregnancy" and event.operation == "create":
                self._rows.insert(table, event.entity_id, {**content, **CLOSED})
                self._provisional.forget(event.id)
            return
        if event.operation == "change":
            self._note_history(table, event, content)
            self._back.set(table, event.entity_id, content["fields"])
        else:
            is_here = self._rows.has(table, event.entity_id)
            row = content if is_here else beside(self._connection, event.entity, content)
            if row is not None:
                self._rows.insert(table, event.entity_id, row)
            if event.entity == "message_feedback":
                raise_by_row(self._connection, content)
            if is_here and event.entity == "pregnancy":
                # It had lost, or was refused, and stayed closed; what changed it since comes after it.
                self._back.set(table, event.entity_id, {"status": content["status"]})
                self._provisional.forget(event.id)
        if content.get("resolves"):
            note_from_elsewhere(self._connection, event)
        self._back.count_decisions(content.get("resolves", ()), 1)

    def _note_history(self, table: Table, event: Event, content: Mapping[str, Any]) -> None:
        """Who changed a field elsewhere, and when, is asked here too; a decision to leave it as it is says nothing."""
        columns = [table.c[name] for name in content["fields"]]
        old = self._connection.execute(select(*columns).where(table.c.id == event.entity_id)).mappings().one()
        insert_rows(self._connection, field_history, history_rows(event, old))

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
