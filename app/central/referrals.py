"""What the server does with referrals: its receipt, who may do which step, whose record the hospital gets, who is late.

The server writes events of its own (origin `central`) into the journal: they come down to both units like any other.
All times here are the server's; nothing is decided by a station's clock.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import uuid5

from sqlalchemy import Connection, Engine, delete, insert, select, update

from app.central.database import HEAD_ID, writing
from app.central.own_events import NAMESPACE, SERVER, Own, journal_row, last_sequence, lock_head, own_event
from app.central.tables import event as event_table
from app.central.tables import journal_head, referral_desk, scope, unit
from app.clinic.referral.model import OF_BOTH, OF_HOSPITAL, OF_SERVER, Kind
from app.clinic.referral.parameters import parameters
from app.kernel.canonical import canonical_json, sha256_hex
from app.kernel.clock import Clock, from_text, to_text
from app.sync.backfill import SCOPE
from app.sync.events import Event

ENTITIES: Final = frozenset(("referral", "referral_event"))
Refusal = tuple[str, Mapping[str, object]]


@dataclass(frozen=True)
class Desk:
    """One referral as the server keeps it. `asked_id`: what waits for an answer; `due_at`: None once it has one."""

    referral_id: str
    person_id: str
    from_unit: str
    to_unit: str
    place: int
    asked_id: str
    due_at: str | None
    escalated: int


class Referrals:
    """The referrals that one batch touches; `at`: the stored instant of its receipt."""

    def __init__(self, connection: Connection, at: str) -> None:
        self._connection = connection
        self._at = at
        self._desks: dict[str, Desk] = {}
        self._changed: set[str] = set()
        self._sequence: int | None = None
        self.brought_in: list[dict[str, object]] = []

    def refusal(self, event: Event, content: Mapping[str, Any], sender_unit: str) -> Refusal | None:
        """Why this event is not taken; None where it is. Events of other entities are none of its business."""
        if event.entity not in ENTITIES:
            return None
        if event.operation != "append":
            return "sync.append_only", {"entity": event.entity}
        snapshot, version = content.get("snapshot"), content.get("version_sha256")
        if snapshot is not None and version != sha256_hex(str(snapshot)):
            return "sync.other_content", {"id": event.id}
        if event.entity == "referral":
            return self._refused_referral(content, sender_unit)
        return self._refused_event(content, sender_unit)

    def before(self, event: Event, content: Mapping[str, Any], person_id: str | None) -> list[Own]:
        """What must stand in the journal before this event.

        A pregnancy that goes to another woman (a merge, a wrong patient) takes her to every unit that holds it.
        """
        to = content.get("fields", {}).get("person_id") if event.operation == "change" else None
        if event.entity != "pregnancy" or to is None or person_id is None:
            return []
        units = self._connection.execute(select(scope.c.unit).where(scope.c.person_id == person_id)).scalars()
        return [own for name in sorted(units) for own in self._bring_in(name, str(to), event.id)]

    def after(self, event: Event, content: Mapping[str, Any], *, accepted: bool) -> list[Own]:
        """What follows from this event: the server's stamp, and the person's way into the hospital's scope."""
        if event.entity == "referral":
            return self._sent(event, content, accepted=accepted)
        if event.entity == "referral_event":
            return self._happened(event, content, accepted=accepted)
        return []

    def write(self) -> None:
        """Store what moved on."""
        keys = sorted(self._changed)
        if keys:
            self._connection.execute(delete(referral_desk).where(referral_desk.c.referral_id.in_(keys)))
            self._connection.execute(insert(referral_desk), [asdict(self._desks[key]) for key in keys])
        if self.brought_in:
            self._connection.execute(insert(scope), self.brought_in)

    def escalate(self, desk: Desk) -> Own:
        """Say that the time is over; the caller has seen that it is."""
        self._desks[desk.referral_id] = desk
        own = self._stamp(desk.referral_id, Kind.OVERDUE, desk.asked_id, f"overdue/{desk.asked_id}")
        self._keep(replace(self._desks[desk.referral_id], escalated=1))
        return own

    # refusing

    def _refused_referral(self, content: Mapping[str, Any], sender_unit: str) -> Refusal | None:
        if content.get("from_unit") != sender_unit:
            return "sync.not_your_part", {"unit": sender_unit}
        hospital = select(unit.c.cnes).where(unit.c.cnes == content.get("to_unit"), unit.c.kind == "hospital")
        if self._connection.execute(hospital).first() is None:
            return "sync.unknown_unit", {"unit": str(content.get("to_unit"))[:7]}
        return None

    def _refused_event(self, content: Mapping[str, Any], sender_unit: str) -> Refusal | None:
        desk = self._desk(str(content.get("referral_id")))
        if desk is None or desk.person_id != content.get("person_id"):
            return "sync.no_such_row", {"entity": "referral"}
        kind = str(content.get("kind"))
        if kind not in list(Kind) or kind in OF_SERVER:
            return "sync.server_only", {"kind": kind[:20]}
        its_units = {desk.to_unit if kind in OF_HOSPITAL else desk.from_unit}
        if kind in OF_BOTH:
            its_units.add(desk.to_unit)
        return None if sender_unit in its_units else ("sync.not_your_part", {"unit": sender_unit})

    # following

    def _sent(self, event: Event, content: Mapping[str, Any], *, accepted: bool) -> list[Own]:
        person_id, to_unit = str(content["person_id"]), str(content["to_unit"])
        ends = self._due() if accepted else None
        self._keep(Desk(event.entity_id, person_id, str(content["from_unit"]), to_unit, 0, event.entity_id, ends, 0))
        if not accepted:
            return []
        stamp = self._stamp(event.entity_id, Kind.RECEIVED, event.entity_id, f"received/{event.id}")
        people = self._with_merged(person_id)
        return [stamp, *(own for one in people for own in self._bring_in(to_unit, one, event.id))]

    def _happened(self, event: Event, content: Mapping[str, Any], *, accepted: bool) -> list[Own]:
        desk = self._desk(str(content["referral_id"]))
        assert desk is not None, "`refusal` has found it"
        desk = replace(desk, place=max(desk.place, int(content["place"])))
        kind = Kind(str(content["kind"]))
        if accepted and kind is Kind.COUNTER_REPLY:
            desk = replace(desk, asked_id=event.entity_id, due_at=self._due(), escalated=0)
        if accepted and kind in (Kind.ANSWERED, Kind.CLOSED):
            desk = replace(desk, due_at=None)
        self._keep(desk)
        if not accepted or kind not in (Kind.ANSWERED, Kind.COUNTER_REPLY):
            return []
        return [self._stamp(desk.referral_id, Kind.RECEIVED, event.entity_id, f"received/{event.id}")]

    def _due(self) -> str:
        return to_text(from_text(self._at) + parameters().answer_within)

    def _bring_in(self, to_unit: str, person_id: str, because: str) -> list[Own]:
        """The scope's row gets the number of its event, which the caller gives (`note_since`)."""
        inside = select(scope.c.unit).where(scope.c.unit == to_unit, scope.c.person_id == person_id)
        pair = {"unit": to_unit, "person_id": person_id}
        waiting = any({**one, "since": 0} == {**pair, "since": 0} for one in self.brought_in)
        if waiting or self._connection.execute(inside).first() is not None:
            return []
        self.brought_in.append({**pair, "since": 0})
        key = str(uuid5(NAMESPACE, f"scope/{to_unit}/{person_id}/{because}"))
        return [Own(self._event(key, SCOPE, {"id": key, **pair}), None, to_unit)]

    def note_since(self, own: Own, number: int) -> None:
        """Her history up to this number comes to the unit apart; what follows comes with its pages."""
        if own.event.entity == SCOPE:
            told = own.event.content()
            for one in self.brought_in:
                if (one["unit"], one["person_id"]) == (told["unit"], told["person_id"]):
                    one["since"] = number

    def _with_merged(self, person_id: str) -> list[str]:
        """Facts of whoever was merged into her hang on those people's rows."""
        found = [person_id]
        for one in found:
            wanted = select(event_table.c.payload).where(
                event_table.c.entity == "person_merge",
                event_table.c.person_id == one,
                event_table.c.operation != "change",
            )
            losing = (str(json.loads(text)["losing_id"]) for text in self._connection.execute(wanted).scalars())
            found += [other for other in losing if other not in found]
        return found

    def _stamp(self, referral_id: str, kind: Kind, of: str, name: str) -> Own:
        desk = self._desks[referral_id]
        self._keep(replace(desk, place=desk.place + 1))
        row_id = str(uuid5(NAMESPACE, f"row/{name}"))
        row = {
            "id": row_id,
            "referral_id": referral_id,
            "person_id": desk.person_id,
            "kind": kind.value,
            "place": desk.place + 1,
            "content": canonical_json({"of": of, "at": self._at, "by": SERVER}),
            "snapshot": None,
            "version_sha256": None,
            "recorded_at": self._at,
            "recorded_by": SERVER,
        }
        return Own(self._event(row_id, "referral_event", row), desk.person_id, desk.from_unit)

    def _event(self, row_id: str, entity: str, row: Mapping[str, object]) -> Event:
        return own_event(entity, row_id, row, self.next_sequence(), self._at)

    def next_sequence(self) -> int:
        """Of the server's own events."""
        if self._sequence is None:
            self._sequence = last_sequence(self._connection)
        self._sequence += 1
        return self._sequence

    def _desk(self, referral_id: str) -> Desk | None:
        if referral_id not in self._desks:
            wanted = select(referral_desk).where(referral_desk.c.referral_id == referral_id)
            row = self._connection.execute(wanted).mappings().one_or_none()
            if row is None:
                return None
            self._desks[referral_id] = Desk(**row)
        return self._desks[referral_id]

    def _keep(self, desk: Desk) -> None:
        self._desks[desk.referral_id] = desk
        self._changed.add(desk.referral_id)


def escalate_overdue(engine: Engine, clock: Clock) -> int:
    """Tell both units what nobody has answered in time, once for each time that was asked; returns how many.

    For the server's background work; the coordinator's list at the hospital goes by it.
    """
    now: datetime = clock.now()
    at = to_text(now)
    with writing(engine).begin() as connection:
        number = lock_head(connection)
        late = select(referral_desk).where(referral_desk.c.due_at < at, referral_desk.c.escalated == 0)
        desks = [Desk(**row) for row in connection.execute(late.order_by(referral_desk.c.due_at)).mappings()]
        referrals = Referrals(connection, at)
        rows = [journal_row(referrals.escalate(one), place, at) for place, one in enumerate(desks, start=number + 1)]
        if rows:
            connection.execute(insert(event_table), rows)
            connection.execute(
                update(journal_head).where(journal_head.c.id == HEAD_ID).values(number=number + len(rows))
            )
        referrals.write()
    return len(rows)
