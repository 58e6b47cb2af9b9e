"""Events of another station of the unit that came by stick and have no number yet: docs/sync.md, "By USB stick"."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select, update

from app.store.inserting import insert_rows
from app.store.tables import sync_heard, sync_provisional, sync_provisional_name
from app.sync.events import Event
from app.sync.guards import guards

RESTORED: Final = "restored"
"""Instead of a bundle and its sender: had a number until the server went back to an older copy (`app.sync.recovering`).
It stays in the records until its own station or another one has brought it back."""
ALL_HEARD: Final = ""
"""The origin under which it is kept that every event that was ever pulled here was counted."""


class State(StrEnum):
    """`applied`, `beside`: wait for the server, in the records or not; `lost`: numbered in conflict, taken back as soon
    as no own value hangs on it; `refused`: by the server, and still in the records; `back`: refused, and not there."""

    APPLIED = "applied"
    BESIDE = "beside"
    LOST = "lost"
    REFUSED = "refused"
    BACK = "back"


WAITING: Final = (State.APPLIED, State.BESIDE)
STANDING: Final = (State.APPLIED, State.LOST, State.REFUSED)


@dataclass(frozen=True)
class Provisional:
    """One of them. `place`: in the order of taking; `replaced`: what comes back where it is taken back."""

    event: Event
    state: State
    place: int
    replaced: Mapping[str, Any]
    bundle_id: str
    sender: str
    code: str | None


class ProvisionalRows:
    """What is kept of them; belongs to one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._place: int | None = None
        """The last one given, once one was."""

    def any(self) -> bool:
        """Whether there is one at all; mostly there is none."""
        return self._connection.execute(select(sync_provisional.c.event_id).limit(1)).first() is not None

    def in_states(self, states: Collection[State]) -> list[Provisional]:
        """Those that stand so, in the order of taking."""
        table = sync_provisional.c
        wanted = select(sync_provisional).where(table.state.in_(sorted(states))).order_by(table.place)
        return [_of(row) for row in self._connection.execute(wanted).mappings()]

    def find(self, event_id: str) -> Provisional | None:
        """One of them."""
        wanted = select(sync_provisional).where(sync_provisional.c.event_id == event_id)
        row = self._connection.execute(wanted).mappings().one_or_none()
        return None if row is None else _of(row)

    def add(self, event: Event, state: State, *, bundle_id: str, sender: str, at: str) -> None:
        """Keep one that was taken now."""
        if self._place is None:
            self._place = self._connection.execute(select(func.max(sync_provisional.c.place))).scalar() or 0
        self._place += 1
        content = event.content()
        replaced = content["before"] if event.operation == "change" and state == State.APPLIED else {}
        row = {"event_id": event.id, "place": self._place, "origin": event.origin, "sequence": event.sequence}
        what = {"entity": event.entity, "entity_id": event.entity_id, "event": _text(event.to_wire()), "code": None}
        whence = {"sender": sender, "bundle_id": bundle_id, "taken_at": at}
        kept = {"state": state.value, "replaced": _text(replaced)}
        insert_rows(self._connection, sync_provisional, [{**row, **what, **whence, **kept}])
        if state == State.APPLIED:
            rows = [{"name": name, "event_id": event.id} for name in sorted(_names(event))]
            insert_rows(self._connection, sync_provisional_name, rows)

    def set_state(self, event_id: str, state: State, code: str | None = None) -> None:
        """It stands otherwise now; `code`: why it was refused."""
        values = {"state": state.value} | ({} if code is None else {"code": code})
        self._connection.execute(update(sync_provisional).where(sync_provisional.c.event_id == event_id).values(values))
        if state not in STANDING:
            self._forget_names(event_id)

    def forget(self, event_id: str) -> None:
        """It has a number now, or was taken back for good."""
        self._connection.execute(delete(sync_provisional).where(sync_provisional.c.event_id == event_id))
        self._forget_names(event_id)

    def unchain(self, one: Provisional) -> dict[str, Any]:
        """What to give back when this change is taken back: where a later one lies on it, that gives it back later."""
        mine = dict(one.replaced)
        for later in self._of_row(one.event):
            shared = mine.keys() & later.replaced.keys() if later.place > one.place else set()
            if shared:
                self._set_replaced(later, {**later.replaced, **{name: mine.pop(name) for name in shared}})
        return mine

    def cover(self, event: Event, *, everything: bool = False) -> None:
        """This change stands for good: what it lies on gives nothing of these fields back any more.

        `everything`: it was put over all that is in the records now.
        """
        content = event.content()
        own = self.find(event.id)
        known = content.get("knows", ())
        for earlier in self._of_row(event):
            below = earlier.event.id in known if own is None else earlier.place < own.place
            if (below or everything) and earlier.replaced.keys() & content["fields"].keys():
                rest = {name: value for name, value in earlier.replaced.items() if name not in content["fields"]}
                self._set_replaced(earlier, rest)

    def last(self, origin: str) -> tuple[int, int]:
        """Of another's change log: the highest number that came down, and the highest that is here at all."""
        heard = select(sync_heard.c.sequence).where(sync_heard.c.origin == origin)
        down = self._connection.execute(heard).scalar_one_or_none() or 0
        taken = select(func.max(sync_provisional.c.sequence)).where(sync_provisional.c.origin == origin)
        return down, max(down, self._connection.execute(taken).scalar() or 0)

    def _of_row(self, event: Event) -> list[Provisional]:
        table = sync_provisional.c
        mine = (table.entity == event.entity) & (table.entity_id == event.entity_id) & table.state.in_(STANDING)
        wanted = select(sync_provisional).where(mine).order_by(table.place)
        return [_of(row) for row in self._connection.execute(wanted).mappings()]

    def _set_replaced(self, one: Provisional, values: Mapping[str, Any]) -> None:
        mine = update(sync_provisional).where(sync_provisional.c.event_id == one.event.id)
        self._connection.execute(mine.values(replaced=_text(values)))

    def _forget_names(self, event_id: str) -> None:
        names = sync_provisional_name
        self._connection.execute(delete(names).where(names.c.event_id == event_id))


def waiting_ids(connection: Connection) -> frozenset[str]:
    """Those that the server has neither numbered nor refused, as far as it is known here."""
    wanted = select(sync_provisional.c.event_id).where(sync_provisional.c.state.in_(WAITING))
    return frozenset(connection.execute(wanted).scalars())


def note_heard(connection: Connection, last: Mapping[str, int]) -> None:
    """Others' events came down, up to these numbers."""
    table = sync_heard.c
    known = {
        row.origin: row.sequence for row in connection.execute(select(sync_heard).where(table.origin.in_(sorted(last))))
    }
    for origin, sequence in last.items():
        if origin not in known:
            connection.execute(insert(sync_heard).values(origin=origin, sequence=sequence))
        elif known[origin] < sequence:
            connection.execute(update(sync_heard).where(table.origin == origin).values(sequence=sequence))


def all_heard(connection: Connection) -> bool:
    """Whether it is known of every event that came down: a store from before that was counted asks the server once."""
    return connection.execute(select(sync_heard.c.origin).where(sync_heard.c.origin == ALL_HEARD)).first() is not None


def heard_of(connection: Connection, last: Mapping[str, int]) -> None:
    """The server has told what came down here before it was counted."""
    note_heard(connection, {**last, ALL_HEARD: 1})


def _names(event: Event) -> set[str]:
    """The rows by which a later event hangs on this one: those of its guards, and the row that it begins."""
    named = {guard.split("/")[1] for guard in guards(event)}
    return named if event.operation == "change" else named | {event.entity_id}


def _of(row: Mapping[Any, Any]) -> Provisional:
    event = Event(**json.loads(row["event"]))
    told = {"bundle_id": row["bundle_id"], "sender": row["sender"], "code": row["code"]}
    return Provisional(event, State(row["state"]), row["place"], json.loads(row["replaced"]), **told)


def _text(values: Mapping[str, Any] | Sequence[Any]) -> str:
    return json.dumps(values, ensure_ascii=False)
