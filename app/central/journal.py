"""What the server decides about the events that a station pushes: docs/sync.md, "What the server decides"."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from app.central.arriving import read_event, without_doubles
from app.central.bulk import among, insert_many
from app.central.database import HEAD_ID, writing
from app.central.erasing import empty_journal, erase_known, named
from app.central.heads import Head, Heads, read_heads
from app.central.own_events import SERVER, Own, journal_row, lock_place
from app.central.ownership import KNOWN, OF_UNIT, Owners, needed_row, read_owners
from app.central.referrals import Referrals
from app.central.shape import plain
from app.central.tables import event as event_table
from app.central.tables import journal_head, rejected, scope, station_origin
from app.kernel.clock import Clock, to_text
from app.kernel.errors import KnownError
from app.sync.erased import MARK, is_erased
from app.sync.events import Event
from app.sync.guards import guards

ACCEPTED, DUPLICATE, CONFLICT, REJECTED = "accepted", "duplicate", "conflict", "rejected"
MOST_EVENTS = 1000
"""In one push."""


@dataclass(frozen=True)
class Sender:
    """The station that pushes, as its token says. `epoch`: that of its numbers; None: it knows of none."""

    station_id: str
    unit: str
    epoch: str | None = None


@dataclass(frozen=True)
class Result:
    """One event's answer. `number`: its place in the journal (None where it was rejected); `verdict` of a duplicate is
    the first one; `code` and `values` say why it was rejected."""

    event_id: str
    status: str
    verdict: str
    number: int | None = None
    code: str = ""
    values: Mapping[str, object] | None = None


Push = tuple[Sender, Sequence[Mapping[str, Any]]]
"""Who sends, and the events as they arrived."""


class Journal:
    """The one way into the journal."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self.clock = clock

    def push(self, sender: Sender, raw: Sequence[Mapping[str, Any]]) -> tuple[Result, ...]:
        """Decide about each event in order; one transaction. KnownError `sync.batch_too_large`."""
        return self.push_all([(sender, raw)])[0]

    def push_all(self, pushes: Sequence[Push]) -> list[tuple[Result, ...]]:
        """Several stations' pushes, one after the other as they stand, in one transaction: all of them or none."""
        for _, raw in pushes:
            if len(raw) > MOST_EVENTS:
                raise KnownError("sync.batch_too_large", count=len(raw), most=MOST_EVENTS)
        with writing(self._engine).begin() as connection:
            head, epoch = lock_place(connection)
            if any(sender.epoch not in (None, epoch) for sender, _ in pushes):
                raise KnownError("central.other_epoch")
            batch = Batch(connection, pushes, head, to_text(self.clock.now()))
            results = batch.decide()
            batch.write()
        if batch.erased:
            empty_journal(self._engine)
        return results


@dataclass(frozen=True)
class Handed:
    """What a station hands in after a restore (app.central.handing_in); `numbers`: event → what it was called, or 0."""

    by: str | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)


class Batch:
    """Pushes, being decided: reads everything they need at once, then writes everything at once."""

    def __init__(
        self, connection: Connection, pushes: Sequence[Push], head: int, at: str, handed: Handed | None = None
    ) -> None:
        self._handed = handed or Handed()
        self._connection = connection
        self._pushes = pushes
        self._sender = pushes[0][0]
        """Whose turn it is."""
        self._number = head
        self._at = at
        self._rows: list[dict[str, object]] = []
        self._refused: list[dict[str, object]] = []
        self._brought_in: list[dict[str, object]] = []
        self._known: dict[str, tuple[str, str, int, bool]] = {}
        """Event → the hash of what it says, its verdict, its number, and whether something of it was erased since."""
        self._origins: dict[str, str] = {}
        self._places: set[tuple[str, int]] = set()
        self._in_scope: set[tuple[str, str]] = set()
        """(unit, person)."""
        self._owners = Owners()
        self._heads = Heads({}, {})
        self._referrals = Referrals(connection, at)
        self.erased = 0
        """Rows that an erasure has changed."""

    def decide(self) -> list[tuple[Result, ...]]:
        """One answer for each event of each push."""
        read = iter(without_doubles([read_event(one) for _, raw in self._pushes for one in raw]))
        each = [(sender, raw, [next(read) for _ in raw]) for sender, raw in self._pushes]
        good = [one for _, _, events in each for one in events if isinstance(one, Event)]
        contents = {one.id: one.content() for one in good}
        self._read_before(good, contents)
        return [self._one_push(sender, raw, events, contents) for sender, raw, events in each]

    def _one_push(
        self,
        sender: Sender,
        raw: Sequence[Mapping[str, Any]],
        events: Sequence[Event | KnownError],
        contents: Mapping[str, Mapping[str, Any]],
    ) -> tuple[Result, ...]:
        self._sender = sender
        results = []
        for one, wire in zip(events, raw, strict=True):
            result = self._one(one, contents[one.id]) if isinstance(one, Event) else _refusal(wire, one)
            if result.status not in (REJECTED, DUPLICATE) and isinstance(one, Event):
                self._places.add((one.origin, one.sequence))
            if result.status == REJECTED and result.event_id not in self._handed.numbers:
                self._refuse(wire, result)
            results.append(result)
        return tuple(results)

    def write(self) -> None:
        """Everything that was decided."""
        connection = self._connection
        if self._rows:
            insert_many(connection, event_table, self._rows)
            connection.execute(update(journal_head).where(journal_head.c.id == HEAD_ID).values(number=self._number))
        if self._brought_in:
            insert_many(connection, scope, self._brought_in)
        self._heads.write(connection)
        self._referrals.write()
        for row in self._refused:
            if connection.execute(select(rejected.c.event_id).where(rejected.c.event_id == row["event_id"])).first():
                continue
            connection.execute(insert(rejected).values(row))
        self.erased = erase_known(connection, named(self._rows, self._refused), self._at)

    # reading

    def _read_before(self, events: Sequence[Event], contents: Mapping[str, Mapping[str, Any]]) -> None:
        connection, table = self._connection, event_table
        found = connection.execute(
            select(
                table.c.id,
                table.c.payload_sha256,
                table.c.verdict,
                table.c.number,
                table.c.payload.contains(f'"{MARK}":').label("erased"),
            ).where(among(connection, table.c.id, [one.id for one in events]))
        )
        self._known = {one.id: (one.payload_sha256, one.verdict, one.number, bool(one.erased)) for one in found}
        origins = connection.execute(
            select(station_origin).where(station_origin.c.origin.in_({one.origin for one in events}))
        )
        self._origins = {one.origin: one.station_id for one in origins}
        for origin in {one.origin for one in events}:
            places = [one.sequence for one in events if one.origin == origin]
            # The bounds too: by them alone the index finds that there is nothing, which is the usual answer.
            bounds = table.c.sequence.between(min(places), max(places))
            taken = select(table.c.sequence).where(table.c.origin == origin, bounds, table.c.sequence.in_(places))
            self._places |= {(origin, sequence) for sequence in connection.execute(taken).scalars()}
        rows = (needed_row(one, contents[one.id]) for one in events if one.entity in KNOWN)
        new = [(one.entity, one.entity_id) for one in events if one.entity not in OF_UNIT]
        self._owners = read_owners(connection, [row for row in rows if row is not None] + new)
        self._heads = read_heads(connection, events, contents, restored=bool(self._handed.numbers))
        people = {str(value) for value in self._owners.known.values() if value}
        people |= {str(one["person_id"]) for one in contents.values() if one.get("person_id")}
        people |= {one.entity_id for one in events if one.entity == "person"}
        people |= {str(one[name]) for one in contents.values() for name in ("surviving_id", "one_id") if one.get(name)}
        found_people = connection.execute(
            select(scope.c.unit, scope.c.person_id).where(
                among(connection, scope.c.unit, {sender.unit for sender, _ in self._pushes}),
                among(connection, scope.c.person_id, people),
            )
        )
        self._in_scope = {(one.unit, one.person_id) for one in found_people}

    # deciding

    def _one(self, event: Event, content: Mapping[str, Any]) -> Result:
        known = self._known.get(event.id)
        if known is not None:
            sha256, verdict, number, erased = known
            if sha256 != event.payload_sha256 and not erased and not is_erased(content):
                return Result(event.id, REJECTED, REJECTED, code="sync.other_content", values={"id": event.id})
            return Result(event.id, DUPLICATE, verdict, number)
        refusal = self._not_theirs(event) or self._not_new(event)
        if refusal is not None:
            return refusal
        try:
            person_id = self._owners.person_of(event, content)
        except KeyError:
            return Result(event.id, REJECTED, REJECTED, code="sync.no_such_row", values={"entity": event.entity})
        new_here = event.entity == "person" and event.operation == "create"
        if person_id is not None and (self._sender.unit, person_id) not in self._in_scope and not new_here:
            return Result(event.id, REJECTED, REJECTED, code="sync.out_of_scope", values={"entity": event.entity})
        if is_erased(content):
            return self._accept(event, content, person_id, new_here=new_here)
        refused = self._referrals.refusal(event, content, self._sender.unit)
        if refused is not None:
            return Result(event.id, REJECTED, REJECTED, code=refused[0], values=refused[1])
        self._add_own(self._referrals.before(event, content, person_id))
        result = self._accept(event, content, person_id, new_here=new_here)
        self._add_own(self._referrals.after(event, content, accepted=result.verdict == ACCEPTED))
        return result

    def _not_theirs(self, event: Event) -> Result | None:
        if event.entity not in KNOWN:
            return Result(event.id, REJECTED, REJECTED, code="sync.unknown_entity", values={"entity": event.entity})
        if event.id in self._handed.numbers:
            return None
        owner = SERVER if event.origin == SERVER else self._origins.get(event.origin)
        if owner is None:
            self._origins[event.origin] = self._sender.station_id
            self._connection.execute(
                insert(station_origin).values(origin=event.origin, station_id=self._sender.station_id)
            )
        elif owner != self._sender.station_id:
            return Result(event.id, REJECTED, REJECTED, code="sync.not_your_origin", values={"origin": event.origin})
        return None

    def _not_new(self, event: Event) -> Result | None:
        """A second event in the place of another, or a second beginning of a row: it could take over another's."""
        if (event.origin, event.sequence) in self._places and event.origin != SERVER:
            values = {"origin": event.origin, "sequence": event.sequence}
            return Result(event.id, REJECTED, REJECTED, code="sync.place_taken", values=values)
        begins = event.operation != "change" and event.entity not in OF_UNIT
        if begins and (event.entity, event.entity_id) in self._owners.known:
            return Result(event.id, REJECTED, REJECTED, code="sync.row_exists", values={"entity": event.entity})
        return None

    def _accept(self, event: Event, content: Mapping[str, Any], person_id: str | None, *, new_here: bool) -> Result:
        self._number += 1
        against = self._heads.against(event, content)
        verdict = ACCEPTED if against is None else CONFLICT
        if against is None:
            before = self._handed.numbers.get(event.id)
            since = self._number if before else None
            self._heads.take(guards(event), Head(before or self._number, event.origin, event.id, since))
        else:
            self._heads.lose(event, against)
        if new_here and (self._sender.unit, str(person_id)) not in self._in_scope:
            self._in_scope.add((self._sender.unit, str(person_id)))
            self._brought_in.append({"unit": self._sender.unit, "person_id": person_id, "since": self._number})
        placed = {"number": self._number, "unit": self._sender.unit, "person_id": person_id, "verdict": verdict}
        if event.origin == SERVER:
            # The restored server has given its numbers anew; nothing hangs on them.
            placed["sequence"] = self._referrals.next_sequence()
        whence = {"received_at": self._at, "handed_in_by": self._handed.by}
        self._rows.append({**event.to_wire(), **placed, "against": against, **whence})
        self._known[event.id] = (event.payload_sha256, verdict, self._number, False)
        return Result(event.id, verdict, verdict, self._number)

    def _add_own(self, owns: Sequence[Own]) -> None:
        """Number what the server itself has to say."""
        for own in owns:
            self._number += 1
            self._referrals.note_since(own, self._number)
            self._rows.append(journal_row(own, self._number, self._at))

    def _refuse(self, wire: Mapping[str, Any], result: Result) -> None:
        row = {"event_id": result.event_id, "station_id": self._sender.station_id, "code": result.code}
        self._refused.append({**row, "raw": json.dumps(dict(wire)), "received_at": self._at})


def _refusal(raw: Mapping[str, Any], error: KnownError) -> Result:
    event_id = plain(str(raw.get("id", "")))[:36]
    values = {name: plain(str(value)) for name, value in error.values.items()}
    return Result(event_id, REJECTED, REJECTED, code=error.code, values=values)
